"""The moderator's screen and its ticks. Needs the database."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from presessions.attendance import ticking
from presessions.attendance.errors import NotPossible
from presessions.attendance.floor import TickKind
from presessions.attendance.models import FloorTick, MeetingRecord, MissionPresence, SpeakerRecord
from presessions.attendance.ticking import Ticked, note_tick
from presessions.series.enums import PreSessionStatus
from tests.applications.staff import staff_client
from tests.factories import make_day, make_officer, make_panel, make_pre_session, make_seat, make_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    found = make_pre_session(iso3="WSM")
    make_day(found.series, timezone.localdate())
    return found


def tick(meeting, kind, who=0, *, by=None, key=None, **age):
    ticked = Ticked(key or uuid.uuid4(), TickKind(kind), who, timedelta(**age))
    return note_tick(meeting, ticked, by=by or make_officer())


def key(iso3):
    return make_state(iso3).mission.pk


def url(name, meeting):
    return reverse(f"admin:attendance_{name}", args=[meeting.pk])


def present(meeting):
    return sorted(meeting.mission_presences.values_list("mission__state_id", flat=True))


def test_a_tick_sent_twice_counts_once(meeting):
    one = uuid.uuid4()
    assert tick(meeting, "ask", key("MLT"), key=one)
    assert not tick(meeting, "ask", key("MLT"), key=one)
    assert (FloorTick.objects.count(), present(meeting)) == (1, ["MLT"])


def test_two_people_who_tick_at_once_lose_nothing(meeting):
    tick(meeting, "came", key("MLT"), seconds=9)
    tick(meeting, "ask", key("TLS"), seconds=8)
    tick(meeting, "came", key("MLT"), seconds=7)
    assert present(meeting) == ["MLT", "TLS"]
    assert ticking.floor_of(meeting).queue == [key("TLS")]


def test_a_tick_that_comes_late_does_not_undo_a_later_one(meeting):
    tick(meeting, "came", key("MLT"), seconds=5)
    tick(meeting, "not_here", key("MLT"), minutes=5)
    assert present(meeting) == ["MLT"]
    tick(meeting, "not_here", key("MLT"))
    assert present(meeting) == []


def test_a_tick_that_the_line_held_back_stays_before_the_next_of_its_page(meeting):
    """It seems younger than it is: its way here took longer than that of the one made after it."""
    first, then = uuid.uuid4(), uuid.uuid4()
    by = make_officer()
    note_tick(meeting, Ticked(first, TickKind.ASK, key("MLT")), by=by)
    older = Ticked(then, TickKind.LEAVE, key("MLT"), timedelta(seconds=10), after=first)
    note_tick(meeting, older, by=by)
    assert ticking.floor_of(meeting).queue == []
    assert list(FloorTick.objects.order_by("at").values_list("key", flat=True)) == [first, then]


def test_a_tick_after_one_that_never_arrived_counts_by_its_age(meeting):
    by, age = make_officer(), timedelta(minutes=1)
    note_tick(meeting, Ticked(uuid.uuid4(), TickKind.BEGIN, 0, age, after=uuid.uuid4()), by=by)
    assert ticking.floor_of(meeting).elapsed(timezone.now()) >= 60


def test_the_state_under_review_may_not_ask_and_the_screen_says_so(meeting):
    with pytest.raises(
        NotPossible, match="is the State under Review: it may listen and, by rule, does not ask"
    ):
        tick(meeting, "ask", key("WSM"))
    client = staff_client(make_officer())
    data = {"key": uuid.uuid4(), "kind": "ask", "who": key("WSM")}
    page = client.post(url("tick", meeting), data, follow=True)
    assert "does not ask" in next(str(one) for one in page.context["messages"])
    answer = client.post(url("tick", meeting), data, headers={"X-Ticks": "1"})
    assert (answer.status_code, "does not ask" in answer.json()["refused"]) == (422, True)
    assert (FloorTick.objects.count(), MissionPresence.objects.count()) == (0, 0)


def test_who_takes_the_floor_was_present(meeting):
    seat = make_seat(make_panel(meeting))
    tick(meeting, "sur", seconds=60)
    tick(meeting, "speaker", seat.pk, seconds=30)
    record = MeetingRecord.objects.get()
    assert (record.sur_present, record.sur_spoke) == (True, True)
    assert SpeakerRecord.objects.get().presence == "present"


def test_what_staff_noted_of_a_speaker_stays(meeting):
    seat = make_seat(make_panel(meeting))
    SpeakerRecord.objects.create(seat=seat, presence="read_by_other")
    tick(meeting, "speaker", seat.pk)
    assert SpeakerRecord.objects.get().presence == "read_by_other"


def test_a_series_without_opening_minutes_has_no_opening(meeting):
    meeting.series.sur_opening_minutes = 0
    meeting.series.save()
    with pytest.raises(NotPossible, match="does not open"):
        tick(meeting, "sur")
    page = staff_client(make_officer()).get(url("floor", meeting))
    assert [turn["kind"] for turn in page.context["turns"]] == []


def test_nothing_is_ticked_before_the_day_or_where_it_is_not_held():
    meeting = make_pre_session(iso3="WSM")
    with pytest.raises(NotPossible, match="no days yet"):
        tick(meeting, "begin")
    make_day(meeting.series, timezone.localdate() + timedelta(days=3))
    with pytest.raises(NotPossible, match="the screen opens on that day"):
        tick(meeting, "begin")
    meeting.status = PreSessionStatus.NOT_HELD
    meeting.save()
    with pytest.raises(NotPossible, match="is not held"):
        tick(meeting, "begin")


@pytest.mark.parametrize("who", [0, 10**15])
def test_unknown_missions_and_seats_are_refused_in_words(meeting, who):
    with pytest.raises(NotPossible, match="Choose a State"):
        tick(meeting, "ask", who)
    with pytest.raises(NotPossible, match="no seat on the panel"):
        tick(meeting, "speaker", who)


@pytest.mark.parametrize(
    "data", [{}, {"key": "x", "kind": "begin"}, {"key": str(uuid.uuid4()), "kind": "sing"}]
)
def test_what_is_no_tick_is_refused_in_words(meeting, data):
    answer = staff_client(make_officer()).post(url("tick", meeting), data, headers={"X-Ticks": "1"})
    assert (answer.status_code, FloorTick.objects.count()) == (422, 0)


def test_the_screens_show_the_floor_without_script(meeting, django_assert_max_num_queries):
    panel = make_panel(meeting)
    seats = [make_seat(panel, number=number) for number in (1, 2)]
    for iso3 in ("MLT", "TLS", "CPV"):
        tick(meeting, "ask", key(iso3), minutes=2)
    tick(meeting, "speaker", seats[0].pk, minutes=10)
    tick(meeting, "speaker", seats[1].pk, minutes=1)
    client = staff_client(make_officer())
    client.get(url("floor", meeting))
    with django_assert_max_num_queries(15):
        page = client.get(url("floor", meeting))
    turns = {turn["word"]: (turn["has_floor"], turn["is_over"]) for turn in page.context["turns"]}
    assert turns == {
        "State under Review": (False, False),
        "Speaker 1": (False, True),
        "Speaker 2": (True, False),
    }
    assert len(page.context["queue"]) == 3
    assert "No recording, no photographs." in page.text
    with django_assert_max_num_queries(15):
        clock = client.get(url("clock", meeting))
    assert "Speaker 2" in clock.text
    assert seats[1].speaker_name == "" or seats[1].speaker_name not in clock.text
    state = client.get(url("state", meeting)).json()
    assert [one["kind"] for one in state["ticks"]] == ["speaker", "ask", "ask", "ask", "speaker"]
    assert len(state["came"]) == 3
