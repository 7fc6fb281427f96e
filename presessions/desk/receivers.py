"""When a series is archived its key figures are counted once and kept; see docs/decisions/0012."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from presessions.lifecycle.signals import status_changed
from presessions.series.enums import SeriesStatus
from presessions.series.models import Series

from .figure_rows import freeze
from .models import FrozenFigures


@receiver(status_changed, sender=Series, dispatch_uid="desk.figures_follow_series")
def figures_follow_series(*, thing: Series, **_: Any) -> None:
    """Archived: frozen, in the same transaction. Declared over too early: counted anew until it is."""
    if thing.status == SeriesStatus.ARCHIVED:
        freeze(thing)
    else:
        FrozenFigures.objects.filter(series=thing).delete()
