"""Prices, swaps, the reserve, and policies side by side."""

from random import Random

from panels.selection import DEFAULT_POLICY, POLICIES, Candidate, Criterion, evaluate, problems, select
from panels.selection_whatif import (
    Price,
    Reserve,
    Swap,
    compare_policies,
    price_of_pins,
    reserve_order,
    swaps,
)
from tests.panels.pools import random_pool

FAQ = POLICIES[DEFAULT_POLICY]


def someone(id_, **known):
    return Candidate(**{"id": id_, "organisation": f"Organisation {id_}", "kind": "national", **known})


GOOD = someone("good", themes=("A", "B"))
FAIR = someone("fair", themes=("C",))
POOR = someone("poor")


def test_price_of_pins_says_what_each_pin_costs():
    pool = [GOOD, FAIR, POOR]
    (price,) = price_of_pins(pool, policy=FAQ, max_panel=2, pins=["poor"])
    without, with_it = (
        evaluate(["fair", "good"], pool, policy=FAQ),
        evaluate(["good", "poor"], pool, policy=FAQ),
    )
    assert price == Price("poor", Criterion.DISTINCT_THEMES, 1, with_it, without)


def test_price_of_a_pin_that_costs_nothing():
    (price,) = price_of_pins([GOOD, FAIR, POOR], policy=FAQ, max_panel=2, pins=["good"])
    assert (price.criterion, price.by, price.with_it) == (None, 0, price.without_it)


def test_price_of_pins_that_clash_is_not_named():
    assert price_of_pins([GOOD], policy=FAQ, pins=["good"], exclusions=["good"]) == []


def test_swaps_name_the_best_first_with_their_effect():
    pool = [GOOD, FAIR, POOR]
    first, second = swaps(["fair", "poor"], pool, policy=FAQ, max_panel=2)
    assert first == Swap(
        "poor", "good", evaluate(["fair", "good"], pool, policy=FAQ), {Criterion.DISTINCT_THEMES: 2}
    )
    assert (second.out, second.into, second.changes) == ("fair", "good", {Criterion.DISTINCT_THEMES: 1})


def test_swaps_say_better_for_a_smaller_gap():
    pool = [someone("w1", gender="F"), someone("w2", gender="F"), someone("m", gender="M")]
    assert swaps(["w1", "w2"], pool, policy=FAQ, max_panel=2)[0].changes == {Criterion.GENDER_GAP: 2}


def test_swaps_keep_pins_and_rules():
    random = Random(5)
    for _ in range(20):
        pool = random_pool(random, 9, organisations=6)
        wishes = {"max_panel": 4, "exclusions": ["a000"], "conflicts": [("a001", "a002"), ("a003", "a004")]}
        choice = select(pool, policy=FAQ, **wishes)
        pins = choice.panel[:1]
        expected = {
            (out, into.id)
            for out in choice.panel[1:]
            for into in pool
            if into.id not in choice.panel
            and not problems(sorted({*choice.panel, into.id} - {out}), pool, policy=FAQ, pins=pins, **wishes)
        }
        found = swaps(choice.panel, pool, policy=FAQ, pins=pins, most=100, **wishes)
        assert {(swap.out, swap.into) for swap in found} == expected
        keys = [FAQ.key(swap.criteria) for swap in found]
        assert keys == sorted(keys, reverse=True)


def test_swaps_offer_none_for_a_panel_that_one_swap_cannot_mend():
    pool = [GOOD, FAIR, POOR, someone("twin", organisation="Organisation good")]
    assert swaps(["good", "fair"], pool, policy=FAQ, max_panel=1) == []
    assert swaps(["good"], pool, policy=FAQ, pins=["fair"]) == []
    assert {swap.out for swap in swaps(["good", "twin"], pool, policy=FAQ)} == {"good", "twin"}
    assert swaps(["good", "fair", "twin"], [GOOD, FAIR, pool[3]], policy=FAQ, exclusions=["fair"]) == []


def test_reserve_order_puts_the_best_successors_first():
    pool = [someone("w", gender="F", themes=("A",)), someone("m", gender="M", themes=("B",))]
    pool += [
        someone("w2", gender="F"),
        someone("m2", gender="M", themes=("C",)),
        someone("i", kind="regional"),
    ]
    order = reserve_order(["m", "w"], pool, policy=FAQ, max_panel=2)
    assert [place.id for place in order] == ["m2", "w2", "i"]
    assert order[0] == Reserve("m2", ("m",), evaluate(["m2", "w"], pool, policy=FAQ))
    assert order[2].successor_of == ()
    assert len(reserve_order(["m", "w"], pool, policy=FAQ, max_panel=2, most=1)) == 1


def test_reserve_order_frees_the_seat_of_an_nhri_that_drops_out():
    pool = [someone("n", kind="nhri"), someone("a"), someone("b")]
    (place,) = reserve_order(["a", "n"], pool, policy=FAQ, max_panel=2)
    assert (place.id, place.successor_of) == ("b", ("a", "n"))


def test_reserve_order_puts_those_who_fit_nowhere_last_and_leaves_out_the_excluded():
    pool = [GOOD, FAIR, POOR, someone("out"), someone("stuck", themes=("D", "E", "F"))]
    conflicts = [("stuck", "good"), ("stuck", "fair")]
    order = reserve_order(
        ["fair", "good"], pool, policy=FAQ, max_panel=2, exclusions=["out"], conflicts=conflicts
    )
    assert [(place.id, place.criteria == {}) for place in order] == [("poor", False), ("stuck", True)]


def test_compare_policies_measures_all_by_one():
    pool = [someone("c1", coalition=True), someone("c2", coalition=True), someone("s", submitted=True)]
    found = compare_policies(pool, list(POLICIES.values()), measured_by=FAQ, max_panel=2)
    assert list(found) == list(POLICIES)
    choice, criteria = found["coalition-at-least-one"]
    assert criteria == evaluate(choice.panel, pool, policy=FAQ)
    assert all(FAQ.key(other) <= FAQ.key(found[DEFAULT_POLICY][1]) for _, other in found.values())


def test_compare_policies_where_wishes_clash():
    found = compare_policies([GOOD], [FAQ], measured_by=FAQ, pins=["good"], exclusions=["good"])
    assert found[DEFAULT_POLICY][0].panel is None


def test_reserve_puts_the_successor_in_most_seats_before_the_best_panel_in_one():
    seated = [someone(f"p{number}", submitted=True) for number in (1, 2, 3)]
    better_once = someone("b", submitted=True)
    often = someone("a")
    apart = [("b", "p1")]
    places = reserve_order(
        ["p1", "p2", "p3"], [*seated, better_once, often], policy=FAQ, max_panel=3, conflicts=apart
    )
    assert [(place.id, place.successor_of) for place in places] == [("a", ("p2", "p3")), ("b", ("p1",))]
    assert FAQ.key(places[1].criteria) > FAQ.key(places[0].criteria)
