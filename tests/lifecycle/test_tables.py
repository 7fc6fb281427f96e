"""The table itself; pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presessions.lifecycle.tables import Refused, Table, covers

DOOR = Table("door", "shut", {"shut": ("open", "bricked"), "open": ("shut",), "bricked": ()})


def test_check_lets_a_listed_move_pass():
    DOOR.check("shut", "open")


@pytest.mark.parametrize(("old", "new"), [("open", "bricked"), ("bricked", "shut"), ("lost", "open")])
def test_check_refuses_any_other_in_words(old, new):
    with pytest.raises(Refused) as caught:
        DOOR.check(old, new)
    assert str(caught.value) == f"door: “{old}” cannot become “{new}”."


def test_table_knows_its_statuses_ends_and_reach():
    assert DOOR.statuses == ("shut", "open", "bricked")
    assert DOOR.ends() == ("bricked",)
    assert DOOR.reachable() == {"shut", "open", "bricked"}


def test_table_with_a_status_that_has_no_line_is_refused():
    with pytest.raises(ValueError, match="no line for ajar"):
        Table("door", "shut", {"shut": ("ajar",)})


def test_covers_asks_for_exactly_these_statuses():
    assert covers(DOOR, ["open", "shut", "bricked"]) is True
    assert covers(DOOR, ["open", "shut"]) is False


names = st.sampled_from("abcde")


@given(st.dictionaries(names, st.lists(names, unique=True).map(tuple)), names, names)
def test_check_and_allows_agree(moves, old, new):
    lines = {name: moves.get(name, ()) for name in "abcde"}
    table = Table("thing", "a", lines)
    if table.allows(old, new):
        table.check(old, new)
    else:
        with pytest.raises(Refused):
            table.check(old, new)
    assert table.reachable() <= set(table.statuses)
