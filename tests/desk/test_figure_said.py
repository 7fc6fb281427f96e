"""Figures of earlier series are said in the reader's language, their numbers as they were written."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from presessions.desk.figure_said import Said, said
from presessions.desk.models import ReportedFigures


@pytest.mark.parametrize(
    ("written", "language", "words"),
    [
        ("almost all", "en", "almost all"),
        ("almost all", "fr", "presque toutes"),
        ("Almost  all", "es", "casi todas"),
        ("~70 NGOs", "en", "about 70 NGOs"),
        ("75% spoke", "en", "75% took the floor"),
        ("2012, three series", "fr", "2012, trois séries"),
    ],
)
def test_known_words_are_said_in_the_readers_language(written, language, words):
    with override(language):
        assert said(written) == Said(words)


def test_numbers_alone_have_no_language_and_unknown_words_stay_english():
    assert said("40 (59%)") == Said("40 (59%)")
    assert said("") == Said("")
    assert said("a few more than 30") == Said("a few more than 30", is_english=True)


@given(st.text(max_size=40), st.sampled_from(["en", "fr", "es"]))
def test_no_number_is_lost_or_invented(written, language):
    with override(language):
        shown = said(written)
    assert re.findall(r"\d+", shown.text) == re.findall(r"\d+", written)


@pytest.fixture
def shipped(db) -> None:
    """The figures that a migration brings: again, where a test that empties its tables ran before."""
    import_module("presessions.desk.migrations.0002_figures_as_published").load(apps, None)


def test_each_chart_is_named_and_described_by_its_own_words(client, shipped):
    page = client.get(reverse("desk:key_figures")).text
    names = re.findall(r'<svg role="img" aria-labelledby="([^"]+)"', page)
    assert names == [
        "chart-speakers-title chart-speakers-desc",
        "chart-missions_per_meeting-title chart-missions_per_meeting-desc",
    ]
    for one in " ".join(names).split():
        assert page.count(f'id="{one}"') == 1


@pytest.mark.parametrize("language", ["fr", "es"])
def test_table_of_the_figures_shipped_is_wholly_in_the_readers_language(client, language, shipped):
    assert ReportedFigures.objects.count() > 10
    page = client.get(reverse("desk:key_figures"), headers={"accept-language": language}).text
    table = page[page.index("<table") : page.index("</table>")]
    assert 'lang="en"' not in table
    assert "almost" not in table
    assert table.count("data-label=") == 8 * ReportedFigures.objects.count()
