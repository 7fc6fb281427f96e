"""The pages of one application, walked as an applicant does. Needs the database."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.mail.models import OutgoingMail
from presessions.mail.sealing import unseal
from tests.applications.staff import staff_client
from tests.factories import make_application, make_day, make_issue, make_pre_session, make_series, make_user

pytestmark = pytest.mark.django_db

FIRST = {"kind": "national", "attendance": "in_person", "submitted": "own", "shared": "no"}
PAGES: dict[str, dict[str, Any]] = {
    "organisation": {"organisation_name": "Rede Feto Rural", "kind": "national", "is_coalition": "no"},
    "background": {"about": "We bring together 31 village groups.", "founded": "2011", "has_ecosoc": "no"},
    "report": {"submitted": "own", "submission_reference": "JS7"},
    "issues": {"issue_1": "UI-WATER", "why_1": "Wells dry up.", "works_on_gender": "yes"},
    "speaker": {"speaker_name": "Speaker One", "speaker_email": "speaker@example.org"},
    "about-speaker": {"gender": "F", "under_18": "no"},
    "availability": {"attendance": "in_person", "speaks": ["en", "pt"], "statement_language": "en"},
    "support": {"needs_visa_letter": "yes", "needs_funding": "no"},
    "safety": {"risk": "none", "safe_contact": "Signal"},
}


@pytest.fixture
def meeting() -> Any:
    make_issue("UI-WATER", "Water")
    series = make_series()
    make_day(series)
    return make_pre_session(series, "TLS")


@pytest.fixture
def owner() -> Any:
    return make_user("owner@example.org")


@pytest.fixture
def applicant(owner: Any) -> Client:
    client = Client()
    client.force_login(owner, backend="presessions.accounts.backends.RoleBackend")
    return client


@pytest.fixture
def draft(meeting: Any, owner: Any) -> Application:
    return make_draft(meeting, owner)


def make_draft(meeting: Any, owner: Any, **fields: Any) -> Application:
    empty = {
        "organisation_name": "",
        "kind": "",
        "is_coalition": None,
        "submitted": "",
        "speaker_name": "",
        "gender": "",
        "under_18": None,
        "statement_language": "",
    }
    return make_application(meeting, status=ApplicationStatus.DRAFT, owner=owner, **{**empty, **fields})


def address(application: Application, name: str, *more: Any) -> str:
    if name in PAGES:
        return reverse("applications:page", args=[application.public_id, name])
    return reverse(f"applications:{name}", args=[application.public_id, *more])


def fill(client: Client, application: Application) -> None:
    for name, answers in PAGES.items():
        answer = client.post(address(application, name), answers)
        assert answer.status_code == 302, (name, answer.context and answer.context["form"].errors)


def test_whole_way_with_a_code(meeting: Any) -> None:
    client = Client()
    answer = client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    assert answer.url == reverse("applications:begin")
    assert client.get(answer.url).status_code == 200
    answer = client.post(reverse("applications:begin"), {"way": "email", "email": "new@example.org"})
    assert answer.url == reverse("applications:code")
    code = unseal(OutgoingMail.objects.get(message="sign_in_code").sealed_code)
    answer = client.post(answer.url, {"code": code})
    application = Application.objects.get()
    assert answer.url == address(application, "tasks")
    assert application.owner.email == "new@example.org"
    assert client.get(answer.url).status_code == 200
    fill(client, application)
    assert client.get(address(application, "check")).status_code == 200
    answer = client.post(address(application, "check"))
    assert answer.url == address(application, "sent")
    assert client.get(answer.url).status_code == 200
    assert client.get(address(application, "status")).status_code == 200
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.organisation.name == "Rede Feto Rural"
    client.post(address(application, "withdraw"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    client.post(address(application, "restore"))
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED


def test_start_asks_in_three_languages(meeting: Any) -> None:
    for language in ("en", "fr", "es"):
        assert (
            Client(headers={"Accept-Language": language}).get(reverse("applications:start")).status_code
            == 200
        )


def test_start_says_what_is_missing_beside_each_question(meeting: Any) -> None:
    answer = Client().post(reverse("applications:start"), {})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["meeting", "kind", "attendance", "submitted", "shared"]


def test_start_chooses_the_state_of_the_link(meeting: Any) -> None:
    answer = Client().get(reverse("applications:start"), {"state": "tls"})
    assert answer.context["form"]["meeting"].value() == str(meeting.pk)
    assert Client().get(reverse("applications:start"), {"state": "XYZ"}).context["not_open"] is True


def test_start_offers_no_closed_state(meeting: Any) -> None:
    meeting.closes_at = timezone.now() - timedelta(minutes=1)
    meeting.save()
    assert Client().get(reverse("applications:start")).context["none_open"] is True


def test_start_on_a_shared_device_forgets_when_the_browser_closes(meeting: Any) -> None:
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST, "shared": "yes"})
    assert client.session.get_expire_at_browser_close() is True


def test_begin_without_first_answers_leads_to_them() -> None:
    assert Client().get(reverse("applications:begin")).url == reverse("applications:start")
    assert Client().get(reverse("applications:code")).url == reverse("applications:start")


def test_begin_twice_with_a_phrase_makes_one_draft(meeting: Any) -> None:
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    for _ in range(2):
        answer = client.post(reverse("applications:begin"), {"way": "phrase"})
        assert len(answer.context["words"]) == 6
    assert Application.objects.count() == 1
    assert OutgoingMail.objects.count() == 0


def test_begin_twice_signed_in_makes_one_draft_and_one_mail(meeting: Any, applicant: Client) -> None:
    applicant.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    for _ in range(2):
        applicant.post(reverse("applications:begin"), {"way": "account"})
    assert Application.objects.count() == 1
    assert OutgoingMail.objects.filter(message="application_draft_saved").count() == 1


def test_begin_tells_the_first_answers_again(meeting: Any, applicant: Client) -> None:
    applicant.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST, "kind": "nhri"})
    applicant.post(reverse("applications:begin"), {"way": "account"})
    row = Application.objects.get()
    assert (row.kind, row.attendance, row.submitted) == ("nhri", "in_person", "own")


def test_code_that_is_wrong_begins_nothing(meeting: Any) -> None:
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    client.post(reverse("applications:begin"), {"way": "email", "email": "new@example.org"})
    answer = client.post(reverse("applications:code"), {"code": "BBBB-BBBB"})
    assert answer.status_code == 422
    assert Application.objects.count() == 0


def test_begin_with_a_phrase_for_a_second_state_makes_a_second_draft(meeting: Any) -> None:
    second = make_pre_session(meeting.series, "KEN")
    client = Client()
    for each in (meeting, second):
        client.post(reverse("applications:start"), {**FIRST, "meeting": each.pk})
        answer = client.post(reverse("applications:begin"), {"way": "phrase"})
        assert answer.status_code == 200
    assert {row.pre_session_id for row in Application.objects.all()} == {meeting.pk, second.pk}


def test_begin_with_a_phrase_by_the_next_person_at_the_same_computer_opens_no_draft_of_the_first(
    meeting: Any,
) -> None:
    client = Client()
    phrases = []
    for _person in range(2):
        client.post(reverse("applications:start"), {**FIRST, "shared": "yes", "meeting": meeting.pk})
        phrases.append(client.post(reverse("applications:begin"), {"way": "phrase"}).context["words"])
    first, second = Application.objects.order_by("pk")
    data = {"reference": first.reference, "phrase": " ".join(phrases[0])}
    assert Client().post(reverse("applications:resume"), data).status_code == 302  # it was not made anew
    assert first.public_id != second.public_id


def test_begin_with_a_phrase_again_after_sending_leads_to_what_was_sent(meeting: Any) -> None:
    client = Client()
    client.post(reverse("applications:start"), {**FIRST, "meeting": meeting.pk})
    client.post(reverse("applications:begin"), {"way": "phrase"})
    row = Application.objects.get()
    Application.objects.update(status=ApplicationStatus.SUBMITTED, submitted_at=timezone.now())
    answer = client.post(reverse("applications:begin"), {"way": "phrase"})
    assert answer.url == address(row, "tasks")
    assert Application.objects.get().recovery_hash == row.recovery_hash


def with_phrase(meeting: Any) -> tuple[Application, list[str]]:
    client = Client()
    client.post(reverse("applications:start"), {"meeting": meeting.pk, **FIRST})
    answer = client.post(reverse("applications:begin"), {"way": "phrase"})
    return Application.objects.get(owner=None), answer.context["words"]


def test_resume_with_reference_and_phrase_opens_that_application_only(
    meeting: Any, draft: Application
) -> None:
    row, words = with_phrase(meeting)
    client = Client()
    answer = client.post(
        reverse("applications:resume"), {"reference": row.reference.lower(), "phrase": " ".join(words)}
    )
    assert answer.url == address(row, "tasks")
    assert client.get(answer.url).status_code == 200
    assert client.get(address(draft, "tasks")).status_code == 404
    fill(client, row)
    client.post(address(row, "check"))
    row.refresh_from_db()
    assert row.status == ApplicationStatus.SUBMITTED
    assert OutgoingMail.objects.filter(message="application_received").count() == 0


def test_resume_refuses_alike_whatever_is_wrong(meeting: Any) -> None:
    row, words = with_phrase(meeting)
    pages = []
    for reference, phrase in ((row.reference, "one two three four five six"), ("54-ZZZZZZ", " ".join(words))):
        answer = Client().post(reverse("applications:resume"), {"reference": reference, "phrase": phrase})
        assert answer.status_code == 422
        pages.append(answer.context["form"].errors["phrase"])
    assert pages[0] == pages[1]


def test_who_came_by_a_phrase_can_sign_out_again(meeting: Any) -> None:
    row, words = with_phrase(meeting)
    client = Client()
    client.post(reverse("applications:resume"), {"reference": row.reference, "phrase": " ".join(words)})
    form = f'<form method="post" action="{reverse("accounts:sign_out")}">'
    assert form in client.get(address(row, "tasks")).content.decode()
    client.post(reverse("accounts:sign_out"))
    assert client.get(address(row, "tasks")).status_code == 302


def test_phrase_made_anew_puts_the_first_out_of_use(meeting: Any) -> None:
    row, words = with_phrase(meeting)
    client = Client()
    client.post(reverse("applications:resume"), {"reference": row.reference, "phrase": " ".join(words)})
    assert client.get(address(row, "phrase")).context.get("words") is None
    new = client.post(address(row, "phrase")).context["words"]
    assert new != words
    for phrase, status in ((words, 422), (new, 302)):
        data = {"reference": row.reference, "phrase": " ".join(phrase)}
        assert Client().post(reverse("applications:resume"), data).status_code == status


OWN_PAGES = ["tasks", "check", "sent", "phrase", "status", "withdraw", "data", "erase", *PAGES]


@pytest.mark.parametrize("name", OWN_PAGES)
def test_other_owner_gets_the_same_404_as_for_nothing(draft: Application, name: str) -> None:
    other = Client()
    other.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    nothing = address(draft, name).replace(str(draft.public_id), str(uuid.uuid4()))
    answers = [other.get(address(draft, name)), other.get(nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content) for answer in answers]
    bodies = [
        body.replace(address(draft, name).encode(), b"").replace(nothing.encode(), b"") for body in bodies
    ]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("name", ["check", "withdraw", "restore", "erase", "phrase", *PAGES])
def test_other_owner_changes_nothing(draft: Application, name: str) -> None:
    other = Client()
    other.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    assert other.post(address(draft, name), {"sure": "on"}).status_code == 404
    before = (draft.status, draft.version, draft.unsaved)
    draft.refresh_from_db()
    assert (draft.status, draft.version, draft.unsaved) == before


@pytest.mark.parametrize("name", OWN_PAGES)
def test_signed_out_is_asked_to_sign_in_whether_it_exists_or_not(draft: Application, name: str) -> None:
    nothing = address(draft, name).replace(str(draft.public_id), str(uuid.uuid4()))
    for path in (address(draft, name), nothing):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/sign-in/?next=")


def test_officer_has_no_door_to_the_applicants_pages(draft: Application) -> None:
    assert staff_client().get(address(draft, "tasks")).status_code == 404


@pytest.mark.parametrize("name", ["tasks", "organisation", "status"])
def test_pages_are_kept_by_nobody_and_say_nothing_in_their_title(
    draft: Application, applicant: Client, name: str
) -> None:
    answer = applicant.get(address(draft, name), follow=True)
    assert "no-store" in answer["Cache-Control"]
    title = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.DOTALL)
    assert title is not None
    assert not {"Timor-Leste", "UPR"} & set(title.group(1).split())
    assert "Leave this site" in answer.content.decode()


@pytest.mark.parametrize("name", list(PAGES))
def test_page_has_at_most_six_fields_each_with_its_reach(
    draft: Application, applicant: Client, name: str
) -> None:
    draft.is_coalition, draft.kind = True, "nhri"
    draft.save()
    form = applicant.get(address(draft, name)).context["form"]
    assert len([field for field in form.fields if not field.startswith("why_")]) <= 6
    assert {field.reach for field in form.fields.values()} <= {"staff", "missions", "public"}


def test_at_most_nine_pages() -> None:
    assert len(PAGES) == 9


def test_unknown_page_is_not_found(draft: Application, applicant: Client) -> None:
    assert applicant.get(reverse("applications:page", args=[draft.public_id, "nothing"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_tasks_ask_the_same_number_of_queries(
    draft: Application, applicant: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        draft.issues.create(issue=make_issue(f"UI-{number}"), order=number + 1, why="x")
    applicant.get(address(draft, "tasks"))
    with django_assert_num_queries(10):
        applicant.get(address(draft, "tasks"))


def test_check_lists_what_is_missing_with_links(draft: Application, applicant: Client) -> None:
    answer = applicant.post(address(draft, "check"))
    assert answer.status_code == 422
    assert f"{address(draft, 'organisation')}?check" in answer.content.decode()
    page = applicant.get(f"{address(draft, 'organisation')}?check")
    assert "There are three things to correct" in page.content.decode()
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


def test_change_after_sending_counts_and_is_told_once_a_day(draft: Application, applicant: Client) -> None:
    fill(applicant, draft)
    applicant.post(address(draft, "check"))
    for about in ("We changed this.", "We changed this again."):
        applicant.post(address(draft, "background"), {**PAGES["background"], "about": about})
    draft.refresh_from_db()
    assert (draft.status, draft.about) == (ApplicationStatus.SUBMITTED, "We changed this again.")
    assert OutgoingMail.objects.filter(message="application_changed").count() == 1


def test_change_that_does_not_fit_leaves_what_was_sent(draft: Application, applicant: Client) -> None:
    fill(applicant, draft)
    applicant.post(address(draft, "check"))
    applicant.post(address(draft, "organisation"), {**PAGES["organisation"], "organisation_name": ""})
    draft.refresh_from_db()
    assert draft.organisation_name == "Rede Feto Rural"
    assert "organisation" in draft.unsaved


def test_coalition_and_nhri_are_asked_only_where_they_apply(draft: Application, applicant: Client) -> None:
    fields = applicant.get(address(draft, "background")).context["form"].fields
    assert not {"coalition_members", "nhri_accreditation"} & set(fields)


def test_speaker_under_18_needs_guardian_and_adult(draft: Application, applicant: Client) -> None:
    answer = applicant.post(address(draft, "about-speaker"), {"gender": "X", "under_18": "yes"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["guardian", "accompanying_adult"]


def test_issue_that_cannot_be_chosen_is_refused(draft: Application, applicant: Client) -> None:
    make_issue("UI-GENERAL", "General", selectable=False)
    answer = applicant.post(
        address(draft, "issues"), {"issue_1": "UI-GENERAL", "why_1": "x", "works_on_gender": "no"}
    )
    assert list(answer.context["form"].errors) == ["issue_1"]


def test_mass_assignment_changes_no_protected_column(draft: Application, applicant: Client) -> None:
    extra = {field.name: "1" for field in Application._meta.concrete_fields}
    applicant.post(address(draft, "support"), {**extra, **PAGES["support"]})
    before = {
        name: getattr(draft, name)
        for name in ("status", "owner_id", "confirmed_kind", "staff_note", "pre_session_id")
    }
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in before} == before


def test_withdraw_asks_first_and_by_post_only(draft: Application, applicant: Client) -> None:
    assert applicant.get(address(draft, "withdraw")).status_code == 200
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT
    assert applicant.get(address(draft, "restore")).status_code == 405


def test_erase_needs_the_tick_then_empties_it(draft: Application, applicant: Client) -> None:
    fill(applicant, draft)
    applicant.post(address(draft, "check"))
    assert applicant.post(address(draft, "erase")).status_code == 422
    assert applicant.post(address(draft, "erase"), {"sure": "on"}).status_code == 200
    draft.refresh_from_db()
    assert (draft.status, draft.owner, draft.speaker_name, draft.about) == (
        ApplicationStatus.WITHDRAWN,
        None,
        "",
        "",
    )
    assert applicant.get(address(draft, "status")).status_code == 404


def test_data_is_everything_the_applicant_gave(draft: Application, applicant: Client) -> None:
    fill(applicant, draft)
    answer = applicant.get(address(draft, "data"))
    data = answer.json()
    assert data["organisation_name"] == "Rede Feto Rural"
    assert data["issues"] == [{"order": 1, "issue": "Water", "why": "Wells dry up."}]
    assert "staff_note" not in data
    assert answer["Content-Disposition"].startswith("attachment")


def test_status_tells_an_answer_only_once_its_letter_left(draft: Application, applicant: Client) -> None:
    fill(applicant, draft)
    applicant.post(address(draft, "check"))
    Application.objects.filter(pk=draft.pk).update(status=ApplicationStatus.NOT_SELECTED)
    assert "There is no seat for you" not in applicant.get(address(draft, "status")).content.decode()
    Application.objects.filter(pk=draft.pk).update(answer_sent_at=timezone.now())
    assert "There is no seat for you" in applicant.get(address(draft, "status")).content.decode()


@pytest.mark.parametrize(
    ("status", "told", "shown", "hidden"),
    [
        (ApplicationStatus.SELECTED, False, "A seat is offered to you.", "Why there was no seat"),
        (ApplicationStatus.RESERVE, True, "You are in reserve.", "Last moment for sending"),
        (ApplicationStatus.NOT_SELECTED, True, "Why there was no seat", "Changes until"),
        (ApplicationStatus.NOT_SELECTED, False, "We have your application.", "Why there was no seat"),
        (ApplicationStatus.WITHDRAWN, False, "Your application is withdrawn.", "We have your application."),
    ],
)
def test_status_page_says_where_it_stands_and_nothing_else(client, status, told, shown, hidden):
    row = make_application(status=status, answer_sent_at=timezone.now() if told else None)
    client.force_login(row.owner, backend="presessions.accounts.backends.RoleBackend")
    page = client.get(reverse("applications:status", args=[row.public_id])).text
    assert shown in page
    assert hidden not in page


def test_the_page_after_sending_names_a_deadline_only_while_it_means_something(
    draft: Application, applicant: Client
) -> None:
    Application.objects.update(status=ApplicationStatus.SUBMITTED, submitted_at=timezone.now())
    assert "You can change or withdraw it until" in applicant.get(address(draft, "sent")).text
    meeting = draft.pre_session
    type(meeting).objects.filter(pk=meeting.pk).update(
        status="not_held", not_held_reason_en="Too few applied."
    )
    page = applicant.get(address(draft, "sent")).text
    assert "This Pre-session is not held. Too few applied." in " ".join(page.split())
    assert "until" not in page
    assert "has an answer" not in page
    late = timezone.now() - timedelta(days=1)
    type(meeting).objects.filter(pk=meeting.pk).update(status="planned", closes_at=late)
    page = applicant.get(address(draft, "sent")).text
    assert "You can change or withdraw it" not in page
    assert "has an answer" in page
