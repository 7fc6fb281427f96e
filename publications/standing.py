"""What the panelist of a published statement is told of it: whether anybody outside reads it now, and if not, why."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording

from .enums import OutsideAudience
from .models import Statement
from .readable import is_out, is_readable
from .showing import ticks_of


def told(row: Statement, at: datetime) -> str:
    """One sentence for the panelist."""
    meeting, hour = row.seat.panel.pre_session, row.seat.panel.hour
    if is_readable(row):
        return _("What you agreed to share is shown.")
    if not any(tick.given for tick in ticks_of(row, at=at) if tick.audience != OutsideAudience.INTERPRETERS):
        return _("You agreed to share nothing with missions or the public, so nothing is shown.")
    if meeting.is_off:
        return _("Your Pre-session is not held. Nothing of your statement is shown.")
    if not is_out(row):
        return _("Nothing is shown yet: the programme of series %(number)s is not public.") % {
            "number": meeting.series.number
        }
    if hour is not None and hour > at:
        when = wording.moment(hour, get_language() or "en", year=True)
        return _("Nothing is shown yet. What you agreed to share is shown from %(when)s.") % {"when": when}
    return _("Nothing is shown yet. What was agreed to, and from when, stands under “See what others see”.")
