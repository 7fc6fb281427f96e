"""Search over what is shared in all series: a page of results with its counts, or as many as a file takes.

Reads Published rows as the reader may see them, and plain facts, so a word that is withheld can't be told from one that
was never written: rows that may not be read take no part in results, counts, order or choices. Queries are at most
eight, whatever is asked and however much is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language

from presessions.folding import fold
from presessions.series.models import Issue

from . import words
from .consent import ORGANISATION_NAME
from .enums import OutsideAudience
from .library_counts import FACTS, Facets, count
from .library_facts import Meeting, meetings
from .library_query import (
    NATIONAL_COALITION,
    RECOMMENDATIONS,
    STATEMENTS,
    Question,
    Rows,
    holds,
    matching,
    of_kinds,
    shown,
)
from .published import (
    PublishedIssue,
    PublishedName,
    PublishedRecommendation,
    PublishedRow,
    PublishedText,
    item_of,
)
from .reading import Speaker, is_said_in, outside, readable, say_in, section_order, translations_of

__all__ = [
    "FACTS",
    "NATIONAL_COALITION",
    "RECOMMENDATIONS",
    "STATEMENTS",
    "Answer",
    "Found",
    "Meeting",
    "Question",
    "count",
    "issues",
    "meetings",
    "search",
]

PER_PAGE = 20
IN_ORDER = (
    "-pre_session__series__session_id",
    "pre_session__order",
    "pre_session_id",
    "place",
    "statement_id",
)
EXCERPT = 320  # signs of a statement in the results
BEFORE = 80  # of them before the first word that was asked for


@dataclass(frozen=True)
class Heard:
    """The words that were asked for, in another language than the result is shown in; what is said there may be
    shared with missions alone."""

    language: str
    pieces: list[tuple[str, bool]]
    audience: str


@dataclass
class Found:
    """One recommendation, or the part of a statement that was found, with its source."""

    row: PublishedRow
    speaker: Speaker
    meeting: Meeting
    pieces: list[tuple[str, bool]]
    issues: list[Issue] = field(default_factory=list)
    heard: Heard | None = None

    @property
    def key(self) -> UUID:
        """Of a recommendation the stable one: it stays while its words are mended or shared with others."""
        return self.row.key if isinstance(self.row, PublishedRecommendation) else self.row.pk

    @property
    def issue_names(self) -> str:
        return ", ".join(sorted((issue.name for issue in self.issues), key=fold))

    @property
    def is_public(self) -> bool:
        """False for what is shared with missions alone."""
        return self.row.audience == OutsideAudience.PUBLIC

    @property
    def action(self) -> int:
        """The action category of a recommendation, 0 where none was suggested; of statements there is none."""
        return int(getattr(self.row, "action", 0))

    @property
    def addressed_to(self) -> str:
        """To whom a recommendation is said; "" for the State under Review."""
        return str(getattr(self.row, "addressed_to", ""))

    @property
    def source(self) -> str:
        """What a recommendation refers to: a document and its paragraph."""
        return str(getattr(self.row, "source", ""))

    @property
    def text(self) -> str:
        text: str = self.row.text  # type: ignore[attr-defined]  # of both tables
        return text


@dataclass
class Answer:
    """A page of results, and for each filter its values with what they would leave."""

    page: Page[Found]
    states: int
    facets: Facets


class Counted(Paginator):
    """A paginator that was told the count."""

    def __init__(self, count: int) -> None:
        super().__init__([], PER_PAGE)
        self.count = count


def issues() -> dict[str, Issue]:
    """All issues, by code."""
    return Issue.objects.using(outside()).in_bulk()


def search(
    question: Question,
    *,
    over: dict[int, Meeting],
    number: int | str | None = 1,
    delegate_states: Iterable[str] = (),
    known: dict[str, Issue] | None = None,
) -> Answer:
    """The page asked for, newest series first; a page that is not there gives the nearest."""
    states = list(delegate_states)
    counts = count(question, over, states)
    page: Page[Found] = Counted(sum(counts.by_meeting.values())).get_page(number)
    skip = PER_PAGE * (page.number - 1)
    on_page = Library(
        question, over, states, issues() if known is None else known, language=get_language() or ""
    )
    page.object_list = on_page.results(counts.by_meeting, skip, PER_PAGE)
    return Answer(page, len({meeting.iso3 for meeting in counts.by_meeting}), counts.facets)


def first(
    question: Question, most: int, *, over: dict[int, Meeting], delegate_states: Iterable[str] = ()
) -> list[Found]:
    """The first results of a search, for a file."""
    states = list(delegate_states)
    counts = count(question, over, states)
    asked = Library(question, over, states, issues())
    return asked.results(counts.by_meeting, 0, most)


def part(question: Question, skip: int, most: int, *, over: dict[int, Meeting]) -> tuple[list[Found], int]:
    """Public results from one place on, and how many there are in all."""
    counts = count(question, over, [])
    found = Library(question, over, [], issues()).results(counts.by_meeting, skip, most)
    return found, sum(counts.by_meeting.values())


def latest(
    question: Question, most: int, *, over: dict[int, Meeting], delegate_states: Iterable[str] = ()
) -> list[Found]:
    """Results by the time they were shared, the last first, for a feed."""
    asked = Library(question, over, list(delegate_states), issues())
    wanted = [meeting.key for meeting in over.values() if _in_facts(meeting, question)]
    return asked.dressed(
        list(asked.rows(wanted).order_by("-published_at", *IN_ORDER, "order", "item")[:most])
    )


def of_meetings(over: dict[int, Meeting], most: int, *, delegate_states: Iterable[str] = ()) -> list[Found]:
    """The first recommendations of these Pre-sessions."""
    asked = Library(Question(), over, list(delegate_states), issues())
    return asked.dressed(list(asked.rows(over).order_by(*IN_ORDER, "order", "item")[:most]))


def of_keys(
    keys: Iterable[UUID], *, over: dict[int, Meeting], delegate_states: Iterable[str] = ()
) -> list[Found]:
    """The recommendations with these stable keys, as far as the reader may see them now, in the library's order."""
    asked = Library(Question(), over, list(delegate_states), issues())
    rows = _of_keys(keys, asked.states)
    return asked.dressed(list(rows.order_by(*IN_ORDER, "order", "item")))


def how_many(keys: Iterable[UUID], *, delegate_states: Iterable[str] = ()) -> int:
    """How many of these recommendations the reader may see now."""
    return _of_keys(keys, list(delegate_states)).count()


def _of_keys(keys: Iterable[UUID], states: list[str]) -> Rows:
    return shown(PublishedRecommendation, states).filter(item__in=[item_of(key) for key in keys])


def _in_facts(meeting: Meeting, question: Question) -> bool:
    return all(not (wanted := getattr(question, name)) or of(meeting) in wanted for name, of in FACTS.items())


class Library:
    """Results of one question for one reader."""

    def __init__(
        self,
        question: Question,
        over: dict[int, Meeting],
        states: list[str],
        known: dict[str, Issue],
        *,
        language: str = "",
    ) -> None:
        """``language``: of the reader, to whom recommendations are shown in it where they are shared in it; without,
        everything stands as it was written."""
        self.question, self.over, self.states, self.known = question, over, states, known
        self.language = language

    def rows(self, meetings: Iterable[int]) -> Rows:
        """What matches in these Pre-sessions, under all filters."""
        rows = matching(self.question, self.states).filter(pre_session__in=list(meetings))
        if self.language and self.question.show == RECOMMENDATIONS:
            rows = rows.annotate(by_its_own_words=holds(self.question.words))
        if self.question.languages:
            rows = rows.filter(language__in=self.question.languages)
        if self.question.actions:
            rows = rows.filter(action__in=self.question.actions)
        return of_kinds(rows, self.question.kinds, self.states)

    def results(self, by_meeting: dict[Meeting, int], skip: int, most: int) -> list[Found]:
        """Results from one place on. The counts say in which Pre-sessions they stand, so only those are looked at."""
        meetings: list[int] = []
        before = seen = 0
        for meeting, number in by_meeting.items():
            if seen + number > skip and seen < skip + most:
                before = seen if not meetings else before
                meetings.append(meeting.key)
            seen += number
        if not meetings:
            return []
        here = slice(skip - before, skip - before + most)
        rows = self.rows(meetings)
        if self.question.show == STATEMENTS:
            return self._statements(rows, here)
        return self.dressed(list(rows.order_by(*IN_ORDER, "order", "item")[here]))

    def _statements(self, rows: Rows, here: slice) -> list[Found]:
        """Each statement once, by the first part that matches: its summary before its sections."""
        keys = [
            row["statement_id"]
            for row in rows.order_by(*IN_ORDER)
            .values("statement_id", *(name.lstrip("-") for name in IN_ORDER[:-1]))
            .distinct()[here]
        ]
        parts: dict[int, PublishedText] = {}
        for row in sorted(rows.filter(statement__in=keys), key=section_order):
            parts.setdefault(row.statement_id, row)
        return self.dressed([parts[key] for key in keys if key in parts])

    def dressed(self, rows: list[Any]) -> list[Found]:
        """The rows with their speakers, as far as they may be named, their issues, and the words that were found."""
        speakers = _speakers({row.statement_id for row in rows}, self.states)
        wanted = words.asked(self.question.words)
        heard = self._heard(rows, wanted)
        tagged = self._issues(rows)
        return [
            Found(
                row,
                speakers.get(row.statement_id, Speaker()),
                self.over[row.pre_session_id],
                self._pieces(row, wanted),
                tagged.get(row.pk, []),
                heard.get(row.pk),
            )
            for row in rows
            if row.pre_session_id in self.over
        ]

    def _heard(self, rows: list[Any], wanted: list[str]) -> dict[UUID, Heard]:
        """Put recommendations in the reader's language where they are shared in it; and say where the words that were
        asked for stand, if it is in another language than is shown then."""
        if not self.language or self.question.show != RECOMMENDATIONS:
            return {}
        elsewhere = [row for row in rows if row.language != self.language or not row.by_its_own_words]
        said = translations_of(elsewhere, readable(self.states), holds=holds(self.question.words))
        held = [each for each in said if each.holds]  # type: ignore[attr-defined]  # annotated
        holding = {
            row.pk: {each.language: (each.text, each.audience) for each in held if is_said_in(each, row)}
            | ({row.language: (row.text, row.audience)} if row.by_its_own_words else {})
            for row in elsewhere
        }
        say_in(self.language, rows, said)
        if not wanted:
            return {}
        heard = {}
        for row in elsewhere:
            if row.language not in holding[row.pk] and (last := [*holding[row.pk].items()][-1:]):
                language, (text, audience) = last[0]
                heard[row.pk] = Heard(language, words.marked(_excerpt(text, wanted), wanted), audience)
        return heard

    def _issues(self, rows: list[Any]) -> dict[UUID, list[Issue]]:
        if self.question.show == STATEMENTS or not rows:
            return {}
        found: dict[UUID, list[Issue]] = {}
        pairs = PublishedIssue.objects.using(outside()).filter(recommendation__in=[row.pk for row in rows])
        for key, code in pairs.values_list("recommendation_id", "issue_id"):
            found.setdefault(key, []).append(self.known[code])
        return found

    def _pieces(self, row: Any, wanted: list[str]) -> list[tuple[str, bool]]:
        text = row.text if self.question.show == RECOMMENDATIONS else _excerpt(row.text, wanted)
        return words.marked(text, wanted) if wanted else [(text, False)]


def _excerpt(text: str, wanted: list[str]) -> str:
    """The part of a text around the first word that was asked for."""
    if len(text) <= EXCERPT:
        return text
    place = next((start for start, end in words.spans(text) if words.compared(text[start:end]) in wanted), 0)
    start = max(0, place - BEFORE)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + EXCERPT)
    return "…" * bool(start) + text[start : end if end > start else start + EXCERPT] + "…" * (end < len(text))


def _speakers(statements: Iterable[int], states: list[str]) -> dict[int, Speaker]:
    """The names these rows may be shown with; the public row before the one for missions."""
    names = PublishedName.objects.using(outside()).filter(readable(states), statement__in=list(statements))
    found: dict[int, Speaker] = {}
    for name in names.order_by("-audience"):
        speaker = found.setdefault(name.statement_id, Speaker())
        if name.item == ORGANISATION_NAME:
            speaker.organisation = speaker.organisation or name
        else:
            speaker.person = speaker.person or name
    return found
