"""Who was there: differences, clashes, and marking a meeting as held. Needs the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from presessions.accounts.grants import recuse
from presessions.attendance import transitions
from presessions.attendance.changes import Change, RecordChanges
from presessions.attendance.errors import NotPossible, Outpaced
from presessions.attendance.models import MeetingRecord, MissionPresence, SpeakerRecord
from presessions.lifecycle.models import StatusChange
from presessions.permissions import Refused, Role
from presessions.series.enums import PreSessionStatus
from tests.factories import make_day, make_officer, make_pre_session, make_seat, make_state

pytestmark = pytest.mark.django_db


def note(meeting, *, by=None, **fields):
    transitions.note_presence(meeting, RecordChanges(**fields), by=by or make_officer())


def present(meeting):
    return sorted(meeting.mission_presences.values_list("mission__state_id", flat=True))


def key(iso3):
    return make_state(iso3).mission.pk


def test_two_people_who_tick_at_once_lose_nothing():
    meeting = make_pre_session()
    malta, timor, verde = key("MLT"), key("TLS"), key("CPV")
    note(meeting, came=frozenset({verde}))
    note(meeting, came=frozenset({malta}))  # both pages were opened before either was saved
    note(meeting, came=frozenset({timor}), did_not_come=frozenset({verde}))
    assert present(meeting) == ["MLT", "TLS"]


def test_the_same_tick_twice_is_one_row_and_keeps_who_noted_it_first():
    meeting, first = make_pre_session(), make_officer()
    note(meeting, came=frozenset({key("MLT")}), by=first)
    note(meeting, came=frozenset({key("MLT")}))
    assert MissionPresence.objects.get().noted_by == first


def test_mission_of_the_state_under_review_is_never_among_the_missions():
    meeting = make_pre_session(iso3="WSM")
    note(meeting, came=frozenset({key("WSM"), key("MLT")}))
    assert present(meeting) == ["MLT"]


def test_unknown_missions_and_seats_change_nothing():
    meeting = make_pre_session()
    note(meeting, came=frozenset({999_999}), speakers={999_999: Change("", "present")})
    assert (present(meeting), SpeakerRecord.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("answer", "columns"), [("absent", (False, False)), ("present", (True, False)), ("spoke", (True, True))]
)
def test_state_under_review_is_noted(answer, columns):
    meeting = make_pre_session()
    note(meeting, sur=Change("", answer))
    record = MeetingRecord.objects.get()
    assert (record.sur_present, record.sur_spoke, record.version) == (*columns, 1)


def test_nothing_changed_writes_no_record():
    note(make_pre_session())
    assert MeetingRecord.objects.count() == 0


def test_different_fields_of_one_record_are_noted_by_two_people():
    meeting = make_pre_session()
    note(meeting, observers=Change(None, 7))
    note(meeting, note=Change("", "Started late."))
    record = MeetingRecord.objects.get()
    assert (record.observers, record.note, record.version) == (7, "Started late.", 2)


def test_a_field_somebody_else_changed_is_not_overwritten():
    meeting, seat = make_pre_session(), make_seat()
    note(
        meeting,
        sur=Change("", "spoke"),
        observers=Change(None, 7),
        note=Change("", "A"),
        speakers={seat.pk: Change("", "absent")},
    )
    with pytest.raises(Outpaced) as clash:
        note(
            meeting,
            came=frozenset({key("MLT")}),
            sur=Change("", "absent"),
            observers=Change(None, 9),
            note=Change("", "B"),
            speakers={seat.pk: Change("", "present")},
        )
    assert clash.value.there == {"sur": "spoke", "observers": 7, "note": "A", f"speaker_{seat.pk}": "absent"}
    assert present(meeting) == []
    assert SpeakerRecord.objects.get().presence == "absent"


def test_two_people_who_noted_the_same_do_not_clash():
    meeting = make_pre_session()
    for _ in range(2):
        note(meeting, observers=Change(None, 7))
    assert MeetingRecord.objects.get().observers == 7


def test_speaker_is_noted_changed_and_taken_back():
    meeting, seat = make_pre_session(), make_seat()
    note(meeting, speakers={seat.pk: Change("", "present")})
    note(meeting, speakers={seat.pk: Change("present", "read_by_other")})
    assert SpeakerRecord.objects.get().presence == "read_by_other"
    note(meeting, speakers={seat.pk: Change("read_by_other", "")})
    assert SpeakerRecord.objects.count() == 0


def test_only_confirmed_seats_of_this_meeting_are_noted():
    meeting = make_pre_session()
    declined = make_seat(status="declined")
    note(meeting, speakers={declined.pk: Change("", "present")})
    assert SpeakerRecord.objects.count() == 0


def test_meeting_that_is_not_held_has_no_record():
    meeting = make_pre_session(status=PreSessionStatus.NOT_HELD)
    with pytest.raises(NotPossible):
        note(meeting, observers=Change(None, 7))


def test_moderators_note_presences_and_the_recused_do_not():
    meeting = make_pre_session()
    note(meeting, observers=Change(None, 7), by=make_officer(role=Role.MODERATOR))
    officer = make_officer()
    recuse(officer, "WSM", by=None)
    with pytest.raises(Refused):
        note(meeting, observers=Change(7, 8), by=officer)
    with pytest.raises(Refused):
        transitions.mark_held(meeting, by=officer)


def test_mark_held_once_it_has_begun_and_once_only():
    meeting, officer = make_pre_session(), make_officer()
    make_day(meeting.series, date(2027, 3, 30))
    early = time_machine.travel(datetime(2027, 3, 30, 6, 59, tzinfo=UTC), tick=False)
    with early, pytest.raises(NotPossible, match="begins on"):
        transitions.mark_held(meeting, by=officer)
    with time_machine.travel(datetime(2027, 3, 30, 7, 0, tzinfo=UTC), tick=False):
        for _ in range(2):
            transitions.mark_held(meeting, by=officer)
    assert meeting.status == PreSessionStatus.HELD
    assert StatusChange.objects.of(meeting).count() == 1


def test_why_not_held_yet_asks_the_published_timetable_first():
    meeting = make_pre_session()
    make_day(meeting.series, timezone.localdate() - timedelta(days=3))
    assert transitions.why_not_held_yet(meeting, timezone.now()) == ""
    begins = timezone.now() + timedelta(days=1)
    publish(meeting, begins)
    assert transitions.begins_at(meeting) == begins
    assert "begins on" in transitions.why_not_held_yet(meeting, timezone.now())


def test_why_not_held_yet_without_days_or_when_not_held():
    meeting = make_pre_session()
    assert "no days yet" in transitions.why_not_held_yet(meeting, timezone.now())
    meeting.status = PreSessionStatus.NOT_HELD
    assert "is not held" in transitions.why_not_held_yet(meeting, timezone.now())


def publish(meeting, begins):
    from presessions.scheduling.models import Sitting, Timetable
    from tests.factories import make_room

    timetable = Timetable.objects.create(series=meeting.series, version=1, status="published")
    Sitting.objects.create(
        timetable=timetable,
        pre_session=meeting,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        room=make_room(meeting.series),
    )
