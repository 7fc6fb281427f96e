"""What is looked at before an application is considered: computed, and what staff hold of it instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .enums import Check, Submitted
from .models import Application, Verdict
from .organisations import AT_HOME
from .reading import PageRead


@dataclass(frozen=True)
class Checked:
    """One check: ``holds`` is None where only a person can say; ``verdict`` stands above what is computed."""

    name: str
    label: str
    holds: bool | None
    why: str
    verdict: Verdict | None

    @property
    def counts(self) -> bool | None:
        return self.verdict.holds if self.verdict else self.holds


def checks_of(
    row: Application, pages: Iterable[PageRead], *, same_name: bool, verdicts: Iterable[Verdict]
) -> list[Checked]:
    """Every check of this application; ``same_name``: another of the same name stands for the State."""
    said = {verdict.check_name: verdict for verdict in verdicts}
    missing = [page.title for page in pages if not page.is_done]
    computed: dict[Check, tuple[bool | None, str]] = {
        Check.COMPLETE: (not missing, f"missing on: {', '.join(missing)}" if missing else ""),
        Check.IN_TIME: _in_time(row),
        Check.ONCE: (not same_name, "another in this name stands for the State" if same_name else ""),
        Check.AT_HOME: (True, "") if row.kind in AT_HOME else (None, "works from or with abroad: look"),
        Check.FILE: _report(row),
    }
    return [
        Checked(check, str(check.label), holds, why, said.get(check))
        for check, (holds, why) in computed.items()
    ]


def _in_time(row: Application) -> tuple[bool | None, str]:
    if row.submitted_at is None:
        return None, "not sent"
    until = max(filter(None, (row.pre_session.last_instant, row.reopened_until)))
    return row.submitted_at <= until, "" if row.submitted_at <= until else "sent after the deadline"


def _report(row: Application) -> tuple[bool | None, str]:
    if row.submitted not in {Submitted.OWN, Submitted.JOINT}:
        return None, "no report claimed"
    told = bool(row.submission_reference.strip()) or any(file.is_clean for file in row.files.all())
    return told, "" if told else "claimed, and neither file nor reference"
