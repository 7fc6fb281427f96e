"""What everybody outside finds in the lives of statements, beside what the model says they may."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.signing import get_cookie_signer
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from presessions.scheduling.models import Sitting
from presessions.series.models import PreSession
from publications import briefing_jobs, briefings
from publications.basket import COOKIE, MOST, SALT
from publications.briefing_models import Briefing
from publications.published import TABLES
from tests.publications import sharing
from tests.publications.lives_model import Reader, Speaker
from tests.publications.outside_surfaces import ASKS, NAMES, PAGE, QUICK, SLOW, Surface

WORD = re.compile(r"cnry\d{5}x")
FILE = re.compile(r"/files/[0-9a-f-]{36}/")
ALONE = re.compile(r"/library/recommendation/[0-9a-f-]{36}/")
ASK = re.compile(r'"id": "([0-9a-f-]{36})",\s*"text": "Ask (?:\d )?(cnry\d{5}x)"')
NO_FILE = "/files/00000000-0000-4000-8000-000000000000/"
NOTHING_ALONE = "/library/recommendation/00000000-0000-4000-8000-000000000000/"
CONDITIONS: tuple[dict[str, str], ...] = (
    {},
    {"if-none-match": "*"},
    {"if-modified-since": "Fri, 01 Jan 2038 00:00:00 GMT"},
)
SAME_WHEN_EMPTY = ("/54/samoa/", "/54/samoa/text/", "/library/", "/states/samoa/", "/api/v1/series/54/samoa")
SPEAKS_FOR = {"public": (), "delegate": ("TLS",), "reviewed": ("WSM",), "both": ("TLS", "WSM")}
NAMED = st.sampled_from(list(SPEAKS_FOR))


class Reading(RuleBasedStateMachine):
    """All that reads. ``figures`` counts what was done."""

    figures: ClassVar[Counter[str]] = Counter()

    meeting: PreSession
    speakers: list[Speaker]
    readers: dict[str, Reader]
    links: dict[str, str]
    asked: dict[str, str]
    alone: set[str]
    briefings: list[UUID]
    empty: dict[str, bytes]
    began: tuple[datetime, datetime]
    stood: tuple[Any, ...]
    turn: int
    is_delegate: bool

    def ends(self) -> datetime:
        return Sitting.objects.get(pre_session=self.meeting).ends_at

    # --- What is read -----------------------------------------------------------------------------

    def expected(self, reader: Reader, sorts: frozenset[str] | None = None) -> frozenset[str]:
        """The words this reader may find; ``sorts`` those of these items only."""
        audiences = {"public", "missions"} if reader.missions else {"public"}
        return frozenset(
            word
            for speaker in self.speakers
            for (item, audience), content in speaker.stands.items()
            if audience in audiences and (sorts is None or item.split(":")[0] in sorts)
            for word in WORD.findall(" ".join(content))
        )

    def public(self, address: str) -> bytes:
        return sharing.normalised(Client().get(address))

    def look(self, reader: Reader, surface: Surface) -> None:
        """What stands there is exactly what may; nothing of it may be kept, and an old ETag brings nothing back."""
        address = surface.at(self.meeting)
        answer = reader.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found = frozenset(WORD.findall(sharing.words_of(answer)))
        self.figures["surfaces read"] += 1
        self.figures["with something shared"] += bool(found)
        may = self.expected(Reader(reader.client) if surface.public else reader)
        must = self.expected(Reader(reader.client) if surface.public else reader, surface.whole)
        assert found <= may, f"{address} says what nobody agreed to: {found - may}"
        assert must <= found, f"{address} leaves out what is shared: {must - found}"
        if found:
            assert answer.headers["Cache-Control"] == "no-store", address
            assert "ETag" not in answer.headers
        self.ask_with_an_old_etag(reader, address, answer, found)
        if surface is PAGE:
            self.note_files(reader, answer)
        self.alone.update(ALONE.findall(sharing.words_of(answer)) if surface in QUICK else ())
        if surface.address.endswith(".json"):
            self.asked.update({each[0]: each[1] for each in ASK.findall(answer.content.decode())})

    def ask_with_an_old_etag(self, reader: Reader, address: str, answer: Any, found: frozenset[str]) -> None:
        old, words = reader.kept.get(address, ("", found))
        if old:
            again = reader.client.get(address, headers={"if-none-match": old})
            assert again.status_code in (200, 304)
            assert again.status_code == 200 or words == found, f"{address}: 304 for what changed"
        if etag := answer.headers.get("ETag"):
            reader.kept[address] = (etag, found)

    def note_files(self, reader: Reader, answer: Any) -> None:
        """Each link of the page opens the file it names, and each file that may be read has its link."""
        words = set()
        for address in FILE.findall(answer.content.decode()):
            opened = reader.client.get(address)
            assert opened.status_code == 200, address
            assert opened.headers["Cache-Control"] == "no-store"
            body = b"".join(opened.streaming_content).decode()
            self.links[address] = WORD.findall(body)[0]
            words.add(self.links[address])
        assert words == self.expected(reader, frozenset({"file"}))

    def open_old_links(self, reader: Reader) -> None:
        """A link of before: the file while it is shared, else the very answer of a file that never was."""
        nothing = sharing.normalised(reader.client.get(NO_FILE))
        may = self.expected(reader, frozenset({"file"}))
        for place, (address, word) in enumerate(self.links.items(), start=self.turn):
            answer = reader.client.get(address, headers=CONDITIONS[place % len(CONDITIONS)])
            self.figures["old links opened"] += 1
            self.figures["of them gone"] += answer.status_code == 404
            if answer.status_code == 200:
                assert WORD.findall(b"".join(answer.streaming_content).decode()) == [word]
                assert word in may, "a file is served that is not shared"
            else:
                assert answer.status_code == 404
                body = sharing.normalised(answer).replace(address.encode(), NO_FILE.encode())
                assert body == nothing, "a withdrawn file differs from none"

    @rule(name=NAMED)
    def open_an_old_basket(self, name: str) -> None:
        """Every recommendation there ever was, by its address and in a basket: what is shared now, and no more."""
        reader, self.turn = self.readers[name], self.turn + 1
        self.look(reader, next(each for each in QUICK if each.address == "/library/export.json"))
        asks, names = (self.expected(Reader(reader.client), sorts) for sorts in (ASKS, NAMES))
        for key in self.asked:
            answer = reader.client.get(f"/api/v1/recommendations/{key}")
            found = frozenset(WORD.findall(answer.content.decode()))
            assert found <= asks | names, "the open data say what nobody agreed to"
            assert found | names == self.said_by(key) | names, (
                "a key leads to another recommendation than its own"
            )
            assert answer.status_code == (200 if self.said_by(key) else 404)
        if not self.asked:
            return
        basket = ".".join(UUID(key).hex for key in list(self.asked)[-MOST:])
        reader.client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(basket)
        may = self.expected(reader, frozenset({"recommendation"}) | NAMES)
        for address in ("/library/basket/", "/library/basket.txt", "/library/basket.csv"):
            answer = reader.client.get(address)
            assert answer.status_code == 200 or not self.expected(reader, ASKS)
            assert frozenset(WORD.findall(sharing.words_of(answer))) <= may, address
        del reader.client.cookies[COOKIE]

    def said_by(self, key: str) -> frozenset[str]:
        """The words everybody may read of the recommendation with this key."""
        stands = (f"recommendation:{UUID(key).hex}", "public")
        return frozenset(
            word for each in self.speakers for word in WORD.findall(" ".join(each.stands.get(stands, ())))
        )

    @invariant()
    def outside_reads_what_was_agreed_to(self) -> None:
        """After each step one more surface, in turn; after one that changed what stands, the page as everybody."""
        if not hasattr(self, "readers"):
            return
        self.turn += 1
        self.figures["steps"] += 1
        names = list(self.readers)
        in_turn = self.readers[names[self.turn % len(names)]]
        self.look(in_turn, QUICK[self.turn % len(QUICK)])
        stands = self.outside_state()
        if stands != self.stood:
            for reader in self.readers.values():
                self.look(reader, PAGE)
            self.open_old_links(in_turn)
            self.open_each_alone(in_turn)
            self.open_old_briefings(in_turn)
            self.nothing_looks_as_never()
        self.stood = stands

    def outside_state(self) -> tuple[Any, ...]:
        """What the pages are made of and who reads; where it is as before, the page was looked at already."""
        rows = frozenset(str(key) for table in TABLES for key in table.objects.values_list("pk", flat=True))
        return rows, timezone.now(), self.ends(), self.is_delegate

    def nothing_looks_as_never(self) -> None:
        """Where nothing is shared with the public, its pages are those of before anything was written."""
        if (timezone.now(), self.ends()) != self.began:
            return
        address = SAME_WHEN_EMPTY[self.turn % len(SAME_WHEN_EMPTY)]
        stands = [key for each in self.speakers for key in each.stands]
        # a translation alone is nothing to read
        if not any(whom == "public" and not item.startswith("translation") for item, whom in stands):
            assert self.public(address) == self.empty[address], f"{address} tells that something was there"

    @rule(name=NAMED)
    def somebody_reads_everything(self, name: str) -> None:
        for surface in QUICK:
            self.look(self.readers[name], surface)
        self.open_old_links(self.readers[name])
        self.open_each_alone(self.readers[name])

    def open_each_alone(self, reader: Reader) -> None:
        """Every recommendation there ever was, at its own address: what may be read, or what stands where none was."""
        nothing = sharing.normalised(reader.client.get(NOTHING_ALONE))
        may = self.expected(reader, ASKS | NAMES)
        for place, address in enumerate(sorted(self.alone), start=self.turn):
            answer = reader.client.get(address, headers=CONDITIONS[place % len(CONDITIONS)])
            self.figures["of recommendations alone"] += 1
            if answer.status_code == 200:
                found = frozenset(WORD.findall(sharing.words_of(answer)))
                assert found & self.expected(reader, ASKS), address
                assert found <= may, f"{address} says what nobody agreed to: {found - may}"
                assert answer.headers["Cache-Control"] == "no-store"
            else:
                assert answer.status_code == 404
                body = sharing.normalised(answer).replace(address.encode(), NOTHING_ALONE.encode())
                assert body == nothing, "a withdrawn recommendation differs from none"

    @rule(name=NAMED, kept=st.booleans())
    def have_a_briefing_made(self, name: str, kept: bool) -> None:
        """Made by the worker for one reader, and opened by all; ``kept``: the worker has not tidied up since."""
        states = SPEAKS_FOR[name] if name != "delegate" or self.is_delegate else ()
        row = briefing_jobs.ask(
            briefings.Choice(states=("samoa",)), kind="docx", language="en", readers=" ".join(states)
        )
        briefing_jobs.make(row.pk)
        if row.pk not in self.briefings:
            self.briefings.append(row.pk)
        if not kept:
            briefing_jobs.tidy(timezone.now())
        for reader in self.readers.values():
            self.open_old_briefings(reader)

    def open_old_briefings(self, reader: Reader) -> None:
        """Every briefing there ever was holds exactly what its reader may see now, or is not there."""
        asks = self.expected(reader, ASKS)
        may = self.expected(reader, ASKS | NAMES)
        for place, key in enumerate(self.briefings, start=self.turn):
            address = f"/briefing/{key}/file/"
            answer = reader.client.get(address, headers=CONDITIONS[place % len(CONDITIONS)])
            self.figures["briefings opened"] += 1
            assert answer.status_code in (200, 404), address
            if answer.status_code == 200:
                found = frozenset(WORD.findall(sharing.words_of(answer)))
                assert found <= may, f"a briefing says what nobody agreed to: {found - may}"
                # one made for everybody is everybody's to open
                assert self.expected(Reader(reader.client), ASKS) <= found
                assert asks <= found or not Briefing.objects.get(pk=key).readers
                assert answer.headers["Cache-Control"] == "no-store"

    @rule(who=st.integers(0, 1), name=NAMED)
    def search_for_a_word(self, who: int, name: str) -> None:
        """A recommendation is found by its word while it may be read, and a withheld word is as good as none."""
        speaker, reader = self.speakers[who], self.readers[name]
        asks = [content for item, content in speaker.now.items() if item.startswith("recommendation")]
        for word in sorted({WORD.findall(text)[0] for (text,) in asks}):
            found = reader.client.get(f"/library/?q={word}").context["answer"].page.paginator.count
            assert found == self.asks_with(word, reader)
            told = reader.client.get(f"/api/v1/recommendations?q={word}").json()["count"]
            assert told == self.asks_with(word, Reader(reader.client))

    @rule(name=NAMED)
    def read_in_french(self, name: str) -> None:
        """Recommendations as their translations say them where both may be read; and each word finds as many."""
        reader = self.readers[name]
        audiences = {"public", "missions"} if reader.missions else {"public"}
        own, said = {}, {}
        for speaker in self.speakers:
            for (item, audience), content in speaker.stands.items():
                if audience in audiences and item.startswith("recommendation"):
                    own[item] = WORD.findall(content[0])[0]
                elif audience in audiences and item.startswith("translation"):
                    said[content[1]] = WORD.findall(content[0])[0]
        page = reader.client.get("/54/samoa/text/", headers={"accept-language": "fr"})
        sorts = frozenset({"recommendation", "translation"})
        found = frozenset(WORD.findall(page.content.decode())) & self.expected(reader, sorts)
        wanted = {said.get(item, word) for item, word in own.items()}
        names = self.expected(reader, frozenset({"organisation_name", "speaker_name"}))
        assert wanted <= found  # a statement begins with one word in its names and in all it asks
        assert found - wanted <= names, "an original is read where its translation should be"
        for item, word in said.items():
            answer = reader.client.get(f"/library/?q={word}").context["answer"]
            assert answer.page.paginator.count == (item in own), "a translation is found without its original"

    def asks_with(self, word: str, reader: Reader) -> int:
        """How many recommendations with this word the reader may read; one for two audiences counts once."""
        audiences = {"public", "missions"} if reader.missions else {"public"}
        return len(
            {
                item
                for speaker in self.speakers
                for (item, audience), content in speaker.stands.items()
                if item.startswith("recommendation") and audience in audiences and word in content[0]
            }
        )

    @rule(name=NAMED, surface=st.sampled_from(SLOW))
    def take_away(self, name: str, surface: Surface) -> None:
        self.look(self.readers[name], surface)
