"""Which Published rows answer a question: words and issues, as the reader may see them.

Words are compared as ``words.py`` does, on both databases; PostgreSQL also finds what its stemming of the text's own
language finds ("discriminate", "discriminating"). A recommendation is found by its own words or by those of a
translation that is shared. Rows that may not be read take no part in anything here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from applications.enums import OrganisationKind
from presessions.series.models import PreSession

from . import words
from .consent import ORGANISATION_NAME
from .enums import OutsideAudience
from .published import (
    PublishedIssue,
    PublishedName,
    PublishedRecommendation,
    PublishedRow,
    PublishedText,
    PublishedTranslation,
)
from .reading import PUBLIC_PROGRAMME, outside, readable

NATIONAL_COALITION = "national_coalition"
RECOMMENDATIONS, STATEMENTS = "recommendations", "statements"
STEMMED = {"en": "english", "fr": "french", "es": "spanish"}
Rows = QuerySet[Any]


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
    actions: tuple[str, ...] = ()
    show: str = RECOMMENDATIONS

    @property
    def table(self) -> type[PublishedRow]:
        """Whose texts are searched."""
        return PublishedText if self.show == STATEMENTS else PublishedRecommendation


def matching(question: Question, states: list[str]) -> Rows:
    """The readable rows that hold the words and have the issues; the other filters need counting first."""
    return _with_issues(_with_words(shown(question.table, states), question, states), question, states)


def shown(table: type[PublishedRow], states: list[str]) -> Rows:
    """Rows of a table this reader may see, of series with a public programme; an item shared with missions and with
    the public counts once."""
    public = PreSession.objects.filter(series__status__in=PUBLIC_PROGRAMME).values("pk")
    rows: Rows = table.objects.using(outside()).filter(readable(states), pre_session__in=public).order_by()
    if not states:
        return rows
    twin = table.objects.filter(
        statement=OuterRef("statement"), item=OuterRef("item"), audience=OutsideAudience.PUBLIC
    )
    return rows.filter(Q(audience=OutsideAudience.PUBLIC) | ~Exists(twin))


# --- Words ----------------------------------------------------------------------------------


class InVector(Func):
    """Whether the stored vector of a text holds what is asked for (PostgreSQL).

    The column is the database's own (migration "guards_and_words"); it stands beside ``search_text``, whose alias
    it shares.
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


class OneOf(Func):
    """Whether a key is among those that a query finds, which PostgreSQL asks first and then looks up: beside another
    condition (``OR``) it can use the index of each."""

    output_field = models.BooleanField()
    template = "(%(expressions)s))"
    arg_joiner = " = ANY(ARRAY"


def holds(question: str) -> models.Expression:
    """Whether a text holds every word asked for, beside each row; where none is asked for, all do."""
    wanted = words.asked(question)
    whole: models.Expression = Value(True, output_field=models.BooleanField())
    return ExpressionWrapper(_holding(question, wanted), models.BooleanField()) if wanted else whole


def _holding(question: str, wanted: list[str]) -> Q:
    """The condition of these words; ``question`` is what they were taken from."""
    if connections[outside()].vendor != "postgresql":
        return Q(*(Q(search_text__contains=f" {word} ") for word in wanted))
    query = " & ".join(f"'{word}'" for word in wanted)  # words hold letters, digits and marks only
    same = Q(InVector(query, read_as="{}::tsquery"))
    for language, config in STEMMED.items():
        stemmed = InVector(question, read_as=f"plainto_tsquery('{config}', {{}})")
        same |= Q(Q(language=language), Q(stemmed))
    return same


def _with_words(rows: Rows, question: Question, states: list[str]) -> Rows:
    """Rows that hold every word asked for; a question without a word asks for nothing."""
    wanted = words.asked(question.words)
    if not wanted:
        return rows.none() if question.words.strip() else rows
    same = _holding(question.words, wanted)
    if question.show == STATEMENTS:
        return rows.filter(same)
    said = PublishedTranslation.objects.filter(
        readable(states), same, statement=OuterRef("statement"), original=OuterRef("item")
    )
    if connections[outside()].vendor != "postgresql":
        return rows.filter(same | Q(Exists(said)))
    keys = PublishedRecommendation.objects.filter(Exists(said)).order_by().values("pk")
    return rows.filter(same | Q(OneOf(F("pk"), Subquery(keys))))


# --- Issues and kinds -----------------------------------------------------------------------


def tags(question: Question, states: list[str]) -> Rows:
    """Pairs of a result's key and an issue: a statement has the issues of its recommendations that may be seen."""
    pairs: Rows = PublishedIssue.objects.using(outside()).order_by()
    if question.show == RECOMMENDATIONS:
        return pairs.values("recommendation", "issue")
    seen = shown(PublishedRecommendation, states).values("pk")
    return pairs.filter(recommendation__in=seen).values("recommendation__statement", "issue").distinct()


def _with_issues(rows: Rows, question: Question, states: list[str]) -> Rows:
    for code in question.issues:
        tagged = PublishedIssue.objects.filter(issue=code)
        if question.show == STATEMENTS:
            seen = shown(PublishedRecommendation, states).values("pk")
            about = tagged.filter(recommendation__in=seen).values("recommendation__statement")
            rows = rows.filter(statement__in=about)
        else:
            rows = rows.filter(Exists(tagged.filter(recommendation=OuterRef("pk"))))
    return rows


def kinds(states: list[str]) -> Rows:
    """The kind of each speaker's organisation, where its name may be shown: in a small State the kind is a name."""
    national = Q(kind__in=(OrganisationKind.NATIONAL, OrganisationKind.GRASSROOTS), is_coalition=True)
    word = Case(When(national, then=Value(NATIONAL_COALITION)), default=F("kind"))
    names: Rows = PublishedName.objects.using(outside()).filter(readable(states), item=ORGANISATION_NAME)
    return names.exclude(kind="").order_by().values("statement").annotate(kind_word=Max(word))


def of_kinds(rows: Rows, wanted: Iterable[str], states: list[str]) -> Rows:
    """Rows beside whose speaker's name one of these kinds may be shown."""
    wanted = list(wanted)
    if not wanted:
        return rows
    return rows.filter(statement__in=kinds(states).filter(kind_word__in=wanted).values("statement"))
