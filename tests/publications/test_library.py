"""The library finds what is shared, by words and filters; the same cases hold on both databases."""

import pytest
from django.db import connection
from django.test import Client

from publications import library
from publications.published import PublishedRecommendation
from tests.factories import make_issue
from tests.publications.sharing import delegate, meeting, share, statement

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

# what is written, in its language, and what is asked for
FOUND = [
    ("en", "End discrimination in hospitals.", "discriminations"),
    ("en", "Policies for women in prison.", "policy woman"),
    ("en", "Publish the plan by 2028", "2028 PLAN"),
    ("en", "Step-free access to schools", "step free"),
    ("fr", "Publier l’accès à l’eau potable", "acces eau"),
    ("fr", "Former les tribunaux nationaux", "national"),
    ("es", "Garantizar la igualdad de género", "genero"),
    ("es", "Garantizar la igualdad de genero", "géneros"),
    ("es", "Poner fin a las discriminaciones", "discriminacion"),
    ("ar", "نشر نتائج المياه كل عام", "المياه"),
    ("hi", "हर गाँव में पानी की जाँच", "पानी"),
    ("zh", "每年公布水质结果", "水质"),
]
NOT_FOUND = [
    ("en", "End discrimination in hospitals.", "discrimination schools"),
    ("en", "Clean water", "waiter"),
    ("en", "Clean water", "' | water & !"),
    ("en", "Clean water", "%"),
]
STEMMED = [
    ("en", "Stop discriminating against girls", "discriminated"),
    ("fr", "Garantir les consultations publiques", "consulter"),
    ("es", "Investigar las detenciones", "investigación"),
]


def recommendation(text, language="en", *, number=1, row=None, issue="UI-WOMEN"):
    made = statement(row or meeting(), number=number, mark="m", language=language)
    made.recommendations.exclude(order=1).delete()
    one = made.recommendations.get()
    one.text = text
    one.save()
    one.issues.set([make_issue(issue, issue.title())])
    return share(made)


def texts(query, client=None):
    page = (client or Client()).get(f"/library/{query}").context["answer"].page
    return [found.row.text for found in page]


def answer(query):
    return Client().get(f"/library/{query}").context["answer"]


@pytest.mark.parametrize(("language", "text", "words"), FOUND)
def test_words_find_a_text_in_its_other_forms(language, text, words):
    recommendation(text, language)

    assert [found.row.text for found in answer_to(words).page] == [text]


def answer_to(words, **filters):
    return library.search(library.Question(words=words, **filters), over=library.meetings())


@pytest.mark.parametrize(("language", "text", "words"), NOT_FOUND)
def test_words_leave_other_texts_alone(language, text, words):
    recommendation(text, language)

    expected = [] if words != "' | water & !" else [text]
    assert [found.row.text for found in answer_to(words).page] == expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="stemming is PostgreSQL's")
@pytest.mark.parametrize(("language", "text", "words"), STEMMED)
def test_postgresql_also_finds_words_of_the_same_stem(language, text, words):
    recommendation(text, language)

    assert [found.row.text for found in answer_to(words).page] == [text]


def test_question_without_a_word_finds_nothing():
    recommendation("Clean water")

    assert texts("?q=%E2%80%A6") == []
    assert texts("?q=") == ["Clean water"]


def test_filters_narrow_and_count():
    recommendation("Clean water", issue="UI-WATER", row=meeting("WSM"))
    recommendation("Safe water", issue="UI-WOMEN", row=meeting("MLT", number=53, hour=1), language="fr")

    assert texts("?q=water") == ["Clean water", "Safe water"]
    assert texts("?q=water&state=malta") == ["Safe water"]
    assert texts("?series=54") == ["Clean water"]
    assert texts("?series=54&series=53") == ["Clean water", "Safe water"]
    assert texts("?issue=UI-WATER") == ["Clean water"]
    assert texts("?issue=UI-WATER&issue=UI-WOMEN") == []
    assert texts("?language=fr") == ["Safe water"]
    assert texts("?cycle=4&region=Asia-Pacific&kind=national") == ["Clean water", "Safe water"]
    assert texts("?kind=nhri") == []
    assert answer("?state=malta").facets["states"] == [("malta", 1), ("samoa", 1)]
    assert answer("?state=malta").facets["series"] == [("53", 1)]
    assert answer("?q=water").states == 2


def test_unknown_filters_are_left_out_and_said():
    recommendation("Clean water")

    page = Client().get("/library/?state=atlantis&kind=ghost&page=99")

    assert page.status_code == 200
    assert "2 filters in this address are not known here and are left out." in page.content.decode()
    assert [found.row.text for found in page.context["page_obj"]] == ["Clean water"]


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=" + "a" * 900, "?page=-1", "?page=x", "?language=%27;--", "?q=%ff"]
)
def test_bad_input_gets_a_page(query):
    assert Client().get(f"/library/{query}").status_code == 200


def test_question_too_long_is_said_beside_its_field():
    page = Client().get("/library/?q=" + "a" * 201).content.decode()

    assert "Ask in at most 200 characters." in page


def test_nothing_found_offers_a_next_step():
    recommendation("Clean water")

    page = Client().get("/library/?q=water&kind=nhri").content.decode()

    assert "Nothing that is shared matches." in page
    assert 'href="?q=water"' in page


def test_state_by_name_is_offered():
    meeting()

    assert Client().get("/library/?q=samoa").context["meant"] == [{"url": "?state=samoa", "label": "Samoa"}]


def test_item_shared_with_both_audiences_counts_once_for_a_delegate():
    recommendation("Clean water")

    assert PublishedRecommendation.objects.count() == 2
    page = delegate("TLS").get("/library/").context["answer"]
    assert [found.row.audience for found in page.page] == ["public"]
    assert page.page.paginator.count == 1


def test_pages_keep_the_question():
    row = meeting()
    for number in range(1, 7):
        made = statement(row, number=number, mark=f"m{number}")
        for order in range(3, 7):
            made.recommendations.create(order=order, text=f"Ask {order} m{number}")
        share(made)

    page = Client().get("/library/?q=ask&state=samoa")

    assert page.context["page_obj"].paginator.count == 36
    assert len(page.context["page_obj"].object_list) == library.PER_PAGE
    assert "q=ask&amp;state=samoa&amp;page=2" in page.content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_library_asks_the_same_number_of_queries_whatever_it_finds(django_assert_num_queries, signed_in):
    row = meeting()
    share(statement(row, mark="one"))
    client = delegate("TLS") if signed_in else Client()
    count = 9 if signed_in else 6

    for number in (2, 3):
        with django_assert_num_queries(count):
            client.get("/library/?q=ask&issue=UI-WOMEN")
        share(statement(row, number=number, mark="more"))


def test_statements_are_results_too_each_once_by_the_part_that_matches():
    row = meeting("WSM")
    long = "Of the wells. " * 40 + "The springs ran dry. " + "Nobody said why. " * 40
    for number, language in ((1, "en"), (2, "fr")):
        made = statement(row, number=number, mark=f"m{number}", language=language)
        made.sections.filter(kind="plan").update(text=long)
        share(made)
    hidden = statement(row, number=3, mark="m3")
    hidden.sections.filter(kind="plan").update(text=long)
    share(hidden, ["recommendation", "organisation_name"])

    found = answer("?show=statements&q=springs")
    assert found.page.paginator.count == 2
    assert found.facets["languages"] == [("en", 1), ("fr", 1)]
    assert found.facets["issues"] == [("UI-WOMEN", 2)]
    assert [each.speaker.name for each in found.page] == ["Org m1", "Org m2"]
    words = "".join(piece for piece, _marked in found.page[0].pieces)
    assert words.startswith("…")
    assert "The springs ran dry." in words
    assert len(words) < 330
    assert answer("?show=statements&issue=UI-WOMEN&language=fr").page.paginator.count == 1
    assert answer("?show=statements").page.paginator.count == 2
    assert answer("?show=statements&q=org").page.paginator.count == 0


def test_library_keeps_no_copy():
    assert Client().get("/library/").headers["Cache-Control"] == "no-store"
