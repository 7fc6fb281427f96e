"""A panelist's pages, walked as a panelist does. Needs the database."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from panels.transitions import set_hour
from presessions.mail.models import OutgoingMail
from presessions.series.transitions import Words, mark_not_held, move_review
from presessions.wording import moment
from publications.enums import OutsideAudience
from publications.items import items_of
from publications.models import Consent, Recommendation, Section, Statement
from publications.published import TABLES, PublishedRecommendation
from publications.transitions import Wish, record_consent
from tests.applications.staff import staff_client
from tests.factories import make_issue, make_officer, make_series
from tests.publications import sharing
from tests.publications.speakers import make_spoken, share, speaker_client, stranger

pytestmark = pytest.mark.django_db

PAGES = [
    "statement",
    "recommendations",
    "attachments",
    "consent",
    "preview",
    "receipt",
    "receipt_file",
    "template",
    "send",
]


def url(statement: Statement, name: str = "statement", *args) -> str:
    return reverse(f"publications:{name}", args=[statement.public_id, *args])


def rows() -> int:
    return sum(table.objects.count() for table in TABLES)


@pytest.mark.parametrize("move", ["up-" + "9" * 5000, "up-²", "up-0", "down-4", "remove-", "-1", "\x00"])
def test_a_button_that_the_page_never_had_moves_nothing(move):
    statement = make_spoken(recommendations=2)
    texts = [each.text for each in statement.recommendations.all()]
    data = {f"recommendation_{number}": text for number, text in enumerate(texts, start=1)}
    answer = speaker_client(statement).post(url(statement, "recommendations"), {**data, "move": move})
    assert answer.status_code == 302
    assert [each.text for each in statement.recommendations.all()] == texts


def test_statement_is_written_shared_sent_published_and_withdrawn():
    make_issue("UI-WATER", "Water")
    statement = make_spoken(recommendations=0)
    client, staff = speaker_client(statement), staff_client()

    answer = client.post(url(statement, "statement_section", "summary"), {"text": "We checked every well."})
    assert answer.headers["Location"] == url(statement, "statement_section", "organisation")
    client.post(
        url(statement, "recommendations"),
        {"recommendation_1": "Publish test results each quarter.", "issue_1_1": "UI-WATER"},
    )
    assert [each.text for each in Recommendation.objects.all()] == ["Publish test results each quarter."]
    client.post(url(statement, "consent"), {"share": share(statement, "public", "missions")})
    assert Consent.objects.filter(given=True).count() == 8
    assert rows() == 0
    client.post(url(statement, "send"))
    staff.post(
        reverse("admin:publications_statement_check", args=[statement.pk]), {"version": _version(statement)}
    )
    assert rows() == 0
    staff.post(reverse("admin:publications_statement_publish", args=[statement.pk]))
    statement.refresh_from_db()
    assert (statement.status, rows()) == ("published", 8)
    assert [issue.issue_id for issue in PublishedRecommendation.objects.first().issue_rows.all()] == [
        "UI-WATER"
    ]
    client.post(url(statement, "consent"), {"nothing": "1"})
    assert rows() == 0
    assert sorted(set(OutgoingMail.objects.values_list("message", flat=True))) == [
        "consent_receipt",
        "statement_published",
    ]


def _version(statement: Statement) -> int:
    return Statement.objects.get(pk=statement.pk).version


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_not_there_for_anybody_else(page):
    statement = make_spoken()

    assert stranger().get(url(statement, page)).status_code == 404
    assert staff_client().get(url(statement, page)).status_code == 404
    assert Client().get(url(statement, page)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_open_for_their_panelist_and_are_kept_by_nobody(page, language):
    statement = make_spoken()
    answer = speaker_client(statement).get(url(statement, page), headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_phrase_session_of_the_application_opens_the_statement():
    statement = make_spoken()
    client = Client()
    session = client.session
    session["opened_applications"] = [str(statement.seat.application.public_id)]
    session.save()

    assert client.get(url(statement)).status_code == 200
    client.post(url(statement, "statement_section", "plan"), {"text": "Water, then schools."})
    assert Section.objects.get(kind="plan").text == "Water, then schools."


def test_closed_statement_is_not_there():
    statement = make_spoken(recommendations=1)
    Statement.objects.update(status="closed")

    assert speaker_client(statement).get(url(statement)).status_code == 404


def test_unknown_section_is_not_there():
    statement = make_spoken()

    assert speaker_client(statement).get(url(statement, "statement_section", "nothing")).status_code == 404


SHOWN = "What you agreed to share is shown."
AFTER = datetime(2027, 3, 30, 12, tzinfo=UTC)


def lead(made: Statement) -> str:
    page = speaker_client(made).get(url(made)).text
    return page.partition('<p class="lead">')[2].partition("</p>")[0].strip()


def published(**to: object) -> Statement:
    return sharing.share(sharing.statement(sharing.meeting("WSM")), **to)


def test_panelist_is_told_that_it_is_shown_where_it_is():
    assert lead(published()) == SHOWN


def test_panelist_is_told_that_the_programme_of_the_other_series_is_not_public():
    made = published()
    move_review(made.seat.panel.pre_session, make_series(55, status="planned"), make_officer(), "Postponed.")
    assert lead(made) == "Nothing is shown yet: the programme of series 55 is not public."
    assert "What they see." not in speaker_client(made).get(url(made, "consent")).text


def test_panelist_is_told_from_which_hour_it_is_shown():
    made = published()
    hour = datetime(2027, 3, 30, 7, tzinfo=UTC)
    set_hour(made.seat.panel, hour, by=make_officer())
    said = moment(hour, "en", year=True)
    assert lead(made) == f"Nothing is shown yet. What you agreed to share is shown from {said}."


def test_panelist_is_told_that_the_meeting_is_not_held():
    made = sharing.statement(sharing.meeting("WSM"))
    wishes = [
        Wish(item.key, OutsideAudience.PUBLIC, given=True, sha256=item.sha256, effective_from=AFTER)
        for item in items_of(made)
    ]
    record_consent(made, wishes, by=None, language="en")
    sharing.share(made, ["nothing"])
    assert lead(made).startswith("Nothing is shown yet. What was agreed to")
    mark_not_held(made.seat.panel.pre_session, reasons=Words("a", "b", "c"), by=make_officer())
    assert lead(made) == "Your Pre-session is not held. Nothing of your statement is shown."


@pytest.mark.parametrize("to", [[], ["interpreters"]])
def test_panelist_who_shares_nothing_outside_is_told_so(to):
    assert lead(published(to=to)).startswith("You agreed to share nothing with missions or the public")
