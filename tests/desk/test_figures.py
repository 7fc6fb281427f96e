"""Key figures: what is counted, of what, and what is never told."""

import json

from hypothesis import given
from hypothesis import strategies as st

from presessions.desk.figures import (
    SMALLEST_CELL,
    SMALLEST_GROUP,
    Figures,
    Meeting,
    Share,
    Spoke,
    figures,
    frozen,
    rounded,
    thawed,
    together,
)

KINDS = ("national", "grassroots", "nhri", "regional", "international")
spoke = st.builds(
    Spoke,
    kind=st.sampled_from(KINDS),
    coalition=st.booleans(),
    gender=st.sampled_from(("F", "M", "X", "undisclosed", "")),
    under_18=st.booleans(),
)
meeting = st.builds(
    Meeting,
    speakers=st.lists(spoke, max_size=6).map(tuple),
    missions=st.frozensets(st.integers(1, 193), max_size=40),
    sur_present=st.sampled_from((None, True, False)),
    sur_spoke=st.sampled_from((None, True, False)),
)
series = st.lists(meeting, max_size=14)


def speaker(
    kind: str = "national", *, gender: str = "F", coalition: bool = False, under_18: bool = False
) -> Spoke:
    return Spoke(kind, coalition, gender, under_18)


def test_figures_of_one_series():
    first = (
        speaker(),
        speaker("grassroots", gender="M", coalition=True),
        speaker("nhri", gender="undisclosed"),
    )
    second = tuple(speaker("international", gender="M", under_18=True) for _ in range(9))
    held = [
        Meeting(first, frozenset({1, 2, 3}), True, True),
        Meeting(second, frozenset({3, 4}), True, False),
        Meeting((), frozenset(), None, None),
    ]

    assert figures(held, states=14) == Figures(
        states=14,
        meetings=3,
        speakers=12,
        national=Share(2, 12),
        coalitions=1,
        nhris=1,
        women=Share(1, 11),
        young=9,
        missions=4,
        missions_per_meeting=3,
        sur_present=Share(2, 2),
        sur_spoke=Share(1, 2),
    )


def test_nothing_held_is_zero_and_no_average():
    empty = figures([], states=0)

    assert (empty.meetings, empty.missions_per_meeting, empty.women, empty.young) == (0, None, None, None)
    assert empty.national.percent is None


def test_percentages_are_rounded_half_up():
    # series 29 wrote 70% for 29 of 42 (domain notes 1.8)
    assert [Share(29, 42).percent, Share(1, 8).percent, Share(1, 200).percent] == [69, 13, 1]
    assert [rounded(5, 2), rounded(4, 3), rounded(0, 0)] == [3, 1, None]


@given(series)
def test_young_speakers_are_never_fewer_than_the_smallest_cell(held):
    young = figures(held, states=14).young

    assert young is None or young >= SMALLEST_CELL


@given(series)
def test_gender_is_never_told_of_a_handful(held):
    women = figures(held, states=14).women

    assert women is None or women.of >= SMALLEST_GROUP


@given(st.lists(series, max_size=4))
def test_no_subtraction_tells_what_one_series_keeps_back(each):
    told = [figures(held, states=14).young for held in each]
    every = together(figures(held, states=14) for held in each).young

    assert (every or 0) == sum(young or 0 for young in told)


@given(st.lists(series, max_size=4))
def test_no_subtraction_tells_the_women_of_a_handful(each):
    told = [figures(held, states=14).women for held in each]
    every = together(figures(held, states=14) for held in each).women

    assert (every or Share(0, 0)).of == sum(one.of for one in told if one is not None)


@given(series)
def test_what_is_frozen_thaws_as_it_was(held):
    found = figures(held, states=14)
    kept = thawed(json.loads(json.dumps(frozen(found))))

    assert (kept, kept.who_came, kept.presences) == (found, found.who_came, found.presences)


@given(st.lists(series, max_size=4))
def test_series_together_count_what_they_count_apart(each):
    apart = [figures(held, states=14) for held in each]
    every = together(figures(held, states=14) for held in each)

    assert every.speakers == sum(one.speakers for one in apart)
    assert every.meetings == sum(one.meetings for one in apart)
    assert every.nhris == sum(one.nhris for one in apart)
    assert (
        max((one.missions for one in apart), default=0)
        <= every.missions
        <= sum(one.missions for one in apart)
    )


@given(series)
def test_parts_never_exceed_the_whole(held):
    found = figures(held, states=14)

    assert found.national.count + found.nhris <= found.speakers
    assert found.sur_present.of <= found.meetings
    for share in (found.national, found.sur_present):
        assert share.percent is None or 0 <= share.percent <= 100
