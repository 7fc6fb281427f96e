"""Brings the tables in line with the reference files, and says what changed.

Idempotent: loading the same files again changes nothing. Everything happens in one transaction.
Rows the files no longer hold are named and stay, because other rows may hang on them. A blank in
a file means "not known": it never overwrites what staff entered (a session's dates, whether a
State has a mission in Geneva). Slugs are given once and never change, for addresses hold them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.text import slugify

from presessions.series.models import (
    Issue,
    NhriAccreditation,
    PastMeeting,
    PastSeries,
    PermanentMission,
    ReferenceLoad,
    Review,
    State,
    WorkingGroupSession,
)
from presessions.series.reference.parse import FILES, parse
from presessions.series.reference.rows import Fault, Reference

FOLDER = Path(__file__).resolve().parent
RULES = "1"  # part of the fingerprint: raise it when the rules of this module or of parse change
Values = dict[str, Any]


class Faulty(Exception):
    """The files can't be loaded; ``faults`` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


@dataclass
class Change:
    """What happened to one table; ``left`` are keys that the files no longer hold and that stay."""

    table: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        text = f"{self.table}: {self.added} added, {self.changed} changed, {self.unchanged} unchanged"
        return (
            f"{text}, {len(self.left)} not in the files and kept ({', '.join(self.left[:5])})"
            if self.left
            else text
        )


@dataclass(frozen=True)
class Plan:
    """How the rows of one table are found and compared.

    ``key`` are the fields that identify a row, ``fill`` those that a blank in the file leaves alone,
    ``keep`` those that are only set when the row is made.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    rows: list[Values]
    fill: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


def read_folder(folder: Path = FOLDER) -> dict[str, str]:
    """The texts of the files there are. Raises ``Faulty`` for one that is not UTF-8."""
    texts: dict[str, str] = {}
    for name in FILES:
        path = folder / name
        if path.is_file():
            content = path.read_bytes()
            try:
                texts[name] = content.decode()
            except UnicodeDecodeError as error:
                line = content[: error.start].count(b"\n") + 1
                raise Faulty([Fault(name, line, "", "is not UTF-8 text")]) from error
    return texts


def fingerprint(texts: Mapping[str, str]) -> str:
    """The SHA-256 of the files together with the version of the rules that load them."""
    digest = hashlib.sha256(RULES.encode())
    for name in sorted(texts):
        digest.update(f"\n{name}\n{len(texts[name])}\n{texts[name]}".encode())
    return digest.hexdigest()


def is_loaded(texts: Mapping[str, str]) -> bool:
    """Whether these very files were loaded last and their States and reviews are still there."""
    known = ReferenceLoad.objects.filter(sha256=fingerprint(texts)).exists()
    return known and PermanentMission.objects.exists() and Review.objects.exists()


def load(texts: Mapping[str, str], *, write: bool = True) -> list[Change]:
    """Load the files; with ``write=False`` only say what would change. Raises ``Faulty``."""
    reference = parse(texts)
    if isinstance(reference, list):
        raise Faulty(reference)
    with transaction.atomic():
        changes = [_bring_in_line(plan, write=write) for plan in _plans(reference)]
        if write:
            ReferenceLoad.objects.update_or_create(pk=1, defaults={"sha256": fingerprint(texts)})
    return changes


def _plans(reference: Reference) -> list[Plan]:
    states = _rows(reference.states)
    missions = [{"state_id": row["iso3"], "in_geneva": row.pop("in_geneva")} for row in states]
    for row in states:
        row["slug"] = slugify(row["name_en"])
    return [
        Plan(State, ("iso3",), states, keep=("slug",)),
        Plan(PermanentMission, ("state_id",), _blank(missions, "in_geneva", "unknown"), fill=("in_geneva",)),
        Plan(Issue, ("code",), _rows(reference.issues)),
        Plan(WorkingGroupSession, ("number",), _rows(reference.sessions), fill=("starts_on", "ends_on")),
        Plan(Review, ("session_id", "state_id"), _rows(reference.reviews)),
        Plan(PastSeries, ("key",), _rows(reference.past_series)),
        Plan(PastMeeting, ("series_number", "state_id"), _rows(reference.past_meetings)),
        Plan(NhriAccreditation, ("state_id", "institution"), _rows(reference.nhris)),
    ]


def _rows(rows: Iterable[Any]) -> list[Values]:
    return [asdict(row) for row in rows]


def _blank(rows: list[Values], name: str, word: str) -> list[Values]:
    """The word that means "not known" becomes nothing, which leaves what is there alone."""
    return [{**row, name: None if row[name] == word else row[name]} for row in rows]


def _bring_in_line(plan: Plan, *, write: bool) -> Change:
    change = Change(str(plan.model._meta.verbose_name_plural))
    rows = plan.model._default_manager.all()
    there = {tuple(getattr(row, name) for name in plan.key): row for row in rows}
    new: list[models.Model] = []
    altered: list[models.Model] = []
    for values in plan.rows:
        row = there.pop(tuple(values[name] for name in plan.key), None)
        if row is None:
            new.append(plan.model(**{name: value for name, value in values.items() if value is not None}))
        elif _apply(row, values, plan):
            altered.append(row)
        else:
            change.unchanged += 1
    change.added, change.changed = len(new), len(altered)
    change.left = sorted(" ".join(str(part) for part in key) for key in there)
    if write:
        _store(plan, new, altered)
    return change


def _apply(row: models.Model, values: Values, plan: Plan) -> bool:
    """Set what differs on ``row``; whether anything did."""
    differs = False
    for name, value in values.items():
        left_alone = name in plan.keep or (name in plan.fill and value is None)
        if not left_alone and getattr(row, name) != value:
            setattr(row, name, value)
            differs = True
    return differs


def _store(plan: Plan, new: list[models.Model], altered: list[models.Model]) -> None:
    plan.model._default_manager.bulk_create(new, batch_size=500)
    fixed = {*plan.key, *plan.keep}
    names = [name.removesuffix("_id") for name in plan.rows[0] if name not in fixed] if plan.rows else []
    if names and altered:
        plan.model._default_manager.bulk_update(altered, names, batch_size=200)
