"""Erasing what panels hold about people, at their wish or when its time has come.

What stays: that a seat was offered, taken or given back, and what the rule was told (ids and criteria, no names).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from presessions.lifecycle.models import StatusChange
from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention
from presessions.series.enums import SeriesStatus

from .models import Assessment, Seat

# what tells who spoke, and how to reach them
CONTACT: dict[str, object] = {
    "panelist": None,
    "speaker_name": "",
    "speaker_position": "",
    "needs": "",
    "decline_reason": "",
}
ERASED = Q(application__owner=None, application__organisation_name="", application__speaker_email="")
TOLD: dict[str, object] = {"gender": "undisclosed", "under_18": False}


def forget_person(person: Person) -> int:
    """Empty every seat of this person, and what readers noted about their applications.

    Applications are emptied before panels, so a seat may have to be known by its emptied application.
    """
    mine = ERASED | Q(application__speaker_email__iexact=person.email)
    if person.user is not None:
        mine |= Q(panelist=person.user) | Q(application__owner=person.user)
    seats = list(Seat.objects.filter(mine))
    applications = [seat.application_id for seat in seats]
    notes = Assessment.objects.filter(application__in=applications).exclude(note="").update(note="")
    return _empty(seats, {**CONTACT, **TOLD}) + notes


def forget_erased(before: datetime) -> int:
    """Seats whose application was erased by its owner."""
    return _empty(list(Seat.objects.filter(ERASED)), {**CONTACT, **TOLD})


def contacts_due(before: datetime) -> QuerySet[Seat]:
    """Seats of series that ended before this instant and still say who spoke."""
    over = Seat.objects.filter(panel__pre_session__series__status=SeriesStatus.ARCHIVED)
    ended = over.annotate(last_day=Max("panel__pre_session__series__days__date")).filter(
        last_day__lt=before.date()
    )
    return ended.exclude(panelist=None, speaker_name="", speaker_position="", needs="", decline_reason="")


def forget_contacts(before: datetime) -> int:
    """Retention of contact data; what is counted (gender, under 18) stays with the series' figures."""
    return _empty(list(contacts_due(before)), CONTACT)


def _empty(seats: list[Seat], emptied: dict[str, object]) -> int:
    """Returns how many there were that still held something."""
    touched = 0
    for seat in seats:
        held = any(getattr(seat, name) != value for name, value in emptied.items())
        for name, value in emptied.items():
            setattr(seat, name, value)
        seat.save(update_fields=list(emptied))
        StatusChange.objects.of(seat).exclude(reason="").update(reason="")
        touched += held
    return touched


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("panels", forget_person)
    register_retention(Rule("seats of erased applications", timedelta(0), forget_erased))
    register_retention(Rule("contact data of panelists", "panelist_contacts", forget_contacts))
