"""What must hold of every pool, tried on many."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from panels.selection import DEFAULT_POLICY, POLICIES, Candidate, Gender, Kind, evaluate, problems, select
from panels.selection_whatif import changes_between

CODES = ("A", "B", "C", "D", "E", "WOM")
FAQ = POLICIES[DEFAULT_POLICY]
policies = st.sampled_from(sorted(POLICIES)).map(POLICIES.__getitem__)
seeds = st.text(max_size=3)


@st.composite
def applications(draw, number):
    return Candidate(
        id=f"a{number}",
        organisation=draw(st.sampled_from(("x", "y", f"o{number}", f"o{number}"))),
        kind=draw(st.sampled_from(sorted(Kind))),
        coalition=draw(st.booleans()),
        submitted=draw(st.booleans()),
        themes=tuple(draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))),
        gender=draw(st.sampled_from(sorted(Gender))),
    )


@st.composite
def pools(draw, least=0):
    return [draw(applications(number)) for number in range(draw(st.integers(least, 11)))]


@st.composite
def asked(draw, least=0):
    """A pool with pins, exclusions, conflicts and a size."""
    pool = draw(pools(least))
    ids = [candidate.id for candidate in pool]
    some = st.lists(st.sampled_from(ids), unique=True, max_size=3) if ids else st.just([])
    pairs = st.lists(st.sampled_from(ids), unique=True, min_size=2, max_size=2).map(tuple)
    return pool, {
        "policy": draw(policies),
        "max_panel": draw(st.integers(0, 6)),
        "seed": draw(seeds),
        "pins": draw(some),
        "exclusions": draw(some),
        "conflicts": draw(st.lists(pairs, max_size=5)) if len(ids) > 1 else [],
    }


def without_seed(wishes):
    return {name: value for name, value in wishes.items() if name != "seed"}


@settings(max_examples=40)
@given(asked(), st.randoms())
def test_order_of_the_input_never_matters(case, random):
    pool, wishes = case
    before = select(pool, **wishes)
    shuffled = random.sample(pool, len(pool))
    turned = {
        **wishes,
        "pins": wishes["pins"][::-1],
        "conflicts": [(b, a) for a, b in wishes["conflicts"][::-1]],
    }
    assert select(shuffled, **turned) == before


@settings(max_examples=40)
@given(asked())
def test_wishes_are_honoured_or_refused_with_a_minimal_clash(case):
    pool, wishes = case
    choice = select(pool, **wishes)
    if choice.panel is not None:
        assert problems(choice.panel, pool, **without_seed(wishes)) == []
        assert choice.clashes == ()
    else:
        assert choice.clashes
        for words in choice.clashes:
            assert not any(set(other) < set(words) for other in choice.clashes)
            for wish in words:
                verb, _, id_ = wish.partition(" ")
                if verb in ("pin", "exclude"):
                    assert id_ in wishes["pins" if verb == "pin" else "exclusions"]


@settings(max_examples=40)
@given(asked())
def test_leaving_out_one_wish_of_every_clash_lets_the_others_be_met(case):
    """Pins that are in no clash stay; without those that are in one there is a panel."""
    pool, wishes = case
    choice = select(pool, **wishes)
    named = {wish for words in choice.clashes for wish in words}
    pins = [id_ for id_ in wishes["pins"] if f"pin {id_}" not in named]
    assert select(pool, **{**wishes, "pins": pins}).panel is not None


@settings(max_examples=40)
@given(asked(least=1))
def test_removing_anyone_not_chosen_changes_nothing(case):
    pool, wishes = case
    choice = select(pool, **wishes)
    if choice.panel is None:
        return
    for out in pool:
        if out.id not in choice.panel and out.id not in wishes["exclusions"]:
            rest = [candidate for candidate in pool if candidate != out]
            conflicts = [pair for pair in wishes["conflicts"] if out.id not in pair]
            again = select(rest, **{**wishes, "conflicts": conflicts})
            assert (again.panel, again.criteria) == (choice.panel, choice.criteria)


@settings(max_examples=40)
@given(asked(least=1), st.data())
def test_bettering_a_chosen_one_never_drops_it(case, data):
    pool, wishes = case
    choice = select(pool, **wishes)
    if not choice.panel:
        return
    id_ = data.draw(st.sampled_from(choice.panel))
    lucky = next(candidate for candidate in pool if candidate.id == id_)
    betters = [replace(lucky, submitted=True), replace(lucky, coalition=True)]
    if lucky.kind in (Kind.REGIONAL, Kind.INTERNATIONAL):
        betters.append(replace(lucky, kind=Kind.NATIONAL))
    if len(lucky.themes) < 4:
        betters += [
            replace(lucky, themes=(*lucky.themes, code))
            for code in ("NEW", *CODES)
            if code not in lucky.themes
        ]
    for better in betters:
        changed = [better if candidate == lucky else candidate for candidate in pool]
        assert lucky.id in select(changed, **wishes).panel


@settings(max_examples=40)
@given(pools(least=1), policies, seeds, st.data())
def test_a_dominated_one_is_chosen_over_its_dominator_only_by_the_draw(pool, policy, seed, data):
    strong = data.draw(st.sampled_from(pool))
    weak = replace(
        strong,
        id="weak",
        organisation="o-weak",
        submitted=strong.submitted and data.draw(st.booleans()),
        coalition=strong.coalition and data.draw(st.booleans()),
        themes=strong.themes[: data.draw(st.integers(0, len(strong.themes)))],
    )
    strong = replace(strong, organisation="o-strong")
    pool = [*(strong if candidate.id == strong.id else candidate for candidate in pool), weak]
    choice = select(pool, policy=policy, seed=seed)
    if "weak" in choice.panel and strong.id not in choice.panel:
        swapped = [strong.id if id_ == "weak" else id_ for id_ in choice.panel]
        if not problems(swapped, pool, policy=policy):
            assert evaluate(swapped, pool, policy=policy) == choice.criteria
            assert choice.tie_drawn is True


@settings(max_examples=40)
@given(asked())
def test_no_swap_betters_the_chosen_panel(case):
    pool, wishes = case
    policy = wishes["policy"]
    choice = select(pool, **wishes)
    if choice.panel is None:
        return
    best = policy.key(choice.criteria)
    for out in choice.panel:
        for into in pool:
            panel = sorted({*choice.panel, into.id} - {out})
            if not problems(panel, pool, **without_seed(wishes)):
                assert policy.key(evaluate(panel, pool, policy=policy)) <= best


@settings(max_examples=40)
@given(pools(), seeds, seeds)
def test_the_seed_changes_the_draw_and_never_the_criteria(pool, one, other):
    first, second = select(pool, policy=FAQ, seed=one), select(pool, policy=FAQ, seed=other)
    assert changes_between(first.criteria, second.criteria) == {}
    if not first.tie_drawn:
        assert first == second
