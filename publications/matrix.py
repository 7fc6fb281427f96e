"""The matrix of a consent page: a row for each item, a box for each audience; the same for speakers and for staff."""

from collections.abc import Callable, Iterable
from typing import Any

from .receipts import audience_words
from .showing import Tick


def matrix(
    ticks: Iterable[Tick],
    *,
    is_ticked: Callable[[Tick], bool],
    hint: Callable[[Tick], str] = lambda _tick: "",
    said: Callable[[Tick], str] = lambda _tick: "",
) -> list[dict[str, Any]]:
    """The rows in the order of the ticks.

    ``hint`` is read below the item in place of how it begins; ``said`` is read after the audience of a box.
    """
    rows: dict[str, dict[str, Any]] = {}
    for tick in ticks:
        line = tick.line
        place = len(rows) + 1 if line.key not in rows else rows[line.key]["place"]
        row = rows.setdefault(
            line.key, {"id": f"item-{place}", "place": place, "title": line.title, "hint": "", "cells": []}
        )
        row["hint"] = hint(tick) or row["hint"] or line.hint
        row["cells"].append(
            {
                "id": f"share-{tick.audience}-{place}",
                "name": "share",
                "value": tick.value,
                "label": f"{audience_words(tick.audience)}{said(tick)}",
                "checked": is_ticked(tick),
            }
        )
    return list(rows.values())
