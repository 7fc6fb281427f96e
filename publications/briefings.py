"""What goes into a briefing: the recommendations on some States or issues, as one reader may see them now.

Reads through the library and so Published rows and plain facts only. ``fingerprint`` names exactly the rows a file
holds: published rows are never changed, so the same rows are the same words, names and issues.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from . import library
from .library import IN_ORDER, Found, Library
from .library_facts import Meeting
from .library_query import Question, Rows, shown
from .published import PublishedIssue, PublishedName, PublishedRecommendation

MOST = 600  # recommendations: some sixty sides


@dataclass(frozen=True)
class Choice:
    """What a reader chose: States and issues of one series or of all. Of each any one counts; empty means all.

    ``states`` are slugs, ``issues`` codes, both sorted.
    """

    series: int | None = None
    states: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.series is None and not self.states and not self.issues


def ask_of(choice: Choice, *, kind: str, language: str, readers: str) -> str:
    """The same for the same question of the same readers: SHA-256 as hex."""
    said = [choice.series, choice.states, choice.issues, kind, language, readers]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def readers_of(delegate_states: Iterable[str]) -> str:
    """For whom a briefing is: the States its reader speaks for, by blanks; "" for everybody."""
    return " ".join(sorted(delegate_states))


def count(choice: Choice, over: Mapping[int, Meeting], *, readers: str) -> int:
    """How many recommendations would be in it."""
    return _rows(choice, over, readers).count()


def gather(choice: Choice, over: dict[int, Meeting], *, readers: str) -> list[Found]:
    """At most ``MOST`` recommendations with their sources, in the order of the library."""
    rows = _rows(choice, over, readers).order_by(*IN_ORDER, "order", "item")[:MOST]
    asked = Library(Question(), over, readers.split(), library.issues())
    return asked.dressed(list(rows))


def fingerprint(found: Iterable[Found]) -> str:
    """SHA-256 over the keys of every published row that is used, in order; "" where nothing is."""
    lines = [
        " ".join([str(each.row.pk), *_names(each), *sorted(issue.code for issue in each.issues)])
        for each in found
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def current(choice: Choice, *, readers: str) -> str:
    """The fingerprint a briefing would have if it were made now."""
    return fingerprint(gather(choice, library.meetings(), readers=readers))


def _rows(choice: Choice, over: Mapping[int, Meeting], readers: str) -> Rows:
    meetings = [key for key, meeting in over.items() if _is_chosen(meeting, choice)]
    rows = shown(PublishedRecommendation, readers.split()).filter(pre_session__in=meetings)
    if choice.issues:
        tagged = PublishedIssue.objects.filter(issue__in=choice.issues, recommendation=OuterRef("pk"))
        rows = rows.filter(Exists(tagged))
    return rows


def _is_chosen(meeting: Meeting, choice: Choice) -> bool:
    in_series = choice.series is None or meeting.number == choice.series
    return in_series and (not choice.states or meeting.slug in choice.states)


def _names(found: Found) -> list[str]:
    names: tuple[PublishedName | None, ...] = (found.speaker.organisation, found.speaker.person)
    return [str(name.pk) if name else "-" for name in names]
