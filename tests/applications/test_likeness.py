"""What may be one organisation: pure."""

import pytest

from applications.likeness import Known, Likeness, Pair, likeness, pairs, site

L = Likeness


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.Example.org/fr", "example.org"),
        ("example.org", "example.org"),
        ("https://www.facebook.com/ours", ""),
        ("https://ours.wordpress.com", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_site_is_a_domain_of_ones_own(website, domain):
    assert site(website) == domain


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Known(1, "Réseau de l’Eau"), Known(2, "RESEAU DE L'EAU"), (L.SAME_NAME,)),
        (Known(1, "Samoa Women Network"), Known(2, "Samoa Womens Network"), (L.SIMILAR_NAME,)),
        (Known(1, "Human Rights Commission"), Known(2, "National Farmers"), ()),
        (Known(1, "A", "a.org"), Known(2, "B", "https://a.org/en"), (L.SAME_SITE,)),
        (
            Known(1, "A", "", frozenset({"x@a.org"})),
            Known(2, "B", "", frozenset({"x@a.org"})),
            (L.SAME_CONTACT,),
        ),
        (Known(1, ""), Known(2, ""), ()),
        (Known(1, "منظمة الماء"), Known(2, "منظمة الماء"), (L.SAME_NAME,)),
    ],
)
def test_likeness(one, other, why):
    assert likeness(one, other) == why
    assert pairs([one, other]) == ([Pair(1, 2, why)] if why else [])


def test_pairs_put_the_strongest_reason_first_and_common_words_aside():
    crowd = [Known(100 + number, f"Association number{number} of{number}") for number in range(30)]
    rows = [Known(1, "Wells", "w.org"), Known(2, "Rivers", "w.org"), Known(3, "RIVERS"), *crowd]
    found = [pair for pair in pairs(rows) if pair.first < 100]
    assert found == [Pair(2, 3, (L.SAME_NAME,)), Pair(1, 2, (L.SAME_SITE,))]
