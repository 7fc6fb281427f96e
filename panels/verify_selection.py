"""Check an audit record of the panel selection rule: `python verify_selection.py RECORD.json [--subsets N]`.

Needs Python and nothing else; shares no code with what made the record. It says line by line what it verified:
hash, seed, policy, rules, criteria, and, for pools with at most N possible panels (default 5,000,000), that none is
better and the draw was followed. Exit status 0: all it checked holds; 1: something does not; 2: no record.
"""

import hashlib
import json
import sys
from itertools import combinations
from math import comb
from typing import Any

Record = dict[str, Any]
VOICES, TEXTS, FLAGS, GENDER = ("national", "grassroots"), [str], (False, True), ["GEN", "UI-WOMEN", "WOM"]
FAQ = {"version": 1, "theme_cap": 4, "one_coalition_is_enough": False, "gender_themes": GENDER}
SHAPE: Record = {
    "max_panel": range(7), "seed": str, "commitment": str, "sha256": str, "pins": TEXTS, "exclusions": TEXTS,
    "policy": {"name": str, "version": int, "order": TEXTS, "nhri": ("reserve", "compete"), "theme_cap": range(5),
               "gender_themes": TEXTS, "one_coalition_is_enough": FLAGS}, "linked": [TEXTS],
    "applicants": [{"id": str, "organisation": str, "kind": (*VOICES, "nhri", "regional", "international"),
                    "coalition": FLAGS, "submitted": FLAGS, "themes": TEXTS, "gender": (*"FMX", "undisclosed")}],
    "format": ("panel-selection-record/1",), "result": {"proof": ("optimal", "not proven"), "criteria": {}},
}  # fmt: skip


def fits(value: Any, shape: Any, where: str) -> None:
    """ValueError names the first place where a value is not what a record has there."""
    known = shape if isinstance(shape, (range, tuple)) else None
    kind: Any = shape if isinstance(shape, type) else type(known[0] if known else shape)
    if type(value) is not kind or (known and value not in known):
        raise ValueError(f"{where}: missing, or not what a record has there")
    inside = [(name, value.get(name), shape[name]) for name in shape] if kind is dict else []
    inside += [(str(number), entry, shape[0]) for number, entry in (enumerate(value) if kind is list else ())]
    for name, entry, expected in inside:
        fits(entry, expected, f"{where}.{name}")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def broken_rules(record: Record, panel: list[Record]) -> list[str]:
    """The rules a panel breaks, in words."""
    ids, linked, most = {a["id"] for a in panel}, set(map(frozenset, record["linked"])), record["max_panel"]
    broken = [f"{len(panel)} panelists, at most {most}"] * (len(panel) > most)
    broken += [f"{id_} is pinned and missing" for id_ in sorted(set(record["pins"]) - ids)]
    broken += [f"{id_} is excluded and present" for id_ in sorted(set(record["exclusions"]) & ids)]
    for a, b in combinations(panel, 2):
        same = a["organisation"] == b["organisation"] or a["kind"] == b["kind"] == "nhri"
        if same or frozenset((a["id"], b["id"])) in linked:
            broken.append(f"{a['id']} and {b['id']} are apart")
    applying = {a["id"] for a in record["applicants"] if a["kind"] == "nhri"} - set(record["exclusions"])
    if applying and most and record["policy"]["nhri"] == "reserve" and not applying & ids:
        broken.append("the NHRI's seat is not the NHRI's")
    return broken


def criteria_of(record: Record, panel: list[Record]) -> dict[str, int]:
    """The seven criteria, counted from the applications."""
    policy = record["policy"]
    themes = {theme for a in panel for theme in a["themes"][: policy["theme_cap"]]}
    women, men = (sum(a["gender"] == gender for a in panel) for gender in "FM")
    coalitions = sum(a["coalition"] and a["kind"] in VOICES for a in panel)
    return {
        "size": len(panel),
        "gender_perspective": int(women > 0 or bool(themes & set(policy["gender_themes"]))),
        "national_or_grassroots": sum(a["kind"] in VOICES for a in panel),
        "gender_gap": abs(women - men),
        "national_coalitions": min(1, coalitions) if policy["one_coalition_is_enough"] else coalitions,
        "submitted": sum(a["submitted"] for a in panel),
        "distinct_themes": len(themes),
    }


def better_panel(record: Record, chosen: list[Record], free: list[Record]) -> str:
    """Look at every panel as large that obeys the rules; in words what is better than the chosen, or nothing."""

    def key_of(panel: list[Record]) -> list[int]:
        found = criteria_of(record, panel)
        return [-found[name] if name == "gender_gap" else found[name] for name in record["policy"]["order"]]

    def tickets_of(panel: list[Record]) -> list[str]:
        return sorted(sha256(f"{record['seed']}\n{a['id']}") for a in panel)

    pinned = [a for a in record["applicants"] if a["id"] in record["pins"]]
    best, drawn, tied = key_of(chosen), tickets_of(chosen), False
    for number in range(record["max_panel"] - len(pinned), max(0, len(chosen) - len(pinned)) - 1, -1):
        for others in combinations(free, number):
            key = key_of(panel := [*pinned, *others])
            if key < best or broken_rules(record, panel):
                continue
            tied |= (tickets := tickets_of(panel)) != drawn
            if key > best or tickets < drawn:
                return f"{sorted(a['id'] for a in panel)} is {'better' if key > best else 'drawn before it'}"
    said = record["result"]["tie_drawn"]
    return "" if tied is said else f"the record says that a tie was {'' if said else 'not '}drawn"


def verify(record: Record, subsets: int) -> list[tuple[bool | None, str]]:
    """Every check: whether it holds (None: not checked), and what was checked. ValueError: no record."""
    fits(record, SHAPE, "record")
    result, order, ids = record["result"], record["policy"]["order"], [a["id"] for a in record["applicants"]]
    if order[:1] != ["size"] or sorted(order) != sorted(criteria_of(record, [])) or len(set(ids)) < len(ids):
        raise ValueError("record: policy.order is not the seven criteria, or an id stands twice")
    body = {name: value for name, value in record.items() if name != "sha256"}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    plain = order == list(criteria_of(record, [])) and record["policy"] == {**record["policy"], **FAQ}
    words = "policy {name!r} as published; NHRI: {nhri}; gender: {gender_themes}".format(**record["policy"])
    found: list[tuple[bool | None, str]] = [
        (sha256(text) == record["sha256"], "the record's SHA-256 is that of its content"),
        (sha256(record["seed"]) == record["commitment"], "the seed is the one committed to"),
        (plain if record["policy"]["name"] == "faq-2024" else None, words),
    ]
    if result.get("panel") is None:
        return [*found, (None, "no panel was chosen: the wishes clash, which is not checked here")]
    fits(result["panel"], [str], "record.result.panel")
    panel = [a for a in record["applicants"] if a["id"] in result["panel"]]
    broken = ["someone is unknown"] * (len(panel) != len(result["panel"])) + broken_rules(record, panel)
    found.append((not broken, "the panel obeys the rules" + "".join(f"; {words}" for words in broken)))
    found.append((criteria_of(record, panel) == result["criteria"], "the panel's criteria are as recorded"))
    free = [a for a in record["applicants"] if a["id"] not in {*record["pins"], *record["exclusions"]}]
    number = sum(comb(len(free), n) for n in range(record["max_panel"] - len(set(record["pins"])) + 1))
    if result["proof"] != "optimal":
        return [*found, (None, "the record claims no proof, so none was checked")]
    fits(result.get("tie_drawn"), FLAGS, "record.result.tie_drawn")
    if number > subsets:
        return [*found, (None, f"{number} possible panels are too many; optimality and draw not checked")]
    words = f"of {number} possible panels none is better, and the draw was followed"
    return [*found, ((fault := better_panel(record, panel, free)) == "", fault or words)]


def main(arguments: list[str]) -> int:
    name, option, most = [*(arguments or ["-"]), "--subsets", "5000000"][:3]
    try:
        if option != "--subsets" or not most.isdecimal() or len(arguments) > 3:
            raise ValueError("after the file only --subsets N is understood")
        with open(name, "rb") if name != "-" else sys.stdin.buffer as file:
            checks = verify(json.loads(file.read()), int(most))
    except (OSError, ValueError, RecursionError) as error:
        print(f"{name}: not a record of a panel selection:", *str(error).splitlines()[:1], file=sys.stderr)
        return 2
    for holds, words in checks:
        print({True: "holds     ", False: "FAILS     ", None: "unchecked "}[holds] + words)
    return 1 if any(holds is False for holds, _ in checks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
