"""Nothing that is not shared is found by anybody outside, in any form, and its absence says nothing.

Needs a database: what is shared is written by the verbs and read through the pages.
"""

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from presessions.accounts.models import Grant
from publications import transitions
from publications.published import TABLES, PublishedFile
from tests.publications.sharing import (
    PUBLISHED,
    delegate,
    everything,
    main_part,
    meeting,
    normalised,
    share,
    statement,
    surfaces,
    unshare,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def world():
    """One speaker who shares with the public, one with missions, one with nobody, one who withdrew."""
    row = meeting()
    share(statement(row, number=1, mark="cnrypublic"))
    share(statement(row, number=2, mark="cnrymissions"), to=["missions"])
    statement(row, number=3, mark="cnrynobody")
    gone = share(statement(row, number=4, mark="cnrygone"))
    files = [f"/files/{key}/" for key in PublishedFile.objects.values_list("pk", flat=True)]
    unshare(gone)
    found = [
        *surfaces(),
        *files,
        *(f"/library/?q={mark}" for mark in ("cnrynobody", "cnrygone", "cnrymissions")),
    ]
    return list(dict.fromkeys(found))


def marks(text):
    every = ("cnrypublic", "cnrymissions", "cnrynobody", "cnrygone")
    # a search repeats the words that were asked for; they are no find
    return {
        mark
        for mark in every
        if any(f"{sort} {mark}" in text for sort in ("Org", "Person", "Ask 1", "Plan", "Why"))
    }


def test_public_finds_what_is_public_and_nothing_else(world):
    assert marks(everything(Client(), world)) == {"cnrypublic"}


def test_delegate_finds_also_what_is_for_missions(world):
    assert marks(everything(delegate("TLS"), world)) == {"cnrypublic", "cnrymissions"}


def test_delegate_of_the_state_under_review_finds_what_the_public_finds(world):
    assert marks(everything(delegate("WSM"), world)) == {"cnrypublic"}
    assert marks(everything(delegate("WSM", "TLS"), world)) == {"cnrypublic"}


def test_former_delegate_finds_what_the_public_finds(world):
    client = delegate("TLS")
    assert "cnrymissions" in marks(everything(client, world[:1]))

    Grant.objects.all().delete()

    assert marks(everything(client, world)) == {"cnrypublic"}


def test_files_hold_no_mark_outside_their_audience(world):
    files = [address for address in world if address.startswith("/files/")]
    contents = [
        b"".join(answer.streaming_content)
        for address in files
        if (answer := Client().get(address)).status_code == 200
    ]

    assert [content.split()[-1] for content in contents] == [b"cnrypublic"]


@pytest.mark.parametrize("address", ["/54/samoa/", "/programme/54/", "/states/samoa/", "/library/"])
def test_state_under_review_sees_the_very_page_of_the_public(world, address):
    assert main_part(delegate("WSM").get(address)) == main_part(Client().get(address))


def page_after(act):
    """The public pages of a meeting where one speaker is named and the rest of a second one is in question."""
    row = meeting()
    share(statement(row, number=1, mark="one"), ["organisation_name", "recommendation"])
    second = statement(row, number=2, mark="two")
    share(second, ["organisation_name"])
    act(second)
    addresses = [
        address
        for address in surfaces()
        if not address.startswith("/files/") and not address.endswith((".pdf", ".docx"))
    ]
    return {address: normalised(Client().get(address)) for address in addresses}


def refused(second):
    share(second, ["section", "recommendation"], to=["missions"])
    for table in TABLES[1:]:
        assert not table.objects.filter(statement=second, audience="public").exists()


def withdrawn(second):
    share(second)
    wishes = [
        transitions.Wish(record.item, record.audience, given=False)
        for record in second.consents.all()
        if record.given and record.item != "organisation_name"
    ]
    transitions.record_consent(second, wishes, by=None, language="en")


def never_sent(second):
    second.sections.all().delete()
    second.recommendations.all().delete()


@pytest.mark.parametrize("act", [refused, withdrawn, never_sent])
def test_what_is_not_shared_looks_the_same_whatever_the_reason(act):
    pages = []
    for each in (lambda second: None, act):
        try:
            # at one instant: when the first speaker shared is public, and is not what is asked here
            with time_machine.travel(PUBLISHED, tick=False), transaction.atomic():
                pages.append(page_after(each))
                raise RuntimeError  # undo, so that the second world is made on the same ground
        except RuntimeError:
            pass

    assert pages[0] == pages[1]
    assert b"No statement shared." in pages[0]["/54/samoa/"]


def test_withheld_word_gives_the_very_answer_of_a_word_nobody_wrote(world):
    for client in (Client(), delegate("WSM")):
        withheld = client.get("/library/?q=cnrynobody")
        random = client.get("/library/?q=cnryrandom")

        assert main_part(withheld).replace(b"cnrynobody", b"") == main_part(random).replace(
            b"cnryrandom", b""
        )


def test_facets_count_only_what_the_reader_may_see(world):
    page = Client().get("/library/").context["answer"]

    assert page.page.paginator.count == 2
    assert {name: values for name, values in page.facets.items() if values} == {
        "states": [("samoa", 2)],
        "regions": [("Asia-Pacific", 2)],
        "series": [("54", 2)],
        "cycles": [("4", 2)],
        "languages": [("en", 2)],
        "kinds": [("national", 2)],
        "issues": [("UI-WOMEN", 2)],
    }


def test_kind_of_a_speaker_without_a_name_is_told_nowhere():
    made = statement(meeting(), mark="x")

    def said():
        return everything(Client(), surfaces()).count("National organisation")

    before = said()  # where it is the head of a column, whoever speaks
    share(made, ["recommendation", "section"])
    assert said() == before
    assert Client().get("/library/").context["answer"].facets["kinds"] == []
    assert Client().get("/library/?kind=national").context["answer"].page.paginator.count == 0


def test_numbers_follow_what_is_shown():
    row = meeting()
    share(statement(row, number=1, mark="one"), ["organisation_name"])
    share(statement(row, number=2, mark="two"), ["recommendation"])

    page = Client().get("/54/samoa/").context["page"]

    assert [[number for number, _row in rows] for _speaker, rows in page.numbered] == [[1, 2]]
