"""Bringing an earlier version of a statement back.

It is a save like any other: it makes a new version, goes back to staff where they had read the statement, and a yes
holds for exact words and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from presessions.accounts.models import User
from presessions.permissions import Actor, check_may

from . import versions, writing
from .beside_models import StatementVersion
from .consent import Audience, Why, decide_own, hash_parts, hash_text
from .items import bound, records_of
from .models import Statement
from .points import Point, paired
from .transitions import CannotDo, locked, subject_of


@dataclass(frozen=True)
class Consequences:
    """What bringing a version back does to what was agreed: how many choices lapse, and how many hold again."""

    lapse: int
    hold_again: int


def consequences(row: Statement, version: StatementVersion) -> Consequences:
    """Told before it is done. A yes is bound to exact words; one to words that come back holds again."""
    coming = _hashes(row, version.content)
    now = {each.item: hash_text(each.text) for each in row.sections.all()}
    now |= {each.item: bound(each) for each in row.recommendations.all()}
    now |= {each.item: bound(each) for each in row.questions.all()}
    records, at = records_of(row), timezone.now()
    lapse = again = 0
    for item in now.keys() | coming.keys():
        for audience in (Audience.MISSIONS, Audience.PUBLIC):
            stands, will = (
                decide_own(records, item=item, sha256=each.get(item, ""), audience=audience, at=at).why
                in (Why.SHOWN, Why.NOT_YET)
                for each in (now, coming)
            )
            lapse += stands and not will
            again += will and not stands
    return Consequences(lapse, again)


def _hashes(row: Statement, content: versions.Content) -> dict[str, str]:
    """Item -> hash of its text once this content stands there; recommendations as ``writing`` pairs them."""
    found = {
        f"section:{kind}": hash_text(versions.whole(text))
        for kind, text in content.get("sections", {}).items()
        if text
    }
    recommendations = paired(versions.points(content, "recommendations"), list(row.recommendations.all()))
    questions = paired(versions.points(content, "questions"), list(row.questions.all()))
    pairs: list[tuple[Point, Any]] = [*recommendations, *questions]
    return found | {
        known.item: hash_parts(point.text, point.addressed_to, point.source)
        for point, known in pairs
        if known is not None
    }


def restore(statement: Statement, number: int, *, seen: int, actor: Actor, by: User | None) -> Statement:
    """Bring a version back as a new one. ``seen``: ``Statement.version`` as the page showed it.

    Raises ``CannotDo`` where something changed since, or something typed does not fit yet; nothing happens then.
    Asked twice it happens once.
    """
    with transaction.atomic():
        row = locked(statement)
        check_may(actor, "write_statement", subject_of(row))
        version = row.versions.get(number=number)
        if versions.say_the_same(versions.content_of(row), version.content):
            return row
        if seen != row.version:
            raise CannotDo(_("The text changed since you opened this page. Read it again, then decide."))
        if row.unsaved:
            raise CannotDo(
                _(
                    "Something you typed does not fit yet. Mend it or discard it, then bring this version back."
                )
            )
        writing.write_content(row, version.content, by=by, restored_from=number)
    return row
