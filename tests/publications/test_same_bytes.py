"""One world, one instant, one speaker whom everybody reads, and a second one: whatever the second did, wrote, sent,
agreed to for others or took back, everybody who may not read it is given the very same bytes, files included.

Needs a database: what is shared is written by the verbs and read through the pages.
"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from panels.models import Seat
from presessions.accounts.models import User
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession, Series
from publications import briefing_jobs, transitions
from publications.briefing_models import Briefing
from publications.briefings import Choice
from publications.enums import OutsideAudience
from publications.items import items_of
from publications.models import Statement, Translation
from tests.factories import make_officer
from tests.publications.outside_surfaces import QUICK, SURFACES
from tests.publications.sharing import PUBLISHED, delegate, meeting, share, statement

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OVER = "/how-panels-are-chosen/54/"
OWN = ("/my/", "/my/digest/")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


Seen = dict[tuple[str, str], tuple[int, dict[str, str], bytes]]


def given(client: Client, address: str, language: str = "en") -> tuple[int, dict[str, str], bytes]:
    """The whole answer: status, headers, body; without the reader's own form token and nothing else."""
    answer = client.get(address, headers={"Accept-Language": language})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, headers, TOKEN.sub(b"", body)


class World:
    """The first speaker is read by everybody; the second one's statement does not exist yet."""

    def __init__(self) -> None:
        call_command("createcachetable", verbosity=0)
        self.row = meeting()
        self.officer: User = make_officer()
        share(statement(self.row, number=1, mark="one"), ["organisation_name", "recommendation", "file"])
        self.readers = {"public": Client(), "reviewed": delegate("WSM"), "both": delegate("WSM", "TLS")}
        self.delegate = delegate("TLS")

    def seen(self, reader: str, *, files: bool = True) -> Seen:
        """All that one reader is given, at every address; ``files``: those that take long to make as well."""
        client = self.readers.get(reader, self.delegate)
        pages = {}
        for surface in SURFACES if files else QUICK:
            address = surface.at(self.row)
            for language in ("en",) if surface.slow else ("en", "fr"):
                pages[address, language] = given(client, address, language)
        for address in ("/library/?q=ask", "/library/?q=two", "/api/v1/recommendations?q=two", OVER):
            pages[address, ""] = given(client, address)
        for address in OWN if reader != "public" else ():
            pages[address, ""] = given(client, address)
        if files:
            pages |= {(f"briefing.{kind}", ""): self.briefing(kind, reader) for kind in ("pdf", "docx")}
        return pages

    def briefing(self, kind: str, reader: str) -> tuple[int, dict[str, str], bytes]:
        """Made anew by the worker, for it stays the same file while nothing changed."""
        Briefing.objects.all().delete()
        row = briefing_jobs.ask(
            Choice(series=54), kind=kind, language="en", readers="TLS" if reader == "delegate" else ""
        )
        briefing_jobs.make(row.pk)
        client = self.readers.get(reader, self.delegate)
        return given(client, f"/briefing/{row.pk}/file/")


def differing(before: Seen, after: Seen) -> list[str]:
    """The addresses at which the later answer is another; of all that were asked again."""
    assert after.keys() <= before.keys()
    return sorted({key[0] for key, answer in after.items() if before[key] != answer})


def second(world: World) -> Statement:
    """A statement with one of everything that can be shared, of which nothing is."""
    made = statement(world.row, number=2, mark="two")
    first = made.recommendations.first()
    Translation.objects.create(statement=made, recommendation=first, language="fr", text="Demande two")
    return Statement.objects.get(pk=made.pk)


def agree(made: Statement, *audiences: str, given: bool = True, since=None) -> None:
    made = Statement.objects.get(pk=made.pk)
    wishes = [
        transitions.Wish(item.key, OutsideAudience(audience), given, item.sha256 if given else "", since)
        for item in items_of(made)
        for audience in audiences
    ]
    transitions.record_consent(made, wishes, by=None, language="en")


EVERYBODY = ("public", "missions")
WITH_FILES = ("public", "delegate")
SAID = (
    "/54/samoa/",
    "/54/samoa/text/",
    "/library/",
    "/library/export.csv",
    "/states/samoa/",
    "/programme/54/",
)
FILES_SAID = (
    *(
        "/54/samoa/sheet.pdf",
        "/54/samoa/recommendations.docx",
        "/library/export.xlsx",
        "/library/export.docx",
    ),
    *("/programme/54/2027-03-30.pdf", "/programme/54/booklet.pdf", "briefing.pdf", "briefing.docx"),
)
NOT_FOR_THEM = ("public", "reviewed", "both")


def lives_of_silence(world: World):
    """Each state of the second statement, with those who may read nothing of it in that state, and whether it is one
    of those at which everything is looked at by everybody."""
    made = second(world)
    everyone = (*NOT_FOR_THEM, "delegate")
    yield "written, never sent", everyone, True
    transitions.receive(made, by=None)
    yield "sent", everyone, False
    transitions.check(made, by=world.officer)
    yield "read by staff", everyone, False
    transitions.publish(made, by=world.officer)
    yield "refused", everyone, True
    agree(made, *EVERYBODY, since=timezone.now() + timedelta(days=1))
    yield "agreed to from tomorrow", everyone, False
    agree(made, *EVERYBODY, given=False)
    agree(made, "missions")
    yield "for missions", NOT_FOR_THEM, True
    agree(made, "public")
    yield "for everyone", (), True
    transitions.withdraw_everything(made, by=None, language="en")
    yield "withdrawn", everyone, True
    agree(made, "interpreters")
    yield "for interpreters", everyone, False
    made.recommendations.all().delete()
    yield "recommendations taken out", everyone, False
    transitions.close(made, by=None, reason="seat released")
    yield "seat given up", everyone, True


@pytest.mark.parametrize("reader", [*NOT_FOR_THEM, "delegate"])
def test_whatever_the_second_speaker_did_the_bytes_are_those_of_a_panel_without_one(reader):
    with time_machine.travel(PUBLISHED, tick=False):
        world = World()
        nobody = world.seen(reader, files=reader in WITH_FILES)
        found = {}
        for state, silent_to, turning in lives_of_silence(world):
            if not turning and reader != "public":
                continue
            changed = differing(nobody, world.seen(reader, files=turning and reader in WITH_FILES))
            if reader in silent_to:
                assert changed == [], state
            else:
                found[state] = changed
    assert {*SAID, *(FILES_SAID if reader in WITH_FILES else ())} <= set(found["for everyone"])
    assert ("for missions" in found) == (reader == "delegate")
    assert all(SAID[0] in changed for changed in found.values())


def test_of_a_series_that_is_over_nothing_tells_who_agreed_to_what():
    """Its figures, its panels' record, its programme: the same bytes whatever the second speaker agreed to."""
    with time_machine.travel(PUBLISHED, tick=False):
        world = World()
        made = second(world)
        PreSession.objects.update(status=PreSessionStatus.HELD)
        Series.objects.update(status=SeriesStatus.ARCHIVED)
        before = world.seen("public")
        assert before[OVER, ""][0] == 200
        agree(made, *EVERYBODY)
        transitions.receive(made, by=None)
        transitions.check(made, by=world.officer)
        transitions.publish(made, by=world.officer)
        assert "/54/samoa/" in differing(before, world.seen("public"))
        transitions.withdraw_everything(made, by=None, language="en")

        assert differing(before, world.seen("public")) == []
        assert Seat.objects.count() == 2
