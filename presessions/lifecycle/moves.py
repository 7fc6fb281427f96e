"""The one function that changes a status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed
from presessions.lifecycle.tables import Table

if TYPE_CHECKING:
    from presessions.accounts.models import User

LONGEST_REASON = 4000


def move(thing: Any, to: str, *, by: User | None, reason: str = "", by_what: str = "") -> StatusChange:
    """Move ``thing`` to the status ``to`` and record it; tell ``status_changed``.

    In one transaction: the row is locked and read again, the table of its model
    is asked (``tables.Refused`` if it says no), only ``status`` is saved, the
    change is recorded, receivers are told. Moving to the status a thing already
    has changes nothing and returns the last change, so a double click is harmless.
    The given object carries the new status afterwards.
    """
    model = type(thing)
    table: Table = model.LIFECYCLE
    with transaction.atomic():
        current: str = (
            model._base_manager.select_for_update(no_key=True)
            .values_list("status", flat=True)
            .get(pk=thing.pk)
        )
        if current == str(to):
            thing.status = current
            last = StatusChange.objects.of(thing).last()
            return last or _record(thing, table.start, current, by=by, reason=reason, by_what=by_what)
        table.check(current, str(to))
        thing.status = to
        thing.save(update_fields=["status", *_touched(model)])
        change = _record(thing, current, str(to), by=by, reason=reason, by_what=by_what)
        status_changed.send(sender=model, thing=thing, change=change)
    return change


def _record(
    thing: models.Model, from_status: str, to_status: str, *, by: User | None, reason: str, by_what: str
) -> StatusChange:
    return StatusChange.objects.create(
        content_type=ContentType.objects.get_for_model(type(thing)),
        object_id=str(thing.pk),
        model=type(thing)._meta.label,
        from_status=from_status,
        to_status=to_status,
        by=by,
        by_what=by_what or _part_of(by),
        at=timezone.now(),
        reason=reason.strip()[:LONGEST_REASON],
    )


def _part_of(by: User | None) -> str:
    if by is None:
        return "system"
    return "staff" if by.is_staff else "applicant"


def _touched(model: type[models.Model]) -> list[str]:
    """Fields Django keeps up to date by itself whenever the row is saved."""
    return [field.name for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]
