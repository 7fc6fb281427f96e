"""After a restore: what was erased or taken back since the archive was made is erased and taken back again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db.models import EmailField

from presessions.accounts.managers import clean_email
from presessions.privacy.erase import erase_person
from presessions.privacy.taken_back import PERSON, again_by_kind, mark_of, read_instant


def replay(lines: Iterable[str], *, since: datetime) -> dict[str, int]:
    """Do again what stands in these lines from that instant on; how many of each kind there was something to do for."""
    marks: dict[str, set[str]] = {}
    for line in lines:
        at, kind, mark = line.split()
        if read_instant(at) >= since:
            marks.setdefault(kind, set()).add(mark)
    counts = {
        kind: sum(again(mark) for mark in sorted(marks.get(kind, ())))
        for kind, again in sorted(again_by_kind.items(), reverse=True)
    }
    people = [each for each in _addresses() if mark_of(each) in marks.get(PERSON, ())]
    return {**counts, PERSON: sum(bool(erase_person(each, by=None)) for each in sorted(people))}


def _addresses() -> set[str]:
    """Every address in any field of ours."""
    fields = [(model, each) for model in apps.get_models() for each in model._meta.local_fields]
    return {
        clean_email(address)
        for model, each in fields
        if isinstance(each, EmailField)
        for address in model._base_manager.values_list(each.name, flat=True).distinct()
        if address
    }
