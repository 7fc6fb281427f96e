"""The table of the workbench: every application as a row, with what a change would cost."""

from __future__ import annotations

from typing import Any

from applications.models import Application

from . import words
from .bench import Bench
from .enums import HowSeated, SeatStatus
from .labels import GENDER_WORDS, REPORT_WORDS, issue_words, kind_words, report_words
from .models import Wish
from .selection_policy import Criterion

SHOWN_AT_FIRST = 16


def rows(bench: Bench) -> list[dict[str, Any]]:
    """Proposed first, reserve in order, then the others, nearest to the panel first."""
    return [line(bench, row) for row in sorted(bench.applications, key=lambda row: _place(bench, row))]


def _place(bench: Bench, row: Application) -> tuple[Any, ...]:
    if row.pk in bench.active:
        return (0, bench.active[row.pk].number)
    if row.pk in bench.reserve:
        return (1, bench.reserve.index(row.pk))
    why = bench.result.get("reasons", {}).get(str(row.public_id))
    order = [name.value for name in Criterion]
    near = order.index(why["criterion"]) if why and why["criterion"] in order else -1
    return (2, -near, why["by"] if why else 0, row.organisation_name.casefold())


def line(bench: Bench, row: Application) -> dict[str, Any]:
    """One row of the table."""
    return {
        "row": row,
        "issues": issue_words(row),
        "kind": kind_words(row),
        "confirmed": row.confirmed_at is not None,
        "report": REPORT_WORDS[row.submitted] if row.confirmed_at is None else report_words(row),
        "gender": "To be named" if row.speaker_later else GENDER_WORDS[row.gender],
        "languages": languages_words(bench, row),
        "needs": needs_words(row),
        "assessed": f"{row.score:.1f}" if row.mine and row.score else "",  # type: ignore[attr-defined]
        "cost": cost(bench, row),
        "now": _now(bench, row),
        "is_chosen": row.pk in bench.wished and row.pk not in bench.held,
    }


def cost(bench: Bench, row: Application) -> str:
    """The first criterion that falls if this one changed sides, or what keeps it where it is."""
    why = bench.result.get("reasons", {}).get(str(row.public_id))
    if why is None:
        return ""
    if why["criterion"] == "clash":
        return _clash(bench, row)
    if row.pk in bench.held:
        return "Seat " + str(bench.active[row.pk].get_status_display())
    if row.pk in bench.wished:
        entry = next((e for e in bench.result.get("wishes", []) if e["id"] == str(row.public_id)), None)
        lost = words.cost(entry["changes"]) if entry and entry["changes"] else ""
        verb = "Pinned" if bench.wished[row.pk].kind == Wish.Kind.PIN else "Left out"
        return f"{verb}: costs {lost}" if lost else f"{verb}: costs nothing"
    if why["criterion"] == "excluded":
        return "Had a seat and gave it up"
    return words.fall(why["selected"], why["criterion"], why["by"], bench.result["criteria"])


def _clash(bench: Bench, row: Application) -> str:
    this = bench.candidates.get(str(row.public_id))
    for key in bench.apart(this) if this else ():
        if key in bench.active:
            return f"Clash: can’t sit with {bench.by_pk[key].organisation_name}"
    return "Clash with what is settled"


def languages_words(bench: Bench, row: Application) -> str:
    """The language of the statement, by which interpretation is judged, then what else the speaker speaks: "FR,
    also EN, AR".
    """
    first, spoken = bench.spoken(row), row.speaks.split()
    also = ", ".join(code.upper() for code in spoken if code != first)
    return ", also ".join(part for part in (first.upper(), also) if part)


def needs_words(row: Application) -> str:
    """What the speaker needs, as far as it was told: "access, visa letter, funding"."""
    asked = {
        "access": bool(row.access_needs),
        "visa letter": row.needs_visa_letter,
        "funding": row.needs_funding,
    }
    return ", ".join(need for need, is_asked in asked.items() if is_asked)


def _now(bench: Bench, row: Application) -> dict[str, str]:
    seat = bench.active.get(row.pk)
    if seat is not None:
        if seat.status == SeatStatus.CONFIRMED:
            return {"label": "Confirmed", "shape": "disc", "tone": "green"}
        if seat.status == SeatStatus.PROPOSED and seat.how == HowSeated.PINNED:
            return {"label": "Pinned", "shape": "diamond", "tone": "blue"}
        label = "Offered" if seat.status == SeatStatus.OFFERED else "Proposed"
        return {"label": label, "shape": "disc", "tone": "blue"}
    if row.pk in bench.reserve:
        return {"label": f"Reserve {bench.reserve.index(row.pk) + 1}", "shape": "half", "tone": ""}
    ended = [seat for seat in bench.seats if seat.application_id == row.pk and seat.offered_at]
    if ended:
        return {"label": str(ended[-1].get_status_display()).capitalize(), "shape": "ring", "tone": ""}
    if row.pk in bench.wished:
        return {"label": "Left out", "shape": "ring", "tone": "amber"}
    return {"label": "Not proposed" if bench.run else "Received", "shape": "ring", "tone": ""}
