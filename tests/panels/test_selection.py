"""The rule by small cases that can be followed by hand, and against brute force and a second solver."""

from dataclasses import replace
from random import Random

import pytest

from panels.selection import (
    DEFAULT_POLICY,
    POLICIES,
    Candidate,
    Choice,
    Criterion,
    Proof,
    evaluate,
    problems,
    select,
    ticket,
)
from tests.panels.pools import by_brute_force, equal_pool, random_pool, random_wishes
from tests.panels.second_opinion import best_by_cp_sat

FAQ = POLICIES[DEFAULT_POLICY]


def someone(id_: str, **known) -> Candidate:
    """A national organisation of its own, a speaker whose gender is not disclosed."""
    return Candidate(**{"id": id_, "organisation": f"Organisation {id_}", "kind": "national", **known})


def chosen(*candidates: Candidate, **asked) -> tuple[str, ...] | None:
    return select(candidates, **{"policy": FAQ, **asked}).panel


def test_select_nobody_applies_gives_an_empty_panel():
    choice = select([], policy=FAQ)
    assert choice == Choice((), dict.fromkeys(FAQ.order, 0))


def test_select_never_seats_a_seventh():
    assert len(chosen(*(someone(f"a{number}") for number in range(9)))) == 6


def test_select_prefers_the_larger_panel():
    hub = someone("hub", submitted=True, coalition=True, gender="F", themes=("WOM", "A", "B", "C"))
    assert chosen(hub, someone("x"), someone("y"), conflicts=[("hub", "x"), ("y", "hub")]) == ("x", "y")


def test_select_puts_gender_perspective_above_national_voices():
    woman = someone("w", kind="international", gender="F")
    assert chosen(someone("a"), woman, max_panel=1) == ("w",)


@pytest.mark.parametrize("theme", ["WOM", "GEN", "UI-WOMEN"])
def test_select_counts_a_gender_theme_as_gender_perspective(theme):
    speaks = someone("s", kind="international", themes=(theme,))
    assert chosen(someone("a"), speaks, max_panel=1) == ("s",)


def test_select_counts_no_gender_theme_beyond_the_cap():
    speaks = someone("s", kind="international", themes=("A", "B", "C", "D", "WOM"))
    assert chosen(someone("a"), speaks, max_panel=1) == ("a",)


def test_select_puts_national_voices_above_parity():
    pool = [someone("w1", gender="F"), someone("w2", gender="F"), someone("m", gender="M", kind="regional")]
    assert chosen(*pool, max_panel=2) == ("w1", "w2")


def test_select_puts_parity_above_coalitions():
    pool = [someone("w1", gender="F", coalition=True), someone("w2", gender="F", coalition=True)]
    assert "m" in chosen(*pool, someone("m", gender="M"), max_panel=2)


@pytest.mark.parametrize("neutral", ["X", "undisclosed"])
def test_select_takes_undisclosed_and_other_genders_as_neutral(neutral):
    pool = [someone("w", gender="F"), someone("n", gender=neutral), someone("w2", gender="F", submitted=True)]
    assert evaluate(["w", "n"], pool, policy=FAQ)[Criterion.GENDER_GAP] == 1
    assert evaluate(["w", "w2"], pool, policy=FAQ)[Criterion.GENDER_GAP] == 2


def test_select_counts_only_national_coalitions():
    pool = [
        someone("i", kind="international", coalition=True),
        someone("g", kind="grassroots", coalition=True),
    ]
    assert evaluate(["i", "g"], pool, policy=FAQ)[Criterion.NATIONAL_COALITIONS] == 1


def test_select_puts_coalitions_above_reports_and_reports_above_themes():
    coalition = someone("c", coalition=True)
    report = someone("r", submitted=True)
    themes = someone("t", themes=("A", "B"))
    assert chosen(coalition, report, themes, max_panel=1) == ("c",)
    assert chosen(report, themes, max_panel=1) == ("r",)


def test_select_counts_different_themes_of_the_panel_not_of_each():
    same = [someone(f"s{number}", themes=("A", "B", "C")) for number in range(3)]
    assert chosen(*same[:2], someone("d", themes=("D",)), max_panel=2)[0] == "d"


def test_select_keeps_one_seat_for_the_nhri():
    pool = [*(someone(f"a{number}", coalition=True) for number in range(7)), someone("n", kind="nhri")]
    assert "n" in chosen(*pool)
    assert "n" in chosen(*pool, max_panel=1)
    assert "n" not in chosen(*pool, policy=POLICIES["nhri-competes"])


def test_select_keeps_no_seat_where_every_nhri_is_excluded_or_there_is_none():
    pool = [someone("a"), someone("n", kind="nhri")]
    assert chosen(*pool, exclusions=["n"]) == ("a",)
    assert chosen(*pool, max_panel=0) == ()


def test_select_never_seats_two_nhris():
    pool = [someone("n1", kind="nhri"), someone("n2", kind="nhri")]
    for policy in POLICIES.values():
        assert len(chosen(*pool, policy=policy)) == 1


def test_select_never_seats_an_organisation_twice():
    assert len(chosen(someone("a", organisation="O"), someone("b", organisation="O"))) == 1


def test_select_honours_pins_and_exclusions():
    pool = [someone("good", submitted=True), someone("poor", kind="international")]
    assert chosen(*pool, max_panel=1, pins=["poor"]) == ("poor",)
    assert chosen(*pool, exclusions=["good"]) == ("poor",)


def test_select_draws_the_smallest_tuple_of_tickets_among_equals():
    pool = [someone(f"a{number}") for number in range(5)]
    first = sorted((ticket("seed", candidate.id), candidate.id) for candidate in pool)[:2]
    choice = select(pool, policy=FAQ, max_panel=2, seed="seed")
    assert choice.panel == tuple(sorted(id_ for _, id_ in first))
    assert choice.tie_drawn is True


def test_select_says_when_no_tie_was_drawn():
    choice = select([someone("a", submitted=True), someone("b")], policy=FAQ, max_panel=1)
    assert (choice.panel, choice.tie_drawn, choice.proof, choice.bound) == (
        ("a",),
        False,
        Proof.OPTIMAL,
        None,
    )


def test_ticket_is_the_hash_of_seed_newline_id():
    assert ticket("séed", "a1") == "96c3ada368c14d353a81148260751d2e9db37592de2eac79605cec33fe4529b1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("faq-2024", ("m", "w")),
        ("gender-last", ("m", "m2")),
        ("parity-first", ("m", "w")),
    ],
)
def test_policies_order_gender_differently(name, expected):
    pool = [
        someone("m", gender="M", coalition=True),
        someone("m2", gender="M", coalition=True),
        someone("w", gender="F"),
    ]
    pool[0] = someone("m", gender="M", coalition=True, submitted=True)
    assert chosen(*pool, max_panel=2, policy=POLICIES[name]) == expected


def test_policy_parity_first_puts_parity_above_national_voices():
    pool = [someone("w1", gender="F"), someone("w2", gender="F"), someone("m", gender="M", kind="regional")]
    assert "m" in chosen(*pool, max_panel=2, policy=POLICIES["parity-first"])


def test_policy_coalition_at_least_one_counts_no_second_coalition():
    pool = [someone("c1", coalition=True), someone("c2", coalition=True), someone("s", submitted=True)]
    assert chosen(*pool, max_panel=2) == ("c1", "c2")
    assert "s" in chosen(*pool, max_panel=2, policy=POLICIES["coalition-at-least-one"])


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"max_panel": 7}, "max_panel must be from 0 to 6, not 7"),
        ({"max_panel": -1}, "max_panel must be from 0 to 6, not -1"),
        ({"pins": ["z"]}, "pins: unknown application 'z'"),
        ({"exclusions": ["z"]}, "exclusions: unknown application 'z'"),
        ({"conflicts": [("a", "z")]}, "conflicts: unknown application 'z'"),
        ({"conflicts": [("a", "a")]}, "application 'a' can't be in conflict with itself"),
    ],
)
def test_select_refuses_what_makes_no_sense(asked, words):
    with pytest.raises(ValueError) as error:
        chosen(someone("a"), **asked)
    assert str(error.value) == words


def test_select_refuses_an_id_twice():
    with pytest.raises(ValueError) as error:
        chosen(someone("a"), someone("a"))
    assert str(error.value) == "application 'a' appears twice"


def test_select_refuses_a_time_limit_without_a_clock():
    with pytest.raises(ValueError):
        chosen(someone("a"), time_limit=1.0)


@pytest.mark.parametrize("field", ["kind", "gender"])
def test_candidate_refuses_an_unknown_word(field):
    with pytest.raises(ValueError):
        someone("a", **{field: "other"})


def test_select_cut_short_says_not_proven_and_never_claims_more():
    pool = random_pool(Random(4), 40, codes=30, organisations=20)
    best = select(pool, policy=FAQ)
    said = set()
    for steps in (*range(0, 40, 3), 100, 400):
        choice = select(pool, policy=FAQ, steps=steps)
        said.add(choice.proof)
        if choice.proof == Proof.OPTIMAL:
            assert choice == best
        else:
            assert problems(choice.panel, pool, policy=FAQ) == []
            assert FAQ.key(choice.criteria) <= FAQ.key(best.criteria) <= FAQ.key(choice.bound)
    assert said == {Proof.OPTIMAL, Proof.NOT_PROVEN}


def test_select_cut_short_while_settling_what_comes_after_the_themes():
    pool = random_pool(Random(6), 30, codes=30, organisations=20)
    policy = POLICIES["gender-last"]
    best = select(pool, policy=policy)
    for steps in range(0, 2000, 7):
        choice = select(pool, policy=policy, steps=steps)
        if choice.proof == Proof.OPTIMAL:
            break
        assert policy.key(choice.criteria) <= policy.key(best.criteria) <= policy.key(choice.bound)


def test_select_cut_short_at_once_still_breaks_no_rule():
    pool = [someone("a"), someone("n", kind="nhri"), someone("m", kind="nhri"), someone("b")]
    asked = {"pins": ["a"], "conflicts": [("a", "n")]}
    assert select(pool, policy=FAQ, steps=0, **asked).panel == ("a", "m")
    assert select(pool, policy=FAQ, steps=0, pins=["n"]).panel == ("n",)
    assert select(pool, policy=POLICIES["nhri-competes"], steps=0).panel == ()


def test_policy_refuses_an_order_that_is_not_whole_or_does_not_begin_with_size():
    for order in (FAQ.order[:-1], FAQ.order[::-1], (*FAQ.order[:-1], FAQ.order[1])):
        with pytest.raises(ValueError):
            replace(FAQ, order=order)


@pytest.mark.parametrize("cap", [-1, 5])
def test_policy_refuses_a_cap_the_search_cannot_keep(cap):
    with pytest.raises(ValueError):
        replace(FAQ, theme_cap=cap)


def test_policy_with_a_lower_cap_counts_fewer_themes():
    criteria = evaluate(["a"], [someone("a", themes=("A", "B", "C"))], policy=replace(FAQ, theme_cap=2))
    assert criteria[Criterion.DISTINCT_THEMES] == 2


def test_select_looks_at_the_clock_it_is_given():
    times = iter([0.0, *[99.0] * 10_000])
    choice = select(
        equal_pool(Random(1), 60, codes=24), policy=FAQ, time_limit=1.0, clock=lambda: next(times)
    )
    assert choice.proof == Proof.NOT_PROVEN
    calm = select(equal_pool(Random(1), 60, codes=54), policy=FAQ, time_limit=1.0, clock=lambda: 0.0)
    assert calm.proof == Proof.OPTIMAL


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_select_agrees_with_brute_force(policy):
    random = Random(policy.name)
    for _ in range(40):
        pool = random_pool(random, random.randint(0, 10), codes=random.choice((3, 6, 12)), organisations=8)
        wishes = random_wishes(random, pool)
        choice = select(pool, policy=policy, seed="s", **wishes)
        expected = by_brute_force(pool, policy=policy, seed="s", **wishes)
        assert (choice.panel, dict(choice.criteria), choice.tie_drawn) == expected
        assert (choice.panel is None) == bool(choice.clashes)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_select_agrees_with_a_second_solver(policy):
    random = Random(policy.name)
    for size in (30, 60):
        pool = random_pool(random, size, codes=random.choice((12, 54)), organisations=size // 2)
        wishes = {**random_wishes(random, pool), "pins": []}
        choice = select(pool, policy=policy, **wishes)
        expected = best_by_cp_sat(pool, policy=policy, **wishes)
        assert None if choice.panel is None else policy.key(choice.criteria) == expected


def test_select_sees_through_clusters_of_near_doubles():
    """Five fields of six themes, each application on four of one field: six on four fields and two of the
    fifth.
    """
    random = Random(8)
    pool = []
    for number in range(120):
        field = number % 5
        themes = tuple(f"{field}.{theme}" for theme in random.sample(range(6), 4))
        pool.append(someone(f"a{number}", themes=themes))
    choice = select(pool, policy=FAQ, steps=20_000)
    assert (choice.proof, choice.criteria[Criterion.DISTINCT_THEMES]) == (Proof.OPTIMAL, 22)
