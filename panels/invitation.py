"""The invitation letter with which a panelist asks for a visa, as PDF in English, French or Spanish.

It goes to a consulate, so it names neither the State under Review nor a theme.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from presessions import sheets, wording

from .enums import SeatStatus
from .models import Seat

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TEMPLATE = "panels/pdf/invitation.html"


def can_be_written(seat: Seat) -> bool:
    """Somebody is named and has said yes, and the Pre-session is to be held."""
    is_held = not seat.panel.pre_session.is_off
    return is_held and seat.status == SeatStatus.CONFIRMED and bool(seat.speaker_name.strip())


def is_asked_for(seat: Seat) -> bool:
    """The applicant said that the speaker needs a letter."""
    return bool(seat.application.needs_visa_letter)


def file_name(language: str) -> str:
    """Neutral: nobody's name, no State, no reference."""
    return f"letter-{language}.pdf"


def letter(seat: Seat, language: str, today: date) -> bytes:
    """One side of A4, dated ``today``. Raises ``PdfUnavailable``."""
    with translation.override(language):
        return sheets.laid_out(text_of(seat, language, today))[0]


def text_of(seat: Seat, language: str, today: date) -> str:
    """The letter's HTML, in a language already chosen."""
    series = seat.panel.pre_session.series
    days = [day.date for day in series.days.order_by("date")]
    return sheets.html_of(
        TEMPLATE,
        {
            "seat": seat,
            "organisation": seat.application.organisation_name,
            "series": series,
            "venue": series.venue or _("Geneva"),
            "when": wording.days(days[0], days[-1], language) if days else "",
            "date": wording.day(today, language, weekday=False, year=True),
            "help_email": settings.HELP_EMAIL,
            "site": settings.SITE_ADDRESS.split("://")[-1],
        },
    )
