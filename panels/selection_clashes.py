"""Who can't sit together, and which wishes can't all be met.

One list of constraints serves three purposes: the search obeys it, a panel made by hand is checked against
it, and where wishes clash the minimal clashing sets are named in words.

Whether the NHRI's seat is kept is settled once, from the whole request: it is kept where an NHRI applies that
nobody excluded, and the panel has a seat at all. With that settled, every wish only ever forbids panels, so
"minimal" has its plain meaning: leave any one wish out of the set and the others can be met.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product

from .selection_policy import MOST_PANELISTS, NhriRule, Policy
from .selection_values import Candidate, Kind, Problem

MOST_CLASHES = 100
"""At most so many clashing sets are listed; the first ones in order of length, then of words."""

_MOST_COMBINATIONS = 1000
ONE_NHRI = "at most one NHRI"
NHRI_SEAT = "one seat for the NHRI"


@dataclass(frozen=True)
class Request:
    """A pool of candidates together with what staff wish; checked when made.

    Raises ValueError in one line for a repeated or unknown id, or a panel size outside 0 to 6.
    """

    candidates: tuple[Candidate, ...]
    policy: Policy
    max_panel: int
    pins: frozenset[str]
    exclusions: frozenset[str]
    conflicts: frozenset[tuple[str, str]]

    @property
    def keeps_nhri_seat(self) -> bool:
        """Whether one of the seats is the NHRI's."""
        return (
            self.policy.nhri == NhriRule.RESERVE
            and self.max_panel > 0
            and any(c.kind == Kind.NHRI and c.id not in self.exclusions for c in self.candidates)
        )

    def reasons_apart(self, one: Candidate, other: Candidate) -> tuple[str, ...]:
        """Why two applications can't sit on one panel, in words; empty where they can."""
        reasons = []
        if one.organisation == other.organisation:
            reasons.append(f"one application per organisation ({one.organisation})")
        if one.kind == other.kind == Kind.NHRI:
            reasons.append(ONE_NHRI)
        first, second = sorted((one.id, other.id))
        if (first, second) in self.conflicts:
            reasons.append(f"{first} and {second} are linked")
        return tuple(reasons)


def request(
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
) -> Request:
    """Check and freeze what was asked. The order of the candidates never matters: they are sorted by id."""
    if not 0 <= max_panel <= MOST_PANELISTS:
        raise ValueError(f"max_panel must be from 0 to {MOST_PANELISTS}, not {_shown(max_panel)}")
    known: set[str] = set()
    for candidate in candidates:
        if candidate.id in known:
            raise ValueError(f"application {_shown(candidate.id)} appears twice")
        known.add(candidate.id)
    pairs = set()
    for one, other in conflicts:
        if one == other:
            raise ValueError(f"application {_shown(one)} can't be in conflict with itself")
        pairs.add((min(one, other), max(one, other)))
    named = {
        "pins": pins,
        "exclusions": exclusions,
        "conflicts": [id_ for pair in sorted(pairs) for id_ in pair],
    }
    for where, ids in named.items():
        for id_ in ids:
            if id_ not in known:
                raise ValueError(f"{where}: unknown application {_shown(id_)}")
    ordered = tuple(sorted(candidates, key=lambda candidate: candidate.id))
    return Request(ordered, policy, max_panel, frozenset(pins), frozenset(exclusions), frozenset(pairs))


def _shown(value: object) -> str:
    """What was given, on one line; cut where it is long."""
    text = repr(value)
    return text if len(text) <= 70 else f"{text[:60]}..."


def problems_of(asked: Request, panel_ids: Sequence[str]) -> list[Problem]:
    """What is wrong with a panel, judged by the constraints the search obeys; empty where nothing is."""
    by_id = {candidate.id: candidate for candidate in asked.candidates}
    found = [
        Problem("unknown", (id_,), f"{id_} is not among the applications")
        for id_ in sorted(set(panel_ids) - set(by_id))
    ]
    found += [
        Problem("repeated", (id_,), f"{id_} is on the panel more than once")
        for id_ in sorted({id_ for id_ in panel_ids if panel_ids.count(id_) > 1})
    ]
    panel = [by_id[id_] for id_ in sorted(set(panel_ids) & set(by_id))]
    if len(panel_ids) > asked.max_panel:
        words = f"{len(panel_ids)} panelists, at most {asked.max_panel}"
        found.append(Problem("too_many", tuple(sorted(panel_ids)), words))
    for id_ in sorted(asked.pins - set(panel_ids)):
        found.append(Problem("pin_missing", (id_,), f"{id_} is pinned and not on the panel"))
    for id_ in sorted(asked.exclusions & set(panel_ids)):
        found.append(Problem("excluded", (id_,), f"{id_} is excluded and on the panel"))
    for one, other in combinations(panel, 2):
        for words in asked.reasons_apart(one, other):
            found.append(Problem(_code(words), (one.id, other.id), f"{one.id}, {other.id}: {words}"))
    if asked.keeps_nhri_seat and not any(candidate.kind == Kind.NHRI for candidate in panel):
        found.append(Problem("nhri_seat", (), f"{NHRI_SEAT}: an NHRI applies and none is on the panel"))
    return found


def _code(words: str) -> str:
    if words == ONE_NHRI:
        return "two_nhris"
    return "same_organisation" if words.startswith("one application per organisation") else "conflict"


def clashes_of(asked: Request) -> tuple[tuple[str, ...], ...]:
    """The minimal sets of wishes that can't be met together, in words; empty exactly where a panel exists."""
    pinned = [candidate for candidate in asked.candidates if candidate.id in asked.pins]
    sets = {frozenset(words) for words in _clashing(asked, pinned)}
    minimal = [words for words in sets if not any(smaller < words for smaller in sets)]
    return tuple(sorted((_in_order(words) for words in minimal), key=lambda words: (len(words), words)))[
        :MOST_CLASHES
    ]


def _in_order(words: frozenset[str]) -> tuple[str, ...]:
    """Pins first, then exclusions, then the rules they run into."""
    return tuple(
        sorted(words, key=lambda word: (not word.startswith("pin "), not word.startswith("exclude "), word))
    )


def _clashing(asked: Request, pinned: Sequence[Candidate]) -> Iterator[tuple[str, ...]]:
    """Clashing sets among which every minimal one is found (as far as the limit on combinations goes)."""
    for candidate in pinned:
        if candidate.id in asked.exclusions:
            yield f"pin {candidate.id}", f"exclude {candidate.id}"
    for one, other in combinations(pinned, 2):
        for words in asked.reasons_apart(one, other):
            yield f"pin {one.id}", f"pin {other.id}", words
    most = f"at most {asked.max_panel} panelists"
    yield from _too_many([candidate.id for candidate in pinned], asked.max_panel + 1, (most,))
    if asked.keeps_nhri_seat:
        others = [candidate for candidate in pinned if candidate.kind != Kind.NHRI]
        yield from _too_many([candidate.id for candidate in others], asked.max_panel, (most, NHRI_SEAT))
        yield from _nhri_kept_out(asked, others)


def _too_many(ids: Sequence[str], number: int, rules: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for chosen in islice(combinations(ids, number), _MOST_COMBINATIONS):
        yield (*(f"pin {id_}" for id_ in chosen), *rules)


def _nhri_kept_out(asked: Request, pinned: Sequence[Candidate]) -> Iterator[tuple[str, ...]]:
    """Every NHRI is excluded or can't sit with somebody pinned: one way for each, combined, then made
    minimal.
    """
    ways: list[list[frozenset[str]]] = []
    for nhri in asked.candidates:
        if nhri.kind == Kind.NHRI:
            out = [frozenset({f"exclude {nhri.id}"})] if nhri.id in asked.exclusions else []
            out += [
                frozenset({f"pin {p.id}", words}) for p in pinned for words in asked.reasons_apart(p, nhri)
            ]
            ways.append(out)
    for combination in islice(product(*ways), _MOST_COMBINATIONS):
        words = frozenset().union(*combination)
        for word in sorted(words):
            fewer = words - {word}
            if all(any(way <= fewer for way in out) for out in ways):
                words = fewer
        yield (*sorted(words), NHRI_SEAT)
