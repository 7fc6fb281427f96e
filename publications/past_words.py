"""What the record says of earlier series in English, said in the language of the page.

Days are written from their dates where the record has them. A few entries are
less than dates ("early December 2020"); each of those has its translation here,
and one that is new stands as the record has it.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from presessions import wording
from presessions.series.models import PastSeries

VAGUE = {
    "early December 2020": gettext_lazy("early December 2020"),
    "China on Wednesday 29 November 2023": gettext_lazy("China on Wednesday 29 November 2023"),
    "Norway on Monday 30 September 2024": gettext_lazy("Norway on Monday 30 September 2024"),
}
COUNTED = {
    "named": ngettext_lazy("%(count)d named", "%(count)d named", "count"),
    "announced": ngettext_lazy("%(count)d announced", "%(count)d announced", "count"),
    "slots": ngettext_lazy("%(count)d planned", "%(count)d planned", "count"),
}


def days(past: PastSeries, language: str) -> str:
    """From the dates of the record; "until 4 April 2012" or "week of 6 December 2021" where one is missing."""
    first, last = past.first_day, past.last_day
    if first and last:
        return wording.days(first, last, language)
    if last:
        return _("until %(day)s") % {"day": wording.day(last, language, weekday=False, year=True)}
    if first:
        return _("week of %(day)s") % {"day": wording.day(first, language, weekday=False, year=True)}
    return str(VAGUE.get(past.dates, past.dates))


def meetings(text: str) -> str:
    """ "11 (10 named)/14", "11 slots": the words after a number in the language of the page."""

    def said(match: re.Match[str]) -> str:
        return str(COUNTED[match["word"]] % {"count": int(match["count"])})

    return re.sub(rf"(?P<count>\d+) (?P<word>{'|'.join(COUNTED)})", said, text)
