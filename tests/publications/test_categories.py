"""Action categories: stored at publication, to filter and to count by, said to be suggested by machine."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publications import categories, library
from publications.library_form import LibraryForm
from tests.publications.sharing import meeting, share, statement

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]
SAID = {
    "en": ("Ratify the Convention on migrant workers", "Continue its efforts against poverty"),
    "fr": ("Ratifier la Convention", "Poursuivre les efforts contre la pauvreté"),
    "ar": ("التصديق على الاتفاقية", "مواصلة الجهود"),
}


@pytest.fixture
def asked_for():
    """Two recommendations of each of three languages, one specific, one continuing; Arabic ones have no category."""
    for number, (language, texts) in enumerate(SAID.items(), 1):
        made = statement(meeting(("WSM", "MLT", "CPV")[number - 1], hour=number), language=language)
        made.recommendations.all().delete()
        for order, text in enumerate(texts, 1):
            made.recommendations.create(order=order, text=text)
        share(made)


def found_with(query: str) -> list[str]:
    over = library.meetings()
    form = LibraryForm(QueryDict(query), over=over.values(), issues=library.issues())
    answer = library.search(form.question, over=over)
    return sorted(found.text for found in answer.page.object_list)


def facet(query: str) -> dict[str, int]:
    over = library.meetings()
    form = LibraryForm(QueryDict(query), over=over.values(), issues=library.issues())
    return dict(library.search(form.question, over=over).facets["actions"])


def test_category_is_stored_at_publication_and_filters(asked_for):
    specific, continuing = ([texts[place] for texts in (SAID["en"], SAID["fr"])] for place in (0, 1))

    assert found_with("action=5") == sorted(specific)
    assert found_with("action=2") == sorted(continuing)
    assert found_with("action=2&action=5") == sorted(specific + continuing)
    assert found_with("action=5&language=fr") == [SAID["fr"][0]]
    assert found_with("action=3") == []
    assert len(found_with("")) == 6


def test_category_counts_under_the_other_filters_and_not_under_its_own(asked_for):
    assert facet("") == {"2": 2, "5": 2}
    assert facet("action=5") == {"2": 2, "5": 2}
    assert facet("action=5&state=samoa") == {"2": 1, "5": 1}
    assert facet("language=ar") == {}
    over = library.meetings()
    form = LibraryForm(QueryDict("action=5"), over=over.values(), issues=library.issues())
    assert dict(library.search(form.question, over=over).facets["languages"]) == {"en": 1, "fr": 1}


def test_category_is_no_filter_of_statements(asked_for):
    page = Client().get("/library/?show=statements&action=5").content.decode()

    assert "One filter in this address is not known here" in page
    assert 'name="action"' not in page
    ways = Client().get("/library/?action=5").content.decode()
    assert 'href="?show=statements"' in ways
    assert 'href="?action=5"' in ways


def test_page_says_what_categories_mean_and_who_suggested_them(asked_for):
    page = Client().get("/library/").content.decode()

    assert "5, specific action" in page
    assert "Suggested by machine, not by the speaker" in page
    for language, words in (("fr", "Proposé"), ("es", "Sugeri")):
        assert words in Client(headers={"accept-language": language}).get("/library/").content.decode()


def test_category_goes_with_every_export_and_the_api(asked_for):
    rows = Client().get("/library/export.json?action=5").json()["results"]
    assert {(row["text"], row["action"], row["action_suggested_by"]) for row in rows} == {
        (SAID["en"][0], 5, "model"),
        (SAID["fr"][0], 5, "word lists"),
    }
    assert "5, specific action" in Client().get("/library/export.csv?action=5").content.decode()
    api = Client().get("/api/v1/recommendations?action=5").json()
    assert api["count"] == 2
    assert {row["action"] for row in api["results"]} == {5}
    none = Client().get("/api/v1/recommendations?language=ar").json()["results"][0]
    assert (none["action"], none["action_suggested_by"]) == (None, None)
    assert Client().get("/api/v1/recommendations?action=9").status_code == 422


def test_counting_takes_one_query_with_categories_too(asked_for):
    over = library.meetings()
    for query in ("", "action=5", "action=5&action=2&language=fr&q=ratify"):
        form = LibraryForm(QueryDict(query), over=over.values(), issues=["x"])
        with CaptureQueriesContext(connection) as seen:
            library.count(form.question, over, [])
        assert len(seen) == 1, query


@pytest.mark.parametrize(
    ("text", "language", "category", "by"),
    [
        ("Ratify the Convention", "en", 5, "model"),
        ("Seguir luchando contra la pobreza", "es", 2, "word lists"),
        ("Envisager de ratifier la Convention", "fr-CH", 3, "word lists"),
        ("", "en", 0, ""),
        ("Ratify the Convention", "sw", 0, ""),
        ("批准公约", "zh", 0, ""),
    ],
)
def test_category_of_a_text(text, language, category, by):
    assert categories.category_of(text, language) == category
    assert categories.suggested_by(language, category) == by
    assert categories.named(category) == (
        f"{category}, {categories.CATEGORIES[category]}" if category else ""
    )
