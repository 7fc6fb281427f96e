"""A request for a correction opens the answers asked for, nothing else, until it is sent again. Needs the database."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.corrections import lapse_due, remind_due
from applications.enums import ApplicationStatus
from applications.erasing import erase
from applications.models import Correction, SupportingFile
from applications.open_now import open_correction
from applications.own_data import own_data
from applications.own_sheet import sheet_values
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
    mine = owner.get(reverse("desk:my")).text
    assert "We ask you to correct some answers." in mine
    assert "To correct" in mine
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


# --- What is typed, before it is sent ------------------------------------------------------------

LONG = "word " * 1500
AUTOSAVE = {"X-Autosave": "1"}


def hidden(page):
    """What the page carries of itself, for the next request from this window."""
    return {name: page.context[name] for name in ("seen", "tab")} | {"whole": "1"}


def test_what_is_typed_is_kept_while_it_is_typed_and_counts_once_sent(row, owner):
    ask(row, "motivation", "founded")
    window = hidden(owner.get(page_of(row)))
    answer = owner.post(page_of(row), {**window, "motivation": LONG, "founded": "soon"}, headers=AUTOSAVE)
    assert answer.json()["saved"].startswith("Saved at")
    row.refresh_from_db()
    assert row.motivation == "Before."
    page = owner.get(page_of(row)).text
    assert LONG.strip() in page
    assert 'value="soon"' in page
    # without script: "save and come back later", errors and all
    again = hidden(owner.get(page_of(row)))
    assert owner.post(page_of(row), {**again, "motivation": "Short.", "later": "1"}).status_code == 302
    assert "Short." in owner.get(page_of(row)).text
    final = {**hidden(owner.get(page_of(row))), "motivation": "Sent.", "founded": "1999"}
    assert owner.post(page_of(row), final).status_code == 302
    row.refresh_from_db()
    assert (row.motivation, row.founded) == ("Sent.", 1999)
    assert Correction.objects.get().typed == {}
    assert "correction" not in row.tabs


def test_changing_the_language_keeps_what_was_typed_and_sends_nothing(row, owner):
    ask(row, "motivation", "founded")
    window = hidden(owner.get(page_of(row)))
    answer = owner.post(
        page_of(row), {**window, "motivation": LONG, "founded": "soon", "switch_language": "es"}
    )
    assert answer.headers["Location"] == page_of(row)
    page = owner.get(page_of(row)).text
    assert '<html lang="es"' in page
    assert LONG.strip() in page
    assert 'value="soon"' in page
    row.refresh_from_db()
    assert row.motivation == "Before."
    assert Correction.objects.get().status == "asked"


def test_two_windows_notice_each_other(row, owner):
    ask(row, "motivation")
    first, second = hidden(owner.get(page_of(row))), hidden(owner.get(page_of(row)))
    owner.post(page_of(row), {**first, "motivation": "From the first."}, headers=AUTOSAVE)
    late = owner.post(page_of(row), {**second, "motivation": "From the second."}, headers=AUTOSAVE)
    assert (late.status_code, late.json()["differs"]) == (409, ["motivation"])
    shown = owner.post(page_of(row), {**second, "motivation": "From the second."})
    assert shown.status_code == 409
    assert "From the first." in shown.text
    assert "From the second." in shown.text
    row.refresh_from_db()
    assert row.motivation == "Before."


def test_half_a_request_is_never_written(row, owner):
    ask(row, "motivation")
    window = hidden(owner.get(page_of(row)))
    del window["whole"]
    assert owner.post(page_of(row), {**window, "motivation": "Cut of"}).status_code == 400
    assert Correction.objects.get().typed == {}


@pytest.mark.parametrize("end", ["lapse", "take_back"])
def test_what_comes_too_late_is_kept_and_taken_along(row, owner, end):
    ask(row, "motivation")
    window = hidden(owner.get(page_of(row)))
    if end == "lapse":
        Correction.objects.update(due_at=timezone.now() - timedelta(minutes=1))
        lapse_due(timezone.now())
    else:
        ask(row, "motivation", do="take_back")
    answer = owner.post(page_of(row), {**window, "motivation": LONG}, follow=True)
    assert "What you wrote is kept" in answer.text
    row.refresh_from_db()
    assert row.motivation == "Before."
    assert own_data(row)["corrections"][0]["typed_and_not_sent"] == {"motivation": [LONG]}
    (told,) = sheet_values(row)["corrections"]
    assert told["typed"] == [("What would your voice add to this panel?", LONG)]
    owner.post(page_of(row), {**window, "motivation": "Later still."}, headers=AUTOSAVE)
    assert Correction.objects.get().typed == {"motivation": ["Later still."]}
    erase(row)
    assert (Correction.objects.get().typed, Correction.objects.get().words) == ({}, "")


def test_signed_out_while_correcting_loses_nothing(row, owner):
    ask(row, "motivation")
    window = hidden(owner.get(page_of(row)))
    del owner.cookies[settings.SESSION_COOKIE_NAME]
    asked = owner.post(page_of(row), {**window, "motivation": LONG})
    assert asked.status_code == 302
    owner.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
    page = owner.get(page_of(row), follow=True).text
    assert LONG.strip() in page


def test_answered_correction_is_in_the_own_data(row, owner):
    ask(row, "founded")
    owner.post(page_of(row), {"founded": "1999"})
    row.refresh_from_db()
    (kept,) = own_data(row)["corrections"]
    assert (kept["status"], kept["answers_changed"], kept["we_wrote"]) == (
        "answered",
        ["founded"],
        "Please say since when.",
    )
    (told,) = sheet_values(row)["corrections"]
    assert told["of"] == "Since which year does the organisation exist?"
    assert told["became"].startswith("corrected, ")


# --- A file -------------------------------------------------------------------------------------


def pdf(name="report.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 sample", "application/pdf")


def test_a_file_can_be_asked_for_and_nothing_but_that_opens(row, owner):
    address = reverse("applications:page", args=[row.public_id, "report"])
    assert owner.post(address, {"submitted": "own", "file": pdf()}).status_code in {200, 422, 302}
    assert not row.files.exists()  # the deadline is over
    ask(row, "file")
    page = owner.get(page_of(row))
    assert 'type="file"' in page.text
    empty = owner.post(page_of(row), hidden(page))
    assert empty.status_code == 422
    assert "Choose the file we ask for, or say that you have none" in empty.text
    added = owner.post(page_of(row), {**hidden(page), "file": pdf(), "stay": "1"})
    assert added.status_code == 302
    assert [file.name for file in row.files.all()] == ["report.pdf"]
    assert Correction.objects.get().status == "asked"
    assert owner.post(page_of(row), hidden(owner.get(page_of(row)))).status_code == 302
    correction = Correction.objects.get()
    assert (correction.status, correction.changed) == ("answered", ["file"])
    assert (
        "A file: the report, or a better copy of it"
        in staff_client().get(reverse("admin:applications_application_change", args=[row.pk])).text
    )


def test_with_the_last_press_the_file_goes_along(row, owner):
    ask(row, "file", "founded")
    sent = {**hidden(owner.get(page_of(row))), "file": pdf(), "founded": "1999"}
    assert owner.post(page_of(row), sent).status_code == 302
    assert Correction.objects.get().changed == ["file", "founded"]


def test_whoever_has_no_file_says_so(row, owner):
    ask(row, "file")
    assert owner.post(page_of(row), {**hidden(owner.get(page_of(row))), "no_file": "on"}).status_code == 302
    assert (Correction.objects.get().status, Correction.objects.get().changed) == ("answered", [])


def test_a_file_that_is_refused_loses_nothing_of_the_rest(row, owner):
    ask(row, "file", "motivation")
    wrong = SimpleUploadedFile("report.exe", b"MZ", "application/pdf")
    sent = {**hidden(owner.get(page_of(row))), "file": wrong, "motivation": LONG}
    answer = owner.post(page_of(row), sent)
    assert answer.status_code == 422
    assert LONG.strip() in answer.text
    assert Correction.objects.get().typed["motivation"] == [LONG]
    assert not row.files.exists()


def test_files_are_removed_only_while_they_may_be_changed(row, owner):
    SupportingFile.objects.create(application=row, name="a.pdf", size=4, sha256="0" * 64)
    file = row.files.get()
    remove = reverse("applications:remove_file", args=[row.public_id, file.public_id])
    answer = owner.post(remove, follow=True)
    assert "The deadline has passed, so no file can be removed." in answer.text
    assert row.files.exists()
    ask(row, "file")
    assert owner.post(remove).url == page_of(row)
    assert not row.files.exists()


# --- Reminders ------------------------------------------------------------------------------------


def test_only_those_who_have_not_answered_are_reminded_once(row, owner):
    ask(row, "founded")
    reminded = OutgoingMail.objects.filter(message="correction_reminder")
    for days, mails in ((0, 0), (1, 1), (1, 1), (2, 2)):
        remind_due(timezone.now() + timedelta(days=days))
        assert reminded.count() == mails
    mail = reminded.first()
    for language in ("en", "fr", "es"):
        letter = outbox.preview(mail.message, mail.ids, language)
        assert "since when" not in letter.text
        assert "Samoa" not in letter.subject + letter.text
        assert page_of(row) in letter.text
    owner.post(page_of(row), {"founded": "1999"})
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mail.message, mail.ids, "en")


def test_nobody_is_reminded_who_answered_or_whom_staff_released(row, owner):
    ask(row, "founded")
    owner.post(page_of(row), {"founded": "1999"})
    assert remind_due(timezone.now() + timedelta(days=2)) == 0
    ask(row, "about")
    ask(row, "about", do="take_back")
    assert remind_due(timezone.now() + timedelta(days=2)) == 0
