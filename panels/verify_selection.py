"""Check an audit record of the panel selection rule: `python verify_selection.py RECORD.json [--subsets N]`.

Needs Python and nothing else; shares no code with the program that made the record. It says line by line what
it verified: the record's hash, the seed's commitment, that the panel obeys the rules, its criteria, and, for
pools with at most N possible panels (default 5,000,000), that no panel is better and the draw was followed.
Exit status 0 when everything it checked holds, 1 when something does not, 2 when the file is no record.
"""

import hashlib
import json
import sys
from itertools import combinations
from math import comb
from typing import Any

Record = dict[str, Any]
VOICES = ("national", "grassroots")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(record: Record) -> str:
    body = {name: value for name, value in record.items() if name != "sha256"}
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False))


def seat_kept(record: Record) -> bool:
    """One seat is the NHRI's where an NHRI applies that nobody excluded and there is a seat at all."""
    applying = [
        a for a in record["applicants"] if a["kind"] == "nhri" and a["id"] not in record["exclusions"]
    ]
    return record["policy"]["nhri"] == "reserve" and record["max_panel"] > 0 and bool(applying)


def apart(one: Record, other: Record, linked: set[frozenset[str]]) -> bool:
    """Whether two applications can't sit on one panel."""
    same = one["organisation"] == other["organisation"] or one["kind"] == other["kind"] == "nhri"
    return same or frozenset((one["id"], other["id"])) in linked


def broken_rules(record: Record, panel: list[Record]) -> list[str]:
    """The rules a panel breaks, in words."""
    ids, broken = {a["id"] for a in panel}, []
    linked = {frozenset(pair) for pair in record["linked"]}
    if len(panel) > record["max_panel"]:
        broken.append(f"{len(panel)} panelists, at most {record['max_panel']}")
    broken += [f"{id_} is pinned and missing" for id_ in sorted(set(record["pins"]) - ids)]
    broken += [f"{id_} is excluded and present" for id_ in sorted(set(record["exclusions"]) & ids)]
    broken += [f"{a['id']} and {b['id']} are apart" for a, b in combinations(panel, 2) if apart(a, b, linked)]
    if seat_kept(record) and not any(a["kind"] == "nhri" for a in panel):
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


def key_of(record: Record, criteria: dict[str, int]) -> list[int]:
    return [-criteria[name] if name == "gender_gap" else criteria[name] for name in record["policy"]["order"]]


def tickets_of(record: Record, panel: list[Record]) -> list[str]:
    return sorted(sha256(record["seed"] + "\n" + a["id"]) for a in panel)


def panels_of(record: Record) -> int:
    free = len(record["applicants"]) - len(record["pins"]) - len(record["exclusions"])
    return sum(comb(free, number) for number in range(record["max_panel"] - len(record["pins"]) + 1))


def better_panel(record: Record, chosen: list[Record]) -> str:
    """Look at every panel that obeys the rules; in words what is better than the chosen one, or nothing."""
    pinned = [a for a in record["applicants"] if a["id"] in record["pins"]]
    free = [a for a in record["applicants"] if a["id"] not in {*record["pins"], *record["exclusions"]}]
    best, drawn, tied = key_of(record, criteria_of(record, chosen)), tickets_of(record, chosen), False
    for number in range(record["max_panel"] - len(pinned), -1, -1):
        if number + len(pinned) < len(chosen):  # size is the first criterion
            break
        for others in combinations(free, number):
            panel = [*pinned, *others]
            key = key_of(record, criteria_of(record, panel))
            if key < best or broken_rules(record, panel):
                continue
            tickets = tickets_of(record, panel)
            tied |= tickets != drawn
            if key > best or tickets < drawn:
                return f"{sorted(a['id'] for a in panel)} is {'better' if key > best else 'drawn before it'}"
    if tied != record["result"]["tie_drawn"]:
        return f"the record says that a tie was {'' if record['result']['tie_drawn'] else 'not '}drawn"
    return ""


def verify(record: Record, subsets: int) -> list[tuple[bool | None, str]]:
    """Every check: whether it holds (None: not checked), and what was checked."""
    result = record["result"]
    found: list[tuple[bool | None, str]] = [
        (hash_of(record) == record["sha256"], "the record's SHA-256 is that of its content"),
        (sha256(record["seed"]) == record["commitment"], "the seed is the one committed to"),
    ]
    if result["panel"] is None:
        return [*found, (None, "no panel was chosen: the wishes clash, which is not checked here")]
    panel = [a for a in record["applicants"] if a["id"] in result["panel"]]
    broken = ["someone is unknown"] * (len(panel) != len(result["panel"])) + broken_rules(record, panel)
    found.append((not broken, "the panel obeys the rules" + "".join(f"; {words}" for words in broken)))
    found.append((criteria_of(record, panel) == result["criteria"], "the panel's criteria are as recorded"))
    if result["proof"] != "optimal":
        found.append((None, "the record claims no proof, so none was checked"))
    elif (number := panels_of(record)) > subsets:
        found.append(
            (None, f"{number} possible panels are too many to look at; optimality and draw not checked")
        )
    else:
        fault = better_panel(record, panel)
        found.append(
            (not fault, fault or f"of {number} possible panels none is better, and the draw was followed")
        )
    return found


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["-"]
    try:
        with open(name, encoding="utf-8") if name != "-" else sys.stdin as file:
            checks = verify(json.load(file), int(rest[1]) if rest[:1] == ["--subsets"] else 5_000_000)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"{name}: not a record of a panel selection ({type(error).__name__}: {error})", file=sys.stderr)
        return 2
    for holds, words in checks:
        print({True: "holds     ", False: "FAILS     ", None: "unchecked "}[holds] + words)
    return 1 if any(holds is False for holds, _ in checks) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
