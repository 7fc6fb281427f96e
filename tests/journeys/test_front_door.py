"""The short journey of every test run: the house opens, in three languages, and lets somebody in with a code."""

import pytest
from playwright.sync_api import expect

from .house import House
from .steps import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.smoke]


def test_front_door_opens_and_a_code_lets_in(sqlite_house: House, visitors) -> None:
    for language, words in (
        ("en-GB", "Find a recommendation"),
        ("fr-FR", "Trouver une recommandation"),
        ("es-ES", "Buscar una recomendación"),
    ):
        page = visitors.arrive(language=language, width=360)
        page.goto(f"{sqlite_house.address}/")
        expect(page.locator("html")).to_have_attribute("lang", language[:2])
        expect(page.locator("main")).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sign_in(sqlite_house, page, "somebody@example.org")
    expect(page.locator("main")).to_contain_text("somebody@example.org")
    assert page.goto(f"{sqlite_house.address}/staff/").url.endswith("/staff/") is False
    assert visitors.outside == []
    assert visitors.complaints == []
