"""One person's calendar: the meetings they speak at or moderate, joint questions among them; for a delegate the whole
programme.

Calendar programs can't sign in, so the address is the key: 192 random bits, made when asked for, replaced or taken
away in one step. It says hours, rooms and States, what the programme shows everybody, and which of them are one's own.
Somebody who asked to be written to discreetly gets entries that name nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from panels.enums import SeatStatus
from panels.models import Seat
from panels.transitions import subject_of_seat
from presessions.accounts.models import Grant, User
from presessions.permissions import Actor, Role, may
from presessions.privacy.erase import Person, register_eraser
from presessions.scheduling.calendar import calendar_file
from presessions.scheduling.entries import discreet, joint_entry
from presessions.scheduling.models import EntryByMail, JointSitting, Sitting
from presessions.series.models import new_token
from publications import feeds

from .models import OwnCalendar


def make(user: User) -> OwnCalendar:
    """An address where there is none; a new one, which ends the old, where there is."""
    return OwnCalendar.objects.update_or_create(user=user, defaults={"token": new_token()})[0]


def remove(user: User) -> None:
    """No address any more; what calendars fetched they keep, what comes they don't get."""
    OwnCalendar.objects.filter(user=user).delete()


def owner_of(token: str) -> User | None:
    """Whose calendar this address is; nobody's where it was replaced or the account is closed."""
    row = OwnCalendar.objects.filter(token=token, user__is_active=True).select_related("user").first()
    return row.user if row else None


def calendar_of(user: User) -> bytes:
    """The file, in the order of the clock; cancelled meetings stay in it as such."""
    mine = _seats(user)
    moderated = set(Sitting.objects.published().filter(moderator=user).values_list("pre_session", flat=True))
    every = Grant.objects.valid_at(timezone.now()).filter(user=user, role=Role.DELEGATE).exists()
    entries = [
        discreet(entry) if mine.get(sitting.pre_session_id) else entry
        for meeting, sitting in feeds.sittings()
        if every or sitting.pre_session_id in mine or sitting.pre_session_id in moderated
        for entry in [feeds.entry(meeting, sitting)]
    ]
    asked = set(JointSitting.objects.published().filter(moderator=user).values_list("pk", flat=True))
    for row, series in feeds.joint_sittings():
        own = [mine[held.pk] for held in row.joint.held if held.pk in mine]
        if every or own or row.pk in asked:
            entry = joint_entry(row, series)
            entries.append(discreet(entry) if any(own) else entry)
    return calendar_file(sorted(entries, key=lambda each: each.starts_at), name=_("My meetings"))


def ask_by_mail(public_id: UUID, actor: Actor, *, wanted: bool) -> bool:
    """Whether mails about this seat's meeting bring its entry along; False where the seat isn't this person's."""
    rows = Seat.objects.filter(public_id=public_id, status=SeatStatus.CONFIRMED)
    seat = rows.select_related("application", "panel__pre_session").first()
    if seat is None or not may(actor, "answer_offer", subject_of_seat(seat)):
        return False
    if wanted:
        EntryByMail.objects.get_or_create(seat=seat)
    else:
        EntryByMail.objects.filter(seat=seat).delete()
    return True


def _seats(user: User) -> dict[int, bool]:
    """The Pre-sessions at which this person speaks, and whether they asked for discretion."""
    rows = Seat.objects.filter(Q(panelist=user) | Q(panelist=None, application__owner=user))
    return dict(
        rows.filter(status=SeatStatus.CONFIRMED).values_list("panel__pre_session", "application__discreet")
    )


def forget(person: Person) -> int:
    """The address goes with the person."""
    return OwnCalendar.objects.filter(user=person.user).delete()[0] if person.user else 0


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("desk", forget)
