"""A panelist's pages, walked as a panelist does. Needs the database."""

import pytest
from django.test import Client
from django.urls import reverse

from presessions.mail.models import OutgoingMail
from publications.models import Consent, Recommendation, Section, Statement
from publications.published import TABLES, PublishedRecommendation
from tests.applications.staff import staff_client
from tests.factories import make_issue
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
