"""Many hands at one board: one room at one time holds one meeting. Needs a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from presessions.mail.models import OutgoingMail
from presessions.scheduling import transitions
from presessions.scheduling.errors import NotPossible, Outpaced
from presessions.scheduling.models import JointQuestions, JointSitting, Sitting, Timetable
from presessions.wording import GENEVA
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


def row_of(draft, there, iso3="TLS"):
    return {"timetable": draft, "pre_session": meeting_on(draft.series, iso3), "room": there.room}


def jointly(draft, there, **hours):
    """Questions to two States in the room of ``there``, at its hour or another."""
    joint = JointQuestions.objects.create(series=draft.series)
    joint.pre_sessions.set(draft.series.pre_sessions.all()[:2])
    then = {"starts_at": there.starts_at, "ends_at": there.ends_at, **hours}
    return JointSitting(timetable=draft, joint=joint, room=there.room, **then)


def test_the_database_itself_refuses_joint_questions_in_a_room_that_is_taken_and_the_other_way_round():
    draft = make_draft(hours=("09:00",))
    there = Sitting.objects.get()
    long = there.ends_at - there.starts_at
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        jointly(draft, there).save()
    joint = jointly(draft, there, starts_at=there.ends_at, ends_at=there.ends_at + long)
    joint.save()  # one ends as the other begins
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        Sitting.objects.create(starts_at=joint.starts_at, ends_at=joint.ends_at, **row_of(draft, there))
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        Sitting.objects.update(starts_at=joint.starts_at, ends_at=joint.ends_at)
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        JointSitting.objects.update(starts_at=there.starts_at)
    with pytest.raises(IntegrityError, match="one_meeting_in_a_room_at_a_time"), transaction.atomic():
        jointly(draft, joint).save()
    other = Timetable.objects.create(series=draft.series, status="discarded")
    jointly(other, there).save()  # another version is another plan
    JointSitting.objects.filter(timetable=draft).update(locked=True)


def test_meetings_and_joint_questions_race_for_one_room_past_every_check_and_one_wins():
    series = make_hall(states=0)
    meetings = [make_pre_session(series, f"{chr(65 + number)}XX", order=number) for number in range(HANDS)]
    draft, there = make_draft(series, hours=()), the_room(series)
    begins = datetime(2027, 3, 30, 9, tzinfo=GENEVA)
    then = {"timetable": draft, "room": there, "starts_at": begins, "ends_at": begins + timedelta(minutes=45)}
    asked = [JointQuestions.objects.create(series=series) for _ in range(HANDS)]

    def act(number):
        try:
            with transaction.atomic():
                if number % 2:
                    JointSitting.objects.create(joint=asked[number], **then)
                else:
                    Sitting.objects.create(pre_session=meetings[number], **then)
        except IntegrityError:
            return "refused"
        return "placed"

    answers = at_once(act)
    assert (answers.count("placed"), answers.count("refused")) == (1, HANDS - 1)
    assert Sitting.objects.count() + JointSitting.objects.count() == 1
