"""To whom recommendations and questions are said, what they refer to, and in which languages. Needs the database."""

import pytest
from django.test import Client

from publications import transitions, versions
from publications.beside_models import StatementVersion
from publications.items import items_of
from publications.models import Recommendation, Statement, Translation
from publications.published import PublishedQuestion, PublishedRecommendation, PublishedTranslation
from tests.factories import make_officer
from tests.publications.sharing import delegate, everything, meeting, share, statement, surfaces
from tests.publications.speakers import make_spoken, speaker_client
from tests.publications.test_losing_nothing import cut, seen_by
from tests.publications.test_views import url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]


def say(client: Client, made: Statement, **fields):
    held = {"recommendation_1": "Publish the results.", "question_1": "When?"}
    return client.post(url(made, "recommendations"), {**held, **fields})


BESIDE = {
    "to_recommendation_1": "Parliament",
    "source_recommendation_1": "A/HRC/47/15, para. 124.7",
    "to_question_1": "Ministry of Health",
    "source_question_1": "CEDAW/C/WSM/6, para. 12",
}


def test_to_whom_and_its_source_are_kept_and_shown_again():
    made = make_spoken(recommendations=0)
    client = speaker_client(made)
    say(client, made, **BESIDE)
    recommendation, question = made.recommendations.get(), made.questions.get()

    assert (recommendation.addressed_to, recommendation.source) == ("Parliament", "A/HRC/47/15, para. 124.7")
    assert (question.addressed_to, question.source) == ("Ministry of Health", "CEDAW/C/WSM/6, para. 12")
    page = client.get(url(made, "recommendations")).content.decode()
    assert all(text in page for text in BESIDE.values())


def test_what_stands_beside_moves_with_its_recommendation():
    made = make_spoken(recommendations=0)
    client = speaker_client(made)
    say(client, made, recommendation_2="Train the judges.", **BESIDE, move="down-1")

    assert [(each.text, each.addressed_to) for each in made.recommendations.all()] == [
        ("Train the judges.", ""),
        ("Publish the results.", "Parliament"),
    ]


def test_source_without_a_recommendation_is_kept_and_asked_about():
    made = make_spoken(recommendations=0)
    client = speaker_client(made)
    answer = client.post(url(made, "recommendations"), {"source_recommendation_1": "A/HRC/1"})
    question = client.post(url(made, "recommendations"), {"to_question_1": "Parliament"})

    assert (answer.status_code, question.status_code) == (422, 422)
    assert "Write the question that this belongs to" in question.content.decode()
    assert "Parliament" in client.get(url(made, "recommendations")).content.decode()


def test_what_stands_beside_is_part_of_what_is_agreed_to():
    made = make_spoken()
    before = {item.key: item.sha256 for item in items_of(made)}
    first = made.recommendations.first()
    first.source = "A/HRC/47/15"
    first.save()
    after = {item.key: item.sha256 for item in items_of(Statement.objects.get(pk=made.pk))}

    assert {key for key in before if before[key] != after[key]} == {first.item}


@pytest.fixture
def shared() -> Statement:
    """A statement shared with everyone, its first recommendation in French and its question in Spanish."""
    made = statement(meeting(), mark="shared")
    first, question = made.recommendations.first(), made.questions.get()
    Recommendation.objects.filter(pk=first.pk).update(addressed_to="Parliament", source="A/HRC/47/15")
    Translation.objects.create(
        statement=made, recommendation=first, language="fr", text="Demande une en français"
    )
    Translation.objects.create(statement=made, question=question, language="es", text="¿Por qué en español?")
    return share(Statement.objects.get(pk=made.pk))


def read(address: str, language: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


PAGE = "/54/samoa/"


def test_reader_is_shown_the_version_in_their_language_and_else_the_original(shared):
    french, english, spanish = (read(PAGE, language) for language in ("fr", "en", "es"))

    assert "Demande une en français" in french
    assert "Ask 1 shared" not in french
    assert 'lang="fr">Demande une en français' in french
    assert "Ask 2 shared" in french
    assert "Demande une" not in english + spanish
    assert 'lang="en">Ask 1 shared' in english
    assert "¿Por qué en español?" in spanish
    assert "Why shared?" not in spanish
    assert "Demande une en français" in read(f"{PAGE}text/", "fr")


def test_library_shows_the_version_in_the_language_of_the_reader(shared):
    assert "Demande une en français" in read("/library/", "fr")
    assert "Demande une en français" not in read("/library/", "en")
    assert "Ask 1 shared" in read("/api/v1/recommendations", "fr")
    assert "Ask 1 shared" in read("/api/v1/series/54/samoa", "fr")


def test_to_whom_and_its_source_are_shown_outside(shared):
    for address in (PAGE, f"{PAGE}text/", "/api/v1/recommendations"):
        page = read(address, "en")
        assert "Parliament" in page
        assert "A/HRC/47/15" in page


def test_translation_nobody_agreed_to_is_nowhere():
    made = statement(meeting(), mark="shared")
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text="secretword")
    share(Statement.objects.get(pk=made.pk), ["recommendation", "section", "question"])

    assert PublishedRecommendation.objects.filter(audience="public").count() == 2
    assert PublishedTranslation.objects.count() == 0
    assert "secretword" not in everything(Client(), surfaces())
    assert "Ask 1 shared" in read(PAGE, "fr")


def test_translation_without_its_original_is_shown_to_nobody():
    made = statement(meeting(), mark="shared")
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text="secretword")
    share(Statement.objects.get(pk=made.pk), ["translation", "section"])

    assert "secretword" not in read(PAGE, "fr")
    assert "secretword" not in read("/library/", "fr")


def test_translation_for_missions_is_read_by_missions_and_not_by_the_state_under_review():
    made = statement(meeting(), mark="shared")
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text="Pour les missions")
    made = share(Statement.objects.get(pk=made.pk), ["recommendation"], to=["public"])
    share(made, ["translation"], to=["missions"])

    assert "Pour les missions" in read(PAGE, "fr", delegate("FJI"))
    assert "Pour les missions" not in read(PAGE, "fr", delegate("WSM"))
    assert "Pour les missions" not in read(PAGE, "fr")
    assert "Pour les missions" not in read("/library/", "fr")


def test_changed_original_takes_its_translations_down_until_they_are_agreed_to_again(shared):
    first = shared.recommendations.first()
    first.text = "Ask something else"
    first.save()
    assert PublishedTranslation.objects.filter(language="fr").count() == 0
    fresh = Statement.objects.get(pk=shared.pk)
    wishes = [
        transitions.Wish(item.key, "public", given=True, sha256=item.sha256)
        for item in items_of(fresh)
        if item.key == first.item
    ]
    transitions.record_consent(fresh, wishes, by=None, language="en")

    assert PublishedRecommendation.objects.filter(text="Ask something else").count() == 1
    assert PublishedTranslation.objects.filter(language="fr").count() == 0
    assert PublishedQuestion.objects.count() == 2


def test_withdrawn_translation_leaves_the_original(shared):
    one = Translation.objects.get(language="fr")
    transitions.record_consent(
        shared, [transitions.Wish(one.item, "public", given=False)], by=None, language="en"
    )

    assert "Ask 1 shared" in read(PAGE, "fr")


# --- Writing them -------------------------------------------------------------------------------


def field_of(made: Statement) -> str:
    return f"recommendation_{made.recommendations.first().public_id.hex}"


def test_translation_is_written_on_a_page_for_each_language_and_emptied_there():
    made = make_spoken()
    client, address = speaker_client(made), url(made, "translation", "fr")
    assert "Publish the results of well 1" in client.get(address).content.decode()
    assert client.post(address, {field_of(made): "Publier les résultats."}).status_code == 302
    assert Translation.objects.get().text == "Publier les résultats."
    assert "1 of 2" in client.get(url(made, "translations")).content.decode()
    client.post(address, {field_of(made): ""})

    assert Translation.objects.count() == 0


@pytest.mark.parametrize("language", ["en", "xx"])
def test_language_of_the_text_and_unknown_ones_have_no_page(language):
    made = make_spoken()

    assert speaker_client(made).get(url(made, "translation", language)).status_code == 404


def test_translation_that_is_too_long_is_kept_beside_and_may_be_discarded():
    made = make_spoken()
    client, address = speaker_client(made), url(made, "translation", "fr")
    answer = client.post(address, {field_of(made): "mot " * 300})
    assert answer.status_code == 422
    assert "mot mot" in client.get(address).content.decode()
    assert client.post(url(made, "send")).status_code == 422
    assert client.post(url(made, "discard", "translation-fr")).status_code == 302
    assert Statement.objects.get(pk=made.pk).unsaved == {}
    assert client.post(url(made, "discard", "translation-fr")).status_code == 404


def test_half_a_page_of_translations_writes_nothing():
    made = make_spoken()
    client, address = speaker_client(made), url(made, "translation", "fr")
    window = seen_by(client, address)
    fields = {"seen": window["seen"], "tab": window["tab"], field_of(made): "Publier.", "whole": "1"}

    assert cut(client, address, fields) == 400
    assert Translation.objects.count() == 0


def test_version_holds_what_stands_beside_and_brings_it_back():
    made = make_spoken(recommendations=0)
    client = speaker_client(made)
    say(client, made, **BESIDE)
    client.post(url(made, "translation", "fr"), {field_of(made): "Publier."})
    client.post(url(made, "send"))
    say(client, made, question_1="")
    Translation.objects.all().delete()
    number = StatementVersion.objects.filter(statement=made).order_by("number")[1].number
    page = client.get(url(made, "version", number)).content.decode()
    assert "Addressed to: Parliament" in page
    seen = Statement.objects.get(pk=made.pk).version
    client.post(url(made, "version", number), {"seen": seen})

    assert [each.addressed_to for each in made.recommendations.all()] == ["Parliament"]
    assert [each.source for each in made.questions.all()] == ["CEDAW/C/WSM/6, para. 12"]
    assert [each.text for each in Translation.objects.all()] == ["Publier."]
    assert versions.content_of(made)["recommendations"][0]["translations"] == {"fr": ["Publier."]}


def test_statement_is_published_once_more_with_its_translations(shared):
    officer = make_officer()
    before = set(PublishedTranslation.objects.values_list("pk", flat=True))
    transitions.publish(shared, by=officer)

    assert set(PublishedTranslation.objects.values_list("pk", flat=True)) == before
    assert len(before) == 4
