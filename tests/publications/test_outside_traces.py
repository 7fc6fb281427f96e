"""What was agreed to once, later, in another order or for others leaves no trace outside.

Needs a database: what is shared is written by the verbs and read through the pages.
"""

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from presessions.desk.notices import shared_by_series
from publications import transitions
from publications.items import items_of
from publications.models import Statement, Translation
from publications.published import PublishedTranslation
from tests.publications.sharing import (
    PUBLISHED,
    delegate,
    main_part,
    meeting,
    normalised,
    share,
    statement,
    surfaces,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

PAGE = "/54/samoa/"


def translated(mark="two", *, number=2, row=None):
    """A statement whose first recommendation is also written in French; nothing of it is shared."""
    made = statement(row or meeting(), number=number, mark=mark)
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text=f"Demande {mark}")
    return Statement.objects.get(pk=made.pk)


def agree(made, *keys, audience="public", given=True):
    """One word after the other, in this order."""
    for key in keys:
        wishes = [
            transitions.Wish(item.key, audience, given=given, sha256=item.sha256)
            for item in items_of(Statement.objects.get(pk=made.pk))
            if item.key == key
        ]
        transitions.record_consent(made, wishes, by=None, language="en")


def everything_after(act):
    """Every surface of a meeting on which one speaker is read and ``act`` happens to a second."""
    row = meeting()
    share(statement(row, number=1, mark="one"), ["organisation_name", "recommendation"])
    act(translated(row=row))
    pages = {}
    for address in surfaces():
        if not address.startswith("/files/") and not address.endswith((".pdf", ".docx", ".xlsx")):
            for language in ("en", "fr"):
                answer = Client().get(address, headers={"Accept-Language": language})
                pages[address, language] = normalised(answer)
    return pages


def in_a_world_of_its_own(act):
    """At one instant, and undone, so that the next world is made on the same ground."""
    with time_machine.travel(PUBLISHED, tick=False), transaction.atomic():
        try:
            with transaction.atomic():
                pages = everything_after(act)
                raise RuntimeError
        except RuntimeError:
            return pages


def shares_a_translation_alone(made):
    share(made, ["translation"])
    assert PublishedTranslation.objects.filter(statement=made).count() == 2


def withdraws_the_original(made):
    share(made, ["translation", "recommendation"])
    for each in made.recommendations.all():
        agree(made, each.item, given=False)
        agree(made, each.item, audience="missions", given=False)
    assert PublishedTranslation.objects.filter(statement=made).count() == 2


@pytest.mark.parametrize("act", [shares_a_translation_alone, withdraws_the_original])
def test_translation_without_its_original_looks_as_if_nobody_were_there(act):
    assert in_a_world_of_its_own(act) == in_a_world_of_its_own(lambda made: None)


def test_translation_alone_is_nothing_to_tell_missions_of():
    share(translated(), ["translation"])

    assert shared_by_series() == {}


def test_public_words_said_by_a_translation_for_missions_are_marked_as_for_missions():
    made = share(translated(), ["recommendation"])
    agree(made, made.translations.get().item, audience="missions")
    client = delegate("FJI")

    page = client.get(PAGE, headers={"Accept-Language": "fr"})

    (speaker,) = page.context["page"].speakers
    assert [(row.text, row.audience) for row in speaker.recommendations] == [
        ("Demande two", "missions"),
        ("Ask 2 two", "public"),
    ]
    assert "Demande two [pour les missions]" in page.content.decode()
    data = page.content.decode().split('application/ld+json">')[1].split("</script>")[0]
    assert "Demande" not in data
    assert "Ask 2 two" in data
    first, second = client.get("/library/", headers={"Accept-Language": "fr"}).context["answer"].page
    assert (first.is_public, second.is_public) == (False, True)
    (found,) = client.get("/library/?q=demande").context["answer"].page
    assert (found.is_public, found.heard.audience) == (True, "missions")


def test_sections_stand_in_the_order_of_the_statement_in_whatever_order_they_were_agreed_to():
    row = meeting()
    made = share(statement(row, mark="one"), ["recommendation"])
    kinds = [each.item for each in made.sections.all()]
    told = []
    for order in (kinds, kinds[::-1]):
        agree(made, *order, given=False)
        agree(made, *order)
        panel = Client().get("/api/v1/series/54/samoa").json()["panel"]
        told.append([each["kind"] for each in panel[0]["sections"]])
        (found,) = Client().get("/library/?show=statements&q=one").context["answer"].page
        told.append(found.text)

    assert told == [["summary", "plan"], "Summary one"] * 2


def test_basket_counts_what_is_still_shared():
    made = share(statement(meeting(), mark="one"))
    client = Client()
    for found in client.get("/library/").context["answer"].page:
        client.post("/library/basket/", {"add": found.key})
    assert "Your basket: 2 recommendations" in client.get("/library/").content.decode()

    agree(made, made.recommendations.first().item, given=False)

    assert "Your basket: 1 recommendation<" in client.get("/library/").content.decode()
    transitions.withdraw_everything(made, by=None, language="en")
    withdrawn, empty = client.get("/library/"), Client().get("/library/")
    assert main_part(withdrawn) == main_part(empty)


def test_basket_keeps_what_is_shared_with_everyone_after_missions_or_is_mended_and_shared_anew():
    made = share(statement(meeting(), mark="one"), ["recommendation"], to=["missions"])
    first = made.recommendations.get(order=1)
    client = delegate("FJI")
    (found, _other) = client.get("/library/").context["answer"].page
    client.post("/library/basket/", {"add": found.key})

    def held():
        return [each.text for each in client.get("/library/basket/").context["results"]]

    assert held() == ["Ask 1 one"]
    agree(made, first.item)
    assert held() == ["Ask 1 one"]
    agree(made, first.item, audience="missions", given=False)
    assert held() == ["Ask 1 one"]
    assert client.get("/library/").content.count(b'name="remove"') == 1
    first.text = "Ask mended"
    first.save()
    assert held() == []
    agree(made, first.item)
    assert held() == ["Ask mended"]


def test_key_in_open_data_and_feed_stays_while_words_are_mended():
    made = share(statement(meeting(), mark="one"), ["recommendation"])
    first = made.recommendations.get(order=1)
    key = str(first.public_id)

    def told():
        feed = Client().get("/library/feed/").content.decode()
        return Client().get(f"/api/v1/recommendations/{key}").status_code, f"recommendation-{key}" in feed

    assert told() == (200, True)
    made.recommendations.filter(pk=first.pk).update(text="Ask mended")
    assert told() == (404, False)
    agree(made, first.item)
    assert told() == (200, True)
