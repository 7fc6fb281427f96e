"""What outside pages read: Published rows and plain facts, nothing else.

Plain facts are States, issues, the calendar, series and their days and rooms, Pre-sessions, sittings of published
timetables, and what is on record of past series. Every question about one Pre-session's Published rows goes through
here (``programme.py`` asks for names, ``library.py`` searches), so that "what can be read" is short. In production a
second database role serves these reads (``DATABASES["outside"]``, ``deploy/outside-role.sql``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Expression, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.enums import OrganisationKind
from presessions.folding import fold
from presessions.scheduling.models import Sitting
from presessions.series.enums import SeriesStatus
from presessions.series.models import Issue, PreSession, Series
from presessions.series.querysets import PreSessionQuerySet

from .consent import ORGANISATION_NAME, READS, Audience
from .enums import OutsideAudience, SectionKind
from .published import (
    PublishedFile,
    PublishedName,
    PublishedQuestion,
    PublishedRecommendation,
    PublishedRow,
    PublishedText,
    PublishedTranslation,
)

SUMMARY = "summary"
SECTIONS = SectionKind.values
PUBLIC_PROGRAMME = (SeriesStatus.CALL_CLOSED, SeriesStatus.ANNOUNCED, SeriesStatus.ARCHIVED)
# The columns of a series that are plain facts; the second database role may read no others.
SERIES_FACTS = ("id", "session", "status", "mode", "venue", "languages")
NO_FACTS = tuple(column.name for column in Series._meta.concrete_fields if column.name not in SERIES_FACTS)


def outside() -> str:
    """The database alias of outside reads."""
    return "outside" if "outside" in settings.DATABASES else "default"


def readable(delegate_states: Iterable[str]) -> Q:
    """The rows somebody who speaks for these States may read, over all Pre-sessions: the public ones, and
    those for missions but about their own State; for nobody's delegate only the public ones."""
    public = Q(audience=OutsideAudience.PUBLIC)
    states = list(delegate_states)
    if not states:
        return public
    own = Q(pre_session__state_under_review__in=states)
    return public | (Q(audience=OutsideAudience.MISSIONS) & ~own)


@dataclass
class Speaker:
    """What one panelist shares with the reader; a panelist who shares nothing is nobody here."""

    organisation: PublishedName | None = None
    person: PublishedName | None = None
    texts: list[PublishedText] = field(default_factory=list)
    recommendations: list[PublishedRecommendation] = field(default_factory=list)
    questions: list[PublishedQuestion] = field(default_factory=list)
    files: list[PublishedFile] = field(default_factory=list)
    translations: list[PublishedTranslation] = field(default_factory=list)

    def add(self, row: PublishedRow) -> None:
        """Put a row where it belongs; the page outside and the speaker's own preview both ask this."""
        match row:
            case PublishedName(item=item) if item == ORGANISATION_NAME:
                self.organisation = row
            case PublishedName():
                self.person = row
            case PublishedText():
                self.texts.append(row)
                self.texts.sort(key=section_order)  # in whatever order they were agreed to
            case PublishedRecommendation():
                self.recommendations.append(row)
            case PublishedQuestion():
                self.questions.append(row)
            case PublishedTranslation():
                self.translations.append(row)
            case PublishedFile():
                self.files.append(row)

    def say_in(self, language: str) -> None:
        """Recommendations and questions in this language, where they are shared in it; else as they were written."""
        say_in(language, [*self.recommendations, *self.questions], self.translations)

    @property
    def heading(self) -> PublishedName | None:
        """The name the speaker stands under, None for "A panelist"."""
        return self.organisation or self.person

    @property
    def name(self) -> str:
        return self.heading.text if self.heading else _("A panelist")

    @property
    def kind(self) -> str:
        """What kind of organisation it is, beside its name only: in a small State the kind is a name."""
        return kind_words(self.organisation) if self.organisation else ""

    @property
    def person_line(self) -> str:
        """Who speaks for the organisation, where both agreed to be named; or the position beside the name."""
        if self.person is None:
            return ""
        said = [self.person.text] if self.organisation else []
        return ", ".join([*said, *([self.person.position] if self.person.position else [])])

    @property
    def summary(self) -> PublishedText | None:
        return next((text for text in self.texts if text.kind == SUMMARY), None)

    @property
    def sections(self) -> list[PublishedText]:
        """The statement itself, without the short summary."""
        return [text for text in self.texts if text.kind != SUMMARY]

    @property
    def shares_statement(self) -> bool:
        return bool(self.texts or self.files)


@dataclass
class Page:
    """One Pre-session as its reader may see it. Numbers follow what is shown."""

    pre_session: PreSession
    sitting: Sitting | None
    speakers: list[Speaker]
    for_missions: bool

    @property
    def recommendations(self) -> list[PublishedRecommendation]:
        return [row for speaker in self.speakers for row in speaker.recommendations]

    @property
    def questions(self) -> list[PublishedQuestion]:
        return [row for speaker in self.speakers for row in speaker.questions]

    @property
    def numbered(self) -> list[tuple[Speaker, list[tuple[int, PublishedRecommendation]]]]:
        """Recommendations under their speakers, numbered over the whole page without a gap."""
        numbers: Iterator[int] = iter(range(1, len(self.recommendations) + 1))
        return [
            (speaker, [(next(numbers), row) for row in speaker.recommendations])
            for speaker in self.speakers
            if speaker.recommendations
        ]

    @property
    def numbered_questions(self) -> list[tuple[int, Speaker, PublishedQuestion]]:
        rows = [(speaker, row) for speaker in self.speakers for row in speaker.questions]
        return [(number, speaker, row) for number, (speaker, row) in enumerate(rows, start=1)]

    @property
    def issues(self) -> list[tuple[Issue, int]]:
        """Issues of the recommendations shown, the most frequent first."""
        rows = [row.issue for each in self.recommendations for row in each.issue_rows.all()]
        counts = Counter(issue.pk for issue in rows)
        issues = {issue.pk: issue for issue in rows}
        return sorted(
            ((issues[pk], count) for pk, count in counts.items()),
            key=lambda pair: (-pair[1], fold(pair[0].name)),
        )

    @property
    def is_held(self) -> bool:
        return not self.pre_session.is_off


def is_said_in(translation: PublishedTranslation, row: PublishedRow) -> bool:
    """Whether this says that recommendation or question in another language."""
    return translation.statement_id == row.statement_id and translation.original == row.item


def section_order(row: PublishedText) -> int:
    """Its place among the sections of a statement."""
    return SECTIONS.index(row.kind)


def say_in(language: str, rows: Iterable[PublishedRow], translations: Iterable[PublishedTranslation]) -> None:
    """Put the words of a translation in place of those of its original, in memory; rows are never changed.

    What is said then is public only where both are.
    """
    said = {(each.statement_id, each.original): each for each in translations if each.language == language}
    for row in rows:
        if row.language != language and (one := said.get((row.statement_id, row.item))):
            row.text, row.language = one.text, one.language  # type: ignore[attr-defined]  # of both tables
            row.audience = row.audience if one.audience == OutsideAudience.PUBLIC else one.audience


def translations_of(
    rows: Iterable[PublishedRow], allowed: Q, *, holds: Expression
) -> list[PublishedTranslation]:
    """What the reader may be shown of these in other languages, each with whether it ``holds`` the words that were
    asked for; public words stand after those for missions."""
    keys = {row.statement_id for row in rows}
    if not keys:
        return []
    found = PublishedTranslation.objects.using(outside()).filter(allowed, statement__in=keys)
    marked = found.annotate(holds=holds).order_by("language", "pk")
    return sorted(marked, key=lambda each: each.audience == OutsideAudience.PUBLIC)


def kind_words(name: PublishedName) -> str:
    """ "National coalition", "National human rights institution"; "" where the kind is not told."""
    if not name.is_coalition or name.kind == OrganisationKind.NHRI:
        return str(name.get_kind_display()) if name.kind else ""
    if name.kind == OrganisationKind.REGIONAL:
        return _("Regional coalition")
    return (
        _("International coalition")
        if name.kind == OrganisationKind.INTERNATIONAL
        else _("National coalition")
    )


def pre_sessions() -> PreSessionQuerySet:
    """Pre-sessions the public may read about, with their series (its facts only), session and State."""
    rows = PreSession.objects.using(outside()).filter(series__status__in=PUBLIC_PROGRAMME)
    return rows.select_related("series__session", "state_under_review").defer(
        *(f"series__{column}" for column in NO_FACTS)
    )


def page(pre_session: PreSession, audience: Audience, *, as_written: bool = False) -> Page:
    """Everything on one Pre-session for a reader of this audience, in nine queries whatever its size.

    Recommendations and questions are in the reader's language where they are shared in it, unless ``as_written``.
    """
    speakers: dict[int, Speaker] = {}
    order: dict[int, int] = {}
    said: list[PublishedTranslation] = []
    for row in _rows(pre_session, audience):
        if isinstance(row, PublishedTranslation):
            said.append(row)
            continue
        speaker = speakers.setdefault(row.statement_id, Speaker())
        order[row.statement_id] = row.place
        speaker.add(row)
    for row in said:  # whoever shares nothing else is nobody here
        if row.statement_id in speakers:
            speakers[row.statement_id].add(row)
    for speaker in speakers.values() if not as_written else ():
        speaker.say_in(get_language() or "en")
    ordered = sorted(speakers, key=lambda key: (order[key], key))
    return Page(
        pre_session=pre_session,
        sitting=sitting_of(pre_session),
        speakers=[speakers[key] for key in ordered],
        for_missions=audience == Audience.MISSIONS,
    )


def _rows(pre_session: PreSession, audience: Audience) -> Iterable[PublishedRow]:
    """The rows of all tables; where an item is shared with both audiences, the public row stands for it."""
    database = outside()
    queries = (
        PublishedName.objects.using(database).order_by("place"),
        PublishedText.objects.using(database).order_by("place"),
        PublishedRecommendation.objects.using(database).prefetch_related("issue_rows__issue"),
        PublishedQuestion.objects.using(database).order_by("place", "order"),
        PublishedTranslation.objects.using(database).order_by("place"),
        PublishedFile.objects.using(database).order_by("place", "kind", "language", "item"),
    )
    for query in queries:
        rows = list(query.filter(pre_session=pre_session, audience__in=READS[audience]))
        public = {(row.statement_id, row.item) for row in rows if row.audience == OutsideAudience.PUBLIC}
        for row in rows:
            if row.audience == OutsideAudience.PUBLIC or (row.statement_id, row.item) not in public:
                yield row


def sitting_of(pre_session: PreSession) -> Sitting | None:
    """When and where it is held, if that is published."""
    rows = Sitting.objects.using(outside()).published().select_related("room")
    return rows.filter(pre_session=pre_session).first()


def published_file(key: UUID) -> PublishedFile | None:
    """The row behind a file's address, if there is one now."""
    rows = PublishedFile.objects.using(outside()).filter(pre_session__series__status__in=PUBLIC_PROGRAMME)
    return rows.select_related("pre_session__state_under_review").filter(pk=key).first()
