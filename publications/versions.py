"""What a statement said before: versions kept with each save that changed something, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from presessions.accounts.models import User
from presessions.lifecycle.models import StatusChange

from .beside_models import StatementVersion
from .consent import canonical_text
from .enums import SectionKind, VersionWhy
from .history import Mark, Piece, counted, is_same_sitting, pieces
from .models import Question, Recommendation, Statement
from .points import Point

SHOWN = 100  # versions on one page; coalesced, a statement has some ten
Content = Mapping[str, Any]


def paragraphs(text: str) -> list[str]:
    """A text as it is stored in a version; ``whole`` puts it together again, to the letter."""
    return text.split("\n\n")


def whole(stored: Any) -> str:
    """The text of stored paragraphs."""
    return "\n\n".join(map(str, stored or []))


def content_of(row: Statement) -> dict[str, Any]:
    """What the statement says now."""
    return {
        "language": row.language,
        "sections": {each.kind: paragraphs(each.text) for each in row.sections.all() if each.text},
        "recommendations": [
            {
                "key": each.public_id.hex,
                **_said(each),
                "issues": sorted(issue.code for issue in each.issues.all()),
            }
            for each in _with_issues(row)
        ],
        "questions": [{"key": each.public_id.hex, **_said(each)} for each in row.questions.all()],
    }


def points(content: Content, name: str) -> list[Point]:
    """The recommendations or questions of a version, as ``writing`` takes them."""
    return [
        Point(
            whole(each.get("text")),
            tuple(each.get("issues", ())),
            whole(each.get("to")),
            whole(each.get("source")),
            tuple((language, whole(text)) for language, text in each.get("translations", {}).items()),
        )
        for each in content.get(name, [])
        if canonical_text(whole(each.get("text")))
    ]


def _said(each: Recommendation | Question) -> dict[str, Any]:
    """The words of one, and what stands beside them where anything does."""
    held = {"to": each.addressed_to, "source": each.source}
    translated = {one.language: paragraphs(one.text) for one in each.translations.all()}
    return {
        "text": paragraphs(each.text),
        **{name: [text] for name, text in held.items() if text},
        **({"translations": translated} if translated else {}),
    }


def _with_issues(row: Statement) -> Iterable[Recommendation]:
    """The recommendations as the page has read them already, or read with their issues."""
    known = "recommendations" in getattr(row, "_prefetched_objects_cache", {})
    return (
        row.recommendations.all() if known else row.recommendations.prefetch_related("issues", "translations")
    )


def shown(each: Content) -> str:
    """A recommendation or question of a version as it is compared: its words, and what stands beside them."""
    lines = [whole(each.get("text"))]
    if to := whole(each.get("to")):
        lines.append(_("Addressed to: %(whom)s") % {"whom": to})
    if source := whole(each.get("source")):
        lines.append(_("Refers to: %(reference)s") % {"reference": source})
    lines += [f"[{language}] {whole(text)}" for language, text in each.get("translations", {}).items()]
    return "\n\n".join(lines)


def say_the_same(one: Content, other: Content) -> bool:
    """Whether two versions hold the same words, whatever keys their recommendations and questions have."""
    return _without_keys(one) == _without_keys(other)


def _without_keys(content: Content) -> dict[str, Any]:
    lists = {
        name: [{key: value for key, value in each.items() if key != "key"} for each in content.get(name, [])]
        for name in ("recommendations", "questions")
    }
    return {**content, **lists}


# --- Keeping them -------------------------------------------------------------------------------


def begin(row: Statement) -> None:
    """Within the lock, before anything is written: what stood there before the first version that is kept."""
    if row.versions.exists():
        return
    content = content_of(row)
    if content["sections"] or content["recommendations"] or content["questions"]:
        _add(row, content, at=row.changed_at, by=None, why=VersionWhy.WRITTEN)


def note(row: Statement, *, by: User | None, why: str, restored_from: int | None = None) -> None:
    """Within the lock, after something was written: go on with the last version, or begin the next."""
    content, now = content_of(row), timezone.now()
    last = row.versions.order_by("-number").first()
    if last is not None and last.content == content:
        return
    plain = why == VersionWhy.WRITTEN and last is not None and last.why == why
    if plain and last is not None and _goes_on(row, last, by=by, now=now):
        last.content, last.saved_at = content, now
        last.save(update_fields=["content", "saved_at"])
        return
    _add(row, content, at=now, by=by, why=why, restored_from=restored_from)


def _goes_on(row: Statement, last: StatementVersion, *, by: User | None, now: datetime) -> bool:
    if last.number == 1 and last.by_id is None and by is not None:
        return False  # what stood there before versions were kept
    moved = StatusChange.objects.of(row).order_by("-at").values_list("at", flat=True).first()
    agreed = row.consents.order_by("-pk").values_list("at", flat=True).first()
    return is_same_sitting(
        begun_at=last.begun_at,
        saved_at=last.saved_at,
        now=now,
        same_writer=last.by_id == (by.pk if by else None),
        relied_on_at=max(filter(None, (moved, agreed)), default=None),
    )


def _add(
    row: Statement,
    content: Content,
    *,
    at: datetime,
    by: User | None,
    why: str,
    restored_from: int | None = None,
) -> None:
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    StatementVersion.objects.create(
        statement=row,
        number=last + 1,
        content=content,
        why=why,
        restored_from=restored_from,
        begun_at=at,
        saved_at=at,
        by=by,
    )


# --- Comparing them -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of a statement in two versions: its pieces, in reading order."""

    title: str
    pieces: list[Piece]
    language: str

    @property
    def is_changed(self) -> bool:
        return any(piece.mark is not Mark.SAME for piece in self.pieces)

    @property
    def counts(self) -> tuple[int, int]:
        return counted(self.pieces)


def parts(old: Content, new: Content) -> list[Part]:
    """Every part that stands in either, with what changed in it."""
    language = str(new.get("language", ""))
    return [Part(title, pieces(before, after), language) for title, before, after in _pairs(old, new)]


def changed_parts(old: Content, new: Content) -> list[Part]:
    """The parts that differ."""
    language = str(new.get("language", ""))
    return [
        Part(title, pieces(before, after), language)
        for title, before, after in _pairs(old, new)
        if before != after
    ]


def _pairs(old: Content, new: Content) -> Iterator[tuple[str, str, str]]:
    """(title, text before, text after), in the order of the page."""
    for kind in SectionKind:
        before, after = (whole(each.get("sections", {}).get(kind.value)) for each in (old, new))
        if before or after:
            yield str(kind.label), before, after
    for name, title, gone in (
        ("recommendations", _("Recommendation %(number)d"), _("A recommendation that went")),
        ("questions", _("Question %(number)d"), _("A question that went")),
    ):
        known = {each.get("key"): shown(each) for each in old.get(name, [])}
        for number, each in enumerate(new.get(name, []), start=1):
            yield title % {"number": number}, known.pop(each.get("key"), ""), shown(each)
        for text in known.values():
            yield gone, text, ""
