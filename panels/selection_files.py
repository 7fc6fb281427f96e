"""The rule as a file interface: a request as JSON text in, an answer as JSON text out, for what-if work and
checks.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from .selection import choose
from .selection_budget import Budget
from .selection_clashes import Request, request
from .selection_policy import DEFAULT_POLICY, MOST_PANELISTS, POLICIES
from .selection_reasons import Reason, reasons_with_displaced
from .selection_record import audit_record, canonical
from .selection_values import Candidate, Choice, Gender, Kind, Proof

CHOSEN, CLASH, BAD_INPUT = 0, 1, 2
"""Exit statuses: a panel; wishes that can't be met together; a file that can't be understood."""

MOST_APPLICANTS = 5000
"""Far beyond any call; with many more, minutes and gigabytes go before the time limit is first looked at."""

_KEYS = ("max_panel", "seed", "applicants", "pins", "exclusions", "conflicts", "gender_themes")
_STEMS = {
    "pin": "pins",
    "must": "pins",
    "keep": "pins",
    "require": "pins",
    "exclu": "exclusions",
    "conflict": "conflicts",
    "link": "conflicts",
    "apart": "conflicts",
    "max": "max_panel",
    "panel_size": "max_panel",
}
"""How keys begin that say the same in other words: "pinned", "excluded_ids", "linked" (as a record has it)."""


class BadInput(Exception):
    """A file that can't be understood; the text is one line that says what and where."""


def run(
    text: str,
    *,
    policy: str = DEFAULT_POLICY,
    time_limit: float | None = None,
    clock: Callable[[], float] | None = None,
) -> tuple[int, str]:
    """Exit status, and the answer as JSON (or, for bad input, the line that says what is wrong)."""
    status, answer, _ = run_with_record(text, policy=policy, time_limit=time_limit, clock=clock)
    return status, answer


def run_with_record(
    text: str,
    *,
    policy: str = DEFAULT_POLICY,
    time_limit: float | None = None,
    clock: Callable[[], float] | None = None,
) -> tuple[int, str, str]:
    """As `run`, and the audit record as canonical JSON (empty for bad input)."""
    try:
        asked, seed = read(text, policy=policy)
    except BadInput as error:
        return BAD_INPUT, str(error), ""
    choice, solver = choose(asked, seed=seed, budget=Budget(time_limit=time_limit, clock=clock))
    answer = _answer(choice, reasons_with_displaced(asked, choice, solver, seed=seed))
    record = canonical(audit_record(asked, choice, seed=seed))
    return (
        (CLASH if choice.panel is None else CHOSEN),
        json.dumps(answer, indent=2, ensure_ascii=False),
        record,
    )


def _answer(choice: Choice, reasons: Mapping[str, Reason]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "panel": None if choice.panel is None else list(choice.panel),
        "proof": choice.proof.value,
        "criteria": {name.value: value for name, value in choice.criteria.items()},
        "tie_drawn": choice.tie_drawn,
        "reasons": {
            id_: {"selected": r.selected, "criterion": r.criterion, "text": r.text}
            for id_, r in reasons.items()
        },
        "conflicts": [list(words) for words in choice.clashes],
    }
    if choice.proof == Proof.NOT_PROVEN and choice.bound is not None:
        answer["bound"] = {name.value: value for name, value in choice.bound.items()}
    return answer


def read(text: str, *, policy: str = DEFAULT_POLICY) -> tuple[Request, str]:
    """A request and its seed out of a file's text. Raises BadInput."""
    if policy not in POLICIES:
        raise BadInput(f"policy: unknown policy {policy!r}; there are {', '.join(sorted(POLICIES))}")
    given = _object(_parsed(text), "the file")
    _no_slips(given)
    judged = POLICIES[policy]
    if "gender_themes" in given:
        judged = replace(judged, gender_themes=frozenset(_texts(given["gender_themes"], "gender_themes")))
    applicants = _applicants(given)
    known = {candidate.id for candidate in applicants}
    try:
        asked = request(
            applicants,
            policy=judged,
            max_panel=_whole(given.get("max_panel", MOST_PANELISTS), "max_panel"),
            pins=_wished(given, "pins", known),
            exclusions=_wished(given, "exclusions", known),
            conflicts=_pairs(given.get("conflicts", []), known),
        )
    except ValueError as error:
        raise BadInput(str(error)) from None
    return asked, _text(given.get("seed", ""), "seed", may_be_empty=True)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInput(f"not JSON: {error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadInput("not a request: nested too deeply") from None
    except ValueError:
        raise BadInput("not JSON: a number with too many digits") from None


def _no_key_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise BadInput(f"key {_shown(key)} appears twice in one object")
        found[key] = value
    return found


def _no_constant(name: str) -> object:
    raise BadInput(f"not JSON: {name} is not a number")


def _no_slips(given: Mapping[str, object]) -> None:
    """A key that is nearly one of ours is taken for a slip: a misspelt wish must not be passed over."""
    for key in given:
        if key in _KEYS:
            continue
        if key == "policy":
            raise BadInput('the file: unknown key "policy"; a policy is named with --policy')
        plain = "_".join(key[:40].lower().replace("-", " ").replace("_", " ").split())
        near = [known for stem, known in _STEMS.items() if plain.startswith(stem)]
        near += get_close_matches(plain, _KEYS, n=1, cutoff=0.75)
        if near:
            raise BadInput(f'the file: unknown key {_shown(key)}, perhaps "{near[0]}" is meant')


def _applicants(given: Mapping[str, object]) -> list[Candidate]:
    if "applicants" not in given:
        raise BadInput('the file: "applicants" is missing')
    found: list[Candidate] = []
    seen: dict[str, int] = {}
    entries = _list(given["applicants"], "applicants")
    if len(entries) > MOST_APPLICANTS:
        raise BadInput(f"applicants: at most {MOST_APPLICANTS}, not {len(entries)}")
    for number, entry in enumerate(entries):
        where = f"applicants[{number}]"
        candidate = _applicant(_object(entry, where), where)
        if candidate.id in seen:
            raise BadInput(
                f"{where}.id: {_shown(candidate.id)} is the id of applicants[{seen[candidate.id]}] already"
            )
        seen[candidate.id] = number
        found.append(candidate)
    return found


def _applicant(entry: Mapping[str, object], where: str) -> Candidate:
    for key in ("id", "organisation", "kind", "coalition", "submitted", "themes", "gender"):
        if key not in entry:
            raise BadInput(f'{where}: "{key}" is missing')
    return Candidate(
        id=_id(entry["id"], f"{where}.id"),
        organisation=_text(entry["organisation"], f"{where}.organisation"),
        kind=_one_of(entry["kind"], [kind.value for kind in Kind], f"{where}.kind"),
        coalition=_yes_or_no(entry["coalition"], f"{where}.coalition"),
        submitted=_yes_or_no(entry["submitted"], f"{where}.submitted"),
        themes=tuple(_texts(entry["themes"], f"{where}.themes")),
        gender=_one_of(entry["gender"], [gender.value for gender in Gender], f"{where}.gender"),
    )


def _wished(given: Mapping[str, object], key: str, known: Collection[str]) -> list[str]:
    return _known(_once(_texts(given.get(key, []), key), key), key, known)


def _pairs(value: object, known: Collection[str]) -> list[tuple[str, str]]:
    found = []
    for number, pair in enumerate(_list(value, "conflicts")):
        ids = _known(_texts(pair, f"conflicts[{number}]"), f"conflicts[{number}]", known)
        if len(ids) != 2:
            raise BadInput(f"conflicts[{number}]: must be a pair of ids, not {len(ids)}")
        found.append((ids[0], ids[1]))
    return found


def _known(ids: list[str], where: str, known: Collection[str]) -> list[str]:
    for number, id_ in enumerate(ids):
        if id_ not in known:
            raise BadInput(f"{where}[{number}]: unknown application {_shown(id_)}")
    return ids


def _once(ids: list[str], where: str) -> list[str]:
    seen: set[str] = set()
    for number, id_ in enumerate(ids):
        if id_ in seen:
            raise BadInput(f"{where}[{number}]: {_shown(id_)} appears twice")
        seen.add(id_)
    return ids


def _texts(value: object, where: str) -> list[str]:
    return [_text(entry, f"{where}[{number}]") for number, entry in enumerate(_list(value, where))]


def _text(value: object, where: str, *, may_be_empty: bool = False) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{where}: must be text, not {_kind_of(value)}")
    if not value and not may_be_empty:
        raise BadInput(f"{where}: must not be empty")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise BadInput(f"{where}: holds half a character (a lone surrogate)") from None
    return value


def _id(value: object, where: str) -> str:
    text = _text(value, where)
    if not text.isprintable() or text != text.strip():
        raise BadInput(
            f"{where}: {_shown(text)} begins or ends with a blank, or holds a sign that can't be seen"
        )
    return text


def _one_of(value: object, known: list[str], where: str) -> str:
    text = _text(value, where)
    if text not in known:
        raise BadInput(f"{where}: must be one of {', '.join(known)}, not {_shown(text)}")
    return text


def _yes_or_no(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput(f"{where}: must be true or false, not {_kind_of(value)}")
    return value


def _whole(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(f"{where}: must be a whole number, not {_kind_of(value)}")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BadInput(f"{where}: must be a list, not {_kind_of(value)}")
    return value


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadInput(f"{where}: must be an object, not {_kind_of(value)}")
    return value


def _kind_of(value: object) -> str:
    """What JSON calls a value."""
    if value is None:
        return "null"
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "an object",
    }
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        return f"the number {value}" if abs(value) < 1e15 else "a number as large as that"
    return names[type(value)]


def _shown(text: str) -> str:
    """Text as JSON, so that it stays on one line; long text is cut."""
    return json.dumps(text if len(text) <= 60 else text[:60] + "...")
