"""One application as seen from the panel: its reason, and what every exchange with it would change."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from applications.models import Application

from . import words
from .bench import Bench
from .bench_rows import line
from .enums import SeatStatus
from .judging import plain
from .models import Seat, Wish
from .proposals import HELD, is_kept_only
from .selection_whatif import swaps

MOST_OFFERED = 8


class About:
    """Read from a bench; asks the database nothing more."""

    def __init__(self, bench: Bench, row: Application) -> None:
        self.bench, self.row, self.id = bench, row, str(row.public_id)

    @property
    def seat(self) -> Seat | None:
        return self.bench.active.get(self.row.pk)

    @property
    def is_held(self) -> bool:
        return self.seat is not None and self.seat.status in HELD

    @property
    def is_proposed(self) -> bool:
        return self.seat is not None and self.seat.status == SeatStatus.PROPOSED

    @property
    def wish(self) -> Wish | None:
        return self.bench.wished.get(self.row.pk)

    @property
    def lost(self) -> str:
        """How it lost the seat it had been offered, in words; empty where it did not."""
        return self.bench.lost_words(self.row)

    @property
    def line(self) -> dict[str, Any]:
        """As in the table of the workbench."""
        return line(self.bench, self.row)

    @property
    def apart(self) -> str:
        """Names of those with whom it can't sit on one panel."""
        this = self.bench.candidates.get(self.id)
        keys = self.bench.apart(this) if this else []
        return ", ".join(self.bench.by_pk[key].organisation_name for key in keys)

    @property
    def why(self) -> str:
        """The rule's own sentence; of a seat that is held, what decided when it was given, where that is known."""
        reason = self.bench.result.get("reasons", {}).get(self.id)
        if not reason:
            return ""
        if self.seat is None or not self.is_held or not is_kept_only(self.bench.result, self.id):
            return str(reason["text"])
        kept = f"Its seat is {self.seat.get_status_display()}, so it stays."
        return f"{kept} When it was given: {reason['given']}" if reason.get("given") else kept

    @cached_property
    def exchanges(self) -> list[dict[str, Any]]:
        """With whom it could change places, the best for the panel first, and what that would change.

        What would break a rule is not among them, nor whoever gave a seat back.
        """
        asked, bench = self.bench.question, self.bench
        if asked is None or not bench.criteria or self.is_held:
            return []
        others = set(bench.seated_ids) - {self.id} if self.is_proposed else asked.held
        found = swaps(
            bench.seated_ids,
            asked.candidates,
            policy=asked.policy,
            max_panel=asked.max_panel,
            seed=asked.seed,
            pins=others,
            exclusions=asked.lost - set(bench.seated_ids),
            conflicts=asked.conflicts,
            most=len(asked.candidates) * asked.max_panel,
        )
        mine = [each for each in found if self.id in (each.out, each.into)]
        return [
            {
                "out": bench.by_id[each.out],
                "into": bench.by_id[each.into],
                "words": words.changes(plain(each.changes)),
            }
            for each in mine[:MOST_OFFERED]
        ]

    @property
    def best_exchange(self) -> str:
        """The best of them in words, from this one's side; empty where there is none."""
        if not self.exchanges:
            return ""
        best = self.exchanges[0]
        if self.is_proposed:
            return f"{best['into'].organisation_name} in its place: {best['words']}"
        return f"In place of {best['out'].organisation_name}: {best['words']}"
