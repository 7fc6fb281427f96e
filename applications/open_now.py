"""What of an application is open for its applicant at this moment, beside its pages: a correction, and files."""

from __future__ import annotations

from datetime import datetime

from .eligibility import may_send
from .models import Application, Correction
from .transitions import may_change

FILE = "file"  # in the names of a correction: files may be added and removed


def stands_still(application: Application, now: datetime) -> str:
    """Why it can't be sent now: ``not_held``, ``not_open`` (its State moved to a series without a call, or the call
    was taken back) or ``late``; "" where it can."""
    if may_send(application.window, now):
        return ""
    if application.pre_session.is_off:
        return "not_held"
    return "late" if now > application.window.deadline else "not_open"


def open_correction(application: Application, now: datetime | None = None) -> Correction | None:
    """What this applicant is asked to correct now."""
    if not application.is_standing:
        return None
    asked: Correction | None = application.corrections.asked().first()
    return asked if asked is not None and asked.is_open(now) else None


def may_change_files(application: Application, now: datetime) -> bool:
    """Whether files may be added and removed: as answers, and while a correction asks for a file."""
    if may_change(application, now):
        return True
    asked = open_correction(application, now)
    return asked is not None and FILE in asked.names
