"""What the pages of earlier versions show, to the speaker and to staff alike."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from .beside_models import StatementVersion
from .models import Statement
from .versions import SHOWN, changed_parts, content_of, parts, say_the_same


def found(row: Statement, number: int) -> StatementVersion:
    """The version with this number; 404 where there is none."""
    each: StatementVersion | None = row.versions.filter(number=number).first()
    if each is None:
        raise Http404
    return each


def compared(row: Statement, chosen: StatementVersion, *, with_now: bool) -> dict[str, Any]:
    """The parts of a version beside those of the one before it, or what stands now beside the version."""
    before = row.versions.filter(number__lt=chosen.number).order_by("-number").first()
    now = content_of(row)
    old, new = (chosen.content, now) if with_now else (before.content if before else {}, chosen.content)
    every = parts(old, new)
    return {
        "version": chosen,
        "parts": every if before or with_now else [],
        "changed": [part for part in every if part.is_changed],
        "whole": every if not before and not with_now else [],
        "is_with_now": with_now,
        "has_before": before is not None,
        "is_current": say_the_same(chosen.content, now),
        "differs_in_language": bool(old) and old.get("language") != new.get("language"),
    }


def lines_of(row: Statement) -> list[dict[str, Any]]:
    """Each version with the parts that changed in it and by how many words; two queries whatever their number."""
    every = list(row.versions.order_by("-number").select_related("by")[: SHOWN + 1])
    now = content_of(row)
    lines = []
    for place, each in enumerate(every[:SHOWN]):
        before = every[place + 1].content if place + 1 < len(every) else {}
        lines.append(
            {
                "version": each,
                "is_current": place == 0 and say_the_same(each.content, now),
                "is_first": place + 1 == len(every),
                "parts": changed_parts(before, each.content),
            }
        )
    return lines
