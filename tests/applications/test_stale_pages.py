"""Pages left open in a second window while the application was withdrawn, sent or erased in the first."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import uploads
from applications.enums import ApplicationStatus as S
from applications.erasing import erase
from applications.keeping import Sent, keep
from applications.models import Application
from applications.uploads import Told
from presessions.accounts.models import ParkedPost
from presessions.accounts.recovery import hash_phrase
from presessions.lifecycle.models import StatusChange
from presessions.mail.models import OutgoingMail
from presessions.permissions import Actor, Refused
from tests.applications.test_views import (  # noqa: F401
    FIRST,
    PAGES,
    address,
    applicant,
    draft,
    fill,
    meeting,
    owner,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WORDS = {"about": "Mille cinq cents mots. كلمة слово 词 शब्द", "founded": "2011", "has_ecosoc": "no"}


def sent(client: Client, row: Application) -> Application:
    fill(client, row)
    client.post(address(row, "check"))
    row.refresh_from_db()
    assert row.status == S.SUBMITTED
    return row


def by_phrase(meeting: Any) -> tuple[Client, Application]:  # noqa: F811
    """A browser that began without e-mail."""
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    client.post(reverse("applications:begin"), {"way": "phrase"})
    return client, Application.objects.get(owner=None)


# --- withdrawn meanwhile --------------------------------------------------------------------


@pytest.mark.parametrize("was_sent", [True, False])
def test_what_is_saved_after_withdrawing_is_kept_and_there_again_once_that_is_undone(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
    was_sent: bool,
) -> None:
    if was_sent:
        sent(applicant, draft)
    applicant.post(address(draft, "withdraw"))
    answer = applicant.post(address(draft, "background"), WORDS, follow=True)
    assert answer.redirect_chain[-1] == (address(draft, "status"), 302)
    assert "What you wrote is kept" in answer.text
    draft.refresh_from_db()
    assert draft.status == S.WITHDRAWN
    assert applicant.get(address(draft, "data")).json()["unsaved"]["background"]["about"] == [WORDS["about"]]
    applicant.post(address(draft, "restore"))
    shown = applicant.get(address(draft, "background")).context["form"]
    assert shown["about"].value() == WORDS["about"]


def test_autosave_after_withdrawing_keeps_the_text(draft: Application, applicant: Client) -> None:  # noqa: F811
    applicant.post(address(draft, "withdraw"))
    answer = applicant.post(address(draft, "background"), WORDS, headers={"X-Autosave": "1"})
    assert answer.json()["saved"]
    draft.refresh_from_db()
    assert draft.unsaved["background"]["about"] == [WORDS["about"]]


def test_text_typed_while_signed_out_is_kept_where_it_was_withdrawn_meanwhile(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
    owner: Any,  # noqa: F811
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrf"].value
    browser.post(
        address(draft, "background"), {**WORDS, "csrfmiddlewaretoken": token, "seen": "", "whole": "1"}
    )
    applicant.post(address(draft, "withdraw"))
    browser.force_login(owner, backend="presessions.accounts.backends.RoleBackend")
    assert "What you wrote is kept" in browser.get(address(draft, "background"), follow=True).text
    draft.refresh_from_db()
    assert draft.unsaved["background"]["about"] == [WORDS["about"]]


def test_a_page_of_what_was_withdrawn_leads_to_where_it_stands(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
) -> None:
    applicant.post(address(draft, "withdraw"))
    for name in PAGES:
        assert applicant.get(address(draft, name)).url == address(draft, "status")


def test_sending_from_a_second_window_does_not_undo_a_withdrawal(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
) -> None:
    sent(applicant, draft)
    applicant.post(address(draft, "withdraw"))
    answer = applicant.post(address(draft, "check"), follow=True)
    assert "stays so until you undo that" in answer.text
    draft.refresh_from_db()
    assert draft.status == S.WITHDRAWN
    assert OutgoingMail.objects.filter(message="application_received").count() == 1


# --- erased meanwhile -----------------------------------------------------------------------


def test_what_is_saved_after_erasing_is_nowhere(draft: Application, applicant: Client) -> None:  # noqa: F811
    sent(applicant, draft)
    applicant.post(address(draft, "erase"), {"sure": "on"})
    for name, data in PAGES.items():
        assert applicant.post(address(draft, name), data).status_code == 404
    draft.refresh_from_db()
    assert (draft.about, draft.unsaved, draft.status) == ("", {}, S.WITHDRAWN)


def test_a_browser_that_had_it_open_by_its_phrase_has_no_way_in_once_it_is_erased(meeting: Any) -> None:  # noqa: F811
    client, row = by_phrase(meeting)
    sent(client, row)
    second = Client()
    second.cookies = client.cookies.copy()
    client.post(address(row, "erase"), {"sure": "on"})
    for name, data in {**PAGES, "restore": {}, "check": {}, "phrase": {}, "correct": {"typed": "x"}}.items():
        assert second.post(address(row, name), data).status_code in {302, 404}
    row.refresh_from_db()
    assert (row.status, row.unsaved, row.recovery_hash, row.organisation_name) == (S.WITHDRAWN, {}, "", "")
    last = StatusChange.objects.of(row).order_by("-pk").first()
    assert last.to_status == S.WITHDRAWN


def test_an_empty_application_is_never_sent_again_by_another_browser_that_had_it_open(meeting: Any) -> None:  # noqa: F811
    client, row = by_phrase(meeting)
    Application.objects.filter(pk=row.pk).update(recovery_hash=hash_phrase("ba be bi bo bu da"))
    second = Client()
    data = {"reference": row.reference, "phrase": "ba be bi bo bu da"}
    second.post(reverse("applications:resume"), data)
    sent(client, row)
    client.post(address(row, "erase"), {"sure": "on"})
    assert second.get(address(row, "status")).status_code == 404
    assert row.reference not in second.get(reverse("desk:my")).text
    assert second.post(address(row, "restore")).status_code == 404
    assert second.post(address(row, "background"), WORDS).status_code == 404
    row.refresh_from_db()
    assert row.status == S.WITHDRAWN


def test_a_save_that_waited_while_it_was_erased_writes_nothing(draft: Application) -> None:  # noqa: F811
    Application.objects.filter(pk=draft.pk).update(owner=None, recovery_hash=hash_phrase("ba be bi bo bu da"))
    actor = Actor(owns=frozenset({str(draft.public_id)}))
    erase(draft)
    page = Sent("background", {"about": ["late"]}, values={"about": "late"})
    with pytest.raises(Refused):
        keep(draft, page, held_by=lambda row: {}, actor=actor)
    draft.refresh_from_db()
    assert (draft.about, draft.unsaved) == ("", {})


def test_a_piece_of_a_file_that_was_taken_back_meanwhile_is_not_found(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
    owner: Any,  # noqa: F811
    monkeypatch: Any,
) -> None:
    me = Actor(user_id=owner.pk)
    upload = uploads.begin(draft, Told("report.pdf", 300_000), actor=me)
    piece = uploads.piece_bytes(upload.size, 0)
    uploads.give_up(upload, actor=me)
    with pytest.raises(type(upload).DoesNotExist):
        uploads.add_piece(upload, 0, b"%PDF-1.7\n" + b"x" * (piece - 9), actor=me)
    assert not draft.files.exists()


# --- at a shared computer -------------------------------------------------------------------


def test_what_one_person_typed_waits_for_them_though_another_looks_first(
    draft: Application,  # noqa: F811
    owner: Any,  # noqa: F811
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies["csrf"].value
    browser.post(
        address(draft, "background"), {**WORDS, "csrfmiddlewaretoken": token, "seen": "", "whole": "1"}
    )
    backend = "presessions.accounts.backends.RoleBackend"
    browser.force_login(make_user("somebody@example.org"), backend=backend)
    refused = browser.get(address(draft, "background"))
    assert refused.status_code == 404
    assert WORDS["about"] not in refused.text
    browser.force_login(owner, backend=backend)
    assert "Nothing you wrote is lost" in browser.get(address(draft, "background")).text
    draft.refresh_from_db()
    assert draft.about == WORDS["about"]
    assert not ParkedPost.objects.exists()


# --- the deadline passes while a file is on its way -----------------------------------------


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_file_whose_last_piece_comes_after_the_deadline(
    draft: Application,  # noqa: F811
    applicant: Client,  # noqa: F811
    owner: Any,  # noqa: F811
    was_sent: bool,
) -> None:
    """It joins a draft, which may be reopened; what was sent stays as it was at the deadline."""
    if was_sent:
        sent(applicant, draft)
    me, data = Actor(user_id=owner.pk), b"%PDF-1.7\n" + b"x" * 299_991
    upload = uploads.begin(draft, Told("report.pdf", len(data)), actor=me)
    uploads.add_piece(upload, 0, data[: uploads.PIECE], actor=me)
    late = draft.window.last_instant + timedelta(seconds=1)
    if was_sent:
        with pytest.raises(PermissionError):
            uploads.add_piece(upload, 1, data[uploads.PIECE :], actor=me, now=late)
    else:
        assert uploads.add_piece(upload, 1, data[uploads.PIECE :], actor=me, now=late).file is not None
    assert draft.files.count() == (not was_sent)
    assert timezone.now() < late
