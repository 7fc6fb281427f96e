"""A yes that reached staff outside the pages, and what they take back at a speaker's wish.

A yes: one of the staff uploads the signed letter or saved mail and says exactly what it agrees to; it counts for
nothing until a second one has opened it and confirmed it. If any of the content changed meanwhile, nothing is recorded.
Taking back only protects, so one person does it, at once, without a proof. Either way the speaker is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from applications.checking import head_of, look_then_settle, settle_each, sha256_of
from applications.file_rules import Reason, Verdict, clean_name, room_for, type_from_head
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.lifecycle.moves import move
from presessions.permissions import check_may
from presessions.series.enums import SeriesStatus
from presessions.stored import NoRoom, bytes_of, delete_later
from presessions.waking import wake_on_commit

from .asking import ask
from .attaching import SHARED_TYPES, NotTaken, judged
from .consent import GUARDIAN, SPEAKER_NAME, Audience, from_when, latest, of_guardian
from .enums import OutsideAudience, ProofStatus, StatementStatus, ToldBy
from .items import items_of, records_of
from .models import Consent, Proof, Statement
from .rows import write_rows
from .transitions import CannotDo, ContentChanged, Wish, locked, subject_of, tell

WORDING = "staff-2026-1"  # recorded by staff, from what they were sent or told
HEADS = frozenset({"pdf", "jpeg", "png"})
LATER_WORD = "Some of it was taken back or put off since this was uploaded; the later word counts. Drop it."
CHANGED = "The speaker changed something of this since. Nothing is recorded; drop it and propose it anew."


@transaction.atomic
def propose(
    statement: Statement,
    upload: File,
    wishes: Sequence[Wish],
    *,
    why: str,
    of_the_guardian: bool,
    by: User,
) -> Proof:
    """Take the proof in with exactly what it agrees to. Raises ``NotTaken`` for a file that is none, ``CannotDo``."""
    statement = locked(statement)
    check_may(actor_of(by), "propose_consent", subject_of(statement))
    if not why.strip():
        raise CannotDo("Say why it is not given on the page.")
    if not wishes:
        raise CannotDo("Tick what the letter or mail agrees to.")
    guardian = statement.guardian if of_the_guardian else None
    if of_the_guardian and (guardian is None or not guardian.stands):
        raise CannotDo("No guardian is confirmed. Confirm them first.")
    _check_content(statement, [(wish.item, wish.audience, wish.sha256) for wish in wishes])
    size, sha256, head = upload.size or 0, sha256_of(upload), head_of(upload)
    reason = room_for(size, count=0, total=0)
    if reason or type_from_head(head) not in HEADS:
        raise NotTaken(reason or Reason.WRONG_TYPE)
    proof = Proof(
        statement=statement,
        guardian=guardian,
        wishes=[[wish.item, str(wish.audience), wish.sha256] for wish in wishes],
        effective_from=from_when(*(wish.effective_from for wish in wishes)),
        why=why.strip(),
        name=clean_name(upload.name or ""),
        sha256=sha256,
        proposed_by=by,
    )
    try:
        proof.file.save("", upload, save=False)
    except NoRoom:
        raise NotTaken(Reason.NO_ROOM) from None
    proof.save()
    audit.record(AuditKind.CONSENT_OVERRIDE, by=by, what=proof, detail={"proposed": len(wishes)})
    wake_on_commit("publications.tasks.derive_attachments", expires=30)
    return proof


def _check_content(statement: Statement, wishes: Sequence[tuple[str, str, str]]) -> None:
    """Raise ``ContentChanged`` unless every wish is bound to what stands there now."""
    items = {item.key: item.sha256 for item in items_of(statement)}
    for item, _audience, sha256 in wishes:
        if item == SPEAKER_NAME and statement.is_minor:
            raise CannotDo("The name of a speaker under 18 is never shared.")
        if items.get(item) != sha256:
            raise ContentChanged(CHANGED)


def note_opened(proof: Proof, *, by: User) -> None:
    """Somebody of the staff read the file."""
    audit.record(AuditKind.FILE_VIEW, by=by, what=proof, detail={"statement": proof.statement_id})


def has_opened(proof: Proof, user: User) -> bool:
    """Whether this person has read the file of the proof."""
    label = f"{proof._meta.label} {proof.pk}"
    return AuditEvent.objects.filter(kind=AuditKind.FILE_VIEW, by=user, what=label).exists()


@transaction.atomic
def confirm(proof: Proof, *, by: User) -> list[Consent]:
    """A second person has read the proof and says that it agrees to this; now it is recorded, and counts.

    Raises ``CannotDo`` for whoever proposed it or has not opened the file, or where it was settled already;
    ``ContentChanged`` where the content is not what it was: then nothing at all is recorded. Nor is anything where the
    speaker or guardian took back or put off a part of it since it was proposed.
    """
    statement = locked(proof.statement)
    check_may(actor_of(by), "confirm_consent", subject_of(statement))
    proof = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if proof.status != ProofStatus.PROPOSED:
        raise CannotDo("It is settled already, or its file is still being checked.")
    if proof.proposed_by_id == by.pk:
        raise CannotDo("A second person has to confirm it.")
    if not has_opened(proof, by):
        raise CannotDo("Open the file first, and read whether it says this.")
    guardian = proof.guardian
    if guardian is not None and (not guardian.stands or statement.guardian != guardian):
        raise CannotDo("Another guardian stands now. Drop it and propose it anew.")
    _check_content(statement, [(item, audience, sha256) for item, audience, sha256 in proof.wishes])
    if _has_later_word(proof):
        raise CannotDo(LATER_WORD)
    at = timezone.now()
    proof.confirmed_by, proof.confirmed_at = by, at
    proof.save(update_fields=["confirmed_by", "confirmed_at"])
    move(proof, ProofStatus.CONFIRMED, by=by)
    new = [
        _record(
            statement, of_guardian(item) if guardian else item, audience, sha256, proof=proof, by=by, at=at
        )
        for item, audience, sha256 in proof.wishes
    ]
    audit.record(
        AuditKind.CONSENT_OVERRIDE,
        by=by,
        what=proof,
        detail={"confirmed": len(new), "proposed_by": proof.proposed_by_id},
    )
    _take_effect(statement, new)
    if guardian is None:
        ask(statement, version=f"consent {new[-1].pk}")
    return new


def _has_later_word(proof: Proof) -> bool:
    """Whether something of it was taken back, or put off until a later instant, after it was proposed: that is the
    later word, not the letter from before."""
    voice = of_guardian("") if proof.guardian_id else ""
    agreed = {(voice + item, audience) for item, audience, _sha256 in proof.wishes}
    since = Consent.objects.filter(statement=proof.statement_id, at__gte=proof.uploaded_at)
    stricter = since.filter(
        Q(given=False) | ~Q(effective_from=proof.effective_from) & Q(effective_from__isnull=False)
    )
    return any(word in agreed for word in stricter.values_list("item", "audience"))


@transaction.atomic
def drop(proof: Proof, *, by: User) -> None:
    """It says something else, or is no longer wanted: its file is deleted. What was confirmed stays."""
    statement = locked(proof.statement)
    check_may(actor_of(by), "propose_consent", subject_of(statement))
    proof = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if proof.status not in (ProofStatus.CHECKING, ProofStatus.PROPOSED):
        raise CannotDo("It is settled already.")
    move(proof, ProofStatus.DROPPED, by=by)
    _forget(proof)


@transaction.atomic
def take_back(
    statement: Statement, chosen: Sequence[tuple[str, str]], *, told: ToldBy, by: User
) -> list[Consent]:
    """At the wish of the speaker or the guardian: (item, audience) is no longer shared, at once."""
    statement = locked(statement)
    check_may(actor_of(by), "withdraw_for_speaker", subject_of(statement))
    records, at = records_of(statement), timezone.now()
    new = []
    for item, audience in dict.fromkeys(chosen):
        last = latest(records, item, Audience(audience))
        if last is not None and last.given:
            guardian = last.guardian if item.startswith(GUARDIAN) else None
            new.append(_record(statement, item, audience, "", by=by, at=at, guardian_id=guardian))
    if new:
        detail = {"taken_back": len(new), "told": str(told)}
        audit.record(AuditKind.CONSENT_OVERRIDE, by=by, what=statement, detail=detail)
        _take_effect(statement, new)
    return new


def _record(
    statement: Statement,
    item: str,
    audience: str,
    sha256: str,
    *,
    by: User,
    at: datetime,
    proof: Proof | None = None,
    guardian_id: int | None = None,
) -> Consent:
    return Consent.objects.create(
        statement=statement,
        item=item,
        audience=audience,
        given=bool(sha256),
        sha256=sha256,
        effective_from=_since(proof, audience) if proof else None,
        wording=WORDING,
        language=statement.seat.application.language[:2],
        by=by,
        at=at,
        proof=proof,
        guardian_id=proof.guardian_id if proof else guardian_id,
    )


def _since(proof: Proof, audience: str) -> datetime | None:
    """A guardian's yes counts at once: from when is the speaker's to say. Interpreters read before the meeting."""
    return None if proof.guardian_id or audience == OutsideAudience.INTERPRETERS else proof.effective_from


def _take_effect(statement: Statement, new: Sequence[Consent]) -> None:
    if statement.status == StatementStatus.PUBLISHED:
        write_rows(statement)
    tell(statement, "consent_by_staff", version=str(new[-1].pk))


# --- In the worker, and in time --------------------------------------------------------------------


def check_waiting(limit: int = 20) -> int:
    """Judge the files of proofs that wait; returns how many were settled."""
    return settle_each(Proof.objects.filter(status=ProofStatus.CHECKING), check_one, limit=limit)


def check_one(pk: int) -> bool:
    """Judge one file, unless another worker has it in hand."""
    waiting = Proof.objects.filter(status=ProofStatus.CHECKING)
    return look_then_settle(waiting, pk, look=lambda proof: judged(bytes_of(proof.file)), settle=_settle)


def _settle(proof: Proof, verdict: Verdict) -> None:
    if verdict.reason is None and verdict.type in SHARED_TYPES:
        proof.media_type = str(verdict.type)
        proof.save(update_fields=["media_type"])
        move(proof, ProofStatus.PROPOSED, by=None)
    else:
        proof.problem = verdict.reason or Reason.WRONG_TYPE
        proof.save(update_fields=["problem"])
        move(proof, ProofStatus.REFUSED, by=None, reason=str(proof.problem))
        _forget(proof)


def _forget(proof: Proof) -> None:
    """Words and bytes go; that there was one, what it was to say and its SHA-256 stay."""
    delete_later(proof.file)
    Proof.objects.filter(pk=proof.pk).update(file="", name="", why="")


def forget_of(statement: Statement) -> int:
    """Empty the proofs of a statement whose speaker or guardian is forgotten."""
    rows = list(statement.proofs.exclude(file="", name="", why=""))
    for proof in rows:
        if proof.status in (ProofStatus.CHECKING, ProofStatus.PROPOSED):
            move(proof, ProofStatus.DROPPED, by=None)
        _forget(proof)
    return len(rows)


def forget_proofs(before: datetime) -> int:
    """Retention: proofs for series that ended before this instant."""
    over = Statement.objects.filter(seat__panel__pre_session__series__status=SeriesStatus.ARCHIVED)
    ended = over.annotate(last_day=Max("seat__panel__pre_session__series__days__date"))
    rows = Statement.objects.filter(pk__in=ended.filter(last_day__lt=before.date()).values("pk"))
    return sum(forget_of(row) for row in rows.filter(proofs__isnull=False).distinct())
