"""Keeping what applicants type. Nothing here changes where an application is in its life.

The rule in plain words: what was typed is kept, always. Where it fits and is in
time it becomes the answer; where it doesn't, or comes too late, it is kept beside
the answers, page by page, until its writer mends it. Two windows open on the same
page notice each other: the second is shown what differs and keeps its own text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from presessions import wording
from presessions.permissions import Actor, check_may

from .eligibility import ChosenIssue
from .models import Application, ApplicationIssue
from .transitions import locked, may_change, tell_owner

Raw = Mapping[str, Sequence[str]]
TABS_KEPT = 40  # characters of a window's name
SAVED = " saved"


class Differs(Exception):
    """Another window saved this page meanwhile; ``fields`` differ from what was sent now."""

    def __init__(self, fields: list[str]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))


@dataclass(frozen=True)
class Sent:
    """What a window sent: the page, its raw text, and what the window had seen before.

    ``autosave``: sent by the page's script while somebody was writing. ``values`` and ``issues`` are what to
    write where it fits, ``None`` where it doesn't.
    """

    page: str
    raw: Raw
    tab: str = ""
    seen: str = ""
    autosave: bool = False
    values: Mapping[str, Any] | None = None
    issues: Sequence[ChosenIssue] | None = None


@dataclass(frozen=True)
class Kept:
    """What became of it: ``applied`` as answers, or kept beside them."""

    application: Application
    applied: bool
    at: datetime


def is_cut(data: Mapping[str, Any]) -> bool:
    """Whether the connection broke while a page was sent: its first field ("seen") came and its last ("whole") did
    not. Half a page is never written over a whole one."""
    return "seen" in data and "whole" not in data


def digest(raw: Raw) -> str:
    """A short mark of what a page held, to notice that it changed."""
    text = json.dumps({name: list(texts) for name, texts in sorted(raw.items())}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def mark(tab: str, *, autosave: bool) -> str:
    """Which window wrote a page last, and whether its writer pressed "Save"."""
    return tab.replace("\x00", "")[:TABS_KEPT] + ("" if autosave else SAVED)


def is_own(last: str, tab: str, *, autosave: bool) -> bool:
    """Whether the page was last written by this window.

    A window that pressed "Save" may come back and save again, but an autosave of
    its own that was slower on the way is too late.
    """
    own = {mark(tab, autosave=True)} if autosave else {mark(tab, autosave=each) for each in (True, False)}
    return last in own


def keep(
    application: Application,
    sent: Sent,
    *,
    held_by: Callable[[Application], Raw],
    actor: Actor,
    now: datetime | None = None,
) -> Kept:
    """Keep one page. ``held_by(row)`` is what the row holds of it, as a browser would send it.

    Raises ``Differs`` where another window wrote this page after this one was
    opened, and what it wrote differs; then nothing is changed. A window that
    pressed "Save" is done with the page: an autosave of its own that was slower
    on the way finds newer text and changes nothing either.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = locked(application)
        check_may(actor, "edit_application", row.subject)
        held = held_by(row)
        check_other_windows(row.tabs.get(sent.page, ""), sent, held)
        applied = sent.values is not None and may_change(row, now)
        before = (digest(held), digest(sent.raw))
        if applied:
            _write(row, sent)
        else:
            row.unsaved = {**row.unsaved, sent.page: {name: list(texts) for name, texts in sent.raw.items()}}
        row.tabs = {**row.tabs, sent.page: mark(sent.tab, autosave=sent.autosave)}
        row.version += 1
        row.save()
        if applied and row.is_standing and before[0] != before[1]:
            # one letter a day, however many pages are mended
            tell_owner(row, "application_changed", version=wording.in_geneva(now).date().isoformat())
    return Kept(row, applied, now)


def check_other_windows(last: str, sent: Sent, held: Raw) -> None:
    """Raises ``Differs`` where another window (``last``) wrote meanwhile what differs from what was sent."""
    mine = not sent.seen or is_own(last, sent.tab, autosave=sent.autosave)
    if mine or digest(held) == sent.seen:
        return
    names = held.keys() | sent.raw.keys()
    fields = [name for name in sorted(names) if list(held.get(name, [])) != list(sent.raw.get(name, []))]
    if fields:
        raise Differs(fields)


def _write(row: Application, sent: Sent) -> None:
    for name, value in (sent.values or {}).items():
        setattr(row, name, value)
    row.unsaved = {name: raw for name, raw in row.unsaved.items() if name != sent.page}
    if sent.issues is not None:
        write_issues(row, sent.issues)


def write_issues(row: Application, issues: Sequence[ChosenIssue]) -> None:
    """The issues of this application, in this order, in place of those it had."""
    ApplicationIssue.objects.filter(application=row).delete()
    ApplicationIssue.objects.bulk_create(
        ApplicationIssue(application=row, issue_id=issue.code, order=order, why=issue.why)
        for order, issue in enumerate(issues, start=1)
    )


def note_mark(text: str) -> str:
    """A short mark of the notes as they were shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def note_of_staff(application: Application, *, text: str, seen: str) -> bool:
    """Keep the team's notes; False where somebody else wrote since they were ``seen``."""
    with transaction.atomic():
        row = locked(application)
        if note_mark(row.staff_note) != seen and row.staff_note != text:
            application.staff_note = row.staff_note
            return False
        row.staff_note = text
        row.version += 1
        row.save(update_fields=["staff_note", "version", "changed_at"])
    return True
