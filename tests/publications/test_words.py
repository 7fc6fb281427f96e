"""Words are compared without accents, capitals and plural endings, in three languages at once."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publications import words

SAME = [
    ("discrimination", "Discriminations"),
    ("discriminación", "discriminaciones"),
    ("genero", "género"),
    ("género", "GÉNEROS"),
    ("policy", "policies"),
    ("church", "churches"),
    ("process", "processes"),
    ("woman", "women"),
    ("national", "nationaux"),
    ("eau", "eaux"),
    ("voz", "voces"),
    ("país", "países"),
    ("ley", "leyes"),
    ("femme", "femmes"),
    ("œuvre", "oeuvres"),
    ("Straße", "strasse"),
    ("école", "écoles"),
    ("e\u0301cole", "\u00e9cole"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_words_meet_their_other_forms(one, other):
    assert words.stems(one) == words.stems(other)


@pytest.mark.parametrize(
    ("one", "other"), [("water", "waiter"), ("class", "clause"), ("ट", "टी"), ("right", "rites")]
)
def test_different_words_stay_apart(one, other):
    assert words.stems(one) != words.stems(other)


def test_stems_reads_words_of_any_script():
    assert words.stems("L’accès à l’eau, 2028: مياه आवास 人权") == [
        "acc", "eau", "2028", "مياه", "आवास", "人", "权",
    ]  # fmt: skip


def test_searchable_holds_each_word_once_between_blanks():
    assert words.searchable("Water, and water rights.") == " water and right "
    assert words.searchable(" ") == ""


def test_asked_leaves_the_commonest_words_out():
    assert words.asked("the right to water") == ["right", "water"]
    assert words.asked("de la") == ["de", "la"]
    assert len(words.asked(" ".join(f"word{number}" for number in range(40)))) == words.MOST


def test_marked_shows_what_was_asked_for():
    pieces = words.marked("Publish water rights, by 2028", words.asked("waters 2028"))

    assert pieces == [("Publish ", False), ("water", True), (" rights, by ", False), ("2028", True)]


@given(st.text(max_size=80))
@example("\ufe70")  # a vowel sign that folds into a blank and itself
def test_every_word_of_a_text_is_found_in_it(text):
    assert set(words.stems(text)) == set(words.searchable(text).split(" ")) - {""}


@given(st.text(max_size=80), st.text(max_size=10))
def test_marked_loses_nothing(text, question):
    pieces = words.marked(text, words.asked(question))

    assert "".join(piece for piece, _wanted in pieces) == words.unicodedata.normalize("NFC", text)
    assert all(piece for piece, _wanted in pieces)


@given(st.text(max_size=30))
def test_stems_are_stable_in_their_own_alphabet(text):
    assert all(" " not in word and "'" not in word and "\\" not in word for word in words.stems(text))
