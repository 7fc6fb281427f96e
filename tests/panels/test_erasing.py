"""Panelists are forgotten, seats are remembered. Needs the database."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from applications import transitions as applications
from applications.erasing import erase
from panels import transitions
from panels.enums import SeatStatus
from panels.models import Assessment, Seat
from presessions.privacy.erase import erase_person
from presessions.privacy.retention import apply_all
from presessions.series.enums import SeriesStatus
from presessions.series.models import Series, SeriesDay
from tests.factories import make_officer
from tests.panels.houses import make_offered

pytestmark = pytest.mark.django_db


def personal(seat):
    seat = Seat.objects.get(pk=seat.pk)
    return (seat.panelist, seat.speaker_name, seat.speaker_position, seat.needs, seat.decline_reason)


NOBODY = (None, "", "", "", "")


@pytest.fixture
def declined():
    seat = make_offered().seats.active().first()
    Seat.objects.filter(pk=seat.pk).update(needs="A break", speaker_position="Coordinator")
    return transitions.decline_seat(seat, by=seat.panelist, reason="Ill that week")


def test_a_person_forgotten_leaves_the_seat(declined):
    Assessment.objects.create(
        application=declined.application, reader=make_officer(), score=4, note="Knows her"
    )
    erase_person(declined.panelist.email, by=None)
    assert personal(declined) == NOBODY
    seat = Seat.objects.get(pk=declined.pk)
    assert (seat.status, seat.gender) == (SeatStatus.DECLINED, "undisclosed")
    assert Assessment.objects.get().note == ""
    assert erase_person(declined.panelist.email, by=None).get("panels", 0) == 0


def test_others_are_not_touched(declined):
    other = declined.panel.seats.exclude(pk=declined.pk).filter(status=SeatStatus.OFFERED).first()
    before = personal(other)
    erase_person(declined.panelist.email, by=None)
    assert personal(other) == before


def test_a_seat_whose_application_was_erased_follows():
    seat = make_offered().seats.active().first()
    applications.withdraw(seat.application, by=seat.panelist)
    erase(seat.application)
    apply_all(timezone.now())
    assert personal(seat) == NOBODY


def test_contact_data_is_kept_two_years_and_gender_stays():
    make_offered()
    seats = Seat.objects.filter(status=SeatStatus.OFFERED)
    told = dict(seats.values_list("pk", "gender"))
    Series.objects.update(status=SeriesStatus.ARCHIVED)
    SeriesDay.objects.update(date=date.today() - timedelta(days=700))
    apply_all(timezone.now())
    assert NOBODY not in {personal(seat) for seat in seats}
    SeriesDay.objects.update(date=date.today() - timedelta(days=740))
    apply_all(timezone.now())
    assert {personal(seat) for seat in seats} == {NOBODY}
    assert dict(seats.values_list("pk", "gender")) == told
