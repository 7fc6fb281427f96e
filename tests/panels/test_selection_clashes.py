"""What a panel made by hand breaks, and which wishes can't be met together."""

from itertools import combinations
from random import Random

import pytest

from panels.selection import DEFAULT_POLICY, POLICIES, Candidate, problems, select
from panels.selection_clashes import MOST_CLASHES, clashes_of, request
from tests.panels.pools import random_pool, random_wishes

FAQ = POLICIES[DEFAULT_POLICY]
N1, N2 = (Candidate(f"n{number}", f"N{number}", "nhri") for number in (1, 2))
A, B, C = (Candidate(name, f"Org {name}", "national") for name in "abc")
TWIN = Candidate("twin", "Org a", "national")
MANY = [Candidate(f"m{number}", f"M{number}", "national") for number in range(8)]


def found(panel, pool, **asked):
    return [(problem.code, problem.ids) for problem in problems(panel, pool, policy=FAQ, **asked)]


def clashes(*pool, **asked):
    return select(pool, policy=FAQ, **asked).clashes


@pytest.mark.parametrize(
    ("panel", "asked", "expected"),
    [
        (["a", "b"], {}, []),
        ([], {}, []),
        (["z"], {}, [("unknown", ("z",))]),
        (["a", "a"], {}, [("repeated", ("a",))]),
        (["a", "b"], {"max_panel": 1}, [("too_many", ("a", "b"))]),
        (["a"], {"pins": ["b"]}, [("pin_missing", ("b",))]),
        (["a"], {"exclusions": ["a"]}, [("excluded", ("a",))]),
        (["a", "twin"], {}, [("same_organisation", ("a", "twin"))]),
        (["b", "a"], {"conflicts": [("b", "a")]}, [("conflict", ("a", "b"))]),
        (
            ["a", "twin"],
            {"conflicts": [("a", "twin")]},
            [("same_organisation", ("a", "twin")), ("conflict", ("a", "twin"))],
        ),
    ],
)
def test_problems_name_every_rule_broken(panel, asked, expected):
    assert found(panel, [A, B, TWIN], **asked) == expected


def test_problems_name_the_nhri_rules():
    assert found(["n1", "n2"], [N1, N2]) == [("two_nhris", ("n1", "n2"))]
    assert found(["a"], [A, N1]) == [("nhri_seat", ())]
    assert found(["a"], [A, N1], exclusions=["n1"]) == []


def test_problems_are_told_in_words():
    assert [problem.words for problem in problems(["a", "twin"], [A, TWIN, N1], policy=FAQ, pins=["n1"])] == [
        "n1 is pinned and not on the panel",
        "a, twin: one application per organisation (Org a)",
        "one seat for the NHRI: an NHRI applies and none is on the panel",
    ]


@pytest.mark.parametrize(
    ("pool", "asked", "expected"),
    [
        ([N1, N2], {"pins": ["n1", "n2"]}, (("pin n1", "pin n2", "at most one NHRI"),)),
        ([A], {"pins": ["a"], "exclusions": ["a"]}, (("pin a", "exclude a"),)),
        (
            [A, TWIN],
            {"pins": ["twin", "a"]},
            (("pin a", "pin twin", "one application per organisation (Org a)"),),
        ),
        (
            [A, B],
            {"pins": ["a", "b"], "conflicts": [("b", "a")]},
            (("pin a", "pin b", "a and b are linked"),),
        ),
        ([A, B], {"pins": ["a"], "max_panel": 0}, (("pin a", "at most 0 panelists"),)),
        (
            [A, N1],
            {"pins": ["a"], "max_panel": 1},
            (("pin a", "at most 1 panelists", "one seat for the NHRI"),),
        ),
        (
            [A, N1],
            {"pins": ["a"], "conflicts": [("a", "n1")]},
            (("pin a", "a and n1 are linked", "one seat for the NHRI"),),
        ),
        (
            [A, N1, N2],
            {"pins": ["a"], "exclusions": ["n2"], "conflicts": [("a", "n1")]},
            (("pin a", "exclude n2", "a and n1 are linked", "one seat for the NHRI"),),
        ),
        (
            [A, B, N1],
            {"pins": ["a", "b"], "conflicts": [("a", "n1"), ("b", "n1")]},
            (
                ("pin a", "a and n1 are linked", "one seat for the NHRI"),
                ("pin b", "b and n1 are linked", "one seat for the NHRI"),
            ),
        ),
        ([A, N1], {"pins": ["a"], "exclusions": ["n1"]}, ()),
        ([A, N1], {"pins": ["n1"]}, ()),
    ],
)
def test_clashes_are_minimal_sets_in_words(pool, asked, expected):
    assert clashes(*pool, **asked) == expected


def test_clashes_of_seven_pins_name_all_seven():
    pins = [candidate.id for candidate in MANY[:7]]
    assert clashes(*MANY, pins=pins) == ((*(f"pin {id_}" for id_ in pins), "at most 6 panelists"),)


def test_clashes_are_listed_up_to_a_limit():
    pool = [Candidate(f"a{number:02}", f"O{number}", "national") for number in range(40)]
    assert len(clashes(*pool, pins=[candidate.id for candidate in pool])) == MOST_CLASHES


def test_clashes_where_two_pins_keep_many_nhris_out_stay_minimal():
    nhris = [Candidate(f"n{number:02}", f"N{number}", "nhri") for number in range(12)]
    conflicts = [(pin, nhri.id) for pin in "ab" for nhri in nhris]
    listed = clashes(A, B, *nhris, pins=["a", "b"], conflicts=conflicts)
    assert listed[0][0] == "pin a"
    assert all(not set(one) < set(other) for one in listed for other in listed)


def by_brute_force(asked):
    """The minimal clashing sets, by trying every subset of wishes; the NHRI's seat is settled before."""
    pool = asked.candidates
    wishes = [f"pin {id_}" for id_ in sorted(asked.pins)] + [
        f"exclude {id_}" for id_ in sorted(asked.exclusions)
    ]
    rules = [
        f"at most {asked.max_panel} panelists",
        *(["one seat for the NHRI"] if asked.keeps_nhri_seat else []),
    ]
    pairs = {frozenset(pair): asked.reasons_apart(*pair) for pair in combinations(pool, 2)}
    rules += sorted({words for reasons in pairs.values() for words in reasons})

    def possible(kept):
        pinned = [c for c in pool if f"pin {c.id}" in kept]
        if any(f"exclude {c.id}" in kept for c in pinned):
            return False
        if any(set(pairs[frozenset(pair)]) & kept for pair in combinations(pinned, 2)):
            return False
        room = len(pinned) <= asked.max_panel or rules[0] not in kept
        if not room or "one seat for the NHRI" not in kept or any(c.kind == "nhri" for c in pinned):
            return room
        return any(
            f"exclude {nhri.id}" not in kept
            and not any(set(pairs[frozenset((pin, nhri))]) & kept for pin in pinned)
            and (len(pinned) < asked.max_panel or rules[0] not in kept)
            for nhri in pool
            if nhri.kind == "nhri"
        )

    minimal = []
    for number in range(len(wishes) + len(rules) + 1):
        for chosen in combinations([*wishes, *rules], number):
            if not any(smaller <= set(chosen) for smaller in minimal) and not possible(set(chosen)):
                minimal.append(set(chosen))
    return minimal


def test_clashes_agree_with_brute_force():
    random = Random(7)
    clashing = 0
    for _ in range(150):
        pool = random_pool(random, 5, organisations=random.choice((3, 5)))
        wishes = random_wishes(random, pool)
        ids = [candidate.id for candidate in pool]
        wishes["pins"] = random.sample(ids, random.choice((1, 2, 3)))
        wishes["conflicts"] = wishes["conflicts"][:3]
        asked = request(pool, policy=FAQ, **wishes)
        expected = by_brute_force(asked)
        assert sorted(map(sorted, clashes_of(asked))) == sorted(map(sorted, expected))
        clashing += bool(expected)
    assert clashing > 50


def test_clashes_leave_out_a_set_that_holds_a_smaller_one():
    """Two pins of one organisation clash by themselves, whatever they also do to the NHRIs together."""
    same = Candidate("n1", "Org a", "nhri")
    linked = [("n2", "a"), ("n3", "twin")]
    n3 = Candidate("n3", "N3", "nhri")
    assert clashes(A, TWIN, same, N2, n3, pins=["a", "twin"], conflicts=linked) == (
        ("pin a", "pin twin", "one application per organisation (Org a)"),
    )
