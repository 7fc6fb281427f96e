"""The parts of the workbench above its table: seats, meters, prices, swaps, the record, what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from applications.enums import OrganisationKind
from applications.models import Application
from presessions import wording
from presessions.templatetags.presessions import langname

from . import proposals, words
from .bench import Bench
from .enums import HowSeated, SeatStatus
from .labels import GENDER_WORDS, issue_words, kind_words
from .meters import Reading, all_meters
from .models import Seat, Wish
from .selection_policy import Criterion
from .trying import Trial, broken, reading

_CAUSES = {
    "asked": "",
    "pin": "{name} was pinned.",
    "exclude": "{name} was left out.",
    "unwish": "The wish about {name} was taken back.",
    "undo": "What was decided last was undone.",
    "swap": "{name} was swapped in.",
    "declined": "{name} declined.",
    "lapsed": "{name} did not answer in time.",
    "released": "The seat of {name} was released.",
    "withdrawn": "{name} withdrew.",
    "speaker": "{name} named or changed its speaker.",
}


def strip(bench: Bench, url: Any, *, can_compose: bool = True) -> list[dict[str, Any]]:
    """One tile per place; ``url(application)`` is the page about it, with swap and pin while staff compose."""
    by_number = {seat.number: seat for seat in bench.active.values()}
    places = range(1, bench.pre_session.series.panel_size + 1)
    return [_tile(bench, number, by_number.get(number), url, can_compose) for number in places]


def _tile(bench: Bench, number: int, seat: Seat | None, url: Any, can_compose: bool) -> dict[str, Any]:
    row = bench.by_pk.get(seat.application_id) if seat else None
    if seat is None or row is None:
        words_ = ["Propose a panel" if bench.run is None else "Nobody is left for it"]
        return {
            "number": number,
            "how": "Free",
            "kind_of_tile": "free",
            "name": "No one yet",
            "lines": words_,
        }
    held = seat.status in proposals.HELD
    pinned = not held and seat.how == HowSeated.PINNED
    return {
        "number": number,
        "how": _how(bench, seat, row),
        "kind_of_tile": "pinned" if pinned else seat.status,
        "name": row.organisation_name,
        "lines": [
            *filter(None, [kind_words(row), issue_words(row), _person(bench, seat, row), _answer(seat)])
        ],
        "actions": _actions(row, url(row), held=held, pinned=pinned, can_compose=can_compose),
    }


def _how(bench: Bench, seat: Seat, row: Application) -> str:
    if seat.status in proposals.HELD:
        return str(seat.get_status_display()).capitalize()
    if seat.how != HowSeated.PROPOSED:
        return {"pinned": "Pinned", "from_reserve": "From the reserve"}[seat.how]
    keeps = bench.pre_session.series.nhri_rule == "reserve"
    return "NHRI seat" if keeps and row.confirmed_kind == OrganisationKind.NHRI else "Proposed"


def _person(bench: Bench, seat: Seat, row: Application) -> str:
    gender = seat.gender if seat.offered_at else "" if row.speaker_later else row.gender
    who = "To be named" if row.speaker_later and not seat.speaker_name else GENDER_WORDS[gender]
    spoken = (seat.language if seat.offered_at else "") or row.statement_language
    return f"{who}, speaks {langname(spoken)}" if spoken else who


def meters(bench: Bench, trial: Trial | None = None) -> list[dict[str, Any]]:
    """The criteria in the policy's order: reached, what wishes cost, what would be possible.

    With a trial: how that would do, and how it differs from the panel that stands.
    """
    if not bench.criteria or bench.question is None:
        return []
    now = trial.reading if trial else reading(bench, bench.question, bench.seated_ids)
    return _meters(bench, now, bench.criteria if trial else bench.result.get("free") or {})


def alone(bench: Bench, ids: list[str]) -> dict[str, Any]:
    """These applications as a panel of their own: its meters, and what keeps it from being one."""
    if bench.question is None:
        return {}
    now = reading(bench, bench.question, ids)
    return {"meters": _meters(bench, now, {}), "broken": broken(bench, bench.question, ids)}


def _meters(bench: Bench, now: Reading, before: Mapping[str, int]) -> list[dict[str, Any]]:
    assert bench.question is not None
    series = bench.pre_session.series
    return all_meters(
        now,
        bench.question.policy.order,
        before=before,
        possible=bench.result.get("possible") or {},
        size=series.panel_size,
        offered=series.languages.split(),
    )


def prices(bench: Bench) -> list[dict[str, Any]]:
    """Each wish with its cost in words and its reason."""
    priced = {entry["id"]: entry for entry in bench.result.get("wishes", [])}
    return [
        {"wish": wish, "row": bench.by_pk[wish.application_id], **_price(bench, wish, priced)}
        for wish in bench.wishes
        if wish.application_id in bench.by_pk and bench.by_pk[wish.application_id].pk not in bench.held
    ]


def _price(bench: Bench, wish: Wish, priced: Mapping[str, Any]) -> dict[str, str]:
    name = bench.by_pk[wish.application_id].organisation_name
    what = f"The pin of {name}" if wish.kind == Wish.Kind.PIN else f"Leaving out {name}"
    lost = bench.lost_words(bench.by_pk[wish.application_id])
    what = f"{what}, which {lost}," if lost else what
    entry = priced.get(str(bench.by_pk[wish.application_id].public_id))
    if entry is None or entry["changes"] is None:
        return {
            "title": f"{what.removesuffix(',')}: its cost is not known.",
            "text": "The wishes clash, or it was too hard to prove.",
        }
    lost = words.cost(entry["changes"])
    if not entry["changes"]:
        return {
            "title": f"{what} costs nothing.",
            "text": "Without it the panel would do as well by every criterion.",
        }
    comes = bench.names(entry["comes"])
    who = f"{comes} would be on the panel" if comes else "the panel would differ"
    text = f"Without it, {who}: {words.instead(entry['changes'], entry['without'])}. Nothing else differs."
    return {"title": f"{what} costs {lost}." if lost else f"{what} gains.", "text": text}


def swaps(bench: Bench) -> list[dict[str, Any]]:
    """The best one-for-one exchanges of seats not yet offered, with what they change."""
    found = []
    lost = bench.question.lost if bench.question else frozenset()
    for entry in bench.result.get("swaps", []):
        out, into = bench.by_id.get(entry["out"]), bench.by_id.get(entry["into"])
        if not out or not into or entry["into"] in lost:
            continue
        if out.pk in bench.active and out.pk not in bench.held and into.pk not in bench.active:
            found.append({"out": out, "into": into, "words": words.changes(entry["changes"])})
    return found[:4]


def no_swaps(bench: Bench) -> str:
    """Why there are none, in a sentence."""
    if bench.result.get("panel") is None:
        return "None: there is no panel to swap in, for the wishes clash."
    if bench.active and bench.held >= set(bench.active):
        return "None: every seat is offered or confirmed."
    if bench.result.get("swaps"):
        return "None, as the seats stand now."
    return "None: nobody else could take a seat without breaking a rule."


def record(bench: Bench) -> list[tuple[str, str]]:
    """What stands in the record, in words."""
    if bench.run is None:
        return []
    result, record = bench.run.result, bench.run.record
    tie = {True: "Drawn among equal panels", False: "None was drawn", None: "Not established"}
    wishes = (
        ", with your wishes" if result.get("wishes") else ", around the seats given" if record["pins"] else ""
    )
    proof = "Best possible" if result["proof"] == "optimal" else "Best found; not proved"
    made = (
        f" by {bench.run.made_by.get_short_name()}"
        if bench.run.made_by
        else ", by itself when a seat came free"
    )
    if result["panel"] is None:
        found = [("Proof", "No panel: the wishes clash")]
    else:
        found = [
            ("Proof", f"{proof}{wishes} ({result['seconds']} s)"),
            ("Tie", tie[result["tie_drawn"]]),
        ]
    return [
        *found,
        ("Seed sealed", f"{record['commitment'][:8]}…{record['commitment'][-4:]}"),
        ("Record", f"{bench.run.sha256[:8]}…{bench.run.sha256[-4:]}"),
        ("Made", f"{wording.day_and_hour(bench.run.made_at, 'en', weekday=False)}{made}"),
    ]


def clashes(bench: Bench) -> list[str]:
    """The minimal sets of wishes that can't be met together, with names in place of ids."""
    pattern = re.compile("|".join(map(re.escape, bench.by_id)) or "(?!)")

    def named(text: str) -> str:
        return pattern.sub(lambda found: bench.by_id[found[0]].organisation_name, text)

    return [" + ".join(named(wish) for wish in clash) for clash in bench.result.get("clashes", [])]


def changed(bench: Bench) -> dict[str, Any] | None:
    """What the newest run changed against the one before: who came and went, and the criteria."""
    if len(bench.runs) < 2 or bench.result.get("panel") is None:
        return None
    before = bench.runs[1].result
    then, now = set(before.get("panel") or []), set(bench.result["panel"])
    differences = _differences(before.get("criteria", {}), bench.result["criteria"])
    if then == now and not differences:
        return None
    about = bench.by_id.get(bench.result.get("about") or "")
    cause = _CAUSES.get(bench.result.get("cause", ""), "")
    return {
        "cause": cause.format(name=about.organisation_name if about else "An application"),
        "came": bench.names(sorted(now - then)),
        "went": bench.names(sorted(then - now)),
        "criteria": words.changes(differences) if differences else "",
    }


def _answer(seat: Seat) -> str:
    if seat.status == SeatStatus.OFFERED and seat.answer_by:
        return f"Answers by {wording.day(seat.answer_by, 'en', weekday=False)}"
    return ""


def _actions(
    row: Application, url: str, *, held: bool, pinned: bool, can_compose: bool
) -> list[dict[str, str]]:
    name = row.organisation_name
    actions = [{"label": "Why", "url": url, "about": f"Why {name} has this seat"}]
    if held:
        return [
            *actions,
            {"label": "Release", "url": f"{url}#release", "about": f"Release the seat of {name}"},
        ]
    if not can_compose:
        return actions
    label = "Unpin" if pinned else "Pin"
    return [
        *actions,
        {"label": "Swap", "url": f"{url}#swap", "about": f"Swap {name} for another"},
        {"label": label, "url": f"{url}#decide", "about": f"{label} {name}"},
    ]


def _differences(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    found = {}
    for name, value in after.items():
        gap = name == Criterion.GENDER_GAP
        change = before.get(name, value) - value if gap else value - before.get(name, value)
        if change:
            found[name] = change
    return found
