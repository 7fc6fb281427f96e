"""What would be otherwise: the price of a pin, the best swaps, the reserve, other policies side by side."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .selection import choose
from .selection_budget import Budget
from .selection_clashes import request
from .selection_policy import MOST_PANELISTS, Criterion, NhriRule, Policy
from .selection_pool import Pool, bits, pool_of
from .selection_values import Candidate, Choice

Criteria = Mapping[Criterion, int]


@dataclass(frozen=True)
class Price:
    """What one pin costs: the first criterion that is worse with it than without it (None: nothing), and by
    how much.

    `with_it` and `without_it` are the criteria of the two best panels. Where the other wishes can't be met
    without the pin, `without_it` is empty.
    """

    id: str
    criterion: Criterion | None
    by: int
    with_it: Criteria
    without_it: Criteria


@dataclass(frozen=True)
class Swap:
    """One panelist out, one application in; `changes` holds the criteria that differ, better is positive."""

    out: str
    into: str
    criteria: Criteria
    changes: Criteria


@dataclass(frozen=True)
class Reserve:
    """A place in the reserve: in how many seats this application would be the best successor, and its best
    panel.
    """

    id: str
    successor_of: tuple[str, ...]
    criteria: Criteria


def changes_between(before: Criteria, after: Criteria) -> dict[Criterion, int]:
    """The criteria that differ, by how much, better ones positive (a smaller gender gap is better)."""
    found = {}
    for name, value in after.items():
        change = before[name] - value if name == Criterion.GENDER_GAP else value - before[name]
        if change:
            found[name] = change
    return found


def price_of_pins(
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    steps: int | None = None,
) -> list[Price]:
    """The price of each pin, all other wishes kept, in order of id; empty where the wishes clash.

    A price is exact unless `steps` cut a search short.
    """

    def best(kept: Collection[str]) -> Choice:
        asked = request(
            candidates,
            policy=policy,
            max_panel=max_panel,
            pins=kept,
            exclusions=exclusions,
            conflicts=conflicts,
        )
        return choose(asked, seed="", budget=Budget(steps=steps), drawn=False)[0]

    with_all = best(pins)
    if with_all.panel is None:
        return []
    prices = []
    for id_ in sorted(set(pins)):
        without = best([other for other in pins if other != id_]).criteria
        worse = [name for name, by in changes_between(without, with_all.criteria).items() if by < 0][:1]
        first = worse[0] if worse else None
        by = abs(without[first] - with_all.criteria[first]) if first else 0
        prices.append(Price(id_, first, by, with_all.criteria, without))
    return prices


def swaps(
    panel_ids: Sequence[str],
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    seed: str = "",
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    most: int = 10,
) -> list[Swap]:
    """The best one-for-one swaps in a panel (made by hand or chosen), best first, equals in order of tickets.

    Pins stay, exclusions stay out, and a swap after which the panel breaks a rule is not offered.
    """
    asked = request(
        candidates, policy=policy, max_panel=max_panel, pins=pins, exclusions=exclusions, conflicts=conflicts
    )
    pool = pool_of(asked, seed)
    panel = sum(1 << pool.number[id_] for id_ in set(panel_ids))
    before = pool.criteria(panel)
    found = sorted(
        _ranked(pool, panel), key=lambda entry: (tuple(-value for value in entry[0]), entry[2], entry[1])
    )
    return [
        Swap(pool.ids[out], pool.ids[into], after, changes_between(before, after))
        for _, out, into, after in found[:most]
    ]


def _ranked(
    pool: Pool, panel: int, *, dropped_out: bool = False
) -> Iterator[tuple[tuple[int, ...], int, int, Criteria]]:
    """Every swap that leaves no rule broken: how good the panel is after it, who goes, who comes, its
    criteria.

    Where the one who goes has `dropped_out`, it no longer counts as an NHRI that applies.
    """
    pins, nhris = pool.pins, pool.nhris & ~pool.exclusions
    reserves = pool.policy.nhri == NhriRule.RESERVE
    outside = pool.everybody & ~(panel | pool.exclusions)
    if panel.bit_count() > pool.asked.max_panel or pins & ~panel:
        return
    for out in bits(panel & ~pins):
        rest = panel & ~(1 << out)
        if rest & (pool.barred_by(rest) | pool.exclusions):
            continue
        applying = nhris & ~(1 << out) if dropped_out else nhris
        joining = outside & ~pool.barred_by(rest)
        if reserves and applying and not rest & nhris:
            joining &= nhris
        for into in bits(joining):
            criteria = pool.criteria(rest | 1 << into)
            yield pool.policy.key(criteria), out, into, criteria


def reserve_order(
    panel_ids: Sequence[str],
    candidates: Sequence[Candidate],
    *,
    policy: Policy,
    max_panel: int = MOST_PANELISTS,
    seed: str = "",
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    most: int | None = None,
) -> list[Reserve]:
    """The reserve of a panel in order: who comes next if one of the chosen drops out.

    First those who would be the best successor in most seats, the other panelists staying; then by the best
    panel they would make in any one seat; then by ticket. Who could take no seat at all stands last, by
    ticket. The excluded are not in the reserve.
    """
    asked = request(
        candidates, policy=policy, max_panel=max_panel, exclusions=exclusions, conflicts=conflicts
    )
    pool = pool_of(asked, seed)
    panel = sum(1 << pool.number[id_] for id_ in set(panel_ids))
    best_in_seat: dict[int, tuple[tuple[int, ...], int]] = {}
    best_of: dict[int, tuple[tuple[int, ...], Criteria]] = {}
    for key, out, into, criteria in _ranked(pool, panel, dropped_out=True):
        if out not in best_in_seat or (key, -into) > best_in_seat[out]:
            best_in_seat[out] = key, -into
        if into not in best_of or key > best_of[into][0]:
            best_of[into] = key, criteria
    seats: dict[int, list[str]] = {}
    for out, (_, successor) in best_in_seat.items():
        seats.setdefault(-successor, []).append(pool.ids[out])

    def place(member: int) -> tuple[bool, int, tuple[int, ...], int]:
        key = tuple(-value for value in best_of[member][0]) if member in best_of else ()
        return member not in best_of, -len(seats.get(member, [])), key, member

    order = sorted(bits(pool.everybody & ~(panel | pool.exclusions)), key=place)
    return [
        Reserve(pool.ids[m], tuple(sorted(seats.get(m, []))), best_of[m][1] if m in best_of else {})
        for m in order[:most]
    ]


def compare_policies(
    candidates: Sequence[Candidate],
    policies: Sequence[Policy],
    *,
    measured_by: Policy,
    max_panel: int = MOST_PANELISTS,
    seed: str = "",
    pins: Collection[str] = (),
    exclusions: Collection[str] = (),
    conflicts: Collection[tuple[str, str]] = (),
    steps: int | None = None,
) -> dict[str, tuple[Choice, Criteria]]:
    """What each policy would choose from the same pool, and how its panel does measured by one of them."""
    found: dict[str, tuple[Choice, Criteria]] = {}
    for policy in policies:
        asked = request(
            candidates,
            policy=policy,
            max_panel=max_panel,
            pins=pins,
            exclusions=exclusions,
            conflicts=conflicts,
        )
        choice, _ = choose(asked, seed=seed, budget=Budget(steps=steps))
        pool = pool_of(request(candidates, policy=measured_by, pins=choice.panel or ()), seed)
        found[policy.name] = choice, pool.criteria(pool.pins)
    return found
