"""Search over what is shared in all series: words, filters, counts.

Reads ``PublishedRecommendation`` and ``PublishedName`` as the reader may see them, and plain facts, so a word that is
withheld can't be told from one that was never written: rows that may not be read take no part in results, counts,
order or choices.

Words are compared as ``words.py`` does, on both databases; PostgreSQL also finds what its stemming of the text's own
language finds ("discriminate", "discriminating"). Queries are nine, whatever is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connections, models
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When

from applications.enums import OrganisationKind
from presessions.series.models import Issue, PreSession

from . import words
from .consent import ORGANISATION_NAME
from .enums import OutsideAudience
from .published import PublishedIssue, PublishedName, PublishedRecommendation
from .reading import Speaker, outside, pre_sessions, readable

PER_PAGE = 20
NATIONAL_COALITION = "national_coalition"
STEMMED = {"en": "english", "fr": "french", "es": "spanish"}


@dataclass(frozen=True)
class Question:
    """What is asked: words and filters. Within one filter any value counts, but of issues all."""

    words: str = ""
    states: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    cycles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass
class Found:
    """One recommendation with its source."""

    row: PublishedRecommendation
    speaker: Speaker
    meeting: PreSession
    pieces: list[tuple[str, bool]]


@dataclass
class Answer:
    """A page of results, and for each filter its values with what they would leave."""

    page: Page[Found]
    states: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """How many results one Pre-session has in one language; the facts of both decide five of the filters."""

    meeting: PreSession
    language: str
    count: int


# The filters that the facts of a group decide: name -> a group's value.
FACTS: dict[str, Callable[[Group], str]] = {
    "states": lambda group: group.meeting.state_under_review.slug,
    "regions": lambda group: group.meeting.state_under_review.regional_group,
    "series": lambda group: str(group.meeting.series.number),
    "cycles": lambda group: str(group.meeting.series.session.cycle),
    "languages": lambda group: group.language,
}


def meetings() -> dict[int, PreSession]:
    """The Pre-sessions the library reaches over, with series and State."""
    return {row.pk: row for row in pre_sessions()}


def issues() -> dict[str, Issue]:
    """All issues, by code."""
    return Issue.objects.using(outside()).in_bulk()


def search(
    question: Question,
    *,
    over: dict[int, PreSession],
    number: int | str | None = 1,
    delegate_states: Iterable[str] = (),
) -> Answer:
    """The page asked for, newest series first; a page that is not there gives the nearest."""
    states = list(delegate_states)
    rows = _with_words(_readable(states), words.asked(question.words), question.words)
    with_issues = _with_issues(rows, question.issues)
    with_kinds = _with_kinds(with_issues, question.kinds, states)
    groups = _groups(with_kinds, over)
    chosen = [group for group in groups if _fits(group, question)]
    here = [group.meeting.pk for group in chosen]
    matching = _in_facts(with_kinds, question, over)
    facets = {name: _facet(groups, question, name) for name in FACTS}
    facets["kinds"] = _kinds_of(_in_facts(with_issues, question, over), states)
    facets["issues"] = _issue_counts(matching)
    return Answer(
        page=_page(matching, sum(group.count for group in chosen), number, question, over, states),
        states=len({over[key].state_under_review_id for key in here}),
        facets=facets,
    )


def _readable(states: list[str]) -> QuerySet[PublishedRecommendation]:
    """Rows this reader may see; an item shared with missions and with the public counts once."""
    rows = PublishedRecommendation.objects.using(outside()).filter(readable(states))
    if not states:
        return rows
    twin = PublishedRecommendation.objects.filter(
        statement=OuterRef("statement"), item=OuterRef("item"), audience=OutsideAudience.PUBLIC
    )
    return rows.filter(Q(audience=OutsideAudience.PUBLIC) | ~Exists(twin))


# --- Words ----------------------------------------------------------------------------------


class InVector(Func):
    """Whether the stored vector of a recommendation holds what is asked for (PostgreSQL).

    The column is the database's own (migration "words_as_a_vector"); it stands beside ``search_text``, whose alias it
    shares.
    """

    output_field = models.BooleanField()

    def __init__(self, question: str, *, read_as: str) -> None:
        super().__init__(F("search_text"), Value(question))
        self.read_as = read_as

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        beside, question = self.source_expressions
        column, _none = compiler.compile(beside)
        words_asked, params = compiler.compile(question)
        vector = column.replace('"search_text"', '"search_vector"')
        return f"({vector} @@ {self.read_as.format(words_asked)})", list(params)


def _with_words(
    rows: QuerySet[PublishedRecommendation], wanted: list[str], question: str
) -> QuerySet[PublishedRecommendation]:
    """Rows that hold every word asked for; a question without a word asks for nothing."""
    if not wanted:
        return rows.none() if question.strip() else rows
    if connections[outside()].vendor != "postgresql":
        for word in wanted:
            rows = rows.filter(search_text__contains=f" {word} ")
        return rows
    query = " & ".join(f"'{word}'" for word in wanted)  # words hold letters, digits and marks only
    same = Q(InVector(query, read_as="{}::tsquery"))
    for language, config in STEMMED.items():
        stemmed = InVector(question, read_as=f"plainto_tsquery('{config}', {{}})")
        same |= Q(Q(language=language), Q(stemmed))
    return rows.filter(same)


# --- Filters --------------------------------------------------------------------------------


def _with_issues(
    rows: QuerySet[PublishedRecommendation], issues: Iterable[str]
) -> QuerySet[PublishedRecommendation]:
    for code in issues:
        rows = rows.filter(Exists(_issue_rows().filter(recommendation=OuterRef("pk"), issue=code)))
    return rows


def _issue_rows() -> QuerySet[PublishedIssue]:
    return PublishedIssue.objects.all()


def _kind_of_row(states: list[str]) -> Subquery:
    """The kind of the organisation beside whose name the row may be shown; NULL where the name is not shown."""
    national = Q(kind__in=(OrganisationKind.NATIONAL, OrganisationKind.GRASSROOTS), is_coalition=True)
    names = PublishedName.objects.filter(
        readable(states), statement=OuterRef("statement"), item=ORGANISATION_NAME
    ).exclude(kind="")
    word = Case(When(national, then=Value(NATIONAL_COALITION)), default=F("kind"))
    return Subquery(names.annotate(word=word).values("word")[:1])


def _with_kinds(
    rows: QuerySet[PublishedRecommendation], kinds: Iterable[str], states: list[str]
) -> QuerySet[PublishedRecommendation]:
    kinds = list(kinds)
    return rows.annotate(speaker_kind=_kind_of_row(states)).filter(speaker_kind__in=kinds) if kinds else rows


def _in_facts(
    rows: QuerySet[PublishedRecommendation], question: Question, over: dict[int, PreSession]
) -> QuerySet[PublishedRecommendation]:
    """Rows of the Pre-sessions and languages that are asked for."""
    fitting = [
        key for key, meeting in over.items() if _fits(Group(meeting, "", 0), question, besides="languages")
    ]
    rows = rows.filter(pre_session__in=fitting)
    return rows.filter(language__in=question.languages) if question.languages else rows


def _groups(rows: QuerySet[PublishedRecommendation], over: dict[int, PreSession]) -> list[Group]:
    counted = rows.order_by().values("pre_session", "language").annotate(found=Count("pk"))
    return [
        Group(over[each["pre_session"]], each["language"], each["found"])
        for each in counted
        if each["pre_session"] in over
    ]


def _fits(group: Group, question: Question, besides: str = "") -> bool:
    """Whether a group passes the filters that facts decide, but for one."""
    return all(
        not getattr(question, name) or value(group) in getattr(question, name)
        for name, value in FACTS.items()
        if name != besides
    )


def _facet(groups: list[Group], question: Question, name: str) -> list[tuple[str, int]]:
    """The values of one filter with what each would give under the other filters."""
    counts: Counter[str] = Counter()
    for group in groups:
        if _fits(group, question, besides=name):
            counts[FACTS[name](group)] += group.count
    return sorted(counts.items())


def _kinds_of(rows: QuerySet[PublishedRecommendation], states: list[str]) -> list[tuple[str, int]]:
    """Kinds of speakers with their counts; where the name is not shown the kind is not either."""
    named = rows.annotate(speaker_kind=_kind_of_row(states)).filter(speaker_kind__isnull=False)
    counted = named.order_by().values("speaker_kind").annotate(found=Count("pk"))
    return sorted(
        ((each["speaker_kind"], each["found"]) for each in counted), key=lambda pair: (-pair[1], pair[0])
    )


def _issue_counts(rows: QuerySet[PublishedRecommendation]) -> list[tuple[str, int]]:
    counted = _issue_rows().using(outside()).filter(recommendation__in=rows.order_by())
    found = counted.order_by().values("issue").annotate(found=Count("pk"))
    return sorted(((each["issue"], each["found"]) for each in found), key=lambda pair: (-pair[1], pair[0]))


# --- The page -------------------------------------------------------------------------------


class Counted(Paginator):
    """A paginator that was told the count."""

    def __init__(self, rows: QuerySet[PublishedRecommendation], count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = count


def _page(
    rows: QuerySet[PublishedRecommendation],
    count: int,
    number: int | str | None,
    question: Question,
    over: dict[int, PreSession],
    states: list[str],
) -> Page[Found]:
    in_order = rows.prefetch_related("issue_rows__issue").order_by(
        "-pre_session__series__session_id", "pre_session__order", "place", "statement_id", "order", "item"
    )
    page = Counted(in_order, count).get_page(number)
    found = list(page.object_list)
    speakers = _speakers({row.statement_id for row in found}, states)
    wanted = words.asked(question.words)
    page.object_list = [
        Found(
            row,
            speakers.get(row.statement_id, Speaker()),
            over[row.pre_session_id],
            words.marked(row.text, wanted),
        )
        for row in found
    ]
    return page


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
