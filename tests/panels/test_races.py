"""Fifty at once: six seats at most, one offer, one mail, a clear word. On a real database, with real connections."""

import threading
from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from applications import transitions as applications
from panels import transitions
from panels.enums import ACTIVE_SEATS, SeatStatus
from panels.models import Panel, Seat, Wish
from panels.transitions import NotPossible
from presessions.lifecycle.models import StatusChange
from presessions.mail.models import OutgoingMail
from tests.applications.staff import staff_client
from tests.factories import (
    make_confirmed_application,
    make_officer,
    make_panel,
    make_pre_session,
    make_user,
)
from tests.panels.houses import make_offered, make_pool

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases, pytest.mark.slow]


def at_once(*acts):
    """Run them all at the same moment, each on a connection of its own; what came of each."""
    start, outcome = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait()
            outcome[place] = act() or "done"
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test tells
            outcome[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return outcome


def refusals(outcome, *allowed):
    """What came that was neither done nor one of the allowed refusals."""
    return [each for each in outcome if isinstance(each, Exception) and not isinstance(each, allowed)]


def seats_of(panel):
    return Counter(Seat.objects.filter(panel=panel).values_list("status", flat=True))


def active(panel):
    return Seat.objects.filter(panel=panel, status__in=ACTIVE_SEATS).count()


def test_fifty_for_the_last_seat_end_with_six():
    panel = make_panel(make_pre_session())
    rows = [make_confirmed_application(panel.pre_session) for _ in range(55)]
    for number, row in enumerate(rows[:5], start=1):
        Seat.objects.create(panel=panel, number=number, application=row, status=SeatStatus.CONFIRMED)

    def take(row):
        def act():
            with transaction.atomic():
                Seat.objects.create(panel_id=panel.pk, number=6, application_id=row.pk)

        return act

    outcome = at_once(*(take(row) for row in rows[5:]))
    assert refusals(outcome, IntegrityError) == []
    assert outcome.count("done") == 1
    assert active(panel) == 6


def test_many_proposals_and_pins_at_once_end_with_six():
    panel, officer = make_pool(10), make_officer()
    rows = list(panel.pre_session.applications.all())
    acts = [lambda: transitions.propose(panel, by=officer) for _ in range(6)]
    acts += [lambda row=row: transitions.wish(panel, row, "pin", by=officer) for row in rows[:6]]
    assert refusals(at_once(*acts)) == []
    assert active(panel) == 6


def test_offers_released_twice_are_one_mail_each():
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    outcome = at_once(*[lambda: transitions.offer_seats(panel, by=officer)] * 8)
    assert refusals(outcome) == []
    assert OutgoingMail.objects.filter(message="seat_offer").count() == 6


def test_answers_released_twice_are_one_mail_each():
    officer = make_officer()
    panel = make_offered(12, by=officer)
    outcome = at_once(*[lambda: transitions.answer_others(panel, by=officer)] * 6)
    assert refusals(outcome) == []
    assert OutgoingMail.objects.filter(message__in=["reserve_notice", "not_selected"]).count() == 6


def test_accept_and_decline_during_a_release_has_one_outcome():
    officer = make_officer()
    panel = make_offered(8, by=officer)
    seat = panel.seats.active().first()
    outcome = at_once(
        lambda: transitions.confirm_seat(seat, by=seat.panelist),
        lambda: transitions.decline_seat(seat, by=seat.panelist),
        lambda: transitions.release_seat(seat, by=officer, reason="Asked by phone"),
    )
    assert refusals(outcome, NotPossible) == []
    assert active(panel) == 6
    assert Seat.objects.get(pk=seat.pk).status in (SeatStatus.DECLINED, SeatStatus.RELEASED)


def test_all_who_withdraw_at_once_are_out_and_nobody_gone_is_seated():
    panel = make_offered(14)
    rows = [seat.application for seat in panel.seats.active()]
    outcome = at_once(*(lambda row=row: applications.withdraw(row, by=row.owner) for row in rows))
    assert refusals(outcome) == []
    seated = Seat.objects.filter(panel=panel, status__in=ACTIVE_SEATS)
    assert not seated.filter(application__status="withdrawn").exists()
    assert seated.count() == 6


def test_the_next_in_line_withdraws_while_it_is_being_seated():
    panel = make_offered(8)
    seat = panel.seats.active().first()
    outsiders = panel.pre_session.applications.exclude(seats__panel=panel)
    acts = [lambda row=row: applications.withdraw(row, by=row.owner) for row in outsiders]
    outcome = at_once(lambda: transitions.decline_seat(seat, by=seat.panelist), *acts)
    assert refusals(outcome) == []
    assert Seat.objects.filter(panel=panel, status=SeatStatus.PROPOSED).count() == 0
    assert active(panel) == 5


def test_a_withdrawn_applicant_is_never_offered():
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    row = panel.seats.active().first().application
    outcome = at_once(
        lambda: transitions.offer_seats(panel, by=officer), lambda: applications.withdraw(row, by=row.owner)
    )
    assert refusals(outcome, NotPossible) == []
    row.refresh_from_db()
    assert row.status == "withdrawn"
    assert not Seat.objects.filter(application=row, status__in=ACTIVE_SEATS).exists()
    assert active(Panel.objects.get()) == 6


def test_a_swap_while_the_seat_is_accepted_leaves_it_to_its_panelist():
    officer = make_officer()
    panel = make_offered(12, by=officer)
    first, seat, *_ = panel.seats.active()
    transitions.decline_seat(first, by=first.panelist)  # a seat is free again, so staff compose once more
    proposed = panel.seats.get(status=SeatStatus.PROPOSED)
    one, other, *_ = panel.pre_session.applications.exclude(seats__panel=panel)
    outcome = at_once(
        lambda: transitions.confirm_seat(seat, by=seat.panelist),
        lambda: transitions.swap(panel, seat.application, one, by=officer, reason="Another voice"),
        lambda: transitions.swap(panel, proposed.application, other, by=officer, reason="Another voice"),
    )
    assert refusals(outcome, NotPossible) == []
    assert str(outcome[1]) == "This seat is offered or confirmed already. Release it if it must change."
    assert Seat.objects.get(pk=seat.pk).status == SeatStatus.CONFIRMED
    assert active(panel) == 6


def test_a_pin_on_one_who_withdraws_seats_nobody():
    panel, officer = make_pool(10), make_officer()
    transitions.propose(panel, by=officer)
    row = panel.pre_session.applications.exclude(seats__panel=panel).first()
    outcome = at_once(
        lambda: transitions.wish(panel, row, "pin", by=officer, reason="Only voice"),
        lambda: applications.withdraw(row, by=row.owner),
    )
    assert refusals(outcome, NotPossible) == []
    assert str(outcome[0]) in (
        f"{row.reference_code} is not sent, or was withdrawn.",
        str(panel.proposals.filter(result__cause="pin").first()),
    )
    assert not Seat.objects.filter(application=row, status__in=ACTIVE_SEATS).exists()
    assert not Wish.objects.filter(application=row).exists()
    assert active(panel) == 6


def test_second_people_approve_at_once_and_who_composed_it_never_does(settings):
    settings.SECOND_APPROVAL = True
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    others = [make_officer(), make_officer()]
    outcome = at_once(
        *[lambda by=by: transitions.approve(panel, by=by, reason="Balanced.") for by in others],
        lambda: transitions.approve(panel, by=officer, reason="Mine."),
    )
    assert refusals(outcome, NotPossible) == []
    panel.refresh_from_db()
    assert panel.approved_by in others
    assert panel.approval_reason == "Balanced."
    moves = StatusChange.objects.filter(model="panels.Panel", object_id=str(panel.pk), to_status="approved")
    assert moves.count() == 1
    with pytest.raises(NotPossible, match="A second person approves: you composed this panel yourself"):
        transitions.approve(transitions.reopen(panel, by=others[0]), by=officer, reason="Mine.")


def approved(iso3, officer):
    """A panel of eleven applications, each with an address, approved and not told to anybody yet."""
    panel = make_pool(11, iso3=iso3)
    for number, row in enumerate(panel.pre_session.applications.order_by("pk")):
        row.owner = make_user(f"{iso3.lower()}{number}@example.org")
        row.save()
    transitions.propose(panel, by=officer)
    return transitions.approve(panel, by=officer, reason="Balanced.")


@pytest.mark.parametrize(("do", "messages"), [
    ("offer", {"seat_offer": 12}),
    ("answer", {"reserve_notice": 8, "not_selected": 2}),
])  # fmt: skip
def test_releasing_a_whole_series_four_times_at_once_writes_to_everybody_once(do, messages):
    officer = make_officer()
    panels = [approved(iso3, officer) for iso3 in ("WSM", "CPV")]
    address = reverse("admin:panels_decide_series", args=[panels[0].pre_session.series.number])
    sent = {"do": do, "panel": [f"{panel.pk}:{panel.version}" for panel in panels]}
    clients = [staff_client() for _ in range(4)]
    outcome = at_once(*[lambda client=client: client.post(address, sent) for client in clients])

    assert [answer.status_code for answer in outcome] == [302] * 4
    mails = OutgoingMail.objects.filter(to__endswith="@example.org")
    assert Counter(mails.values_list("message", flat=True)) == messages
    assert len(set(mails.values_list("to", flat=True))) == mails.count()
    assert {active(panel) for panel in panels} == {6}
