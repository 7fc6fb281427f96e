"""What reports of the time said of past series, in the language of the reader, as far as the words are known.

Figures copied from reports are kept as written, in English ("almost all", "32 (diplomats)"). Here the
words that occur in them are said in the reader's language, the numbers untouched; what isn't known stays as
it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

NUMBERS = re.compile(r"[\d\s.,%()/<>~≈–-]*")

# as written, without regard to case; a number stands where its name stands in the words beside it
_KNOWN: tuple[tuple[str, Any], ...] = (
    (r"all", gettext_lazy("all")),
    (r"almost all", gettext_lazy("almost all")),
    (r"all but one", gettext_lazy("all but one")),
    (r"most", gettext_lazy("most")),
    (r"about half", gettext_lazy("about half")),
    (r"over half", gettext_lazy("over half")),
    (r"none", gettext_lazy("none")),
    (r"~(?P<n>\d+)", gettext_lazy("about %(n)s")),
    (r">(?P<n>\d+)", gettext_lazy("over %(n)s")),
    (r"~(?P<n>\d+) NGOs", gettext_lazy("about %(n)s NGOs")),
    (r"(?P<n>\d+) \(diplomats\)", gettext_lazy("%(n)s (diplomats)")),
    (r"(?P<n>\d+) States", gettext_lazy("%(n)s States")),
    (r"(?P<n>\d+) national CSOs", gettext_lazy("%(n)s national organisations")),
    (r"(?P<n>\d+) on average", gettext_lazy("%(n)s on average")),
    (r"(?P<n>\d+) of (?P<of>\d+)", gettext_lazy("%(n)s of %(of)s")),
    (r"(?P<n>\d+)%", gettext_lazy("%(n)s%%")),
    (r"(?P<n>\d+) \((?P<p>\d+)%\)", gettext_lazy("%(n)s (%(p)s%%)")),
    (r"(?P<n>\d+)% spoke", gettext_lazy("%(n)s%% took the floor")),
    (
        r"(?P<n>\d+) \((?P<p>\d+)%, text says (?P<q>\d+)%\)",
        gettext_lazy("%(n)s (%(p)s%%; the text says %(q)s%%)"),
    ),
    (r"most, with (?P<n>\d+)-minute statement", gettext_lazy("most, with a statement of %(n)s minutes")),
    (r"two capitals sent officials", gettext_lazy("two capitals sent officials")),
    (r"(?P<year>\d{4}), three series", gettext_lazy("%(year)s, three series")),
    (r"cycle (?P<c>\d), (?P<n>\d+) series", gettext_lazy("cycle %(c)s, %(n)s series")),
)
_FOUND = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _KNOWN)


@dataclass(frozen=True)
class Said:
    """A copied figure for the page; ``is_english`` where it is shown in words that nobody translated."""

    text: str
    is_english: bool = False


def said(written: str) -> Said:
    """The figure in the active language, or as it was written."""
    text = " ".join(written.split())
    for pattern, words in _FOUND:
        if found := pattern.fullmatch(text):
            return Said(str(words) % found.groupdict() if found.groupdict() else str(words))
    return Said(written, is_english=not NUMBERS.fullmatch(text))
