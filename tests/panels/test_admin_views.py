"""The workbench and the pages around it. Needs the database."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from panels import transitions
from panels.enums import PanelStatus, SeatStatus
from panels.models import Assessment, Panel, Wish
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.permissions import Role
from presessions.series.models import PreSession, Series
from presessions.series.transitions import Words, mark_held, mark_not_held
from tests.applications.staff import staff_client
from tests.factories import make_confirmed_application, make_officer, make_panel, make_pre_session
from tests.panels.houses import make_offered, make_pool

pytestmark = pytest.mark.django_db


def url(name, panel, *more):
    return reverse(f"admin:panels_{name}", args=[panel.pre_session_id, *more])


def proposed(count=8, **series):
    panel = make_pool(count, **series)
    transitions.propose(panel, by=make_officer())
    panel.refresh_from_db()
    return panel


def outside(panel):
    seated = panel.seats.active().values("application_id")
    return panel.pre_session.applications.exclude(pk__in=seated).first()


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_workbench_asks_the_same_number_of_queries(rows, django_assert_num_queries):
    panel, client = proposed(rows), staff_client()
    client.get(url("workbench", panel))
    with django_assert_num_queries(13):
        assert client.get(url("workbench", panel)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_about_asks_the_same_number_of_queries(rows, django_assert_num_queries):
    panel, client = proposed(rows), staff_client()
    row = panel.seats.first().application
    client.get(url("about", panel, row.pk))
    with django_assert_num_queries(13):
        assert client.get(url("about", panel, row.pk)).status_code == 200


@pytest.mark.parametrize("name", ["decide", "approve"])
@pytest.mark.parametrize("rows", [7, 20])
def test_pages_of_decisions_ask_few_queries(name, rows, django_assert_max_num_queries):
    panel, client = proposed(rows), staff_client()
    client.get(url(name, panel))
    with django_assert_max_num_queries(15):
        assert client.get(url(name, panel)).status_code == 200


def test_workbench_shows_six_places_and_never_a_seventh():
    page = staff_client().get(url("workbench", proposed(40)))
    assert len(page.context["strip"]) == 6
    assert page.content.decode().count('class="seat seat-') == 6


def test_workbench_shows_proposed_first_then_the_reserve_in_order():
    panel = proposed(12)
    page = staff_client().get(url("workbench", panel))
    assert "First in reserve is who would follow best in most of the seats" in page.content.decode()
    labels = [line["now"]["label"] for line in page.context["rows"]]
    assert labels[:10] == ["Proposed"] * 6 + ["Reserve 1", "Reserve 2", "Reserve 3", "Reserve 4"]


def test_workbench_without_a_panel_offers_to_propose_one():
    panel = make_pool(7)
    meeting = panel.pre_session
    panel.delete()
    client = staff_client()
    page = client.get(reverse("admin:panels_workbench", args=[meeting.pk]))
    assert "Propose a panel" in page.content.decode()
    assert Panel.objects.count() == 0
    client.post(reverse("admin:panels_propose", args=[meeting.pk]))
    assert Panel.objects.get().seats.active().count() == 6


def test_workbench_of_a_state_without_applications_says_so():
    panel = make_panel(make_pre_session())
    page = staff_client().get(url("workbench", panel))
    assert "No application for this State has been sent." in page.content.decode()


def test_filter_narrows_the_rows():
    panel = proposed(20)
    client = staff_client()
    assert [
        line["row"].organisation_name
        for line in client.get(url("workbench", panel), {"q": "ciation 13"}).context["rows"]
    ] == ["Association 13"]
    assert client.get(url("workbench", panel)).context["hidden"] == 4
    assert client.get(url("workbench", panel), {"all": "1"}).context["hidden"] == 0
    assert client.get(url("workbench", panel), {"kind": "nhri"}).context["rows"] == []


def test_pin_by_a_plain_form():
    panel = proposed()
    row = outside(panel)
    data = {"id": [row.pk], "kind": "pin", "reason": "Only voice from the islands", "version": panel.version}
    assert staff_client().post(url("wish", panel), data).status_code == 302
    assert panel.seats.active().filter(application=row).exists()
    page = staff_client().get(url("workbench", panel)).content.decode()
    assert "Only voice from the islands" in page


def test_an_editor_who_is_late_is_told_and_loses_nothing():
    panel = proposed()
    client, row = staff_client(), outside(panel)
    data = {"id": [row.pk], "kind": "pin", "reason": "Typed with care", "version": panel.version}
    quicker = make_officer(name="Quick Officer")
    transitions.propose(panel, by=quicker)
    panel.refresh_from_db()
    transitions.wish(panel, row, Wish.Kind.EXCLUDE, by=quicker)
    answer = client.post(url("wish", panel), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this panel meanwhile" in page
    assert "Quick Officer asked for a proposal" in page
    assert page.count(f"Quick Officer left out: {row.organisation_name}.") == 2  # the answer, the last change
    assert row.reference_code not in page
    assert "Typed with care" in page
    assert not Wish.objects.filter(kind=Wish.Kind.PIN).exists()


def test_a_change_names_organisations_of_this_state_only():
    """Words of staff may hold a reference of another State, from which the reader may be recused."""
    panel, other = proposed(), make_confirmed_application(make_pre_session(iso3="TON"))
    panel.recent = [
        {"version": 1, "at": "2026-11-20T10:00:00+00:00", "by": None, "what": other.reference_code}
    ]
    panel.save()
    page = staff_client().get(url("workbench", panel)).content.decode()
    assert f"11:00: {other.reference_code}." in page
    assert other.organisation_name not in page


def test_nothing_ticked_is_said():
    panel = proposed()
    answer = staff_client().post(url("wish", panel), {"kind": "pin", "version": panel.version})
    assert answer.status_code == 422
    assert "Tick at least one application." in answer.content.decode()


def test_two_to_six_side_by_side():
    panel, client = proposed(), staff_client()
    keys = list(panel.pre_session.applications.values_list("pk", flat=True))
    answer = client.post(url("compare", panel), {"id": keys[:2], "version": panel.version})
    assert answer["Location"].endswith(f"?id={keys[0]}&id={keys[1]}")
    assert client.get(answer["Location"]).status_code == 200
    too_many = client.post(url("compare", panel), {"id": keys[:7]})
    assert too_many.status_code == 422
    assert "Tick two to six applications" in too_many.content.decode()


def test_wishes_that_clash_are_named_by_organisation():
    panel, client = proposed(2), staff_client()
    one, other = panel.pre_session.applications.all()
    one.organisation.members.add(other.organisation)
    for row in (one, other):
        client.post(url("wish", panel), {"id": [row.pk], "kind": "pin"})
    page = client.get(url("workbench", panel)).content.decode()
    assert "These wishes can’t all be met." in page
    assert str(one.public_id) not in page


def test_swap_by_a_plain_form():
    panel = proposed()
    out, into = panel.seats.active().first().application, outside(panel)
    client = staff_client()
    page = client.get(url("about", panel, into.pk))
    assert out.pk in {exchange["out"].pk for exchange in page.context["about"].exchanges}
    client.post(
        url("swap", panel), {"out": out.pk, "into": into.pk, "reason": "Region", "version": panel.version}
    )
    seated = set(panel.seats.active().values_list("application_id", flat=True))
    assert (into.pk in seated, out.pk in seated) == (True, False)


def test_undo_takes_the_newest_wish_back():
    panel, client = proposed(), staff_client()
    row = outside(panel)
    client.post(url("wish", panel), {"id": [row.pk], "kind": "pin"})
    assert "Undo the pin" in client.get(url("workbench", panel)).content.decode()
    client.post(url("unwish", panel, row.pk), {})
    assert Wish.objects.count() == 0


def test_approve_asks_for_a_sentence_and_keeps_it():
    panel, client = proposed(), staff_client()
    empty = client.post(url("approve", panel), {"reason": "", "version": panel.version})
    assert empty.status_code == 422
    assert "Say in a sentence why this panel is right." in empty.content.decode()
    client.post(url("approve", panel), {"reason": "Balanced.", "version": panel.version})
    panel.refresh_from_db()
    assert (panel.status, panel.approval_reason) == (PanelStatus.APPROVED, "Balanced.")


def test_who_composed_is_told_before_typing_that_a_second_person_approves(settings):
    settings.SECOND_APPROVAL = True
    panel = make_pool(8)
    one, other = make_officer("one@staff.example"), make_officer("other@staff.example")
    transitions.propose(panel, by=one)
    found = {
        who: "A second person approves this panel."
        in staff_client(who).get(url("approve", panel)).content.decode()
        for who in (one, other)
    }
    assert found == {one: True, other: False}


def test_approve_with_a_wish_without_reason_keeps_what_was_typed():
    panel, client = proposed(), staff_client()
    client.post(url("wish", panel), {"id": [outside(panel).pk], "kind": "pin"})
    panel.refresh_from_db()
    answer = client.post(url("approve", panel), {"reason": "Balanced enough.", "version": panel.version})
    assert answer.status_code == 409
    assert "Balanced enough." in answer.content.decode()
    assert "is pinned" in answer.content.decode()


def test_reopen_until_the_offers_are_out():
    panel, client, officer = proposed(), staff_client(), make_officer()
    transitions.approve(panel, by=officer, reason="Balanced.")
    client.post(url("reopen", panel))
    panel.refresh_from_db()
    assert panel.status == PanelStatus.OPEN
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    assert client.post(url("reopen", panel)).status_code == 409


def test_release_needs_a_reason():
    panel, client = make_offered(), staff_client()
    row = panel.seats.active().first().application
    answer = client.post(url("release", panel, row.pk), {"reason": ""})
    assert answer.status_code == 422
    assert "Say why the seat is released." in answer.content.decode()
    client.post(url("release", panel, row.pk), {"reason": "Asked by phone"})
    assert panel.seats.filter(application=row, status=SeatStatus.RELEASED).exists()


def test_assessments_of_others_show_once_one_gave_ones_own():
    panel, client = proposed(), staff_client()
    row = outside(panel)
    Assessment.objects.create(application=row, reader=make_officer(name="Olu"), score=2, note="Thin on facts")
    assert "Thin on facts" not in client.get(url("about", panel, row.pk)).content.decode()
    for score in (4, 5):
        client.post(url("assess", panel, row.pk), {"score": score, "note": "Clear"})
    assert Assessment.objects.filter(application=row).count() == 2
    assert "Thin on facts" in client.get(url("about", panel, row.pk)).content.decode()


def test_record_is_a_file_and_its_taking_is_recorded():
    proposal = proposed().proposals.first()
    answer = staff_client().get(reverse("admin:panels_record", args=[proposal.pk]))
    assert json.loads(answer.content)["sha256"] == proposal.sha256
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(kind=AuditKind.EXPORT)
    assert event.detail == {"sha256": proposal.sha256}


def test_series_seed_is_in_no_record():
    panel = proposed()
    assert panel.pre_session.series.seed not in json.dumps(panel.proposals.first().record)


LOOKING = ["workbench", "approve", "decide"]
ACTING = ["propose", "wish", "compare", "swap", "undo", "reopen", "decide"]


@pytest.mark.parametrize("who", ["recused", "moderator"])
def test_who_may_not_finds_nothing(who):
    panel = make_offered()
    officer = make_officer(role=Role.MODERATOR if who == "moderator" else Role.OFFICER)
    if who == "recused":
        recuse(officer, panel.pre_session.state_under_review_id, by=None)
    client, row = staff_client(officer), panel.seats.active().first().application
    answers = [client.get(url(name, panel)) for name in LOOKING] + [
        client.post(url(name, panel)) for name in ACTING
    ]
    answers += [client.post(url(name, panel, row.pk)) for name in ("unwish", "reason", "release", "assess")]
    answers += [client.get(url("about", panel, row.pk))]
    answers += [client.get(reverse("admin:panels_record", args=[panel.proposals.first().pk]))]
    assert {answer.status_code for answer in answers} == {404}
    assert panel.seats.active().count() == 6


def test_signed_out_is_sent_to_sign_in(client):
    panel = proposed(1)
    answer = client.get(url("workbench", panel))
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_an_application_for_another_state_is_not_found():
    panel = proposed(2)
    other = make_confirmed_application(make_pre_session(panel.pre_session.series, "MLT"))
    client = staff_client()
    assert client.get(url("about", panel, other.pk)).status_code == 404
    assert client.post(url("wish", panel), {"id": [other.pk], "kind": "pin"}).status_code == 422


def test_the_hour_of_a_panel_is_set_in_geneva_time_and_taken_away_again():
    panel, client = proposed(), staff_client()
    data = {"day": "2099-01-15", "clock": "09:30", "version": panel.version}
    assert client.post(url("hour", panel), data).status_code == 302
    panel.refresh_from_db()
    assert panel.shown_from == datetime(2099, 1, 15, 8, 30, tzinfo=UTC)
    assert "Thursday 15 January, 09:30 Geneva time" in client.get(url("workbench", panel)).content.decode()
    page = client.get(url("hour", panel)).content.decode()
    assert 'value="2099-01-15"' in page
    assert 'value="09:30"' in page
    panel.pre_session.series.panels_shown_from = panel.shown_from
    panel.pre_session.series.save()
    client.post(url("hour", panel), {"version": panel.version})
    panel.refresh_from_db()
    assert panel.shown_from is None


def test_half_an_hour_is_refused_beside_its_cause_and_kept():
    panel = proposed()
    page = staff_client().post(url("hour", panel), {"clock": "09:30", "version": panel.version})
    assert page.status_code == 422
    assert page.context["form"].errors == {"day": ["Give both the day and the hour, or neither."]}
    assert 'value="09:30"' in page.content.decode()


def test_an_hour_set_by_somebody_who_was_late_changes_nothing():
    panel = proposed()
    data = {"day": "2099-01-15", "clock": "09:30", "version": panel.version}
    transitions.propose(panel, by=make_officer(name="Quick Officer"))
    page = staff_client().post(url("hour", panel), data)
    assert page.status_code == 409
    assert "Quick Officer" in page.content.decode()
    assert 'value="09:30"' in page.content.decode()


def test_who_gave_a_seat_back_is_no_swap_and_is_asked_again_only_with_a_reason():
    officer, client = make_officer(), staff_client()
    panel = make_offered(9, by=officer)
    seat = panel.seats.active().first()
    transitions.decline_seat(seat, by=seat.panelist)
    free = panel.seats.get(status=SeatStatus.PROPOSED)
    gone = seat.application
    exchanges = client.get(url("about", panel, free.application_id)).context["about"].exchanges
    assert exchanges
    assert gone.pk not in {exchange["into"].pk for exchange in exchanges}
    told = client.get(url("about", panel, gone.pk))
    assert told.context["about"].exchanges == []
    assert "It gave its seat back, so it is not asked again." in told.content.decode()
    data = {"out": free.application_id, "into": gone.pk, "reason": " "}
    answer = client.post(url("swap", panel), data)
    assert answer.status_code == 409
    said = f"“{gone.organisation_name}” gave its seat back. Say why it is asked again."
    assert said in [str(message) for message in answer.context["messages"]]
    assert Wish.objects.count() == 0
    client.post(url("swap", panel), data | {"reason": "Can come after all"})
    assert panel.seats.get(status=SeatStatus.PROPOSED).application_id == gone.pk
    titles = [price["title"] for price in client.get(url("workbench", panel)).context["prices"]]
    assert titles[-1].startswith(f"The pin of {gone.organisation_name}, which gave its seat back")


def test_seats_already_offered_are_in_no_swap():
    panel, client, officer = proposed(9), staff_client(), make_officer()
    assert client.get(url("workbench", panel)).context["swaps"]
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    page = client.get(url("workbench", panel))
    assert page.context["swaps"] == []
    assert "None: every seat is offered or confirmed." in page.content.decode()


def test_undo_by_the_button_brings_the_panel_back_as_it_was():
    panel, client = proposed(9), staff_client()
    seated = set(panel.seats.active().values_list("application_id", flat=True))
    out, into = panel.seats.active().first().application, outside(panel)
    client.post(url("swap", panel), {"out": out.pk, "into": into.pk, "reason": "Region"})
    page = client.get(url("workbench", panel))
    assert "Undo the swap" in page.content.decode()
    late = client.post(url("undo", panel), {"version": panel.version})
    assert late.status_code == 409
    panel.refresh_from_db()
    client.post(url("undo", panel), {"version": panel.version})
    assert Wish.objects.count() == 0
    assert set(panel.seats.active().values_list("application_id", flat=True)) == seated
    page = client.get(url("workbench", panel)).content.decode()
    assert "What was decided last was undone." in page
    assert "Undo the" not in page


def test_where_the_wishes_clash_nothing_is_said_of_a_panel_that_is_not_there():
    panel, client = proposed(2), staff_client()
    one, other = panel.pre_session.applications.all()
    one.organisation.members.add(other.organisation)
    for row in (one, other):
        client.post(url("wish", panel), {"id": [row.pk], "kind": "pin"})
    page = client.get(url("workbench", panel))
    record = dict(page.context["record"])
    assert (record["Proof"], "Tie" in record) == ("No panel: the wishes clash", False)
    assert "None: there is no panel to swap in, for the wishes clash." in page.content.decode()


def test_a_seat_that_is_held_is_no_decision_of_staff_and_says_why_it_was_given():
    officer, client = make_officer(), staff_client()
    panel = make_offered(9, by=officer)
    first, second, *_ = panel.seats.active()
    then = panel.proposals.first().result["reasons"][str(first.application.public_id)]["text"]
    transitions.confirm_seat(first, by=first.panelist)
    for _ in range(2):  # the reason is handed on from run to run
        transitions.decline_seat(second, by=second.panelist)
        told = client.get(url("about", panel, first.application_id)).context["about"].why
        assert told == f"Its seat is confirmed, so it stays. When it was given: {then}"
        second = panel.seats.filter(status=SeatStatus.OFFERED).first()


def test_a_pin_that_became_a_seat_still_says_that_staff_decided():
    panel, officer = proposed(9), make_officer()
    row = outside(panel)
    transitions.wish(panel, row, Wish.Kind.PIN, by=officer, reason="Only voice")
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    other = panel.seats.active().exclude(application=row).first()
    transitions.decline_seat(other, by=other.panelist)
    told = staff_client().get(url("about", panel, row.pk)).context["about"].why
    assert told == (
        "Its seat is offered, so it stays. When it was given: Staff decided that it is on the panel."
    )


@pytest.mark.parametrize("name", ["try", "compare"])
def test_a_reason_typed_comes_back_with_what_was_ticked_and_stands_in_no_address(name):
    panel, client = proposed(), staff_client()
    keys = list(panel.pre_session.applications.values_list("pk", flat=True))[:2]
    answer = client.post(url(name, panel), {"id": keys, "reason": "Typed with care"})
    assert "Typed" not in answer["Location"]
    client.get(answer["Location"])
    ticked = f"?id={keys[0]}&id={keys[1]}"
    assert 'value="Typed with care"' in client.get(url("workbench", panel) + ticked).content.decode()
    assert "Typed with care" not in client.get(url("workbench", panel)).content.decode()
    client.post(url("wish", panel), {"id": keys, "kind": "exclude", "reason": "Settled"})
    assert "Typed with care" not in client.get(url("workbench", panel) + ticked).content.decode()


# --- Before, after, and where nothing is held -------------------------------------------------


def buttons(page):
    """What the head of the workbench offers."""
    return {name for name, is_there in page.context["steps"].items() if is_there}


def test_where_the_pre_session_is_not_held_the_pages_say_so_and_offer_nothing():
    panel, client = proposed(8), staff_client()
    approved_panel = proposed(8, iso3="MLT")
    transitions.approve(approved_panel, by=make_officer(), reason="Balanced.")
    why = Words("Too few came.", "Trop peu.", "Muy pocos.")
    for each in (panel, approved_panel):
        mark_not_held(PreSession.objects.get(pk=each.pre_session_id), reasons=why, by=None)
    said = "This Pre-session is not held.</b> Too few came."
    bench = client.get(url("workbench", panel))
    assert said in bench.content.decode()
    assert buttons(bench) == set()
    assert {action["label"] for tile in bench.context["strip"] for action in tile.get("actions", ())} == {
        "Why"
    }
    for name in ("approve", "decide"):
        page = client.get(url(name, approved_panel)).content.decode()
        assert said in page
        assert not re.search("<button[^>]*>(Approve|Offer|Send)", page)


def test_once_the_meeting_was_held_only_the_others_can_be_answered():
    panel, client = make_offered(9), staff_client()
    transitions.decline_seat(panel.seats.first(), by=panel.seats.first().panelist)
    mark_held(PreSession.objects.get(pk=panel.pre_session_id), by=None)
    bench = client.get(url("workbench", panel))
    assert "The meeting is over." in bench.content.decode()
    assert buttons(bench) == {"decide"}
    page = client.get(url("decide", panel)).content.decode()
    assert "The meeting is over." in page
    assert re.findall("<button[^>]*>((?:Offer|Send)[^<]*)", page) == ["Send 2 answers"]


def test_workbench_says_until_when_the_call_is_open():
    panel = proposed(8)
    Series.objects.update(status="call_open")
    assert (
        "The call is open for this State until"
        in staff_client().get(url("workbench", panel)).content.decode()
    )


def test_an_approved_panel_offers_no_swap_nor_pin():
    panel, client = proposed(8), staff_client()

    def labels():
        strip = client.get(url("workbench", panel)).context["strip"]
        return {action["label"] for tile in strip for action in tile["actions"]}

    assert labels() == {"Why", "Swap", "Pin"}
    transitions.approve(panel, by=make_officer(), reason="Balanced.")
    assert labels() == {"Why"}


def test_who_approves_is_told_how_many_claims_are_not_confirmed():
    panel, client = proposed(8), staff_client()
    assert "not confirmed yet" not in client.get(url("approve", panel)).content.decode()
    panel.pre_session.applications.filter(pk=panel.seats.first().application_id).update(confirmed_at=None)
    assert "1 of 8 not confirmed yet." in client.get(url("approve", panel)).content.decode()


def test_what_changed_is_told_against_the_seats_that_stood_while_the_wishes_clashed():
    panel, officer = proposed(8), make_officer()
    client = staff_client()
    transitions.wish_all(
        panel, panel.pre_session.applications.all(), "pin", by=officer, reason="All of them."
    )
    transitions.undo(panel, by=officer)
    page = client.get(url("workbench", panel))
    assert page.context["changed"] is None
    transitions.wish_all(
        panel, panel.pre_session.applications.all(), "pin", by=officer, reason="All of them."
    )
    transitions.undo(panel, by=officer)
    transitions.wish(panel, outside(panel), "pin", by=officer, reason="Islands.")
    came = client.get(url("workbench", panel)).context["changed"]["came"]
    assert came.startswith("Association")
    assert " and " not in came
