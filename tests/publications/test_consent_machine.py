"""Whatever is written, agreed to, narrowed, published, edited, replaced, withdrawn, closed and reopened, in any order:
the Published rows are exactly what consent allows, and the public page shows nothing that is withheld."""

import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from presessions.permissions import Actor
from publications import attaching, transitions
from publications.consent import Audience, decide_own
from publications.deriving import Copy
from publications.enums import OutsideAudience, StatementStatus
from publications.file_models import Attachment
from publications.items import items_of, records_of
from publications.models import Statement
from publications.published import TABLES
from publications.transitions import Wish
from publications.writing import Point, Sent, keep
from tests.factories import make_officer
from tests.publications.speakers import make_spoken

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

S = StatementStatus
AUDIENCES = st.sampled_from(list(OutsideAudience))
SECTIONS = st.sampled_from(["summary", "organisation", "plan"])


class Consents(RuleBasedStateMachine):
    """One statement on its way. Every text carries a marker of its own, so that a leak is seen by its words."""

    @initialize()
    def open(self) -> None:
        self.statement = make_spoken(recommendations=0)
        self.speaker = self.statement.seat.panelist
        self.actor = Actor(user_id=self.speaker.pk)
        self.officer = make_officer()
        self.everything: set[str] = set()
        meeting = self.statement.seat.panel.pre_session
        self.address = reverse(
            "publications:pre_session", args=[meeting.series.number, meeting.state_under_review.slug]
        )

    def mark(self) -> str:
        word = f"CNRY{uuid.uuid4().hex}"
        self.everything.add(word)
        return word

    def fresh(self) -> Statement:
        return Statement.objects.get(pk=self.statement.pk)

    @property
    def status(self) -> str:
        return self.fresh().status

    def keep(self, sent: Sent) -> None:
        keep(self.fresh(), sent, held_by=lambda row: {}, actor=self.actor, by=self.speaker)

    @precondition(lambda self: self.status != S.CLOSED)
    @rule(kind=SECTIONS, empty=st.booleans())
    def write_section(self, kind: str, empty: bool) -> None:
        self.keep(Sent(kind, {}, text="" if empty else f"Text {self.mark()}"))

    @precondition(lambda self: self.status != S.CLOSED)
    @rule(count=st.integers(0, 3), move=st.booleans())
    def write_recommendations(self, count: int, move: bool) -> None:
        texts = [each.text for each in self.fresh().recommendations.all()]
        points = texts[::-1] if move else [*texts[:1], *(f"Do {self.mark()}" for _ in range(count))][:3]
        questions = [Point(f"When {self.mark()}?")] if count > 1 else []
        self.keep(
            Sent("recommendations", {}, recommendations=[Point(each) for each in points], questions=questions)
        )

    @precondition(lambda self: self.status != S.CLOSED)
    @rule()
    def attach(self) -> None:
        content = f"%PDF-1.4 {self.mark()}".encode()
        each = Attachment.objects.create(
            statement=self.fresh(), name="x.pdf", original_sha256=uuid.uuid4().hex * 2, original=""
        )
        attaching._settle(each, Copy(content, "application/pdf", 1))

    @precondition(lambda self: self.fresh().attachments.exists())
    @rule()
    def remove_a_file(self) -> None:
        attaching.remove(self.fresh().attachments.first(), actor=self.actor, by=self.speaker)

    @precondition(lambda self: self.status != S.CLOSED)
    @rule(audience=AUDIENCES, every=st.integers(1, 3))
    def agree(self, audience: OutsideAudience, every: int) -> None:
        items = items_of(self.fresh())[::every]
        wishes = [Wish(item.key, audience, True, item.sha256) for item in items]
        transitions.record_consent(self.fresh(), wishes, by=self.speaker, language="en")

    @precondition(lambda self: self.status != S.CLOSED)
    @rule(audience=AUDIENCES, every=st.integers(1, 3))
    def narrow(self, audience: OutsideAudience, every: int) -> None:
        wishes = [Wish(item.key, audience, False) for item in items_of(self.fresh())[::every]]
        transitions.record_consent(self.fresh(), wishes, by=self.speaker, language="en")

    @rule()
    def withdraw_everything(self) -> None:
        transitions.withdraw_everything(self.fresh(), by=self.speaker, language="en")

    @precondition(lambda self: self.status in (S.OPEN, S.RETURNED))
    @rule()
    def send(self) -> None:
        if not self.fresh().recommendations.exists():
            self.keep(Sent("recommendations", {}, recommendations=[Point(f"Do {self.mark()}")], questions=[]))
        transitions.receive(self.fresh(), by=self.speaker)

    @precondition(lambda self: self.status == S.RECEIVED)
    @rule(back=st.booleans())
    def read(self, back: bool) -> None:
        if back:
            transitions.send_back(self.fresh(), question="Which year?", by=self.officer)
        else:
            transitions.check(self.fresh(), by=self.officer)

    @precondition(lambda self: self.status in (S.CHECKED, S.PUBLISHED))
    @rule()
    def publish(self) -> None:
        transitions.publish(self.fresh(), by=self.officer)

    @precondition(lambda self: self.status != S.CLOSED)
    @rule(name=st.booleans(), young=st.booleans())
    def name_another_speaker(self, name: bool, young: bool) -> None:
        seat = self.fresh().seat
        if name:
            seat.speaker_name = f"Speaker {self.mark()}"
        seat.under_18 = young
        seat.save()

    @precondition(lambda self: self.status != S.CLOSED)
    @rule()
    def release_the_seat(self) -> None:
        transitions.close(self.fresh(), by=None)

    @precondition(lambda self: self.status == S.CLOSED)
    @rule()
    def confirm_the_seat_anew(self) -> None:
        transitions.open_statement(self.fresh().seat, by=None)

    @rule()
    def an_hour_passes(self) -> None:
        transitions.publish_due(timezone.now())

    def allowed(self) -> dict[tuple[str, str], str]:
        """What the rules allow, item by item and audience by audience, with the text it shows."""
        row = self.fresh()
        records, at = records_of(row), timezone.now()
        return {
            (item.key, str(audience)): item.text
            for item in items_of(row)
            for audience in OutsideAudience
            if decide_own(
                records,
                item=item.key,
                sha256=item.sha256,
                audience=Audience(audience),
                at=at,
                minor=row.seat.under_18,
            ).shown
        }

    @invariant()
    def shown_is_what_was_agreed_to(self) -> None:
        if not hasattr(self, "statement"):
            return
        rows = {(row.item, row.audience) for table in TABLES for row in table.objects.all()}
        allowed, status = self.allowed(), self.status
        assert rows <= set(allowed), "a row nobody agreed to"
        assert status != S.PUBLISHED or rows == set(allowed), "something agreed to is not shown"
        assert status not in (S.OPEN, S.CLOSED) or rows == set()
        public = [text for (_item, audience), text in allowed.items() if audience == "public"]
        shown = Client().get(self.address).content.decode()
        leaked = {
            word for word in self.everything if word in shown and not any(word in text for text in public)
        }
        assert leaked == set()


class MachineInTransaction(Consents):
    """Each run starts from an empty database and leaves it empty."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


PARTS = range(10)  # of the long proofs, so that every core walks some


def runs(examples: int, steps: int, **more: bool) -> hypothesis_settings:
    return hypothesis_settings(
        max_examples=examples,
        stateful_step_count=steps,
        **more,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )


@pytest.mark.both_databases  # the longer ones take minutes: once, on PostgreSQL
def test_nothing_is_ever_shown_that_nobody_agreed_to():
    run_state_machine_as_test(MachineInTransaction, settings=runs(6, 20))


def test_nothing_is_ever_shown_in_longer_lives():
    run_state_machine_as_test(MachineInTransaction, settings=runs(25, 30))


@pytest.mark.prove
@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_ever_shown_in_five_hundred_lives(part):
    other_lives = runs(500 // len(PARTS), 30, derandomize=False)  # than the other parts'
    run_state_machine_as_test(MachineInTransaction, settings=other_lives)
