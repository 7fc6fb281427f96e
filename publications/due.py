"""When a statement is due: some days (a setting of the series) before its meeting, or, as long as no hour is
published, before the first day of the series."""

from __future__ import annotations

from datetime import date, timedelta

from presessions import wording

from .models import Statement


def due_on(statement: Statement) -> date | None:
    """The day, in Geneva, by which the statement is due; ``statement`` read ``with_hour``. None: no day is known."""
    starts = getattr(statement, "starts_at", None)
    held_on: date | None = (
        wording.in_geneva(starts).date() if starts else getattr(statement, "first_day", None)
    )
    if held_on is None:
        return None
    return held_on - timedelta(days=statement.seat.panel.pre_session.series.statement_due_days)


def days_left(statement: Statement, today: date) -> int | None:
    """Whole days from ``today`` until it is due, below zero once that has passed."""
    due = due_on(statement)
    return None if due is None else (due - today).days
