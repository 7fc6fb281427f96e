"""What is one version, and what changed between two. No database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publications.history import LONGEST, PAUSE, Mark, Piece, counted, is_same_sitting, pieces

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def same(**changed) -> bool:
    values = {
        "begun_at": NOON,
        "saved_at": NOON,
        "now": NOON + MINUTE,
        "same_writer": True,
        "relied_on_at": None,
    }
    return is_same_sitting(**{**values, **changed})


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, True),
        ({"now": NOON + PAUSE}, True),
        ({"now": NOON + PAUSE + MINUTE}, False),
        ({"begun_at": NOON + MINUTE - LONGEST}, True),
        ({"begun_at": NOON - LONGEST}, False),
        ({"same_writer": False}, False),
        ({"relied_on_at": NOON - MINUTE}, True),
        ({"relied_on_at": NOON}, False),
        ({"relied_on_at": NOON + MINUTE}, False),
    ],
)
def test_a_sitting(changed, answer):
    assert same(**changed) is answer


def test_words_that_changed_are_read_as_phrases():
    assert pieces("The water is salt today.", "The water is still not sweet today.") == [
        Piece(Mark.SAME, "The water is "),
        Piece(Mark.GONE, "salt"),
        Piece(Mark.NEW, "still not sweet"),
        Piece(Mark.SAME, " today."),
    ]


def test_words_are_counted():
    assert counted(pieces("a b c", "a x y c z")) == (3, 1)


TEXT = st.text(alphabet="ab \n", max_size=60)


@given(TEXT, TEXT)
def test_pieces_make_up_both_texts(old, new):
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.mark is not Mark.NEW) == old
    assert "".join(piece.text for piece in found if piece.mark is not Mark.GONE) == new
    assert (old == new) == all(piece.mark is Mark.SAME for piece in found)


def test_very_long_texts_are_compared_by_paragraph():
    old = "\n\n".join(" ".join(f"word{n}" for n in range(1000)) for _ in range(4))
    found = pieces(old, old + "\n\nOne more.")

    assert [piece.mark for piece in found] == [Mark.SAME, Mark.NEW]
