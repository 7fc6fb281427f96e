"""The loss table (`ways_of_losing`), and what belongs to it: nothing that was typed is lost. Needs the database."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application
from applications.transitions import reopen
from presessions.mail.models import OutgoingMail
from presessions.series.models import Series
from tests.applications.test_views import PAGES, address, make_draft
from tests.applications.ways_of_losing import WAYS, WORDS, Way, scene
from tests.factories import (
    make_application,
    make_day,
    make_issue,
    make_officer,
    make_pre_session,
    make_series,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Any:
    make_issue("UI-WATER", "Water")
    series = make_series()
    make_day(series)
    return make_pre_session(series, "TLS")


@pytest.fixture
def client_and_draft(meeting: Any) -> tuple[Client, Application]:
    owner = make_user("owner@example.org")
    client = Client(enforce_csrf_checks=False)
    client.force_login(owner, backend="presessions.accounts.backends.RoleBackend")
    return client, make_draft(meeting, owner)


def shown(client: Client, draft: Application, page: str = "background", field: str = "about") -> str:
    form = client.get(address(draft, page)).context["form"]
    return str(form[field].value())


def test_words_are_1500() -> None:
    assert len(WORDS.split()) == 1501


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_way_of_losing_loses_nothing(way: Way) -> None:
    assert way.lost(*scene()) == 0


def test_long_name_beyond_the_column_loses_nothing(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    client.post(address(draft, "organisation"), {"organisation_name": WORDS})
    assert shown(client, draft, "organisation", "organisation_name") == WORDS


def test_valid_text_is_kept_to_the_character(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    client.post(address(draft, "support"), {**PAGES["support"], "access_needs": WORDS[:2900]})
    assert shown(client, draft, "support", "access_needs") == WORDS[:2900]


def test_line_ends_of_browsers_are_one_character(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    client.post(address(draft, "background"), {"about": WORDS.replace("\n", "\r\n")})
    assert shown(client, draft) == WORDS


def test_save_and_come_back_later_keeps_gaps_and_text(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    answer = client.post(address(draft, "background"), {"about": WORDS, "later": "1"})
    assert answer.url == address(draft, "tasks")
    assert shown(client, draft) == WORDS


def test_autosave_answers_when_and_keeps_it(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    answer = client.post(address(draft, "background"), {"about": WORDS}, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert answer.json()["saved"].startswith("Saved at ")
    assert shown(client, draft) == WORDS


def test_deadline_passing_after_sending_keeps_the_late_text_beside_the_answers(
    client_and_draft: Any, meeting: Any
) -> None:
    client, draft = client_and_draft
    row = make_application(meeting, owner=draft.owner, about="In time.", founded=2000, has_ecosoc=False)
    Series.objects.update(closes_at=timezone.now() - timedelta(hours=2))
    answer = client.post(
        address(row, "background"), {"about": "Too late.", "founded": "2000", "has_ecosoc": "no"}
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.about == "In time."
    assert row.unsaved["background"]["about"] == ["Too late."]
    assert client.get(address(row, "data")).json()["unsaved"]["background"]["about"] == ["Too late."]


def test_late_text_of_what_was_sent_counts_once_staff_reopened_it_and_its_owner_is_told(
    client_and_draft: Any,
) -> None:
    client, row = client_and_draft
    for name, answers in PAGES.items():
        client.post(address(row, name), answers)
    client.post(address(row, "check"))
    assert "What you write here is kept, but" not in client.get(address(row, "background")).text
    Series.objects.update(closes_at=timezone.now() - timedelta(days=1), status="call_closed")
    page = client.get(address(row, "background")).text
    assert "The deadline has passed." in page
    assert (
        "What you write here is kept, but what you sent stays as it is, unless UPR Info reopens it." in page
    )
    late = {**PAGES["background"], "about": "What came too late."}
    client.post(address(row, "background"), late)
    assert client.get(address(row, "data")).json()["unsaved"]["background"]["about"] == [late["about"]]
    row.refresh_from_db()
    assert row.about == PAGES["background"]["about"]
    until = timezone.now() + timedelta(days=2)
    for _ in range(2):
        reopen(row, until=until, by=make_officer(), reason="The line was down.")
    assert OutgoingMail.objects.filter(message="application_reopened").count() == 1
    assert shown(client, row) == late["about"]
    client.post(address(row, "background"), late)
    row.refresh_from_db()
    assert (row.about, row.unsaved, row.status) == (late["about"], {}, ApplicationStatus.SUBMITTED)


def test_late_draft_cannot_be_sent_and_is_kept(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    for name, answers in PAGES.items():
        client.post(address(draft, name), answers)
    Series.objects.update(closes_at=timezone.now() - timedelta(minutes=61))
    answer = client.post(address(draft, "check"))
    assert answer.status_code == 422
    assert "Everything you wrote is kept" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.status, draft.about) == (ApplicationStatus.DRAFT, PAGES["background"]["about"])


def test_silent_grace_lets_a_started_application_be_sent(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    for name, answers in PAGES.items():
        client.post(address(draft, name), answers)
    Series.objects.update(closes_at=timezone.now() - timedelta(minutes=59))
    assert client.get(reverse("applications:start")).context["none_open"] is True
    client.post(address(draft, "check"))
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.SUBMITTED


def hidden(client: Client, draft: Application) -> dict[str, str]:
    page = client.get(address(draft, "background"))
    return {"seen": page.context["seen"], "tab": page.context["tab"], "whole": "1"}


def test_second_window_on_another_page_is_no_conflict(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    mine = hidden(client, draft)
    client.post(address(draft, "support"), PAGES["support"])
    assert client.post(address(draft, "background"), {**PAGES["background"], **mine}).status_code == 302


def test_autosave_of_one_window_never_conflicts_with_itself(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    mine = hidden(client, draft)
    for length in (100, 200, 300):
        data = {"about": WORDS[:length], **mine}
        assert client.post(address(draft, "background"), data, headers={"X-Autosave": "1"}).status_code == 200
    assert client.post(address(draft, "background"), {**PAGES["background"], **mine}).status_code == 302


def test_autosave_of_a_second_window_is_refused_without_touching_the_first(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    first, second = hidden(client, draft), hidden(client, draft)
    client.post(address(draft, "background"), {**PAGES["background"], **first})
    answer = client.post(address(draft, "background"), {"about": "x", **second}, headers={"X-Autosave": "1"})
    assert answer.status_code == 409


def test_back_and_saved_again_is_no_conflict(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    old = hidden(client, draft)
    client.post(address(draft, "background"), {**PAGES["background"], **old})
    answer = client.post(address(draft, "background"), {**PAGES["background"], "about": "Better.", **old})
    assert answer.status_code == 302
    assert shown(client, draft) == "Better."


def test_nul_character_is_left_out_and_the_rest_kept(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    answer = client.post(address(draft, "background"), {"about": f"before\x00after {WORDS}"})
    assert answer.status_code == 422
    assert shown(client, draft) == f"beforeafter {WORDS}"


def test_slow_autosave_of_a_window_that_saved_changes_nothing(client):
    """What was half typed three seconds ago arrives after "Save": the saved page stands."""
    row = make_application(status="draft", organisation=None)
    client.force_login(row.owner)
    address = reverse("applications:page", args=[row.public_id, "safety"])
    page = client.get(address).context
    window = {"tab": page["tab"], "seen": page["seen"], "whole": "1"}
    client.post(address, {**window, "risk": "", "risk_note": "half"}, headers={"X-Autosave": "1"})
    whole = {**window, "risk": "some", "risk_note": "half of it, then the whole"}
    assert client.post(address, whole).status_code == 302
    late = client.post(address, {**window, "risk": "", "risk_note": "half o"}, headers={"X-Autosave": "1"})
    row.refresh_from_db()
    assert late.status_code == 409
    assert (row.risk, row.risk_note, row.unsaved) == ("some", "half of it, then the whole", {})


def test_enter_in_a_field_saves_and_changes_no_language(client_and_draft: Any) -> None:
    client, draft = client_and_draft
    page = client.get(address(draft, "organisation")).text
    buttons = re.findall(r'<button type="submit" form="answers"[^>]*>', page)
    assert len(buttons) == 4
    assert "name=" not in buttons[0]
    assert page.index(buttons[0]) < page.index('<form id="answers"')
