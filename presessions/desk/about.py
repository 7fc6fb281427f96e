"""What the "Safety and privacy" page says of time: only what a registered rule really forgets.

A period without a rule behind it is not told, so the page never promises what nothing keeps.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from presessions.privacy.retention import rules

DAYS_IN_A_MONTH = 30.4

SENTENCES: dict[str, str | Promise] = {
    "drafts": _("Applications that were not sent, or were withdrawn, after the call has closed"),
    "not_selected": _("Applications without a seat, after the series, unless you asked us to keep yours"),
    "panelist_contacts": _("How to reach those who spoke, after the series"),
    "originals": _("The files as you sent them, after the series; what you share is a clean copy"),
    "mails": _("The addresses that our mails went to"),
    "accounts": _("The address of an account that nobody uses any more and nothing hangs on"),
    "logs": _("The log of the staff pages"),
}


@dataclass(frozen=True)
class Kept:
    """One kind of thing, and for how long it is kept, in words."""

    what: str | Promise
    time: str


def kept() -> list[Kept]:
    """What is forgotten when its time has come, in the order of ``SENTENCES``."""
    times = {rule.period: rule.time.days for rule in rules() if isinstance(rule.period, str)}
    return [Kept(words, in_words(times[period])) for period, words in SENTENCES.items() if period in times]


def in_words(days: int) -> str:
    """ "90 days"; from four months on "12 months"."""
    if days <= 4 * DAYS_IN_A_MONTH:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    months = round(days / DAYS_IN_A_MONTH)
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
