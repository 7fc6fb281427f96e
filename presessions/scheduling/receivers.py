"""News from below: a Pre-session that is not held after all, is again, or whose review moved; another name of a place
(docs/decisions/0015)."""

from typing import Any

from django.db.models import F
from django.db.models.signals import pre_save
from django.dispatch import receiver

from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Room, Series
from presessions.series.transitions import after_review_moved

from . import telling
from .enums import TimetableStatus
from .models import JointSitting, Sitting
from .rows import name_anew


@receiver(status_changed, sender=PreSession, dispatch_uid="scheduling.panelists_follow_pre_session")
def panelists_follow_pre_session(
    sender: type[PreSession], thing: PreSession, change: StatusChange, **kwargs: Any
) -> None:
    """Within the transaction of the Pre-session's own move: tell its panelists, bring calendar entries back."""
    if change.to_status == PreSessionStatus.NOT_HELD:
        telling.tell_not_held(thing, str(change.pk))
    elif change.from_status == PreSessionStatus.NOT_HELD:
        # A cancelled entry went out one above; what brings it back has to be higher still.
        rows = Sitting.objects.filter(pre_session=thing)
        rows.exclude(timetable__status=TimetableStatus.SUPERSEDED).update(sequence=F("sequence") + 2)
    if PreSessionStatus.NOT_HELD in (change.from_status, change.to_status):
        name_anew(JointSitting.objects.filter(joint__pre_sessions=thing))


@after_review_moved
def entries_follow_review(pre_session: PreSession, *_from_whom: Any) -> None:
    """Within the transaction of the move: what its new series holds of it already, because it was there before, stood
    as cancelled meanwhile."""
    rows = Sitting.objects.filter(pre_session=pre_session, timetable__series=pre_session.series_id)
    rows.exclude(timetable__status=TimetableStatus.SUPERSEDED).update(sequence=F("sequence") + 2)
    name_anew(JointSitting.objects.filter(joint__pre_sessions=pre_session))


@receiver(pre_save, sender=Room, dispatch_uid="scheduling.entries_follow_room")
def entries_follow_room(sender: type[Room], instance: Room, **kwargs: Any) -> None:
    """A room of another name: where a meeting is stands in its calendar entry."""
    if Room.objects.filter(pk=instance.pk).exclude(name=instance.name).exists():
        _said_elsewhere(room=instance.pk)


@receiver(pre_save, sender=Series, dispatch_uid="scheduling.entries_follow_venue")
def entries_follow_venue(
    sender: type[Series], instance: Series, update_fields: Any = None, **kwargs: Any
) -> None:
    """The same for the house all rooms are in."""
    if update_fields is not None and "venue" not in update_fields:
        return
    if Series.objects.filter(pk=instance.pk).exclude(venue=instance.venue).exists():
        _said_elsewhere(timetable__series=instance.pk)


def _said_elsewhere(**where: Any) -> None:
    for rows in (Sitting.objects.filter(**where), JointSitting.objects.filter(**where)):
        rows.exclude(timetable__status=TimetableStatus.SUPERSEDED).update(sequence=F("sequence") + 1)
