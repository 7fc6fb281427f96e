"""The hour before which nothing about a panel reaches a mission or the public, as staff set it for one State.

A speaker's own hour stands in the record of consent; of the two the later counts (``publications.consent``).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from .locks import locked_panel, touch
from .models import Panel
from .seating import check, subject_of_panel

if TYPE_CHECKING:
    from presessions.accounts.models import User


def set_hour(panel: Panel, hour: datetime | None, *, by: User, version: int | None = None) -> Panel:
    """Give the panel its own hour, or none: then that of its series counts. The same again changes nothing.

    What is shown earlier than a later hour is taken down by the database at once. An hour taken away while it is
    still to come, with none for the series, becomes this moment: from now on what was agreed to is shown.
    """
    with transaction.atomic():
        panel = locked_panel(panel.pk)
        check("approve_panel", subject_of_panel(panel), by, None)
        if hour == panel.shown_from:
            return panel
        if version is not None:
            locked_panel(panel.pk, version)
        panel.shown_from = hour or _now_instead(panel)
        touch(panel, "shown_from", what=_said(hour), by=by)
    return panel


def _now_instead(panel: Panel) -> datetime | None:
    """This moment where the hour taken away was still to come and nothing else holds the panel back."""
    now = timezone.now()
    waits = panel.shown_from is not None and panel.shown_from > now
    return now if waits and panel.pre_session.series.panels_shown_from is None else None


def _said(hour: datetime | None) -> str:
    return "set the hour from which the panel is shown" if hour else "took the panel’s own hour away"
