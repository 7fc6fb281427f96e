"""What each audience is shown, or would be: the same items and the same rules as publication, on simulated records.

Nothing here writes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from presessions.folding import fold
from presessions.templatetags.presessions import langname

from .consent import ORGANISATION_NAME, SPEAKER_NAME, Audience, Record, Why, decide, decide_own, latest
from .enums import OutsideAudience
from .file_models import Attachment
from .items import Item, guardian_of, items_of, records_of
from .models import Statement
from .published import (
    PublishedFile,
    PublishedRecommendation,
)
from .reading import Speaker
from .transitions import Wish


@dataclass(frozen=True)
class Line:
    """One item as a page lists it: what it is called, its first words, and whose file it is."""

    item: Item
    title: str
    hint: str
    attachment: Attachment | None = None

    @property
    def key(self) -> str:
        return self.item.key


@dataclass(frozen=True)
class Preview:
    """What one audience would see, as the public page composes it, and what it would not."""

    audience: Audience
    waits_until: datetime | None
    speaker: Speaker = field(default_factory=Speaker)
    keys: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    files: list[tuple[PublishedFile, Attachment]] = field(default_factory=list)
    recommendations: list[tuple[int, PublishedRecommendation, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.keys


def lines_of(statement: Statement) -> list[Line]:
    """Every item with the words in which a page asks for it."""
    files = {each.item: each for each in statement.attachments.all()}
    numbers: dict[str, int] = {}
    places: dict[str, int] = {}
    lines = []
    for item in items_of(statement):
        numbers[item.sort] = places[item.key] = numbers.get(item.sort, 0) + 1
        lines.append(_line(item, places, files.get(item.key)))
    return lines


def translation_title(item: Item, places: Mapping[str, int]) -> str:
    """ "Recommendation 1 in French": ``places`` says which of its kind an item is."""
    original = str(item.values["original"])
    said = _("Question %(number)d in %(language)s")
    if original.startswith("recommendation"):
        said = _("Recommendation %(number)d in %(language)s")
    return said % {"number": places.get(original, 0), "language": langname(item.language)}


def _line(item: Item, places: Mapping[str, int], attachment: Attachment | None) -> Line:
    number = places[item.key]
    if attachment is not None:
        return Line(item, attachment.get_kind_display(), attachment.name, attachment)
    if item.sort == "translation":
        return Line(item, translation_title(item, places), first_words(item.text))
    titles = {
        ORGANISATION_NAME: _("The organisation’s name"),
        SPEAKER_NAME: _("The speaker’s name"),
        "recommendation": _("Recommendation %(number)d") % {"number": number},
        "question": _("Question %(number)d") % {"number": number},
    }
    title = titles.get(item.sort) or _row(item, Audience.PUBLIC).get_kind_display()
    return Line(item, str(title), first_words(item.text))


def first_words(text: str, limit: int = 90) -> str:
    """The beginning of a text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"


def simulated(records: Sequence[Record], wishes: Iterable[Wish]) -> list[Record]:
    """The consent record as it would be with these wishes recorded after everything else."""
    last = max((record.sequence for record in records), default=0)
    return [
        *records,
        *(
            Record(
                last + number,
                wish.item,
                Audience(wish.audience),
                wish.sha256 if wish.given else "",
                wish.given,
                wish.effective_from if wish.given else None,
            )
            for number, wish in enumerate(wishes, start=1)
        ),
    ]


def preview(
    statement: Statement,
    records: Sequence[Record],
    audience: Audience,
    *,
    at: datetime,
    with_guardian: bool = False,
) -> Preview:
    """What ``audience`` would see once everything these records allow has taken effect and is published.

    ``with_guardian``: what they would see if the guardian of a minor agreed to all of it, too.
    """
    waits_until = _waits_until(statement, records, audience, at=at)
    decided = partial(
        decide,
        records,
        audience=audience,
        at=waits_until or at,
        minor=statement.is_minor and not with_guardian,  # ``items_of`` has no name of a minor in any case
        guardian=guardian_of(statement),
    )
    seen = Preview(audience, waits_until)
    for line in lines_of(statement):
        # a translation stands in place of its original, and nowhere without it
        alone = line.item.values.get("original") not in (None, *seen.keys)
        if alone or not decided(item=line.key, sha256=line.item.sha256).shown:
            seen.withheld.append(line.title)
            continue
        row = _row(line.item, audience)
        seen.keys.append(line.key)
        seen.speaker.add(row)
        if isinstance(row, PublishedFile) and line.attachment is not None:
            seen.files.append((row, line.attachment))
        if isinstance(row, PublishedRecommendation):
            number = len(seen.recommendations) + 1
            seen.recommendations.append((number, row, issue_names(statement, line.key)))
    return seen


def _waits_until(
    statement: Statement, records: Sequence[Record], audience: Audience, *, at: datetime
) -> datetime | None:
    """The instant from which all that these records allow is seen; None where that is now."""
    standing = _standing(records)
    coming = [each.effective_from for each in standing if each.effective_from]
    ends = getattr(statement, "ends_at", None)
    if audience is Audience.INTERPRETERS:
        coming = []  # they read before the meeting, or what is open to everyone by then
    if coming and ends:  # a meeting that was moved later takes its "after the meeting" along
        coming.append(ends)
    if standing and (hour := statement.seat.panel.hour):
        coming.append(hour)
    return max((instant for instant in coming if instant > at), default=None)


def issue_names(statement: Statement, key: str) -> str:
    """The issues of one recommendation in the language of the page."""
    rows = [each for each in statement.recommendations.all() if each.item == key]
    return ", ".join(sorted((issue.name for row in rows for issue in row.issues.all()), key=fold))


def _standing(records: Sequence[Record]) -> list[Record]:
    """The last word on each item for each audience, where it is a yes."""
    words = {(record.item, record.audience) for record in records}
    last = [latest(records, item, audience) for item, audience in words]
    return [record for record in last if record is not None and record.given]


def _row(item: Item, audience: Audience) -> Any:
    """The row as publication would write it, never saved."""
    return item.table(item=item.key, audience=audience, language=item.language, **item.values)


# --- The matrix of ticks ------------------------------------------------------------------------


@dataclass(frozen=True)
class Tick:
    """One box: ``given`` whether a yes to the present content stands; ``why`` what the rules say now."""

    line: Line
    audience: OutsideAudience
    given: bool
    why: Why
    effective_from: datetime | None = None

    @property
    def value(self) -> str:
        """What the box sends: audience, item and the content that was on the page."""
        return f"{self.audience} {self.line.key} {self.line.item.sha256}"


def ticks_of(statement: Statement, *, at: datetime) -> list[Tick]:
    """Every box of the consent page as it stands. A yes that takes effect later, or that waits for a guardian, counts
    as given."""
    records = records_of(statement)
    minor, guardian = statement.is_minor, guardian_of(statement)
    return [
        _tick(line, audience, records, at, minor=minor, guardian=guardian)
        for line in lines_of(statement)
        for audience in OutsideAudience
    ]


def _tick(
    line: Line,
    audience: OutsideAudience,
    records: list[Record],
    at: datetime,
    *,
    minor: bool,
    guardian: int | None,
) -> Tick:
    decision = decide_own(
        records,
        item=line.key,
        sha256=line.item.sha256,
        audience=Audience(audience),
        at=at,
        minor=minor,
        guardian=guardian,
    )
    given = decision.why in (Why.SHOWN, Why.NOT_YET, Why.GUARDIAN)
    last = latest(records, line.key, Audience(audience)) if given else None
    return Tick(line, audience, given, decision.why, last.effective_from if last else None)


def with_ticks(ticks: Sequence[Tick], chosen: frozenset[tuple[str, str]]) -> list[Tick]:
    """The same boxes with these (audience, item) ticked and no others."""
    return [replace(tick, given=(str(tick.audience), tick.line.key) in chosen) for tick in ticks]
