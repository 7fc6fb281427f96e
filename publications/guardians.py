"""The verbs of guardians: named by the speaker, confirmed or ended by staff; and what a guardian agrees to.

A guardian answers for an audience as a whole and sees exactly what it would read. What is recorded is a word on each
item of it, bound to its content: what changes or comes later waits until the guardian agrees again, the rest stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from presessions.accounts.actors import actor_of
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.permissions import Actor, Subject, check_may, may

from .asking import Asked, ask, asked_of, write_to
from .consent import Audience, guardian_agrees, latest, of_guardian
from .enums import OutsideAudience, StatementStatus
from .items import records_of
from .models import Consent, Guardian, Statement
from .rows import write_rows
from .transitions import CannotDo, ContentChanged, locked, subject_of, tell

WORDING = "guardian-2026-1"  # version of the words on the guardian's page; a new one for every change of them


@transaction.atomic
def name_guardian(
    statement: Statement, *, name: str, email: str, language: str, actor: Actor, by: User | None
) -> Guardian:
    """The speaker names who agrees beside them; whoever stood before ends, and with them what they agreed to.

    Nobody is written to before staff confirm it. Raises ``CannotDo`` for an address that is the speaker's own.
    """
    statement = locked(statement)
    check_may(actor, "give_consent", subject_of(statement))
    if not statement.is_minor:
        raise CannotDo(_("A parent or guardian is asked only for a speaker under 18."))
    address = clean_email(email)
    if address in own_addresses(statement):
        raise CannotDo(
            _("This is the address of the speaker or the organisation. The guardian needs their own.")
        )
    stands = statement.guardian
    if stands is not None and (stands.name, stands.email, stands.language) == (name, address, language):
        return stands
    now = timezone.now()
    _end(stands, now)
    return Guardian.objects.create(
        statement=statement, name=name, email=address, language=language, named_by=by, named_at=now
    )


def own_addresses(statement: Statement) -> frozenset[str]:
    """The addresses at which the speaker's own side is written to: none of them can be a guardian's."""
    seat = statement.seat
    people = [seat.panelist, seat.application.owner]
    addresses = [seat.application.speaker_email, *(person.email for person in people if person)]
    return frozenset(clean_email(each) for each in addresses if each)


@transaction.atomic
def confirm_guardian(guardian: Guardian, *, how: str, by: User) -> Guardian:
    """Staff say how they know that this is the parent or guardian; with an address, the guardian is now asked."""
    statement = locked(guardian.statement)
    check_may(actor_of(by), "confirm_guardian", subject_of(statement))
    guardian = Guardian.objects.get(pk=guardian.pk)
    if guardian.stands:
        return guardian
    if guardian.ended_at is not None:
        raise CannotDo("The speaker named somebody else meanwhile, or another speaks now. Look again.")
    if not how.strip():
        raise CannotDo("Say how you know that this is the parent or guardian.")
    if guardian.email and User.objects.filter(email=guardian.email, is_staff=True).exists():
        raise CannotDo("This is the address of somebody on the staff, who can't agree for a speaker.")
    guardian.how, guardian.confirmed_by, guardian.confirmed_at = how.strip(), by, timezone.now()
    guardian.save(update_fields=["how", "confirmed_by", "confirmed_at"])
    ask(statement, version="1")
    return guardian


@transaction.atomic
def end_guardian(guardian: Guardian, *, by: User) -> None:
    """Staff say that this guardian does not stand: everything shown on their word is gone at once.

    What may be shown without one (the speaker is no minor after all) is shown again.
    """
    statement = locked(guardian.statement)
    check_may(actor_of(by), "confirm_guardian", subject_of(statement))
    _end(Guardian.objects.get(pk=guardian.pk), timezone.now())
    if statement.status == StatementStatus.PUBLISHED:
        write_rows(statement)


def _end(guardian: Guardian | None, at: datetime) -> None:
    if guardian is not None and guardian.ended_at is None:
        guardian.ended_at = at
        guardian.save(update_fields=["ended_at"])


@transaction.atomic
def answer(
    guardian: Guardian, answers: Mapping[OutsideAudience, str], *, by: User, language: str
) -> list[Consent]:
    """Record what the guardian answered: audience -> ``Asked.sha256`` of what was on the page for a yes, "" for a no.

    An audience without an answer stays as it is. Where what was on the page changed meanwhile, nothing at all is
    recorded (``ContentChanged``). Equal to what stands is no new record. A no takes effect in this transaction.
    """
    statement = locked(guardian.statement)
    guardian = Guardian.objects.get(pk=guardian.pk)
    if not may_answer(guardian, actor_of(by), by):
        raise CannotDo(_("This is no longer yours to answer. Write to us if that is a mistake."))
    asked = {each.audience: each for each in asked_of(statement)}
    at = timezone.now()
    words: list[tuple[str, OutsideAudience, str]] = []
    for audience, sha256 in answers.items():
        words += _words(statement, guardian, audience, asked.get(audience), sha256)
    new = [
        Consent.objects.create(
            statement=statement,
            item=of_guardian(item),
            audience=audience,
            given=bool(content),
            sha256=content,
            wording=WORDING,
            language=language[:2],
            by=by,
            at=at,
            guardian=guardian,
        )
        for item, audience, content in words
    ]
    if new and statement.status == StatementStatus.PUBLISHED:
        write_rows(statement)
    if new:
        version = str(new[-1].pk)
        tell(statement, "guardian_answered", version=version)
        write_to(guardian, statement, "guardian_receipt", version=version)
    return new


def _words(
    statement: Statement, guardian: Guardian, audience: OutsideAudience, asked: Asked | None, sha256: str
) -> list[tuple[str, OutsideAudience, str]]:
    """One word for each item that changes: item, audience, and the content of a yes or "" for a no."""
    records, whom = records_of(statement), Audience(audience)
    if sha256:
        if asked is None or asked.sha256 != sha256:
            raise ContentChanged(
                _("The text changed since you opened this page. Read it again, then decide.")
            )
        return [
            (item.key, audience, item.sha256)
            for item in asked.items
            if not guardian_agrees(
                records, item=item.key, sha256=item.sha256, audience=whom, guardian=guardian.pk
            )
        ]
    said = {record.item for record in records if record.audience == whom and record.guardian is not None}
    said |= {of_guardian(item.key) for item in (asked.items if asked else ())}
    last = {item: latest(records, item, whom) for item in sorted(said)}
    return [
        (item.removeprefix(of_guardian("")), audience, "")
        for item, record in last.items()
        if record is None or record.given or record.guardian != guardian.pk
    ]


def may_answer(guardian: Guardian, actor: Actor, user: User | None) -> bool:
    """Whether this is the guardian who stands: the account with the address that the speaker named and staff
    confirmed."""
    if user is None or not guardian.stands or not guardian.email or guardian.email != user.email:
        return False
    return may(actor, "answer_as_guardian", Subject(owner_id=user.pk))
