"""Many at once: no tick lost, one invitation, one mail. On a real database, with real connections."""

import pytest

from presessions.accounts.models import Grant
from presessions.attendance import transitions
from presessions.attendance.changes import Change, RecordChanges
from presessions.attendance.errors import Outpaced
from presessions.attendance.models import Invitation, MeetingRecord
from presessions.mail.models import OutgoingMail
from tests.factories import make_officer, make_pre_session, make_state, make_user
from tests.panels.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_ten_tablets_that_tick_at_once_lose_nothing():
    meeting, officer = make_pre_session(), make_officer()
    missions = [make_state(f"X{letter}A").mission.pk for letter in "ABCDEFGHIJ"]

    def tick(pk):
        return lambda: transitions.note_presence(
            meeting, RecordChanges(came=frozenset({pk}), observers=Change(None, 7)), by=officer
        )

    outcome = at_once(*(tick(pk) for pk in missions))
    assert refusals(outcome) == []
    assert sorted(meeting.mission_presences.values_list("mission_id", flat=True)) == sorted(missions)
    assert MeetingRecord.objects.get().observers == 7


def test_of_two_different_numbers_noted_at_once_one_stands_and_one_is_asked_again():
    meeting, officer = make_pre_session(), make_officer()

    def count(number):
        return lambda: transitions.note_presence(
            meeting, RecordChanges(observers=Change(None, number)), by=officer
        )

    outcome = at_once(count(7), count(9))
    clashes = [each for each in outcome if isinstance(each, Outpaced)]
    assert (len(clashes), refusals(outcome, Outpaced)) == (1, [])
    assert clashes[0].there == {"observers": MeetingRecord.objects.get().observers}


def test_inviting_and_accepting_at_once_is_one_invitation_one_mail_and_one_role():
    mission, officer = make_state("MLT").mission, make_officer()
    user = make_user("third.secretary@example.org")
    outcome = at_once(*[lambda: transitions.invite(mission, email=user.email, by=officer)] * 8)
    assert refusals(outcome) == []
    assert (Invitation.objects.count(), OutgoingMail.objects.filter(to=user.email).count()) == (1, 1)
    outcome = at_once(*[lambda: transitions.accept(user)] * 8)
    assert refusals(outcome) == []
    assert Grant.objects.filter(user=user, role="delegate", iso3="MLT").count() == 1
