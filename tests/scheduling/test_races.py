"""Many hands at one board: one room at one time holds one meeting. Needs a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from presessions.mail.models import OutgoingMail
from presessions.scheduling import transitions
from presessions.scheduling.errors import NotPossible, Outpaced
from presessions.scheduling.models import Sitting, Timetable
from tests.factories import make_pre_session
from tests.scheduling.halls import (
    TUESDAY,
    WEDNESDAY,
    make_draft,
    make_hall,
    make_panelists,
    meeting_on,
    put,
    the_room,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
HANDS = 20


def at_once(act):
    """Call ``act(number)`` in twenty threads that start together; the results, refusals as their words."""
    ready = Barrier(HANDS)

    def one(number):
        ready.wait()
        try:
            return act(number)
        except NotPossible as no:
            return type(no).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(one, range(HANDS)))


def test_twenty_meetings_race_for_one_room_and_hour_and_one_wins():
    series = make_hall(states=0)
    meetings = [make_pre_session(series, f"{chr(65 + number)}XX", order=number) for number in range(HANDS)]
    draft = make_draft(series, hours=())
    room = the_room(series)

    def act(number):
        transitions.place(draft, meetings[number], date=TUESDAY, start=540 + number, room=room, by=None)
        return "placed"

    answers = at_once(act)
    assert (answers.count("placed"), answers.count("NotPossible")) == (1, HANDS - 1)
    assert Sitting.objects.count() == 1


def test_twenty_editors_of_one_version_and_one_wins():
    draft = make_draft()
    meeting, room = meeting_on(draft.series), the_room(draft.series)

    def act(number):
        transitions.place(
            draft, meeting, date=WEDNESDAY, start=540 + number % 5, room=room, by=None, version=draft.version
        )
        return "placed"

    answers = at_once(act)
    assert (answers.count("placed"), answers.count(Outpaced.__name__)) == (1, HANDS - 1)


def test_twenty_clicks_on_publish_are_one_version_and_one_mail():
    draft = make_draft()
    make_panelists(meeting_on(draft.series), 1)
    at_once(lambda _: transitions.publish_timetable(draft, by=None, reason="lengths changed").counts["new"])
    draft.refresh_from_db()
    assert (draft.status, OutgoingMail.objects.count()) == ("published", 1)


def test_twenty_begin_a_draft_and_there_is_one():
    series = make_hall()
    keys = at_once(lambda _: transitions.start_draft(series, by=None).pk)
    assert (len(set(keys)), Timetable.objects.count()) == (1, 1)


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL")
def test_the_database_itself_refuses_two_meetings_in_one_room():
    draft = make_draft(hours=("09:00",))
    there = Sitting.objects.get()
    row = {"timetable": draft, "pre_session": meeting_on(draft.series, "TLS"), "room": there.room}
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        Sitting.objects.create(starts_at=there.starts_at, ends_at=there.ends_at, **row)
    next_to_it = there.ends_at - there.starts_at
    Sitting.objects.create(starts_at=there.ends_at, ends_at=there.ends_at + next_to_it, **row)
    put(draft, "MLT", "11:20")
