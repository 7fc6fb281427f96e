"""Rows held until a transaction ends, always in one order: applications by key, then the panel, then seats.

So a withdrawal, an answer and a release at the same moment wait for each other instead of colliding. The
locks leave keys alone (``no_key``): a seat for another application can be written while that application is
held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from applications.models import Application

from .models import Panel, Seat

if TYPE_CHECKING:
    from presessions.accounts.models import User

REMEMBERED = 20  # of the last changes, to tell an editor what happened meanwhile


class NotPossible(Exception):
    """The step is not possible now; the text says why and what to do."""


class Outpaced(NotPossible):
    """Somebody changed the panel since the page was opened; nothing was changed.

    ``changes`` are those changes as the ``panel`` remembers them, oldest first.
    """

    def __init__(self, changes: list[dict[str, object]], panel: Panel) -> None:
        self.changes = changes
        self.panel = panel
        super().__init__(
            "Somebody changed this panel meanwhile, so nothing was done. Look at it as it is now."
        )


def locked_panel(panel_id: int, version: int | None = None) -> Panel:
    """The panel as it is now; ``version`` is what the editor saw."""
    panel = (
        Panel.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pre_session__series__session", "pre_session__state_under_review")
        .get(pk=panel_id)
    )
    if version is not None and version != panel.version:
        raise Outpaced([change for change in panel.recent if change["version"] > version], panel)
    return panel


def locked_seat(seat: Seat) -> Seat:
    """The seat as it is now, with its application and its panel held before it."""
    Application.objects.select_for_update(no_key=True).get(pk=seat.application_id)
    panel = locked_panel(seat.panel_id)
    fresh = (
        Seat.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "application__owner",
            "application__pre_session__series",
            "application__pre_session__state_under_review",
            "panelist",
        )
        .get(pk=seat.pk)
    )
    fresh.panel = panel
    return fresh


def lock_applications(panel: Panel) -> None:
    """Every application for this State."""
    list(
        Application.objects.select_for_update(no_key=True)
        .filter(pre_session_id=panel.pre_session_id)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def touch(panel: Panel, *fields: str, what: str, by: User | None, act: dict[str, Any] | None = None) -> None:
    """Raise the version and remember what happened, so that another editor notices and is told.

    ``act`` is what it takes to undo it (see ``undoing``).
    """
    panel.version += 1
    entry: dict[str, Any] = {
        "version": panel.version,
        "at": timezone.now().isoformat(),
        "by": by.pk if by else None,
        "what": what,
    }
    if act is not None:
        entry["act"] = act
    panel.recent = [*panel.recent, entry][-REMEMBERED:]
    panel.save(update_fields=["version", "recent", *fields])
