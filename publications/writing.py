"""Keeping what panelists write. Consent and publication are elsewhere; here nothing is shared.

The rule in plain words: what was typed is kept, always. Where it fits it becomes the text; where it doesn't it is
kept beside the text, page by page, until its writer mends it. Two windows open on the same page notice each other.
What changes after staff have read it has to be read again: a checked or published statement goes back to them,
and what was published of the changed part is gone in the same transaction (triggers).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from applications.keeping import Differs, Raw, digest, is_own, mark
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may
from presessions.series.models import Issue

from .consent import canonical_text
from .enums import StatementStatus
from .models import Question, Recommendation, Section, Statement
from .transitions import locked, subject_of

READ_BY_STAFF = (StatementStatus.CHECKED, StatementStatus.PUBLISHED)
Row = TypeVar("Row", Recommendation, Question)
POINTS = "recommendations"  # the page of recommendations and questions


@dataclass(frozen=True)
class Point:
    """A recommendation (with the codes of its issues) or a question, as its page sends it."""

    text: str
    issues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What a window sent: page, raw text, and what the window had seen; the rest is None where it doesn't fit."""

    page: str
    raw: Raw
    tab: str = ""
    seen: str = ""
    autosave: bool = False
    text: str | None = None
    recommendations: Sequence[Point] | None = None
    questions: Sequence[Point] | None = None

    @property
    def fits(self) -> bool:
        return self.text is not None or self.recommendations is not None


@dataclass(frozen=True)
class Kept:
    """What became of it: ``applied`` as text, or kept beside it."""

    statement: Statement
    applied: bool
    at: datetime


def keep(
    statement: Statement, sent: Sent, *, held_by: Callable[[Statement], Raw], actor: Actor, by: User | None
) -> Kept:
    """Keep one page. ``held_by(row)`` is what the rows hold of it, as a browser would send it.

    Raises ``Differs`` where another window wrote this page after this one was opened and what it wrote differs;
    then nothing is changed. A window that pressed "Save" is done with the page: an autosave of its own that was
    slower on the way finds newer text and changes nothing either.
    """
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        _check_other_windows(row, sent, held_by(row))
        row.tabs = {**row.tabs, sent.page: mark(sent.tab, autosave=sent.autosave)}
        row.unsaved = {name: raw for name, raw in row.unsaved.items() if name != sent.page}
        if sent.fits:
            changed = _write(row, sent)
        else:
            changed = False
            row.unsaved[sent.page] = {name: list(texts) for name, texts in sent.raw.items()}
        _save(row, by=by, changed=changed)
    return Kept(row, sent.fits, timezone.now())


def discard(statement: Statement, page: str, *, actor: Actor) -> None:
    """Forget what was typed on a page and never became text; its writer asked for it."""
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        row.unsaved = {name: raw for name, raw in row.unsaved.items() if name != page}
        row.save(update_fields=["unsaved", "changed_at"])


def set_language(statement: Statement, language: str, *, actor: Actor, by: User | None) -> None:
    """Say in which language the text is written."""
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        changed = row.language != language
        row.language = language
        _save(row, by=by, changed=changed)


def read_again(row: Statement, *, by: User | None) -> None:
    """Within the lock: a statement that staff have read goes back to them, for something in it changed."""
    if row.status in READ_BY_STAFF:
        move(row, StatementStatus.RECEIVED, by=by, by_what="panelist", reason="changed after it was read")


def _save(row: Statement, *, by: User | None, changed: bool) -> None:
    if changed:
        row.version += 1
    row.save(update_fields=["tabs", "unsaved", "version", "language", "changed_at"])
    if changed:
        read_again(row, by=by)


def _check_other_windows(row: Statement, sent: Sent, held: Raw) -> None:
    mine = not sent.seen or is_own(row.tabs.get(sent.page, ""), sent.tab, autosave=sent.autosave)
    if mine or digest(held) == sent.seen:
        return
    names = held.keys() | sent.raw.keys()
    if fields := [name for name in sorted(names) if list(held.get(name, [])) != list(sent.raw.get(name, []))]:
        raise Differs(fields)


def _write(row: Statement, sent: Sent) -> bool:
    """Write what fits; whether anything of the text changed."""
    if sent.text is not None:
        return _write_section(row, sent.page, sent.text)
    recommendations = _write_recommendations(row, sent.recommendations or ())
    questions = _write_questions(row, sent.questions or ())
    return recommendations or questions


def _write_section(row: Statement, kind: str, text: str) -> bool:
    section, _created = Section.objects.get_or_create(statement=row, kind=kind)
    if section.text == text:
        return False
    changed = canonical_text(section.text) != canonical_text(text)
    section.text = text
    section.save()
    return changed


def _write_recommendations(row: Statement, points: Sequence[Point]) -> bool:
    rows = list(row.recommendations.prefetch_related("issues").all())
    pairs = paired(points, rows)
    changed = _drop(rows, pairs)
    for order, (point, known) in enumerate(pairs, start=1):
        each = known or Recommendation(statement=row)
        codes = sorted(issue.code for issue in known.issues.all()) if known else None
        if (each.order, each.text, codes) == (order, point.text, sorted(point.issues)):
            continue
        changed = True
        each.order, each.text = order, point.text
        each.save()
        each.issues.set(Issue.objects.filter(pk__in=point.issues))
    return changed


def _write_questions(row: Statement, points: Sequence[Point]) -> bool:
    rows = list(row.questions.all())
    pairs = paired(points, rows)
    changed = _drop(rows, pairs)
    for order, (point, known) in enumerate(pairs, start=1):
        each = known or Question(statement=row)
        if (each.order, each.text) == (order, point.text):
            continue
        changed = True
        each.order, each.text = order, point.text
        each.save()
    return changed


def paired(points: Sequence[Point], rows: Sequence[Row]) -> list[tuple[Point, Row | None]]:
    """Each point with the row it is written to: the one with the same words, else the next one left over.

    So a recommendation that only moves keeps its consent, and one that is edited keeps its address.
    """
    left = list(rows)
    same: dict[int, Row] = {}
    for place, point in enumerate(points):
        found = next((each for each in left if each.text == point.text), None)
        if found is not None:
            same[place] = found
            left.remove(found)
    return [(point, same.get(place) or (left.pop(0) if left else None)) for place, point in enumerate(points)]


def _drop(rows: Sequence[Row], pairs: Sequence[tuple[Point, Row | None]]) -> bool:
    kept = {known.pk for _point, known in pairs if known}
    gone = [each for each in rows if each.pk not in kept]
    for each in gone:
        each.delete()
    return bool(gone)
