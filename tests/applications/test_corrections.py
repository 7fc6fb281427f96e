"""A request for a correction opens the answers asked for, nothing else, until it is sent again. Needs the database."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.corrections import lapse_due, open_correction
from applications.enums import ApplicationStatus
from applications.models import Correction
from presessions.lifecycle.models import StatusChange
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.wording import GENEVA
from tests.applications.staff import staff_client
from tests.factories import make_application, make_issue, make_pre_session, make_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    """Sent, its deadline long over."""
    now = timezone.now()
    make_issue("UI-WATER", "Water", selectable=True)
    series = make_series(opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=9))
    return make_application(make_pre_session(series), about="What we do.", motivation="Before.")


@pytest.fixture
def owner(row):
    client = Client()
    client.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
    return client


def ask(row, *names, client=None, **more):
    due = (timezone.now() + timedelta(days=3)).astimezone(GENEVA)
    data = {"names": names, "words": "Please say since when.", "due_at": f"{due:%Y-%m-%dT%H:%M}", **more}
    return (client or staff_client()).post(
        reverse("admin:applications_application_correction", args=[row.pk]), data
    )


def page_of(row):
    return reverse("applications:correct", args=[row.public_id])


def test_only_what_is_asked_for_opens_and_sending_it_closes_it(row, owner):
    reading = staff_client().get(f"/staff/applications/application/{row.pk}/change/?ask=1").content.decode()
    assert 'value="issues"' in reading
    assert owner.get(page_of(row)).status_code == 302  # nothing is asked
    assert ask(row, "founded", "issues").status_code == 302
    assert ask(row, "founded", "issues").status_code == 302  # a double click
    mail = OutgoingMail.objects.get(message="correction_asked")
    letter = outbox.preview(mail.message, mail.ids, "fr")
    assert "Samoa" not in letter.subject
    assert "since when" not in letter.text
    assert page_of(row) in letter.text
    page = owner.get(page_of(row)).content.decode()
    assert 'name="founded"' in page
    assert 'name="why_1"' in page
    assert 'name="about"' not in page
    assert page_of(row) in owner.get(reverse("applications:status", args=[row.public_id])).content.decode()

    wrong = owner.post(page_of(row), {"founded": "soon", "issue_1": "UI-WATER", "why_1": "Typed once."})
    assert wrong.status_code == 422
    assert "Typed once." in wrong.content.decode()
    sent = {
        "founded": "1999",
        "issue_1": "UI-WATER",
        "why_1": "Wells run dry.",
        "about": "Changed behind the back",
        "motivation": "And this",
    }
    for _ in range(2):
        assert owner.post(page_of(row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.founded, row.about, row.motivation) == (1999, "What we do.", "Before.")
    assert [(issue.issue_id, issue.why) for issue in row.issues.all()] == [("UI-WATER", "Wells run dry.")]
    correction = Correction.objects.get()
    assert (correction.status, correction.changed) == ("answered", ["founded", "issues"])
    change = StatusChange.objects.of(correction).get()
    assert (change.from_status, change.to_status, change.by_what) == ("asked", "answered", "applicant")
    assert OutgoingMail.objects.filter(message="application_changed").count() == 1
    owner.post(page_of(row), {**sent, "founded": "2001"})
    row.refresh_from_db()
    assert row.founded == 1999


def test_the_other_pages_stay_closed(row, owner):
    ask(row, "founded")
    owner.post(
        reverse("applications:page", args=[row.public_id, "background"]), {"about": "New", "founded": "1"}
    )
    row.refresh_from_db()
    assert row.about == "What we do."
    assert open_correction(row) is not None


def test_it_lapses_and_is_taken_back_with_a_record(row, owner):
    ask(row, "founded")
    late = timezone.now() + timedelta(days=4)
    assert open_correction(row, late) is None
    assert (lapse_due(late), lapse_due(late)) == (1, 0)
    assert Correction.objects.get().status == "lapsed"
    assert ask(row, "about").status_code == 302
    assert ask(row, "about", do="take_back").status_code == 302
    assert [each.status for each in Correction.objects.all()] == ["taken_back", "lapsed"]
    answer = owner.post(page_of(row), {"about": "Too late"}, follow=True)
    assert "This correction is closed." in answer.content.decode()
    mail = OutgoingMail.objects.filter(message="correction_asked").last()
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mail.message, mail.ids, "en")


@pytest.mark.parametrize(
    ("names", "more", "words"),
    [
        ((), {}, "Choose at least one answer."),
        (("status",), {}, "not one of the available choices"),
        (("about",), {"words": ""}, "Write what to correct."),
        (("about",), {"due_at": "2020-01-01T10:00"}, "still to come"),
    ],
)
def test_what_cannot_be_asked_is_said(row, names, more, words):
    answer = ask(row, *names, **more)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Correction.objects.count() == 0


def test_a_second_request_waits_and_somebody_elses_page_is_not_found(row):
    ask(row, "about")
    assert "Take it back first." in ask(row, "founded").content.decode()
    other = make_application(row.pre_session, status=ApplicationStatus.SUBMITTED)
    stranger = Client()
    stranger.force_login(other.owner, backend="presessions.accounts.backends.RoleBackend")
    assert stranger.get(page_of(row)).status_code == 404
    assert stranger.post(page_of(row), {"about": "x"}).status_code == 404
