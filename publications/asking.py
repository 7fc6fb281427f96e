"""What a guardian is asked: what a speaker under 18 agreed to share, audience by audience; and the mail that asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from presessions.mail import outbox

from .consent import Audience, Why, decide_own, guardian_agrees, hash_text, latest, of_guardian
from .enums import OutsideAudience
from .items import Item, guardian_of, items_of, records_of
from .models import Guardian, Statement


@dataclass(frozen=True)
class Asked:
    """What a speaker under 18 would share with one audience, as the guardian is asked about it.

    ``agreed`` is how many of the items stand agreed to by the guardian as they are, ``open`` how many wait for a first
    word on what they are now; the others were refused.
    """

    audience: OutsideAudience
    items: tuple[Item, ...]
    agreed: int
    open: int

    @property
    def sha256(self) -> str:
        """Of all of it: what a yes on the page is bound to."""
        return hash_text("\n".join(f"{item.key} {item.sha256}" for item in self.items))

    @property
    def is_agreed(self) -> bool:
        return bool(self.items) and self.agreed == len(self.items)

    @property
    def is_refused(self) -> bool:
        return not self.open and self.agreed < len(self.items)


def asked_of(statement: Statement) -> list[Asked]:
    """What the speaker agreed to, audience by audience; an audience with nothing is left out."""
    records, items, at = records_of(statement), items_of(statement), timezone.now()
    key = guardian_of(statement)
    asked = []
    for audience in OutsideAudience:
        whom = Audience(audience)
        chosen = [
            item
            for item in items
            if decide_own(records, item=item.key, sha256=item.sha256, audience=whom, at=at).why
            in (Why.SHOWN, Why.NOT_YET)
        ]
        agreed = [
            item
            for item in chosen
            if guardian_agrees(records, item=item.key, sha256=item.sha256, audience=whom, guardian=key)
        ]
        last = [latest(records, of_guardian(item.key), whom) for item in chosen]
        refused = sum(each is not None and not each.given and each.guardian == key for each in last)
        if chosen:
            asked.append(Asked(audience, tuple(chosen), len(agreed), len(chosen) - len(agreed) - refused))
    return asked


def ask(statement: Statement, *, version: str) -> None:
    """Write to the guardian who stands, where something waits for their word."""
    guardian = statement.guardian
    if guardian is None or not guardian.stands:
        return
    if any(each.open for each in asked_of(statement)):
        write_to(guardian, statement, "guardian_asked", version=version)


def write_to(guardian: Guardian, statement: Statement, message: str, *, version: str) -> None:
    if guardian.email:
        meeting = statement.seat.panel.pre_session
        outbox.queue(
            message,
            to=guardian.email,
            cause=f"guardian:{guardian.pk}",
            version=version,
            ids={
                "guardian": guardian.pk,
                "series": meeting.series.number,
                "iso3": meeting.state_under_review_id,
            },
            language=guardian.language,
        )
