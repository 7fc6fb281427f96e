"""Delegates invited, accepted and revoked; presences noted; a meeting marked as held.

Each verb asks who may, then the rule, then writes, in one transaction. A verb that finds its work
done does nothing, so a second click is harmless and sends no second mail.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.accounts import grants
from presessions.accounts.actors import actor_of
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.mail import outbox
from presessions.permissions import Role, Subject, check_may
from presessions.scheduling.models import JointQuestions
from presessions.series import transitions as series_transitions
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PermanentMission, PreSession
from presessions.wording import moment

from .changes import SUR_FIELDS, Change, JointChanges, RecordChanges, RoomChanges, SurPresence, sur_presence
from .enums import InvitationStatus
from .errors import NotPossible, Outpaced
from .gatherings import begins_at, locked, meetings_of, reviewed, subjects
from .models import Invitation, JointPresence, JointRecord, MeetingRecord, MissionPresence, SpeakerRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

# --- Delegates --------------------------------------------------------------------------------


def invite(
    mission: PermanentMission, *, email: str, by: User, name: str = "", language: str = "en"
) -> Invitation:
    """Invite somebody to sign in as a delegate of this mission; they get one neutral mail.

    Who is invited or a delegate already stays so, without another mail. Somebody whose invitation
    was revoked is invited anew. Raises `NotPossible` for what is no address, and for staff.
    """
    _may_invite(by, mission)
    address = _address(email)
    with transaction.atomic():
        PermanentMission.objects.select_for_update().get(pk=mission.pk)
        if User.objects.filter(email=address, is_staff=True).exists():
            raise NotPossible("This is the address of a member of staff, who reads everything already.")
        invitation, created = Invitation.objects.get_or_create(
            mission=mission, email=address, defaults={"name": name, "language": language, "sent_by": by}
        )
        if not created and invitation.status == InvitationStatus.REVOKED:
            invitation.name, invitation.language = name or invitation.name, language
            invitation.save(update_fields=["name", "language"])
            move(invitation, InvitationStatus.SENT, by=by, reason="invited anew")
            _anew(invitation, by)
        if invitation.status == InvitationStatus.SENT:
            _queue(invitation)
    return invitation


def send_again(invitation: Invitation, *, version: int, by: User) -> bool:
    """Send an invitation that waits once more; whether it did.

    ``version`` is what the page showed: the same click twice is one mail.
    """
    _may_invite(by, invitation.mission)
    with transaction.atomic():
        current = _locked(invitation)
        if current.status != InvitationStatus.SENT:
            raise NotPossible("Only an invitation that waits for its answer is sent again.")
        if current.version != version:
            return False
        _anew(current, by)
        _queue(current)
    return True


def accept(user: User) -> list[Invitation]:
    """Everything that waits for this person's address becomes theirs; returns what was accepted now.

    The address was proved by the code with which they signed in. Staff are left out: they get no
    second role by signing in.
    """
    if user.is_staff or not user.is_active:
        return []
    with transaction.atomic():
        waiting = Invitation.objects.select_for_update(of=("self",)).filter(
            email=user.email, status=InvitationStatus.SENT
        )
        accepted = list(waiting.select_related("mission", "sent_by"))
        for invitation in accepted:
            invitation.user, invitation.accepted_at = user, timezone.now()
            invitation.save(update_fields=["user", "accepted_at"])
            move(invitation, InvitationStatus.ACCEPTED, by=user)
            iso3 = invitation.mission.state_id
            grants.grant(user, Role.DELEGATE, by=invitation.sent_by, iso3=iso3)
    return accepted


def revoke(invitation: Invitation, *, by: User, reason: str) -> None:
    """Take an invitation back: the role goes, and every session of that person ends now."""
    _may_invite(by, invitation.mission)
    with transaction.atomic():
        current = _locked(invitation)
        if current.status == InvitationStatus.REVOKED:
            return
        user = current.user
        move(current, InvitationStatus.REVOKED, by=by, reason=reason)
        if user is not None:
            grants.take_back(user, Role.DELEGATE, by=by, iso3=current.mission.state_id)
            grants.end_sessions(user)


def _may_invite(by: User, mission: PermanentMission) -> None:
    check_may(actor_of(by), "invite_delegate", Subject("mission", iso3=mission.state_id))


def _address(email: str) -> str:
    address = clean_email(email)
    try:
        validate_email(address)
    except ValidationError:
        raise NotPossible("This is not an e-mail address.") from None
    return address


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("mission", "user")
    return rows.get(pk=invitation.pk)


def _anew(invitation: Invitation, by: User) -> None:
    invitation.version += 1
    invitation.sent_by, invitation.sent_at = by, timezone.now()
    invitation.user = invitation.accepted_at = None
    invitation.save(update_fields=["version", "sent_by", "sent_at", "user", "accepted_at"])


def _queue(invitation: Invitation) -> None:
    outbox.queue(
        "delegate_invitation",
        to=invitation.email,
        cause=f"invitation {invitation.public_id}",
        version=str(invitation.version),
        ids={"invitation": invitation.pk, "version": invitation.version},
        language=invitation.language,
    )


# --- Presence ---------------------------------------------------------------------------------


def note_presence(meeting: PreSession, changes: RecordChanges, *, by: User) -> None:
    """Write down the differences one page asks for; see ``changes``.

    Raises `Outpaced`, and writes nothing, where somebody else noted something different in a field
    this page also changes. Missions never clash: each tick is a row of its own.
    """
    _may_record(by, meeting)
    with transaction.atomic():
        # one writer at a time per meeting; the ticks themselves would not need it
        row = PreSession.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.is_off:
            raise NotPossible("This Pre-session is not held: there is nothing to record.")
        record = MeetingRecord.objects.filter(pre_session=meeting).first()
        seats = _seats(meeting, changes)
        _refuse_clashes(record, seats, changes)
        _note_missions(meeting, changes, by)
        _note_meeting(meeting, record, changes, by)
        _note_speakers(seats, changes, by)


def note_joint_presence(joint: JointQuestions, changes: JointChanges, *, by: User) -> None:
    """As `note_presence`, for joint questions: missions, observers, the note, and the States under Review that came."""
    for subject in subjects(joint):
        check_may(actor_of(by), "record_presence", subject)
    missions = PermanentMission.objects.exclude(state__in=reviewed(joint)).filter(pk__in=changes.came)
    with transaction.atomic():
        locked(joint)
        record = JointRecord.objects.filter(joint=joint).first()
        there = _clashes(record, changes)
        if there:
            raise Outpaced(there)
        JointPresence.objects.bulk_create(
            [JointPresence(joint=joint, mission=mission, noted_by=by) for mission in missions],
            ignore_conflicts=True,
        )
        JointPresence.objects.filter(joint=joint, mission__in=changes.did_not_come).delete()
        if changes.observers.is_one or changes.note.is_one:
            _note_room(record or JointRecord(joint=joint, version=0), changes, by)
        for meeting in meetings_of(joint):
            if meeting.pk in changes.reviewed:
                _note_reviewed(meeting, by)


def _note_reviewed(meeting: PreSession, by: User) -> None:
    """A State that came to joint questions was present, whatever was noted of its own hour; that it spoke stays."""
    PreSession.objects.select_for_update(of=("self",)).get(
        pk=meeting.pk
    )  # as whoever notes its own record does
    record = MeetingRecord.objects.filter(pre_session=meeting).first()
    record = record or MeetingRecord(pre_session=meeting, version=0)
    if record.sur_present:
        return
    record.sur_present, record.sur_spoke = SUR_FIELDS[SurPresence.PRESENT]
    record.version += 1
    record.noted_by = by
    record.save()


def _may_record(by: User, meeting: PreSession) -> None:
    check_may(actor_of(by), "record_presence", Subject("pre_session", iso3=meeting.state_under_review_id))


def _seats(meeting: PreSession, changes: RecordChanges) -> dict[int, str]:
    """The confirmed seats that are named, with what is noted of each now."""
    rows = Seat.objects.filter(
        panel__pre_session=meeting, status=SeatStatus.CONFIRMED, pk__in=changes.speakers
    ).values_list("pk", "presence__presence")
    return {pk: presence or "" for pk, presence in rows}


def _refuse_clashes(record: MeetingRecord | None, seats: Mapping[int, str], changes: RecordChanges) -> None:
    sur = sur_presence(record.sur_present, record.sur_spoke) if record else SurPresence.NOT_NOTED
    there = _clashes(record, changes)
    if changes.sur.clashes_with(sur.value):
        there["sur"] = sur.value
    for pk, now in seats.items():
        if changes.speakers[pk].clashes_with(now):
            there[f"speaker_{pk}"] = now
    if there:
        raise Outpaced(there)


def _clashes(record: MeetingRecord | JointRecord | None, changes: RoomChanges) -> dict[str, object]:
    """What somebody else noted of the room since the page was made, by field."""
    observers, note = (record.observers, record.note) if record else (None, "")
    there: dict[str, object] = {}
    if changes.observers.clashes_with(observers):
        there["observers"] = observers
    if changes.note.clashes_with(note):
        there["note"] = note
    return there


def _note_missions(meeting: PreSession, changes: RecordChanges, by: User) -> None:
    """The State under Review is recorded apart, so its own mission is never among these."""
    missions = PermanentMission.objects.exclude(state=meeting.state_under_review_id)
    came = missions.filter(pk__in=changes.came).values_list("pk", flat=True)
    MissionPresence.objects.bulk_create(
        [MissionPresence(pre_session=meeting, mission_id=pk, noted_by=by) for pk in came],
        ignore_conflicts=True,
    )
    MissionPresence.objects.filter(pre_session=meeting, mission__in=changes.did_not_come).delete()


def _note_meeting(
    meeting: PreSession, record: MeetingRecord | None, changes: RecordChanges, by: User
) -> None:
    asked: tuple[Change[str] | Change[int | None], ...] = (changes.sur, changes.observers, changes.note)
    if not any(change.is_one for change in asked):
        return
    record = record or MeetingRecord(pre_session=meeting, version=0)
    if changes.sur.is_one:
        record.sur_present, record.sur_spoke = SUR_FIELDS[SurPresence(changes.sur.now)]
    _note_room(record, changes, by)


def _note_room(record: MeetingRecord | JointRecord, changes: RoomChanges, by: User) -> None:
    if changes.observers.is_one:
        record.observers = changes.observers.now
    if changes.note.is_one:
        record.note = changes.note.now
    record.version += 1
    record.noted_by = by
    record.save()


def _note_speakers(seats: Mapping[int, str], changes: RecordChanges, by: User) -> None:
    for pk, there in seats.items():
        wanted = changes.speakers[pk].now
        if not changes.speakers[pk].is_one or wanted == there:
            continue
        if wanted:
            SpeakerRecord.objects.update_or_create(seat_id=pk, defaults={"presence": wanted, "noted_by": by})
        else:
            SpeakerRecord.objects.filter(seat_id=pk).delete()


# --- The meeting ------------------------------------------------------------------------------


def why_not_held_yet(meeting: PreSession, now: datetime) -> str:
    """What speaks against marking the meeting as held; "" when nothing does."""
    if meeting.is_off:
        return "This Pre-session is not held: make it planned again first, on the list of States."
    begins = begins_at(meeting)
    if begins is None:
        return "The series has no days yet, so no meeting can have taken place."
    if begins > now:
        return f"It begins on {moment(begins, 'en')}: mark it as held once it has begun."
    return ""


def mark_held(meeting: PreSession, *, by: User) -> None:
    """The meeting took place; its record counts for the key figures. Done already, it stays so."""
    check_may(actor_of(by), "run_meeting", Subject("pre_session", iso3=meeting.state_under_review_id))
    if meeting.status == PreSessionStatus.HELD:
        return
    against = why_not_held_yet(meeting, timezone.now())
    if against:
        raise NotPossible(against)
    series_transitions.mark_held(meeting, by=by)
