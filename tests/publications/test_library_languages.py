"""The library finds a recommendation by the words of its translations, for those who may read them."""

import pytest
from django.db import connection
from django.test import Client

from publications import transitions
from publications.models import Statement, Translation
from tests.publications.sharing import delegate, main_part, meeting, share, statement

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

FRENCH = "Publier les résultats des forages"
SPANISH = "Publicar los resultados de los pozos"


def told(*sorts, text=FRENCH, language="fr", to=("public", "missions"), row=None, number=1):
    """A statement whose first recommendation is also said in another language; what of it is shared."""
    made = statement(row or meeting(), number=number, mark="shared")
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language=language, text=text)
    made = share(Statement.objects.get(pk=made.pk), ["recommendation", "organisation_name"])
    return share(made, sorts, to=to) if sorts else made


def found(query, client=None, language="en"):
    return (client or Client()).get(f"/library/?q={query}", headers={"Accept-Language": language})


def count(query, client=None):
    return found(query, client).context["answer"].page.paginator.count


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", FRENCH, "forage resultat"),
        ("es", SPANISH, "pozo"),
        ("ar", "نشر نتائج الآبار كل عام", "الآبار"),
        ("zh", "每年公布水质结果", "水质"),
    ],
)
def test_words_of_a_translation_find_its_recommendation_and_say_the_language(language, text, words):
    told("translation", text=text, language=language)

    (result,) = found(words).context["answer"].page

    assert result.row.text == "Ask 1 shared"
    assert result.heard.language == language
    assert "".join(piece for piece, _wanted in result.heard.pieces) == text
    assert any(wanted for _piece, wanted in result.heard.pieces)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="stemming is PostgreSQL's")
def test_postgresql_finds_words_of_the_same_stem_in_the_language_of_the_translation():
    told("translation", text="Garantir les consultations publiques")

    assert count("consulter") == 1


def test_page_says_in_which_language_the_words_stand():
    told("translation")

    english = found("forages").content.decode()
    assert 'Found in French: <span dir="auto" lang="fr">' in english
    assert "<mark>forages</mark>" in english
    french = found("forages", language="fr").content.decode()  # shown in French, so nothing needs saying
    assert "<mark>forages</mark>" in french
    assert "Publier les résultats des" in french
    assert "Ask 1" not in french
    original = found("ask", language="fr").context["answer"].page[0]
    assert (original.row.language, original.heard.language) == ("fr", "en")


def test_words_are_looked_for_in_one_text_at_a_time():
    told("translation")

    assert count("ask shared") == 2
    assert count("ask forages") == 0


def test_translation_adds_no_result_and_no_count():
    told("translation")
    before = found("ask").context["answer"]

    assert before.page.paginator.count == 2
    assert before.facets["languages"] == [("en", 2)]
    assert found("forages").context["answer"].facets["languages"] == [("en", 1)]


@pytest.mark.parametrize("sorts", [(), ("section",)])
def test_translation_nobody_agreed_to_finds_what_a_word_nobody_wrote_finds(sorts):
    told(*sorts)

    for client in (Client(), delegate("FJI")):
        withheld, random = found("forages", client), found("foragex", client)
        assert main_part(withheld).replace(b"forages", b"") == main_part(random).replace(b"foragex", b"")


def test_translation_for_missions_is_found_by_missions_only():
    told("translation", to=["missions"])

    assert count("forages", delegate("FJI")) == 1
    assert count("forages", delegate("WSM")) == 0
    assert count("forages", delegate("FJI", "WSM")) == 0
    assert count("forages") == 0


def test_translation_of_what_is_not_shared_finds_nothing():
    made = told("translation")
    first = made.recommendations.first()
    wishes = [transitions.Wish(first.item, audience, given=False) for audience in ("public", "missions")]
    transitions.record_consent(made, wishes, by=None, language="en")

    assert count("forages") == 0
    assert count("forages", delegate("FJI")) == 0


def test_withdrawn_translation_is_not_found_with_the_next_request():
    made = told("translation")
    assert count("forages") == 1

    transitions.withdraw_everything(made, by=None, language="en")

    assert count("forages") == 0


def test_feed_files_and_data_of_a_search_find_the_same():
    told("translation")

    for address in ("/library/feed/", "/library/export.json", "/api/v1/recommendations"):
        assert "Ask 1 shared" in Client().get(f"{address}?q=forages").content.decode()
        assert "Ask 1 shared" not in Client().get(f"{address}?q=foragex").content.decode()


def test_library_asks_the_same_number_of_queries_whatever_languages_it_finds(django_assert_num_queries):
    row = meeting()
    told("translation", row=row)

    for number in (2, 3):
        with django_assert_num_queries(7):
            found("forages")
        told("translation", row=row, number=number)
