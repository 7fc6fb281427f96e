"""Gender, kinds, languages: counted plainly."""

from hypothesis import given
from hypothesis import strategies as st

from panels.balance import Interpretation, balance, in_two_places, interpretation


def test_french_and_spanish_are_interpreted_for_one_speaker_already():
    assert interpretation(["en", "fr", "es", "en"]) == Interpretation(("es", "fr"), ())


def test_another_language_needs_more_than_half_of_the_panel():
    assert interpretation(["pt", "pt", "en", "en"]) == Interpretation((), ("pt",))
    assert interpretation(["pt", "pt", "pt", "en"]) == Interpretation(("pt",), ())


def test_what_the_series_does_not_offer_is_only_asked_for():
    assert interpretation(["fr", "en", "en"], frozenset({"en"})) == Interpretation((), ("fr",))


def test_an_unknown_language_counts_in_the_panel_and_asks_for_nothing():
    assert interpretation(["ar", ""]) == Interpretation((), ("ar",))
    assert interpretation([]) == Interpretation((), ())


@given(st.lists(st.sampled_from(["en", "fr", "es", "pt", "ar", ""])))
def test_every_language_but_english_is_needed_or_asked_for_once(languages):
    found = interpretation(languages)
    assert sorted([*found.needed, *found.asked]) == sorted(set(languages) - {"en", ""})


def test_balance_counts_and_never_guesses():
    found = balance([("F", "national"), ("M", "national"), ("X", "nhri"), ("undisclosed", ""), ("", "")])
    assert (found.women, found.men, found.other, found.undisclosed, found.people) == (1, 1, 1, 2, 5)
    assert found.kinds == (("national", 2), ("nhri", 1))


def test_who_sits_on_two_panels():
    seats = [("a", "Samoa"), ("b", "Samoa"), ("a", "Malta"), ("", "Samoa"), ("", "Malta")]
    assert in_two_places(seats) == {"a": ("Samoa", "Malta")}
