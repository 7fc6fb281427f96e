"""Words of another language are longer: the pages that everybody comes by still fit a small telephone."""

import pytest

from .house import House
from .longer_words import HOW, wrong

pytestmark = pytest.mark.journey


def test_longer_words_fit_a_small_telephone(sqlite_house: House, visitors) -> None:
    page = visitors.arrive(language="fr-FR", width=320)
    for path in ("/", "/library/", "/apply/", "/privacy/"):
        for how in HOW:
            assert page.goto(f"{sqlite_house.address}{path}").status == 200
            assert (path, how, wrong(page, how)) == (path, how, [])
