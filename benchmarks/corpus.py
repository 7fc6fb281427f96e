"""A library as full as it may become: every review on record with six speakers, and as many recommendations as asked.

Texts come from a file of recommendations (``CORPUS``: CSV, gzip or not, with the columns session, state_under_review,
action, issues and text), which stands in for what speakers write and is never kept here; where it ends, and without
one, sentences are made up of words that are as unevenly frequent as real ones. Rows are written in bulk; constraints
and triggers judge them as always.
"""

import csv
import gzip
import hashlib
import itertools
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application, Organisation
from benchmarks.third_cycle import KINDS, WORDS
from panels.enums import PanelStatus, SeatStatus
from panels.models import Panel, Seat
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import Issue, PreSession, Review, Series, WorkingGroupSession
from publications.consent import ORGANISATION_NAME, canonical_text, hash_text
from publications.enums import OutsideAudience, StatementStatus
from publications.items import bound_organisation
from publications.models import Consent, Recommendation, Statement
from publications.published import PublishedIssue, PublishedName, PublishedRecommendation
from publications.words import searchable

SPEAKERS = 6
BATCH = 2000
LANGUAGES = ["en"] * 7 + ["fr"] * 2 + ["es"]
SYLLABLES = [
    "ra",
    "ti",
    "con",
    "ment",
    "pro",
    "lo",
    "se",
    "vi",
    "na",
    "dis",
    "ex",
    "um",
    "or",
    "pe",
    "sta",
    "cul",
]


@dataclass(frozen=True)
class Line:
    """One recommendation to load: its text, the issues' English names, and where it belongs, "" for anywhere."""

    text: str
    issues: tuple[str, ...] = ()
    session: int = 0
    state: str = ""


@dataclass
class Library:
    """The speakers a text can be given to, and what is in the library so far."""

    statements: list[Statement]
    of_meeting: dict[tuple[int, str], list[Statement]]
    issues: dict[str, str]
    chance: random.Random = field(default_factory=lambda: random.Random(54))
    count: int = 0

    def fill(self, lines: Iterator[Line], up_to: int) -> None:
        """Publish texts until there are so many recommendations."""
        while self.count < up_to:
            batch = list(itertools.islice(lines, min(BATCH, up_to - self.count)))
            self._publish(batch)
            self.count += len(batch)

    def _publish(self, lines: list[Line]) -> None:
        now = timezone.now()
        asked = Recommendation.objects.bulk_create(
            Recommendation(statement=self._speaker(line), order=1, text=canonical_text(line.text))
            for line in lines
        )
        grants = Consent.objects.bulk_create(
            _grant(each.statement, each.item, hash_text(each.text), now) for each in asked
        )
        rows = [
            PublishedRecommendation(
                **_row(grant, number, now),
                order=1,
                text=each.text,
                search_text=searchable(each.text),
            )
            for number, (each, grant) in enumerate(zip(asked, grants, strict=True), self.count)
        ]
        PublishedRecommendation.objects.bulk_create(rows)
        PublishedIssue.objects.bulk_create(
            PublishedIssue(recommendation=row, issue_id=code)
            for row, line in zip(rows, lines, strict=True)
            for code in self._codes(line)
        )

    def _speaker(self, line: Line) -> Statement:
        return self.chance.choice(self.of_meeting.get((line.session, line.state)) or self.statements)

    def _codes(self, line: Line) -> set[str]:
        known = {self.issues[name] for name in line.issues if name in self.issues}
        return known or set(self.chance.sample(sorted(self.issues.values()), self.chance.choice([1, 1, 2])))


def empty_library() -> Library:
    """Every review on record as a Pre-session with six speakers who agree to be named."""
    chance = random.Random(27)
    meetings = list(_meetings())
    statements = _statements(meetings, chance)
    of_meeting: dict[tuple[int, str], list[Statement]] = {}
    for statement in statements:
        meeting = statement.seat.panel.pre_session
        key = (meeting.series.number, meeting.state_under_review.name_en)
        of_meeting.setdefault(key, []).append(statement)
    issues = {issue.name_en: issue.code for issue in Issue.objects.filter(selectable=True)}
    return Library(statements, of_meeting, issues)


def lines(corpus: str) -> Iterator[Line]:
    """Texts without end: those of the file in an order drawn once, then made-up ones."""
    chance = random.Random(17)
    real = _real(Path(corpus)) if corpus else []
    chance.shuffle(real)
    yield from real
    vocabulary = [word for line in real[:4000] for word in line.text.split()] or _vocabulary(chance)
    while True:
        words = chance.choices(vocabulary, k=chance.randint(10, 45))
        yield Line(" ".join(words).lower().capitalize() + f" by {chance.randint(2027, 2031)}.")


def _real(path: Path) -> list[Line]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as file:
        return [
            Line(
                text=row["text"],
                issues=tuple(row["issues"].split("; ")),
                session=int(row["session"]),
                state=row["state_under_review"],
            )
            for row in csv.DictReader(file)
        ]


def _vocabulary(chance: random.Random) -> list[str]:
    """Three thousand words; the first is as frequent as the thousand last together."""
    made = [*WORDS, *("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3000))]
    return [word for place, word in enumerate(made, 1) for _ in range(max(1, 1000 // place))]


# --- Speakers -------------------------------------------------------------------------------


def _meetings() -> Iterator[PreSession]:
    for session in WorkingGroupSession.objects.order_by("number"):
        closes = timezone.now()
        series = Series.objects.create(
            session=session,
            status=SeriesStatus.ARCHIVED,
            opens_at=closes - timedelta(days=40),
            closes_at=closes,
        )
        reviews = Review.objects.filter(session=session).select_related("state").order_by("order", "state_id")
        yield from PreSession.objects.bulk_create(
            PreSession(
                series=series, state_under_review=review.state, order=place, status=PreSessionStatus.HELD
            )
            for place, review in enumerate(reviews, 1)
        )


def _statements(meetings: list[PreSession], chance: random.Random) -> list[Statement]:
    kinds, weights = zip(*KINDS, strict=True)
    panels = Panel.objects.bulk_create(
        Panel(pre_session=meeting, status=PanelStatus.COMPLETE) for meeting in meetings
    )
    places = [(panel, number) for panel in panels for number in range(1, SPEAKERS + 1)]
    organisations = Organisation.objects.bulk_create(
        Organisation(
            name=f"Organisation {place}",
            kind=chance.choices(kinds, weights)[0],
            is_coalition=chance.random() < 0.2,
        )
        for place in range(len(places))
    )
    applications = Application.objects.bulk_create(
        Application(
            pre_session=panel.pre_session,
            status=ApplicationStatus.SELECTED,
            organisation=organisation,
            organisation_name=organisation.name,
            kind=organisation.kind,
            confirmed_kind=organisation.kind,
            is_coalition=organisation.is_coalition,
            submitted_at=timezone.now(),
        )
        for (panel, _number), organisation in zip(places, organisations, strict=True)
    )
    seats = Seat.objects.bulk_create(
        Seat(
            panel=panel,
            number=number,
            order=number,
            application=application,
            status=SeatStatus.CONFIRMED,
            language="en",
            speaking_minutes=6,
        )
        for (panel, number), application in zip(places, applications, strict=True)
    )
    made = Statement.objects.bulk_create(
        Statement(seat=seat, status=StatementStatus.PUBLISHED, language=chance.choice(LANGUAGES))
        for seat in seats
    )
    _name(made)
    return made


def _name(statements: list[Statement]) -> None:
    """Each speaker but every tenth agrees to the name of the organisation."""
    now = timezone.now()
    naming = [statement for place, statement in enumerate(statements) if place % 10]
    organisations = [statement.seat.application.organisation for statement in naming]
    grants = Consent.objects.bulk_create(
        _grant(statement, ORGANISATION_NAME, _bound(organisation), now)
        for statement, organisation in zip(naming, organisations, strict=True)
    )
    PublishedName.objects.bulk_create(
        PublishedName(
            **_row(grant, -1, now),
            text=organisation.name,
            kind=organisation.kind,
            is_coalition=organisation.is_coalition,
        )
        for grant, organisation in zip(grants, organisations, strict=True)
    )


def _bound(organisation: Organisation) -> str:
    return bound_organisation(organisation.name, organisation.kind, organisation.is_coalition)


def _grant(statement: Statement, item: str, sha256: str, at: datetime) -> Consent:
    return Consent(
        statement=statement,
        item=item,
        audience=OutsideAudience.PUBLIC,
        given=True,
        sha256=sha256,
        wording="benchmark",
        language="en",
        at=at,
    )


def _row(grant: Consent, number: int, at: datetime) -> dict[str, object]:
    """What all Published rows share."""
    statement = grant.statement
    return {
        "id": uuid.UUID(hashlib.md5(f"{grant.pk} {number}".encode()).hexdigest()),
        "grant": grant,
        "statement": statement,
        "pre_session_id": statement.seat.panel.pre_session_id,
        "item": grant.item,
        "audience": grant.audience,
        "sha256": grant.sha256,
        "place": statement.seat.number,
        "language": statement.language,
        "published_at": at,
    }
