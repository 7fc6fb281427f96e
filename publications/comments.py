"""What staff note beside a part of a statement, and what its speaker says to it.

The rule in plain words: a comment is its writer's until all that wait are sent together; then its speaker reads them,
with one mail for all of them, answers them or marks them as done. Nobody else ever reads them: they are no items,
nothing publishes them, and they are erased with the statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.keeping import Differs, note_mark
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.permissions import Actor, check_may

from .beside_models import Comment
from .enums import SectionKind, StatementStatus
from .models import Statement
from .transitions import CannotDo, locked, subject_of, tell

LONGEST = 2000  # signs of a comment, and of an answer
READABLE = (
    StatementStatus.RECEIVED,
    StatementStatus.RETURNED,
    StatementStatus.CHECKED,
    StatementStatus.PUBLISHED,
)


@dataclass(frozen=True)
class Part:
    """A part of a statement that can be commented on: its key, what it is called, what it says."""

    item: str
    title: str
    text: str


def parts_of(row: Statement) -> list[Part]:
    """Every part that is written: sections, recommendations, questions."""
    texts = {each.kind: each for each in row.sections.all() if each.text}
    sections = [
        Part(texts[kind].item, str(kind.label), texts[kind].text) for kind in SectionKind if kind in texts
    ]
    recommendations = [
        Part(each.item, _("Recommendation %(number)d") % {"number": number}, each.text)
        for number, each in enumerate(row.recommendations.all(), start=1)
    ]
    questions = [
        Part(each.item, _("Question %(number)d") % {"number": number}, each.text)
        for number, each in enumerate(row.questions.all(), start=1)
    ]
    return [*sections, *recommendations, *questions]


# --- Staff --------------------------------------------------------------------------------------


@transaction.atomic
def write(statement: Statement, *, item: str, text: str, by: User) -> Comment:
    """Note something beside a part; nobody but staff reads it before it is sent. A second click finds the first.

    Raises ``CannotDo`` where the part is no longer there, or the speaker has not sent the statement yet.
    """
    row = locked(statement)
    check_may(actor_of(by), "check_statement", subject_of(row))
    if row.status not in READABLE:
        raise CannotDo("The panelist has not sent the statement yet. Comment on it once they have.")
    part = next((each for each in parts_of(row) if each.item == item), None)
    if part is None:
        raise CannotDo("The part you commented on is no longer there. Read the statement again, then decide.")
    known = row.comments.filter(item=item, text=text.strip(), sent_at=None, by=by).first()
    if known is not None:
        return known
    quote = " ".join(part.text.split())[:200]
    return Comment.objects.create(
        statement=row, item=item, quote=quote, text=text.strip(), by=by, written_at=timezone.now()
    )


@transaction.atomic
def take_back(statement: Statement, key: UUID, *, by: User) -> bool:
    """Forget a comment that was not sent; False where it was, or is gone already."""
    row = locked(statement)
    check_may(actor_of(by), "check_statement", subject_of(row))
    gone, _rows = row.comments.filter(public_id=key, sent_at=None).delete()
    return bool(gone)


@transaction.atomic
def send(statement: Statement, *, by: User) -> int:
    """Send all that wait, with one mail; returns how many. A second click sends none and no mail."""
    row = locked(statement)
    check_may(actor_of(by), "check_statement", subject_of(row))
    waiting = list(row.comments.filter(sent_at=None).values_list("pk", flat=True))
    if waiting:
        Comment.objects.filter(pk__in=waiting).update(sent_at=timezone.now())
        tell(row, "statement_comments", version=f"comments {max(waiting)}")
    return len(waiting)


# --- The speaker --------------------------------------------------------------------------------


def told_to(row: Statement) -> list[Comment]:
    """What the speaker reads: comments that were sent, the open ones first, in the order of writing."""
    sent = list(Comment.objects.filter(statement=row).exclude(sent_at=None).order_by("pk"))
    return sorted(sent, key=lambda each: each.done_at is not None)


def open_beside(comments: Sequence[Comment], items: Sequence[str]) -> list[Comment]:
    """Of these, the ones on these parts that are not done."""
    return [each for each in comments if each.item in items and each.done_at is None]


@transaction.atomic
def answer(
    statement: Statement, key: UUID, *, text: str, seen: str, done: bool | None, actor: Actor
) -> Comment:
    """Keep the speaker's answer, and whether it is done (None: as it was).

    ``seen``: mark of the answer as the page showed it; another window's answer that differs raises ``Differs``, and
    nothing is changed. Raises ``Comment.DoesNotExist`` where none was sent under this key.
    """
    row = locked(statement)
    check_may(actor, "write_statement", subject_of(row))
    comment: Comment = row.comments.exclude(sent_at=None).get(public_id=key)
    text = text.strip()
    if text != comment.answer:
        if note_mark(comment.answer) != seen:
            raise Differs(["answer"])
        comment.answer = text
        comment.answered_at = timezone.now() if text else None
    if done is not None and done != (comment.done_at is not None):
        comment.done_at = timezone.now() if done else None
    comment.save(update_fields=["answer", "answered_at", "done_at"])
    return comment
