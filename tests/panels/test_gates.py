"""What must hold before a panel is approved, its seats are offered, an offer is taken. Needs the database."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.transitions import withdraw
from panels import tasks, transitions
from panels.enums import PanelStatus, SeatStatus
from panels.letters import preview_offer
from panels.models import Panel
from panels.transitions import NotPossible
from presessions import wording
from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.series.deadlines import end_of
from presessions.series.models import PreSession, Series
from presessions.series.transitions import Words, mark_held, mark_not_held, mark_planned
from tests.factories import make_application, make_officer
from tests.panels.houses import make_offered, make_pool

pytestmark = pytest.mark.django_db
WHY = Words("Too few came.", "Trop peu.", "Muy pocos.")


def proposed(count=8, **series):
    panel, officer = make_pool(count, **series), make_officer()
    transitions.propose(panel, by=officer)
    return panel, officer


def not_held(panel):
    mark_not_held(PreSession.objects.get(pk=panel.pre_session_id), reasons=WHY, by=None)


# --- The approval ---------------------------------------------------------------------------


def test_a_panel_whose_wishes_clash_is_not_approved():
    panel, officer = proposed(8)
    transitions.wish_all(
        panel, panel.pre_session.applications.all(), "pin", by=officer, reason="All of them."
    )
    with pytest.raises(NotPossible, match="The wishes clash"):
        transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.unwish(panel, panel.pre_session.applications.first(), by=officer)
    transitions.unwish(panel, panel.pre_session.applications.last(), by=officer)
    assert transitions.approve(panel, by=officer, reason="Balanced.").status == PanelStatus.APPROVED


def test_a_panel_that_others_sit_on_than_the_proposal_names_is_not_approved():
    panel, officer = proposed(8)
    seat = panel.seats.first()
    free = panel.pre_session.applications.exclude(pk__in=panel.seats.values("application")).first()
    panel.seats.filter(pk=seat.pk).update(application=free)
    with pytest.raises(NotPossible, match="Others are seated"):
        transitions.approve(panel, by=officer, reason="Balanced.")


@pytest.mark.parametrize("change", [{"panel_size": 4}, {"policy": "gender-last"}, {"nhri_rule": "compete"}])
def test_a_proposal_made_under_other_settings_is_not_approved(change):
    panel, officer = proposed(8)
    Series.objects.filter(pk=panel.pre_session.series_id).update(**change)
    with pytest.raises(NotPossible, match="What decides has changed"):
        transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.propose(panel, by=officer)
    assert transitions.approve(panel, by=officer, reason="Balanced.").status == PanelStatus.APPROVED


def test_a_proposal_from_before_an_answer_changed_is_not_approved():
    panel, officer = proposed(8)
    panel.pre_session.applications.filter(pk=panel.seats.first().application_id).update(gender="F")
    panel.pre_session.applications.filter(pk=panel.seats.last().application_id).update(gender="M")
    panel.pre_session.applications.filter(pk=panel.seats.all()[1].application_id).update(gender="")
    with pytest.raises(NotPossible, match="What decides has changed"):
        transitions.approve(panel, by=officer, reason="Balanced.")


# --- The offers -----------------------------------------------------------------------------


def test_more_seats_than_the_series_has_are_not_offered():
    panel, officer = proposed(8)
    transitions.approve(panel, by=officer, reason="Balanced.")
    Series.objects.filter(pk=panel.pre_session.series_id).update(panel_size=4)
    with pytest.raises(NotPossible, match="More are seated than the series has seats"):
        transitions.offer_seats(panel, by=officer)
    assert OutgoingMail.objects.count() == 0


def test_a_coalition_and_its_member_linked_after_the_approval_are_not_offered_seats():
    panel, officer = proposed(8)
    transitions.approve(panel, by=officer, reason="Balanced.")
    one, other = (seat.application.organisation for seat in panel.seats.all()[:2])
    one.members.add(other)
    with pytest.raises(NotPossible, match="sit together any more"):
        transitions.offer_seats(panel, by=officer)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("change", ["link", "size", "claim"])
def test_a_seat_free_again_is_not_offered_on_a_proposal_from_before_what_decides_changed(change):
    panel, officer = make_offered(9), make_officer()
    transitions.decline_seat(panel.seats.first(), by=panel.seats.first().panelist)
    follower = panel.seats.get(status=SeatStatus.PROPOSED).application
    if change == "link":
        panel.seats.filter(status=SeatStatus.OFFERED).first().application.organisation.members.add(
            follower.organisation
        )
    elif change == "size":
        Series.objects.update(panel_size=5)
    else:
        panel.pre_session.applications.filter(pk=follower.pk).update(confirmed_kind="international")
    OutgoingMail.objects.all().delete()
    with pytest.raises(NotPossible, match="What decides has changed"):
        transitions.offer_seats(panel, by=officer)
    assert OutgoingMail.objects.count() == 0
    transitions.propose(Panel.objects.get(pk=panel.pk), by=officer)
    offered = transitions.offer_seats(panel, by=officer)
    assert [seat.application != follower for seat in offered] == ([] if change == "size" else [True])


def test_whoever_composed_after_the_offers_does_not_offer_where_a_second_person_approves(settings):
    settings.SECOND_APPROVAL = True
    panel, one, other = make_pool(9), make_officer(), make_officer()
    transitions.propose(panel, by=one)
    transitions.approve(panel, by=other, reason="Balanced.")
    assert len(transitions.offer_seats(panel, by=one)) == 6  # the approval was the second person's

    transitions.release_seat(panel.seats.active().first(), by=one, reason="Can’t come.")
    assert panel.seats.filter(status=SeatStatus.PROPOSED).count() == 1
    reserve = panel.reserve.first().application
    transitions.wish(panel, reserve, "pin", by=one, reason="Speaks for the islands.")
    with pytest.raises(NotPossible, match="A second person"):
        transitions.offer_seats(panel, by=one)
    assert len(transitions.offer_seats(panel, by=other)) == 1


def test_a_withdrawal_does_not_make_who_composed_a_second_person(settings):
    settings.SECOND_APPROVAL = True
    panel, officer = proposed(9)
    with pytest.raises(NotPossible, match="A second person"):
        transitions.approve(panel, by=officer, reason="Balanced.")
    withdraw(panel.seats.first().application, by=None)
    with pytest.raises(NotPossible, match="A second person"):
        transitions.approve(panel, by=officer, reason="Balanced.")


def test_an_offer_made_shortly_before_the_series_ends_before_it_begins():
    panel, officer = proposed(8)
    panel.pre_session.series.days.update(date=timezone.localdate() + timedelta(days=4))
    transitions.approve(panel, by=officer, reason="Balanced.")
    panel = Panel.objects.get(pk=panel.pk)
    foreseen = preview_offer(panel.seats.first()).text
    seat = transitions.offer_seats(panel, by=officer)[0]
    assert seat.answer_by == end_of(timezone.localdate() + timedelta(days=3))
    assert wording.moment(seat.answer_by, "en") in foreseen


# --- Not held -------------------------------------------------------------------------------


def test_nothing_is_approved_offered_or_accepted_where_the_pre_session_is_not_held():
    panel, officer = proposed(8)
    not_held(panel)
    with pytest.raises(NotPossible, match="not held"):
        transitions.approve(panel, by=officer, reason="Balanced.")

    offered = make_offered(8, by=officer, iso3="MLT")
    seat = offered.seats.first()
    not_held(offered)
    OutgoingMail.objects.all().delete()
    with pytest.raises(NotPossible, match="not held"):
        transitions.confirm_seat(seat, by=seat.panelist)
    seat.refresh_from_db()
    assert seat.status == SeatStatus.OFFERED
    assert OutgoingMail.objects.count() == 0


def test_offers_of_a_pre_session_not_held_stand_still_and_have_their_days_again_when_it_is():
    panel = make_offered(8)
    panel.pre_session.series.days.update(date=timezone.localdate() + timedelta(days=90))
    not_held(panel)
    OutgoingMail.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        now = timezone.now()
        assert (tasks.remind_due(now), tasks.lapse_due(now)) == (0, 0)
        mark_planned(PreSession.objects.get(pk=panel.pre_session_id), by=None, reason="held after all")
        days = timedelta(days=panel.pre_session.series.offer_days)
        assert set(panel.seats.active().values_list("answer_by", flat=True)) == {now + days}
        assert tasks.lapse_due(now) == 0
    assert OutgoingMail.objects.count() == 0


def test_everybody_hears_once_that_their_pre_session_is_not_held():
    panel = make_offered(8)
    meeting = panel.pre_session
    seat = panel.seats.first()
    transitions.confirm_seat(seat, by=seat.panelist)
    make_application(meeting, status=ApplicationStatus.DRAFT)
    make_application(meeting, status=ApplicationStatus.WITHDRAWN)
    OutgoingMail.objects.all().delete()
    not_held(panel)
    not_held(panel)

    told = OutgoingMail.objects.values_list("message", flat=True)
    assert sorted(told) == ["application_not_held"] * 3 + ["meeting_not_held"] * 6
    for mail in OutgoingMail.objects.all():
        assert registry.values(mail.message, mail.ids, "en")["reference"]
    mark_planned(PreSession.objects.get(pk=meeting.pk), by=None, reason="held after all")
    for mail in OutgoingMail.objects.all():
        assert registry.values(mail.message, mail.ids, "en") is None


# --- Held already ---------------------------------------------------------------------------


def held(panel):
    mark_held(PreSession.objects.get(pk=panel.pre_session_id), by=None)
    return Panel.objects.get(pk=panel.pk)


def test_nothing_is_approved_offered_or_taken_once_the_meeting_was_held():
    panel, officer = proposed(8)
    with pytest.raises(NotPossible, match="The meeting is over"):
        transitions.approve(held(panel), by=officer, reason="Balanced.")

    approved = make_pool(8, iso3="MLT")
    transitions.propose(approved, by=officer)
    transitions.approve(approved, by=officer, reason="Balanced.")
    with pytest.raises(NotPossible, match="The meeting is over"):
        transitions.offer_seats(held(approved), by=officer)

    offered = make_offered(8, by=officer, iso3="TLS")
    seat = held(offered).seats.first()
    with pytest.raises(NotPossible, match="The meeting is over"):
        transitions.confirm_seat(seat, by=seat.panelist)
    assert registry.values("seat_offer", {"seat": seat.pk}, "en") is None


def test_those_without_a_seat_are_still_answered_after_the_meeting():
    panel, officer = make_offered(8), make_officer()
    assert sum(transitions.answer_others(held(panel), by=officer).values()) == 2


def test_a_seat_is_not_given_back_once_the_meeting_is_over():
    panel = make_offered(8)
    seat = panel.seats.first()
    transitions.confirm_seat(seat, by=seat.panelist)
    with (
        time_machine.travel(panel.pre_session.series.days.last().date + timedelta(days=2), tick=False),
        pytest.raises(NotPossible, match="no seat left to give back"),
    ):
        transitions.decline_seat(seat, by=seat.panelist)
    held(panel)
    with pytest.raises(NotPossible, match="no seat left to give back"):
        transitions.decline_seat(seat, by=seat.panelist)
    seat.refresh_from_db()
    assert seat.status == SeatStatus.CONFIRMED


def test_nobody_is_proposed_for_a_seat_that_became_free_after_the_meeting():
    panel, officer = make_offered(9), make_officer()
    for seat in panel.seats.all():
        transitions.confirm_seat(seat, by=seat.panelist)
    panel = held(panel)
    runs, first, second = panel.proposals.count(), *panel.seats.all()[:2]
    transitions.release_seat(first, by=officer, reason="Did not come.")
    withdraw(second.application, by=None)
    panel.refresh_from_db()
    assert (panel.proposals.count(), panel.status) == (runs, PanelStatus.COMPLETE)
    assert panel.seats.active().count() == 4
    assert panel.recent[-1]["what"] == f"seat {second.number} became free: application withdrawn"


# --- The answer -----------------------------------------------------------------------------


def test_an_offer_is_not_taken_after_its_last_moment_even_before_it_lapsed():
    panel = make_offered(8)
    seat = panel.seats.first()
    panel.seats.filter(pk=seat.pk).update(answer_by=timezone.now())
    with pytest.raises(NotPossible, match="This offer has ended"):
        transitions.confirm_seat(seat, by=seat.panelist)
    assert tasks.lapse_due(timezone.now()) == 1
