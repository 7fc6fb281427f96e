"""Every panel of a small pool looked at, written for speed and with nothing of the rule's own code but
tickets.

`pools.by_brute_force` asks the rule's own checker about each panel; this one counts for itself, so that
thousands of pools of fourteen can be tried.
"""

from collections.abc import Collection, Sequence
from itertools import combinations

from panels.selection import Candidate, Criterion, Policy, ticket


def every_panel(
    pool: Sequence[Candidate],
    *,
    policy: Policy,
    seed: str,
    max_panel: int = 6,
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
) -> tuple[tuple[str, ...] | None, dict[Criterion, int], bool]:
    """The chosen panel (None where none is possible), its criteria, and whether others were equal."""
    linked = {frozenset(pair) for pair in conflicts}
    apart = {
        frozenset((one.id, other.id))
        for one, other in combinations(pool, 2)
        if one.organisation == other.organisation
        or one.kind == other.kind == "nhri"
        or {one.id, other.id} in linked
    }
    applying = [
        candidate for candidate in pool if candidate.kind == "nhri" and candidate.id not in exclusions
    ]
    needs_nhri = policy.nhri == "reserve" and max_panel > 0 and bool(applying)
    free = [candidate for candidate in pool if candidate.id not in exclusions]
    if set(pins) & set(exclusions):
        return None, {}, False
    best: list[tuple[tuple[int, ...], list[str], tuple[str, ...], dict[Criterion, int]]] = []
    for size in range(max_panel, -1, -1):
        for panel in combinations(free, size):
            ids = {candidate.id for candidate in panel}
            if not ids.issuperset(pins) or any(pair <= ids for pair in apart):
                continue
            if needs_nhri and not any(candidate.kind == "nhri" for candidate in panel):
                continue
            criteria = _count(panel, policy)
            key = tuple(-v if name == "gender_gap" else v for name, v in criteria.items())
            if best and key > best[0][0]:
                best = []
            if not best or key == best[0][0]:
                drawn = sorted(ticket(seed, id_) for id_ in ids)
                best.append((key, drawn, tuple(sorted(ids)), criteria))
        if best:
            break
    if not best:
        return None, {}, False
    _, _, chosen, criteria = min(best, key=lambda entry: entry[1])
    return chosen, criteria, len(best) > 1


def _count(panel: Sequence[Candidate], policy: Policy) -> dict[Criterion, int]:
    women, men = (sum(candidate.gender == gender for candidate in panel) for gender in "FM")
    voices = [candidate for candidate in panel if candidate.kind in ("national", "grassroots")]
    coalitions = sum(candidate.coalition for candidate in voices)
    themes = {theme for candidate in panel for theme in candidate.themes[: policy.theme_cap]}
    values = {
        "size": len(panel),
        "gender_perspective": int(women > 0 or not themes.isdisjoint(policy.gender_themes)),
        "national_or_grassroots": len(voices),
        "gender_gap": abs(women - men),
        "national_coalitions": min(coalitions, 1) if policy.one_coalition_is_enough else coalitions,
        "submitted": sum(candidate.submitted for candidate in panel),
        "distinct_themes": len(themes),
    }
    return {name: values[name] for name in policy.order}
