"""Why each application is on the panel or not."""

from random import Random

import pytest

from panels.selection import DEFAULT_POLICY, POLICIES, Candidate, Criterion, NhriRule, evaluate, select
from panels.selection_reasons import Cause, Reason, explain, text_for
from tests.panels.pools import by_brute_force, equal_pool, random_pool, random_wishes

FAQ = POLICIES[DEFAULT_POLICY]
DRAWN = "Panels with and without it are equal in every criterion; decided by the draw."


def someone(id_, **known):
    return Candidate(**{"id": id_, "organisation": f"Organisation {id_}", "kind": "national", **known})


def test_explain_names_the_first_criterion_that_falls():
    pool = [
        someone("a", submitted=True, themes=("A", "B")),
        someone("b", submitted=True),
        someone("i", kind="regional"),
    ]
    assert explain(pool, policy=FAQ, max_panel=1) == {
        "a": Reason(True, "distinct_themes", 2, "Without it, the best panel would have 2 themes fewer."),
        "b": Reason(False, "distinct_themes", 2, "With it, the best panel would have 2 themes fewer."),
        "i": Reason(
            False,
            "national_or_grassroots",
            1,
            "With it, the best panel would have one national or grassroots voice fewer.",
        ),
    }


def test_explain_tells_applications_apart_that_differ_in_their_themes_alone():
    pool = [
        someone("a", themes=("A", "B", "C")),
        someone("b", themes=("A", "B")),
        someone("c", themes=("A",)),
    ]
    told = explain(pool, policy=FAQ, max_panel=1)
    assert {id_: (reason.criterion, reason.by) for id_, reason in told.items()} == {
        "a": ("distinct_themes", 1),
        "b": ("distinct_themes", 1),
        "c": ("distinct_themes", 2),
    }


def test_explain_says_where_the_draw_decided():
    pool = [someone("a"), someone("b")]
    told = explain(pool, policy=FAQ, max_panel=1)
    assert {(reason.criterion, reason.by, reason.text) for reason in told.values()} == {("draw", 0, DRAWN)}
    assert sorted(reason.selected for reason in told.values()) == [False, True]


def test_explain_names_what_staff_decided():
    told = explain(
        [someone("a"), someone("b"), someone("c", organisation="Organisation a")],
        policy=FAQ,
        pins=["a"],
        exclusions=["b"],
    )
    assert {id_: (reason.selected, reason.criterion) for id_, reason in told.items()} == {
        "a": (True, "pinned"),
        "b": (False, "excluded"),
        "c": (False, "clash"),
    }


def test_explain_names_whom_the_wishes_of_staff_displace():
    """That the panel would be worse with it beside the pin is true, and yet not why it has no seat."""
    pool = [someone("a", themes=("A", "B")), someone("b", themes=("A",)), someone("c")]
    told = {id_: why.criterion for id_, why in explain(pool, policy=FAQ, max_panel=1, pins=["c"]).items()}
    assert told == {"a": "displaced", "b": "clash", "c": "pinned"}
    told = {
        id_: why.criterion for id_, why in explain(pool, policy=FAQ, max_panel=1, exclusions=["a"]).items()
    }
    assert told == {"a": "excluded", "b": "distinct_themes", "c": "distinct_themes"}
    nhri = [someone("a"), someone("b", themes=("A",)), someone("n", kind="nhri")]
    told = explain(nhri, policy=FAQ, max_panel=2, pins=["a"])
    assert (told["b"].criterion, told["b"].by) == ("displaced", 0)
    assert told["b"].text == "Without the pins and exclusions of staff it would be on the panel."


def test_explain_claims_nothing_of_a_wish_where_the_panel_without_it_is_not_proved():
    """Each reason that is given stays the same with more steps; the last question is whom the wishes displaced."""
    pool = equal_pool(Random(7), 25, codes=24)
    best = select(pool, policy=FAQ, max_panel=3).panel
    pins = [next(candidate.id for candidate in pool if candidate.id not in best)]
    whole = explain(pool, policy=FAQ, max_panel=3, pins=pins)
    assert "displaced" in {reason.criterion for reason in whole.values()}
    cut_late = 0
    for steps in range(1, 4000, 37):
        told = explain(pool, policy=FAQ, max_panel=3, pins=pins, steps=steps)
        for id_, reason in told.items():
            assert reason.criterion == "not_proven" or reason == whole[id_]
        kept = {id_ for id_, reason in told.items() if reason.criterion != "not_proven"}
        cut_late += len(kept) > 1 and all(told[id_].selected for id_ in kept)
    assert cut_late > 0


def test_explain_names_the_seat_of_the_nhri():
    told = explain([someone("a"), someone("n", kind="nhri")], policy=FAQ, max_panel=1)
    assert (told["n"].selected, told["n"].criterion) == (True, "nhri_seat")
    assert (told["a"].selected, told["a"].criterion) == (False, "clash")


def test_explain_names_what_the_panel_would_lose_without_its_only_nhri():
    """Left out, it applies no more, and its seat is anybody's: the seat decides only where nothing falls."""
    told = explain([someone("a"), someone("n", kind="nhri")], policy=FAQ)
    assert (told["n"].criterion, told["n"].by) == ("size", 1)
    assert told["n"].text == "Without it, the best panel would have one panelist fewer."
    abroad = [someone(id_, kind="international", gender="M") for id_ in "abc"]
    woman = someone("n", kind="nhri", gender="F")
    assert explain([*abroad, woman], policy=FAQ, max_panel=2)["n"].criterion == "gender_perspective"
    alike = [someone("a", kind="regional"), someone("n", kind="nhri")]
    told = explain(alike, policy=FAQ, max_panel=1)
    assert (told["n"].criterion, told["a"].criterion) == ("nhri_seat", "clash")  # equal, and yet not drawn


def test_explain_names_the_seat_where_no_other_nhri_can_sit():
    pool = [someone("a"), someone("n1", kind="nhri"), someone("n2", kind="nhri")]
    told = explain(pool, policy=FAQ, pins=["a"], conflicts=[("a", "n2")])
    assert (told["n1"].criterion, told["n2"].criterion) == ("nhri_seat", "clash")


def test_explain_claims_nothing_of_the_nhri_where_the_search_is_cut_short():
    pool = [*equal_pool(Random(7), 25, codes=24), someone("n", kind="nhri")]
    whole, cut = explain(pool, policy=FAQ)["n"], set()
    for steps in range(1, 400, 3):
        told = explain(pool, policy=FAQ, steps=steps)["n"]
        cut.add(told.criterion)
        assert told.criterion == "not_proven" or told == whole
    assert cut == {"not_proven", whole.criterion}


def test_explain_falls_in_criteria_after_the_themes_too():
    pool = [someone("m", gender="M"), someone("w", gender="F")]
    told = explain(pool, policy=POLICIES["gender-last"], max_panel=1)
    assert (told["m"].criterion, told["w"].criterion) == ("gender_perspective", "gender_perspective")
    even = [someone("m", gender="M"), someone("x", gender="X"), someone("w", gender="F", themes=("A",))]
    told = explain(even, policy=POLICIES["gender-last"], max_panel=2)
    assert (told["x"].criterion, told["x"].by) == ("gender_gap", 1)
    assert told["w"].criterion == "distinct_themes"


def test_explain_says_draw_where_nothing_falls_after_the_themes_either():
    told = explain([someone("a"), someone("b")], policy=POLICIES["gender-last"], max_panel=1)
    assert {reason.criterion for reason in told.values()} == {"draw"}


def test_explain_where_wishes_clash_has_nothing_to_say():
    assert explain([someone("a")], policy=FAQ, pins=["a"], exclusions=["a"]) == {}


def test_explain_claims_nothing_of_a_panel_that_was_cut_short_by_the_clock():
    times = iter([0.0, 99.0])  # over when the search first looks, though each question after it is short
    told = explain(
        equal_pool(Random(1), 60, codes=24), policy=FAQ, time_limit=1.0, clock=lambda: next(times, 0.0)
    )
    assert {reason.criterion for reason in told.values()} == {"not_proven"}


def test_explain_cut_short_claims_nothing():
    pool = random_pool(Random(2), 25, organisations=12)
    told = explain(pool, policy=FAQ, steps=5)
    assert {reason.criterion for reason in told.values()} == {"not_proven"}
    best, whole = select(pool, policy=FAQ), explain(pool, policy=FAQ)
    mixed = 0
    for steps in (20, 60, 100, 140, 180, 250):
        told = explain(pool, policy=FAQ, steps=steps)
        for id_, reason in told.items():
            if reason.criterion != "not_proven":
                assert reason == whole[id_]
        mixed += 0 < sum(reason.criterion == "not_proven" for reason in told.values()) < len(pool)
    assert mixed > 0
    assert {id_ for id_, reason in whole.items() if reason.selected} == set(best.panel)


@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize("selected", [True, False])
def test_every_criterion_has_words(criterion, selected):
    for by in (1,) if criterion == Criterion.GENDER_PERSPECTIVE else (1, 3):
        text = text_for(selected, criterion, by)
        assert text.startswith("Without it, " if selected else "With it, ")
        assert ("3" in text) == (by == 3)


def test_every_cause_has_words():
    for selected in (True, False):
        for cause in {Cause.DRAW, Cause.NOT_PROVEN, Cause.PINNED if selected else Cause.EXCLUDED}:
            assert text_for(selected, cause, 0).endswith(".")


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_explain_agrees_with_brute_force(policy):
    """Each reason by looking at every panel with (or without) the application."""
    random = Random(policy.name)
    for _ in range(12):
        pool = random_pool(random, 8, codes=6, organisations=6)
        wishes = {**random_wishes(random, pool), "max_panel": 3}
        panel, best, _ = by_brute_force(pool, policy=policy, seed="", **wishes)
        told = explain(pool, policy=policy, **wishes)
        free = {**wishes, "pins": [], "exclusions": []}
        by_rule_alone = by_brute_force(pool, policy=policy, seed="", **free)[0]
        if panel is None:
            assert told == {}
            continue
        for id_ in {candidate.id for candidate in pool} - {*wishes["pins"], *wishes["exclusions"]}:
            changed = "exclusions" if id_ in panel else "pins"
            asked = {**wishes, changed: [*wishes[changed], id_]}
            other, criteria, _ = by_brute_force(pool, policy=policy, seed="", **asked)
            falls = [
                (name, abs(best[name] - criteria[name]))
                for name in policy.order
                if criteria and criteria[name] != best[name]
            ]
            expected = falls[0] if falls else ("clash" if other is None else "draw", 0)
            applying = {c.id for c in pool if c.kind == "nhri"} - set(wishes["exclusions"])
            if id_ in panel and policy.nhri == NhriRule.RESERVE and id_ in applying:
                # without it the panel is impossible, or its seat lapses and the panel is as good or better
                alone = applying == {id_} and policy.key(criteria) >= policy.key(best)
                expected = ("nhri_seat", 0) if alone or other is None else expected
            if id_ in set(by_rule_alone or ()) - set(panel):
                expected = ("displaced", 0)
            assert (told[id_].selected, (told[id_].criterion, told[id_].by)) == (id_ in panel, expected)
            assert evaluate(panel, pool, policy=policy) == best
