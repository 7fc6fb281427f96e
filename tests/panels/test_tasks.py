"""Reminders, lapses, and a whole series solved in the background. Needs the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from panels import rounds, transitions
from panels.enums import SeatStatus
from panels.models import Panel, Seat, SeriesRun
from panels.tasks import lapse_due, remind_and_lapse_offers, remind_due, solve_series
from presessions.accounts.grants import recuse
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from tests.factories import make_officer, make_pre_session
from tests.panels.houses import make_offered, make_pool

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def reminders():
    return OutgoingMail.objects.filter(message="seat_offer_reminder").count()


def test_only_those_who_have_not_answered_are_reminded():
    panel = make_offered()
    first, second, *rest = panel.seats.active()
    transitions.confirm_seat(first, by=first.panelist)
    transitions.decline_seat(second, by=second.panelist)
    remind_due(timezone.now() + timedelta(days=3))
    assert reminders() == len(rest) == 4


def test_each_reminder_leaves_once():
    make_offered()
    now = timezone.now()
    for days in (2, 3, 3, 4, 6, 6):
        remind_due(now + timedelta(days=days, minutes=1))
    assert reminders() == 12


def test_a_reminder_missed_is_not_sent_beside_the_next():
    make_offered()
    remind_due(timezone.now() + timedelta(days=6, minutes=1))
    assert reminders() == 6


def test_offers_lapse_after_their_days():
    panel = make_offered(7)
    assert lapse_due(timezone.now()) == 0
    Seat.objects.filter(panel=panel).update(answer_by=timezone.now())
    remind_and_lapse_offers()
    assert panel.seats.filter(status=SeatStatus.LAPSED).count() == 6
    assert reminders() == 0


def test_mail_of_an_offer_answered_meanwhile_is_not_sent():
    panel = make_offered()
    seat = panel.seats.active().first()
    mail = OutgoingMail.objects.get(message="seat_offer", cause=f"seat {seat.pk}")
    assert str(seat.public_id) in outbox.preview(mail).text
    transitions.confirm_seat(seat, by=seat.panelist)
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(mail)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_mail_about_a_seat_can_be_read(language):
    panel = make_offered(8)
    panel.pre_session.applications.update(language=language)
    first, second, third, *_ = panel.seats.active()
    transitions.confirm_seat(first, by=first.panelist)
    transitions.decline_seat(second, by=second.panelist)
    transitions.remind(third, days=3)
    transitions.answer_others(panel, by=make_officer())
    mails = OutgoingMail.objects.exclude(message="seat_offer").filter(language=language)
    told = {mail.message: outbox.preview(mail) for mail in mails}
    assert set(told) == {"seat_confirmed", "seat_declined_ack", "seat_offer_reminder", "reserve_notice"}
    state = panel.pre_session.state_under_review.name
    assert not any(state in mail.subject for mail in told.values())


def test_series_is_solved_state_by_state():
    panel = make_pool(7)
    series, officer = panel.pre_session.series, make_officer()
    make_pool(3, iso3="MLT")
    make_pre_session(series, "CPV")
    panel.delete()
    run = rounds.begin(series, by=officer)
    assert (run.total, run.done) == (2, 0)
    assert rounds.begin(series, by=officer) == run
    solve_series(run.pk)
    solve_series(run.pk)
    run.refresh_from_db()
    assert (run.done, run.failed, run.finished_at is not None) == (2, {}, True)
    assert sorted(panel.seats.active().count() for panel in Panel.objects.all()) == [3, 6]
    assert {panel.proposals.count() for panel in Panel.objects.all()} == {1}


def test_series_leaves_out_what_is_approved_and_what_one_is_recused_from():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    make_pool(3, iso3="MLT")
    recuse(officer, "MLT", by=None)
    assert rounds.begin(panel.pre_session.series, by=officer).total == 0


def test_wishes_that_clash_are_named_by_state():
    panel, officer = make_pool(2), make_officer()
    one, other = panel.pre_session.applications.all()
    one.organisation.members.add(other.organisation)
    for row in (one, other):
        transitions.wish(panel, row, "pin", by=officer)
    run = rounds.begin(panel.pre_session.series, by=officer)
    remind_and_lapse_offers()
    assert list(SeriesRun.objects.get(pk=run.pk).failed) == ["WSM"]
