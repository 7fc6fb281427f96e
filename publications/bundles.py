"""Bundles for interpreters and the moderator: made by staff, sent as a link, opened until the meetings are over.

The rule in plain words: a bundle holds what its speakers agreed to share with interpreters (or with everyone), as
published at the moment it is opened. The link opens for so many days, at most until its last meeting ends; each
meeting leaves it when it ends. The mail holds the link and nothing else. A wrong link, one that has ended, one that was
withdrawn and one there never was are the same to whoever opens it (``find`` gives None). Every download is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditEvent, AuditKind
from presessions.mail import outbox
from presessions.permissions import Subject, check_may
from presessions.scheduling.models import Sitting
from presessions.series.models import PreSession, Series

from . import reading
from .consent import Audience
from .models import Bundle, BundleRecipient
from .transitions import CannotDo

MESSAGE = "papers_ready"
VERB = "publish_statement"
_signer = "publications.bundle"


@dataclass(frozen=True)
class To:
    """Somebody the link goes to: name, address, language of the mail, and as what they prepare."""

    name: str
    email: str
    language: str
    part: str


def to_prepare(series: Series, now: datetime) -> list[Sitting]:
    """The published hours of a series that are still to come or under way, in the order of the clock."""
    rows = Sitting.objects.published().filter(pre_session__series=series, ends_at__gt=now)
    return list(
        rows.select_related("pre_session__state_under_review", "room").order_by("starts_at", "pre_session_id")
    )


@transaction.atomic
def make(
    key: UUID, series: Series, meetings: Sequence[PreSession], recipients: Sequence[To], *, by: User
) -> Bundle:
    """Make the bundle and queue a mail with a link for each recipient; the same ``key`` again changes nothing.

    Raises ``CannotDo`` where no meeting is to come or nobody is named; ``permissions.Refused`` for a State from
    which ``by`` is recused.
    """
    for meeting in meetings:
        check_may(actor_of(by), VERB, Subject(kind="pre_session", iso3=meeting.state_under_review_id))
    Series.objects.select_for_update().get(pk=series.pk)
    known = Bundle.objects.filter(public_id=key).first()
    if known is not None:
        return known
    now = timezone.now()
    chosen = {meeting.pk for meeting in meetings}
    hours = [row for row in to_prepare(series, now) if row.pre_session_id in chosen]
    if not hours:
        raise CannotDo("Choose a meeting whose hour is published and still to come.")
    if not recipients:
        raise CannotDo("Name at least one person the link goes to.")
    expires = min(now + timedelta(days=settings.BUNDLE_DAYS), max(row.ends_at for row in hours))
    bundle = Bundle.objects.create(public_id=key, series=series, expires_at=expires, made_by=by, made_at=now)
    bundle.meetings.set([row.pre_session_id for row in hours])
    for each in recipients:
        _send(bundle, each, hours)
    audit.record(AuditKind.MAILING, by=by, what=bundle, detail={"recipients": len(recipients)})
    return bundle


def _send(bundle: Bundle, to: To, hours: Sequence[Sitting]) -> None:
    row, made = BundleRecipient.objects.get_or_create(
        bundle=bundle,
        email=to.email.lower(),
        defaults={"name": to.name, "language": to.language, "part": to.part},
    )
    if not made:
        return
    ids: dict[str, str | int] = {"recipient": row.pk, "series": bundle.series.number}
    if len(hours) == 1:
        ids["iso3"] = hours[0].pre_session.state_under_review_id
    outbox.queue(MESSAGE, to=row.email, cause=f"bundle:{bundle.pk}", ids=ids, language=row.language)


@transaction.atomic
def withdraw(bundle: Bundle, *, by: User) -> None:
    """No link of it opens any more; a second call changes nothing."""
    row = Bundle.objects.select_for_update().get(pk=bundle.pk)
    for meeting in row.meetings.all():
        check_may(actor_of(by), VERB, Subject(kind="pre_session", iso3=meeting.state_under_review_id))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])


# --- The link ------------------------------------------------------------------------------------


def proof_of(key: UUID) -> str:
    """The second half of a link: only who knows the server's key can make it."""
    return Signer(salt=_signer).signature(key.hex)


def path_of(recipient: BundleRecipient) -> str:
    """The address of the page behind a recipient's link."""
    return reverse("publications:papers", args=[recipient.public_id, proof_of(recipient.public_id)])


def is_open(bundle: Bundle, now: datetime) -> bool:
    """Whether its links open at this instant."""
    return bundle.withdrawn_at is None and now < bundle.expires_at


def find(key: UUID, proof: str, now: datetime) -> BundleRecipient | None:
    """Whose link this is, while it opens; None for any other."""
    right = constant_time_compare(proof, proof_of(key))
    row = BundleRecipient.objects.select_related("bundle__series").filter(public_id=key).first()
    return row if right and row is not None and is_open(row.bundle, now) else None


def pages_of(bundle: Bundle, now: datetime) -> list[reading.Page]:
    """What the bundle holds now, meeting by meeting; one that is over, or without an hour now, is not in it."""
    chosen = list(bundle.meetings.values_list("pk", flat=True))
    pages = [
        reading.page(meeting, Audience.INTERPRETERS, as_written=True)
        for meeting in reading.pre_sessions().filter(pk__in=chosen)
    ]
    waiting = [page for page in pages if page.sitting and page.is_held and page.sitting.ends_at > now]
    return sorted(waiting, key=lambda page: (page.sitting.starts_at, page.pre_session.pk))  # type: ignore[union-attr]


def record_download(recipient: BundleRecipient, pages: Sequence[reading.Page]) -> None:
    """Who took it away, when, and of how many meetings and speakers."""
    detail = {
        "bundle": recipient.bundle_id,
        "meetings": len(pages),
        "speakers": sum(len(page.speakers) for page in pages),
    }
    audit.record(AuditKind.FILE_VIEW, by=None, what=recipient, detail=detail)


def downloads(bundle: Bundle) -> list[tuple[BundleRecipient, list[datetime]]]:
    """Each recipient with the instants of their downloads, the first first."""
    rows = list(bundle.recipients.all())
    names = {f"{row._meta.label} {row.pk}": row.pk for row in rows}
    found: dict[int, list[datetime]] = {row.pk: [] for row in rows}
    events = AuditEvent.objects.filter(kind=AuditKind.FILE_VIEW, what__in=names).order_by("number")
    for what, at in events.values_list("what", "at"):
        found[names[what]].append(at)
    return [(row, found[row.pk]) for row in rows]


def forget(before: datetime) -> int:
    """Retention: bundles whose links ended before this instant go, with names and addresses."""
    old = Bundle.objects.filter(expires_at__lt=before)
    count = old.count()
    old.delete()
    return count
