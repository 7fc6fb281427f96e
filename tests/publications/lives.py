"""Lives of two speakers' statements, in any order, beside a simple model of what may be read outside.

Here is what happens; ``lives_model.py`` is the model, ``lives_reading.py`` what readers find. Every text carries a
word of its own, so that what is found is compared word by word. The clock stands still unless a step moves it; it
stands in the past, for the database's own clock guards agreed instants too.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from presessions.accounts.models import Grant, User
from presessions.lifecycle.moves import move
from presessions.permissions import Actor, Role
from presessions.scheduling.models import Sitting
from publications import attaching, guardians, proving, transitions
from publications.asking import asked_of
from publications.consent import hash_bytes
from publications.deriving import Copy
from publications.enums import OutsideAudience, ProofStatus, StatementStatus, ToldBy
from publications.file_models import Attachment
from publications.items import items_of
from publications.models import Statement, Translation
from publications.transitions import ContentChanged, Wish
from publications.writing import Point, Sent, keep
from tests.factories import make_officer, make_state, make_user
from tests.publications import sharing
from tests.publications.lives_model import Content, Reader, Speaker
from tests.publications.lives_reading import SAME_WHEN_EMPTY, Reading

S = StatementStatus
BEGIN = datetime(2025, 3, 3, 9, tzinfo=UTC)
MEETING = datetime(2025, 3, 10, 9, tzinfo=UTC)
LASTS = timedelta(minutes=45)
WHO = st.integers(0, 1)
SOME = st.integers(1, 2**14 - 1)  # which items, bit by bit
AUDIENCES = st.sampled_from(list(OutsideAudience))
WAYS = st.sampled_from(["everything", "without name", "missions", "after the meeting", "nothing"])


class Lives(Reading):
    """Two speakers of one Pre-session, staff, the clock, and everybody outside."""

    @initialize(ways=st.tuples(WAYS, WAYS))
    def begin(self, ways: tuple[str, str]) -> None:
        self.figures["lives"] += 1
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.time = self.clock.start()
        self.numbers = iter(range(1, 100_000))
        self.turn = 0
        self.stood: tuple[Any, ...] = ()
        self.meeting = sharing.meeting("WSM", first=MEETING)
        self.officer, self.second = make_officer(), make_officer()
        self.speakers = [self.seated(1), self.seated(2)]
        self.people = self.delegates()
        self.sign_in()
        self.links: dict[str, str] = {}  # address of a file -> its word
        self.asked: dict[str, str] = {}  # id of a recommendation outside -> its word
        self.alone: set[str] = set()  # addresses of recommendations
        self.briefings: list[Any] = []
        self.empty = {address: self.public(address) for address in SAME_WHEN_EMPTY}
        self.began = (timezone.now(), self.ends())
        for who, way in enumerate(ways):
            self.share_at_first(who, way)

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()

    def share_at_first(self, who: int, way: str) -> None:
        """Most lives begin with something that can be taken away."""
        if way == "nothing":
            return
        speaker, everybody = self.one(who), OutsideAudience.PUBLIC
        if way == "everything":
            self.agree_to_everything(who)
        elif way == "without name":
            self.agree_without_name(who)
        else:
            missions = way == "missions"
            audience, since = (OutsideAudience.MISSIONS, None) if missions else (everybody, self.ends())
            self.tell(speaker, self.wishes(speaker, audience, -1, since))
        self.bring_on_the_way(who, 3, back=False)

    # --- The world -----------------------------------------------------------------------------

    def seated(self, number: int) -> Speaker:
        statement = sharing.statement(self.meeting, number=number, mark=self.word())
        first = statement.recommendations.get(order=1)
        Translation.objects.create(
            statement=statement, recommendation=first, language="fr", text=f"Dire {self.word()}"
        )
        speaker = Speaker(statement)
        self.reread(speaker)
        return speaker

    def delegates(self) -> dict[str, User | None]:
        """Readers and the States they speak for; Samoa is the one under review."""
        people: dict[str, User | None] = {"public": None}
        for name, states in (("delegate", ("TLS",)), ("reviewed", ("WSM",)), ("both", ("WSM", "TLS"))):
            people[name] = user = make_user()
            for iso3 in states:
                make_state(iso3)
                Grant.objects.create(user=user, role=Role.DELEGATE, iso3=iso3)
        return people

    def sign_in(self) -> None:
        """Everybody's browser anew, for sessions end while the clock runs."""
        self.readers: dict[str, Reader] = {}
        for name, user in self.people.items():
            client = Client()
            if user is not None:
                client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
            self.readers[name] = Reader(client)
        self.is_delegate = Grant.objects.filter(user=self.people["delegate"]).exists()
        self.readers["delegate"].missions = self.is_delegate

    def word(self) -> str:
        return f"cnry{next(self.numbers):05d}x"

    def reread(self, speaker: Speaker) -> None:
        """What the source tables hold, read plainly."""
        row = Statement.objects.select_related("seat__application").get(pk=speaker.statement.pk)
        speaker.statement, seat, application = row, row.seat, row.seat.application
        now: dict[str, Content] = {
            "organisation_name": (
                application.organisation_name,
                application.kind,
                str(application.is_coalition),
            )
        }
        if not speaker.is_minor:
            now["speaker_name"] = (seat.speaker_name, seat.speaker_position)
        for each in row.sections.all():
            now[f"section:{each.kind}"] = (each.text,)
        for sort, rows in (("recommendation", row.recommendations), ("question", row.questions)):
            for each in rows.all():
                now[f"{sort}:{each.public_id.hex}"] = (each.text,)
        for each in row.translations.all():
            original = each.recommendation or each.question
            bound = hash_bytes(original.text.encode())  # the words themselves are the original's own to share
            now[f"translation:{each.public_id.hex}"] = (each.text, original.item, bound)
        for each in row.attachments.all():
            with each.derived.open("rb") as stored:
                now[f"file:{each.public_id.hex}"] = (stored.read().decode(),)
        speaker.reread({item: content for item, content in now.items() if content[0]})

    def settle(self, speaker: Speaker) -> None:
        speaker.stands = speaker.allowed(timezone.now(), self.ends())

    # --- What a speaker does --------------------------------------------------------------------

    def one(self, who: int) -> Speaker:
        self.reread(self.speakers[who])
        return self.speakers[who]

    def is_closed(self, who: int) -> bool:
        return Statement.objects.get(pk=self.speakers[who].statement.pk).status == S.CLOSED

    def write(self, speaker: Speaker, sent: Sent) -> None:
        if speaker.statement.status == S.CLOSED:
            return
        by = speaker.statement.seat.panelist
        keep(speaker.statement, sent, held_by=lambda row: {}, actor=Actor(user_id=by.pk), by=by)
        self.reread(speaker)

    @rule(who=WHO, kind=st.sampled_from(["summary", "plan", "developments"]), empty=st.booleans())
    def write_a_section(self, who: int, kind: str, empty: bool) -> None:
        self.write(self.one(who), Sent(kind, {}, text="" if empty else f"Text {self.word()}"))

    @rule(who=WHO, count=st.integers(0, 2), turned=st.booleans())
    def write_recommendations(self, who: int, count: int, turned: bool) -> None:
        speaker = self.one(who)
        texts = [each.text for each in speaker.statement.recommendations.all()]
        texts = texts[::-1] if turned else [*texts[:1], *(f"Ask {self.word()}" for _ in range(count))]
        questions = [Point(f"Why {self.word()}?")] if count == 2 else []
        points = [Point(each) for each in texts]
        self.write(speaker, Sent("recommendations", {}, recommendations=points, questions=questions))

    @rule(who=WHO)
    def mend_one_recommendation(self, who: int) -> None:
        """One sentence changes by a word; the others keep their consent."""
        speaker = self.one(who)
        texts = [each.text for each in speaker.statement.recommendations.all()]
        points = [Point(f"Ask {self.word()}"), *(Point(each) for each in texts[1:])]
        questions = [Point(each.text) for each in speaker.statement.questions.all()]
        self.write(speaker, Sent("recommendations", {}, recommendations=points, questions=questions))

    @rule(who=WHO)
    def attach_a_file(self, who: int) -> None:
        speaker = self.one(who)
        if speaker.statement.status == S.CLOSED or speaker.statement.attachments.count() > 2:
            return
        content = sharing.PDF + self.word().encode()
        each = Attachment.objects.create(
            statement=speaker.statement,
            name="x.pdf",
            original=ContentFile(content, "x"),
            original_sha256=hash_bytes(content),
        )
        attaching._settle(each, Copy(content, "application/pdf", 1))
        self.reread(speaker)

    @rule(who=WHO)
    def take_a_file_back(self, who: int) -> None:
        speaker = self.one(who)
        each, by = speaker.statement.attachments.first(), speaker.statement.seat.panelist
        if each is not None:
            attaching.remove(each, actor=Actor(user_id=by.pk), by=by)
            self.reread(speaker)

    @rule(
        who=WHO, what=st.sampled_from(["speaker", "position", "young", "grown", "organisation", "coalition"])
    )
    def name_anew(self, who: int, what: str) -> None:
        """What stands beside a name is agreed to with it; the name of somebody under 18 is nobody's to read."""
        speaker = self.one(who)
        seat = speaker.statement.seat
        application, was_minor = seat.application, seat.under_18
        match what:
            case "speaker":
                seat.speaker_name = f"Person {self.word()}"
            case "position":
                seat.speaker_position = f"Position {self.word()}"
            case "young" | "grown":
                seat.under_18 = what == "young"
            case "organisation":
                application.organisation_name = f"Org {self.word()}"
            case "coalition":
                application.is_coalition = not application.is_coalition
        seat.save()
        application.save()
        if what == "speaker" and speaker.guardian is not None:
            speaker.another_guardian(None)  # theirs was another child's
        if what == "young" and not was_minor:
            speaker.stands = {}
        self.reread(speaker)

    # --- A parent or guardian ---------------------------------------------------------------------

    @rule(who=WHO)
    def name_a_guardian(self, who: int) -> None:
        """Of a minor only; the one before ends."""
        speaker = self.one(who)
        if not speaker.is_minor or speaker.statement.status == S.CLOSED:
            return
        person, by = make_user(), speaker.statement.seat.panelist
        guardian = guardians.name_guardian(
            speaker.statement, name="P", email=person.email, language="en", actor=Actor(user_id=by.pk), by=by
        )
        guardians.confirm_guardian(guardian, how="Called.", by=self.officer)
        speaker.another_guardian(guardian)
        self.reread(speaker)

    @rule(who=WHO, audience=AUDIENCES, yes=st.sampled_from([True, True, False]))
    def guardian_answers(self, who: int, audience: OutsideAudience, yes: bool) -> None:
        """To all that the speaker agreed to for one audience, as it is now; or no to all of it."""
        speaker = self.one(who)
        asked = {each.audience: each.sha256 for each in asked_of(speaker.statement)}
        if speaker.guardian is None or speaker.statement.status == S.CLOSED:
            return
        if yes and audience not in asked:
            return
        by = User.objects.get(email=speaker.guardian.email)
        answer = {audience: asked[audience] if yes else ""}
        new = guardians.answer(speaker.guardian, answer, by=by, language="en")
        for key, (content, _since) in speaker.said.items():
            if yes and key[1] == audience and speaker.now.get(key[0]) == content:
                speaker.agreed[key] = content
        if not yes:
            for key in [key for key in {*speaker.agreed, *speaker.stands} if key[1] == audience]:
                speaker.agreed.pop(key, None)
                speaker.stands.pop(key, None)
        if new and speaker.statement.status == S.PUBLISHED:
            self.settle(speaker)
        assert guardians.answer(speaker.guardian, answer, by=by, language="en") == []

    @rule(who=WHO)
    def turn_out_to_be_young_with_a_parent_who_agrees(self, who: int) -> None:
        self.name_anew(who, "young")
        self.name_a_guardian(who)
        for audience in OutsideAudience:
            self.guardian_answers(who, audience, yes=True)

    @rule(who=WHO)
    def staff_end_the_guardian(self, who: int) -> None:
        speaker = self.one(who)
        if speaker.guardian is None:
            return
        guardians.end_guardian(speaker.guardian, by=self.officer)
        speaker.another_guardian(None)
        self.reread(speaker)
        if speaker.statement.status == S.PUBLISHED:
            self.settle(speaker)

    # --- Consent --------------------------------------------------------------------------------

    def tell(self, speaker: Speaker, wishes: list[Wish]) -> None:
        """Record wishes twice, as a double click does, and in the model once."""
        at, row = timezone.now(), speaker.statement
        by = row.seat.panelist
        transitions.record_consent(row, wishes, by=by, language="en")
        news = [wish for wish in wishes if self.is_news(speaker, wish, at)]
        for wish in news:
            key = (wish.item, str(wish.audience))
            speaker.said.pop(key, None)
            if wish.given:
                speaker.said[key] = (speaker.now[wish.item], wish.effective_from)
            if row.status != S.PUBLISHED:
                speaker.stands.pop(key, None)
        if news and row.status == S.PUBLISHED:
            self.settle(speaker)
        assert transitions.record_consent(row, wishes, by=by, language="en") == []

    def is_news(self, speaker: Speaker, wish: Wish, at: datetime) -> bool:
        """Whether a wish differs from the last word; an instant that has passed is as good as none."""
        said = speaker.said.get((wish.item, str(wish.audience)))
        if not wish.given or said is None:
            return wish.given or said is not None
        coming = [each if each is not None and each > at else None for each in (said[1], wish.effective_from)]
        return said[0] != speaker.now[wish.item] or coming[0] != coming[1]

    def wishes(
        self, speaker: Speaker, audience: OutsideAudience, some: int, since: datetime | None = None
    ) -> list[Wish]:
        """A yes to some of the items, as their page shows them."""
        chosen = [item for place, item in enumerate(items_of(speaker.statement)) if some >> place & 1]
        return [Wish(item.key, audience, True, item.sha256, since) for item in chosen]

    @precondition(lambda self: any(not self.is_closed(who) for who in (0, 1)))
    @rule(who=WHO, audience=AUDIENCES, some=SOME, later=st.sampled_from([None, 0, 1, 30]))
    def agree(self, who: int, audience: OutsideAudience, some: int, later: int | None) -> None:
        """At once, after the meeting (0), or from an instant so many hours from now."""
        since = (
            None if later is None else self.ends() if later == 0 else timezone.now() + timedelta(hours=later)
        )
        speaker = self.one(who)
        self.tell(speaker, self.wishes(speaker, audience, some, since))

    @rule(who=WHO)
    def agree_to_everything(self, who: int) -> None:
        speaker = self.one(who)
        every = [self.wishes(speaker, audience, -1) for audience in OutsideAudience]
        self.tell(speaker, [wish for wishes in every for wish in wishes])

    @rule(who=WHO)
    def agree_without_name(self, who: int) -> None:
        """All recommendations for everybody, and no name for anybody."""
        speaker = self.one(who)
        asks = [wish for wish in self.wishes(speaker, OutsideAudience.PUBLIC, -1) if ":" in wish.item]
        names = ("organisation_name", "speaker_name")
        nobody = [Wish(item, audience, False) for item in names for audience in OutsideAudience]
        self.tell(speaker, [*asks, *nobody])

    @rule(who=WHO, audience=AUDIENCES, some=SOME)
    def narrow(self, who: int, audience: OutsideAudience, some: int) -> None:
        speaker = self.one(who)
        keys = sorted(item for item, whom in speaker.said if whom == audience)
        chosen = [item for place, item in enumerate(keys) if some >> place & 1]
        self.tell(speaker, [Wish(item, audience, False) for item in chosen])

    @rule(who=WHO)
    def withdraw_everything(self, who: int) -> None:
        speaker = self.one(who)
        transitions.withdraw_everything(speaker.statement, by=speaker.statement.seat.panelist, language="fr")
        speaker.said, speaker.stands = {}, {}

    @rule(who=WHO, audience=AUDIENCES)
    def agree_to_what_changed_meanwhile(self, who: int, audience: OutsideAudience) -> None:
        """The page was opened before the text changed: nothing at all is recorded."""
        speaker = self.one(who)
        wishes = self.wishes(speaker, audience, -1)
        stale = [Wish(wish.item, audience, True, "0" * 64) for wish in wishes[-1:]]
        try:
            transitions.record_consent(
                speaker.statement, [*wishes[:-1], *stale], by=speaker.statement.seat.panelist, language="en"
            )
        except ContentChanged:
            return
        assert not stale, "a yes to other content was recorded"

    # --- By staff ---------------------------------------------------------------------------------

    @rule(who=WHO, audience=AUDIENCES, some=SOME, changes=st.booleans())
    def agree_by_letter(self, who: int, audience: OutsideAudience, some: int, changes: bool) -> None:
        """Proposed by one of the staff, confirmed by another; where the text changed between, nothing is recorded."""
        speaker = self.one(who)
        wishes = self.wishes(speaker, audience, some)
        if not wishes or speaker.statement.status == S.CLOSED:
            return
        # a word of the same instant would count as later than the letter
        self.time.shift(timedelta(seconds=1))
        proof = proving.propose(
            speaker.statement,
            SimpleUploadedFile("x.pdf", sharing.PDF),
            wishes,
            why="x",
            of_the_guardian=False,
            by=self.officer,
        )
        move(proof, ProofStatus.PROPOSED, by=None)  # what checks the file is tested by itself
        proving.note_opened(proof, by=self.second)
        if changes:
            self.write_a_section(who, "summary", empty=False)
        stale = any(wish.sha256 != self.sha_of(speaker, wish.item) for wish in wishes)
        try:
            proving.confirm(proof, by=self.second)
        except ContentChanged:
            assert stale, "nothing changed, and it was refused"
            return
        assert not stale, "a yes to other content was recorded"
        for wish in wishes:
            key = (wish.item, str(wish.audience))
            speaker.said[key] = (speaker.now[wish.item], None)
            if speaker.statement.status != S.PUBLISHED:
                speaker.stands.pop(key, None)
        if speaker.statement.status == S.PUBLISHED:
            self.settle(speaker)

    def sha_of(self, speaker: Speaker, item: str) -> str:
        return next((each.sha256 for each in items_of(speaker.statement) if each.key == item), "")

    @rule(who=WHO, audience=AUDIENCES, some=SOME)
    def take_back_by_phone(self, who: int, audience: OutsideAudience, some: int) -> None:
        """One of the staff, at once."""
        speaker = self.one(who)
        keys = sorted(key for key in speaker.said if key[1] == audience)
        chosen = [key for place, key in enumerate(keys) if some >> place & 1]
        new = proving.take_back(speaker.statement, chosen, told=ToldBy.PHONE, by=self.officer)
        assert len(new) == len(chosen)
        for key in chosen:
            speaker.said.pop(key)
            speaker.stands.pop(key, None)
        if new and speaker.statement.status == S.PUBLISHED:
            self.settle(speaker)

    # --- Staff, the seat, the clock --------------------------------------------------------------

    @rule(who=WHO, steps=st.sampled_from([1, 2, 3, 3, 3]), back=st.booleans())
    def bring_on_the_way(self, who: int, steps: int, back: bool) -> None:
        """Sent, read and published, as far as so many steps lead; or sent back by who reads it."""
        speaker = self.one(who)
        for _step in range(steps):
            row = Statement.objects.get(pk=speaker.statement.pk)
            if row.status in (S.OPEN, S.RETURNED) and row.recommendations.exists():
                transitions.receive(row, by=row.seat.panelist)
            elif row.status == S.RECEIVED and back and steps < 3:
                transitions.send_back(row, question="Which year?", by=self.officer)
            elif row.status == S.RECEIVED:
                transitions.check(row, by=self.officer)
            elif row.status in (S.CHECKED, S.PUBLISHED):
                transitions.publish(row, by=self.officer)
                self.settle(speaker)

    @rule(who=WHO)
    def lose_the_seat(self, who: int) -> None:
        speaker = self.one(who)
        if speaker.statement.status != S.CLOSED:
            transitions.close(speaker.statement, by=None)
            speaker.stands = {}
        else:
            transitions.open_statement(speaker.statement.seat, by=None)

    @rule(hours=st.sampled_from([1, 2, 30, 24 * 8]), beat=st.booleans())
    def time_passes(self, hours: int, beat: bool) -> None:
        """With the beat, what is due comes; without it nothing comes, and nothing else either."""
        self.time.shift(timedelta(hours=hours))
        self.sign_in()
        if not beat:
            return
        transitions.publish_due(timezone.now())
        for speaker in self.speakers:
            self.reread(speaker)
            came = [
                key
                for key, (_content, since) in speaker.said.items()
                if since is not None and since <= timezone.now() and key not in speaker.stands
            ]
            if came and speaker.statement.status == S.PUBLISHED:
                self.settle(speaker)

    @rule(days=st.sampled_from([-3, 1, 14]))
    def move_the_meeting(self, days: int) -> None:
        sitting = Sitting.objects.get(pre_session=self.meeting)
        sitting.starts_at += timedelta(days=days)
        sitting.ends_at = sitting.starts_at + LASTS
        sitting.save()

    @rule()
    def the_delegate_leaves_or_comes_back(self) -> None:
        user = self.people["delegate"]
        if self.is_delegate:
            Grant.objects.filter(user=user).delete()
        else:
            Grant.objects.create(user=user, role=Role.DELEGATE, iso3="TLS")
        self.sign_in()
