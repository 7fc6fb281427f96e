"""Keeping what panelists write. Consent and publication are elsewhere; here nothing is shared.

The rule in plain words: what was typed is kept, always. Where it fits it becomes the text; where it doesn't it is
kept beside the text, page by page, until its writer mends it. Two windows open on the same page notice each other.
What changes after staff have read it has to be read again: a checked or published statement goes back to them,
and what was published of the changed part is gone in the same transaction (triggers).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.keeping import Differs, Raw, digest, is_own, mark
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, check_may
from presessions.series.models import Issue

from . import versions
from .consent import canonical_text
from .enums import SectionKind, StatementStatus, VersionWhy
from .models import Question, Recommendation, Section, Statement, Translation
from .points import Point, Row, paired
from .transitions import locked, subject_of

READ_BY_STAFF = (StatementStatus.CHECKED, StatementStatus.PUBLISHED)
HeldBy = Callable[[Statement], Raw]
POINTS = "recommendations"  # the page of recommendations and questions
TRANSLATIONS = "translation-"  # and a language: the pages that say them in it


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
    translations: Mapping[str, str] | None = None

    @property
    def fits(self) -> bool:
        return not (self.text is None and self.recommendations is None and self.translations is None)


@dataclass(frozen=True)
class Kept:
    """What became of it: ``applied`` as text, or kept beside it."""

    statement: Statement
    applied: bool
    at: datetime


def keep(statement: Statement, sent: Sent, *, held_by: HeldBy, actor: Actor, by: User | None) -> Kept:
    """Keep one page. ``held_by(row)`` is what the rows hold of it, as a browser would send it.

    Raises ``Differs`` where another window wrote this page after this one was opened and what it wrote differs;
    then nothing is changed. A window that pressed "Save" is done with the page: an autosave of its own that was
    slower on the way finds newer text and changes nothing either.
    """
    return keep_all(statement, [(sent, held_by)], actor=actor, by=by)


def keep_all(
    statement: Statement,
    pages: Sequence[tuple[Sent, HeldBy]],
    *,
    actor: Actor,
    by: User | None,
    why: str = VersionWhy.WRITTEN,
) -> Kept:
    """Keep several pages, all or none, each as ``keep`` does; they make one version."""
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        versions.begin(row)
        for sent, held_by in pages:
            _check_other_windows(row, sent, held_by(row))
        changed = [_keep_page(row, sent) for sent, _held_by in pages]
        _save(row, by=by, changed=any(changed), why=why)
    return Kept(row, all(sent.fits for sent, _held_by in pages), timezone.now())


def _keep_page(row: Statement, sent: Sent) -> bool:
    """Write what fits, keep beside what doesn't; whether anything of the text changed."""
    row.tabs = {**row.tabs, sent.page: mark(sent.tab, autosave=sent.autosave)}
    row.unsaved = {name: raw for name, raw in row.unsaved.items() if name != sent.page}
    if sent.fits:
        return _write(row, sent)
    row.unsaved[sent.page] = {name: list(texts) for name, texts in sent.raw.items()}
    return False


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
        versions.begin(row)
        row.language = language
        _save(row, by=by, changed=changed)


def read_again(row: Statement, *, by: User | None) -> None:
    """Within the lock: a statement that staff have read goes back to them, for something in it changed."""
    if row.status in READ_BY_STAFF:
        move(row, StatementStatus.RECEIVED, by=by, by_what="panelist", reason="changed after it was read")


def write_content(row: Statement, content: versions.Content, *, by: User | None, restored_from: int) -> None:
    """Within the lock: make the statement say what a version says."""
    for kind in SectionKind:
        _write_section(row, kind, versions.whole(content.get("sections", {}).get(kind.value)))
    _write_recommendations(row, versions.points(content, "recommendations"))
    _write_questions(row, versions.points(content, "questions"))
    row.language = str(content.get("language") or row.language)
    _save(row, by=by, changed=True, why=VersionWhy.RESTORED, restored_from=restored_from)


def _save(
    row: Statement,
    *,
    by: User | None,
    changed: bool,
    why: str = VersionWhy.WRITTEN,
    restored_from: int | None = None,
) -> None:
    if changed:
        row.version += 1
    row.save(update_fields=["tabs", "unsaved", "version", "language", "changed_at"])
    if changed:
        read_again(row, by=by)
        versions.note(row, by=by, why=why, restored_from=restored_from)


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
    if sent.translations is not None:
        return _write_translations(row, sent.page.removeprefix(TRANSLATIONS), sent.translations)
    recommendations = _write_recommendations(row, sent.recommendations or ())
    questions = _write_questions(row, sent.questions or ())
    return recommendations or questions


def _write_section(row: Statement, kind: str, text: str) -> bool:
    section = row.sections.filter(kind=kind).first() or Section(statement=row, kind=kind)
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
        if _fill(each, point, order) or codes != sorted(point.issues):
            changed = True
            each.save()
            each.issues.set(Issue.objects.filter(pk__in=point.issues))
        changed = _write_point_translations(row, each, point) or changed
    return changed


def _write_questions(row: Statement, points: Sequence[Point]) -> bool:
    rows = list(row.questions.all())
    pairs = paired(points, rows)
    changed = _drop(rows, pairs)
    for order, (point, known) in enumerate(pairs, start=1):
        each = known or Question(statement=row)
        if _fill(each, point, order):
            changed = True
            each.save()
        changed = _write_point_translations(row, each, point) or changed
    return changed


def _fill(each: Recommendation | Question, point: Point, order: int) -> bool:
    """Put the point into its row, not saved; whether anything of it changed."""
    before = (each.pk, each.order, each.text, each.addressed_to, each.source)
    each.order, each.text = order, point.text
    each.addressed_to, each.source = point.addressed_to, point.source
    return before != (each.pk, each.order, each.text, each.addressed_to, each.source) or each.pk is None


def _write_point_translations(row: Statement, each: Recommendation | Question, point: Point) -> bool:
    """Where a version says so: this recommendation or question in these languages and no others."""
    if point.translations is None:
        return False
    wanted = dict(point.translations)
    gone = each.translations.exclude(language__in=wanted)
    changed = bool(gone.delete()[0])
    return any(
        [changed, *(_write_translation(row, each, language, text) for language, text in wanted.items())]
    )


def _write_translation(row: Statement, each: Recommendation | Question, language: str, text: str) -> bool:
    """One translation; empty text takes it away. Whether anything changed."""
    known = each.translations.filter(language=language).first()
    if not text:
        return known is not None and bool(known.delete()[0])
    if known is not None and known.text == text:
        return False
    what = "recommendation" if isinstance(each, Recommendation) else "question"
    translation = known or Translation(statement=row, language=language, **{what: each})
    translation.text = text
    translation.save()
    return True


def _write_translations(row: Statement, language: str, texts: Mapping[str, str]) -> bool:
    """A page of translations: item -> text in this language. What is no longer there is left alone."""
    changed = False
    originals: list[Recommendation | Question] = [*row.recommendations.all(), *row.questions.all()]
    for each in originals:
        if each.item in texts:
            changed = _write_translation(row, each, language, texts[each.item]) or changed
    return changed


def _drop(rows: Sequence[Row], pairs: Sequence[tuple[Point, Row | None]]) -> bool:
    kept = {known.pk for _point, known in pairs if known}
    gone = [each for each in rows if each.pk not in kept]
    for each in gone:
        each.delete()
    return bool(gone)
