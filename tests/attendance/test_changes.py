"""Differences between what a page showed and what it wants. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions.attendance.changes import SUR_FIELDS, Change, SurPresence, sur_presence


@pytest.mark.parametrize("answer", list(SurPresence))
def test_sur_presence_survives_its_columns(answer):
    assert sur_presence(*SUR_FIELDS[answer]) is answer


def test_sur_presence_reads_present_where_nobody_noted_whether_it_spoke():
    assert sur_presence(True, None) is SurPresence.PRESENT


@given(was=st.integers(0, 2), now=st.integers(0, 2), there=st.integers(0, 2))
def test_change_clashes_only_where_three_different_answers_meet_or_the_old_one_is_gone(was, now, there):
    expected = was != now and there != was and there != now
    assert Change(was, now).clashes_with(there) == expected


@given(was=st.integers(), there=st.integers())
def test_change_that_changes_nothing_never_clashes(was, there):
    assert not Change(was, was).clashes_with(there)
