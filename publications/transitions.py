"""The verbs of statements: open, receive, send back, check, publish, close; and consent, given or withdrawn.

``publish`` and consent are the only writers of the Published tables. Everything happens under a lock on
the statement's row, so that two editors, a double click or a publication at the moment of a withdrawal
leave exactly what consent allows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from panels.models import Seat
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.lifecycle.moves import move
from presessions.mail import outbox
from presessions.permissions import Subject, check_may
from presessions.series.models import PreSession

from .asking import ask
from .consent import SPEAKER_NAME, Audience, Record, decide_own, latest
from .enums import OutsideAudience, StatementStatus
from .items import Item, items_of, records_of
from .models import Consent, Statement
from .published import TABLES
from .readable import is_readable
from .rows import has_lost_its_hour, take_down, write_rows

WORDING = "2026-2"  # version of the words on the consent page; a new one for every change of them

MADE_UP_FOR = timedelta(days=7)
HOUR = Coalesce(
    "statement__seat__panel__shown_from", "statement__seat__panel__pre_session__series__panels_shown_from"
)


class CannotDo(Exception):
    """The step is not possible now; the text says why and what to do, in the reader's language."""


class ContentChanged(CannotDo):
    """What the speaker saw is not what stands there now; nothing was recorded."""


@dataclass(frozen=True)
class Wish:
    """What a speaker ticked for one item and one audience.

    ``sha256`` is of the content that was on the page when it was ticked;
    ``effective_from`` an instant, or None for at once.
    """

    item: str
    audience: OutsideAudience
    given: bool
    sha256: str = ""
    effective_from: datetime | None = None


def subject_of(statement: Statement) -> Subject:
    """The statement as permissions know it: its State under Review and whose it is."""
    seat = statement.seat
    return Subject(
        kind="statement",
        iso3=seat.panel.pre_session.state_under_review_id,
        owner_id=seat.panelist_id or seat.application.owner_id,
        key=str(seat.application.public_id),
    )


def recipient_of(statement: Statement) -> str:
    """The address at which the panelist is written to; empty where none was given."""
    seat = statement.seat
    person = seat.panelist or seat.application.owner
    return seat.application.speaker_email if person is None else person.email


@transaction.atomic
def open_statement(seat: Seat, *, by: User | None) -> Statement:
    """A confirmed seat opens its statement; a second call finds it, a closed one is opened again."""
    statement, _created = Statement.objects.get_or_create(
        seat=seat, defaults={"language": seat.language or seat.application.statement_language or "en"}
    )
    if statement.status == StatementStatus.CLOSED:
        move(statement, StatementStatus.OPEN, by=by, reason="seat confirmed anew")
    return statement


@transaction.atomic
def receive(statement: Statement, *, by: User | None) -> Statement:
    """The panelist sends the statement; sharing it with staff, and with nobody else."""
    statement = locked(statement)
    _may(by, "write_statement", statement)
    if not statement.recommendations.exists():
        raise CannotDo(_("Write at least one recommendation before you send it. Nothing you wrote is lost."))
    if statement.unsaved:
        raise CannotDo(_("Something you typed does not fit yet. Mend it or discard it, then send."))
    move(statement, StatementStatus.RECEIVED, by=by, by_what="panelist")
    statement.received_at = timezone.now()
    statement.staff_question = ""
    statement.version += 1
    statement.save(update_fields=["received_at", "staff_question", "version"])
    return statement


@transaction.atomic
def send_back(statement: Statement, *, question: str, by: User) -> Statement:
    """Staff ask something; the panelist is written to and can change the text."""
    statement = locked(statement)
    _may(by, "check_statement", statement)
    if not question.strip():
        raise CannotDo("Say what you would like the panelist to look at.")
    move(statement, StatementStatus.RETURNED, by=by)
    statement.staff_question = question.strip()
    statement.save(update_fields=["staff_question"])
    tell(statement, "statement_returned")
    return statement


@transaction.atomic
def check(statement: Statement, *, by: User, version: int | None = None) -> Statement:
    """Staff have read it: it may be published as far as consent goes.

    ``version`` is the one they read; where the panelist changed something since, nothing happens (``CannotDo``).
    """
    statement = locked(statement)
    _may(by, "check_statement", statement)
    if version is not None and version != statement.version:
        raise CannotDo("The panelist changed it since you opened this page. Read it again, then decide.")
    move(statement, StatementStatus.CHECKED, by=by)
    return statement


@transaction.atomic
def publish(statement: Statement, *, by: User) -> int:
    """Write a Published row for every item and audience with a standing yes; returns how many rows stand.

    What has no yes is not published: that is no error, and nobody outside can tell.
    """
    statement = locked(statement)
    _may(by, "publish_statement", statement)
    was_published = statement.status == StatementStatus.PUBLISHED
    move(statement, StatementStatus.PUBLISHED, by=by)
    rows = write_rows(statement)
    if not was_published:
        tell(statement, "statement_published")
    return rows


@transaction.atomic
def close(statement: Statement, *, by: User | None, reason: str = "") -> Statement:
    """The seat is no longer this panelist's: nothing of the statement stays readable outside."""
    statement = locked(statement)
    move(statement, StatementStatus.CLOSED, by=by, reason=reason)
    take_down(statement)
    return statement


@transaction.atomic
def record_consent(
    statement: Statement, wishes: Iterable[Wish], *, by: User | None, language: str
) -> list[Consent]:
    """Record what changed, at once: a withdrawal deletes its Published rows in this very transaction.

    A yes is bound to the content the speaker saw; where that changed meanwhile nothing at all is recorded
    (``ContentChanged``). Wishes equal to what stands are no new record, so a double click adds nothing.
    """
    statement = locked(statement)
    _may(by, "give_consent", statement)
    items = {item.key: item for item in items_of(statement)}
    standing = records_of(statement)
    at = timezone.now()
    waits = has_lost_its_hour(statement)
    new = [
        _consent(statement, wish, by=by, language=language, at=at)
        for wish in wishes
        if _changes(wish, items, standing, at=at, minor=statement.is_minor, waits=waits)
    ]
    for consent in new:
        consent.save()
    if new and statement.status == StatementStatus.PUBLISHED:
        write_rows(statement)
    if new:
        tell(statement, "consent_receipt", version=str(new[-1].pk))
        ask(statement, version=f"consent {new[-1].pk}")
    return new


def look_again(meeting: PreSession) -> None:
    """A meeting was moved to another series, is not held, or is again: what stands of it is made what may stand now."""
    rows = Statement.objects.filter(seat__panel__pre_session=meeting, status=StatementStatus.PUBLISHED)
    for row in rows.order_by("pk"):
        with transaction.atomic():
            write_rows(locked(row))


def withdraw_everything(statement: Statement, *, by: User | None, language: str) -> list[Consent]:
    """ "Share nothing": a withdrawal for every item and audience that has a standing yes."""
    own = [record for record in records_of(statement) if record.guardian is None]
    keys = {(record.item, record.audience) for record in own if record.given}
    wishes = [Wish(item, OutsideAudience(audience), given=False) for item, audience in sorted(keys)]
    return record_consent(statement, wishes, by=by, language=language)


def publish_due(now: datetime) -> int:
    """Write the rows of yeses whose instant has come: the speaker's ("after the meeting") and the hour that staff
    set for the panel. Returns how many statements. The speaker of one that nobody could read before is told.

    An hour of staff is looked back to for a week, so that a worker that was away makes up for it.
    """
    may_by_now = Q(hour=None) | Q(hour__lte=now)
    lately = Q(effective_from=None, hour__gt=now - MADE_UP_FOR)
    came = (
        Consent.objects.filter(given=True, guardian=None, statement__status=StatementStatus.PUBLISHED)
        .annotate(hour=HOUR)
        .filter(may_by_now, Q(effective_from__lte=now) | lately)
    )
    later = Consent.objects.filter(
        statement=OuterRef("statement"),
        item=OuterRef("item"),
        audience=OuterRef("audience"),
        pk__gt=OuterRef("pk"),
    )
    waiting = came.filter(~Exists(later))
    for table in TABLES:
        waiting = waiting.filter(~Exists(table.objects.filter(grant=OuterRef("pk"))))
    due = list(Statement.objects.filter(pk__in=waiting.values("statement")))
    for statement in due:
        with transaction.atomic():
            row = locked(statement)
            was_readable = is_readable(row)
            write_rows(row)
            if is_readable(row) and not was_readable:
                tell(row, "statement_published", version=f"{row.version} shown")
    return len(due)


def _changes(
    wish: Wish,
    items: Mapping[str, Item],
    standing: list[Record],
    *,
    at: datetime,
    minor: bool,
    waits: bool,
) -> bool:
    """Whether the wish differs from what stands; a yes to changed or unknown content raises ContentChanged."""
    audience = Audience(wish.audience)
    if not wish.given:
        last = latest(standing, wish.item, audience)
        return last is not None and last.given
    if minor and wish.item == SPEAKER_NAME:
        raise CannotDo(_("The name of a speaker under 18 is never shared."))
    item = items.get(wish.item)
    if item is None or item.sha256 != wish.sha256:
        raise ContentChanged(_("The text changed since you opened this page. Read it again, then decide."))
    own = decide_own(
        standing, item=wish.item, sha256=wish.sha256, audience=audience, at=wish.effective_from or at
    )
    if own.record is None:
        return True
    was, now = _coming(own.record.effective_from, at), _coming(wish.effective_from, at)
    # one for after a meeting that nobody knows the hour of is not one for now
    is_other = waits and (own.record.effective_from is None) != (wish.effective_from is None)
    return was != now or is_other


def _coming(instant: datetime | None, at: datetime) -> datetime | None:
    """An instant that is still to come; one that has passed is as good as none."""
    return instant if instant is not None and instant > at else None


def _consent(statement: Statement, wish: Wish, *, by: User | None, language: str, at: datetime) -> Consent:
    return Consent(
        statement=statement,
        item=wish.item,
        audience=wish.audience,
        given=wish.given,
        sha256=wish.sha256 if wish.given else "",
        effective_from=wish.effective_from if wish.given else None,
        wording=WORDING,
        language=language[:2],
        by=by,
        at=at,
    )


def locked(statement: Statement) -> Statement:
    """The statement read again under a lock, with what its verbs need."""
    Statement.objects.select_for_update().get(pk=statement.pk)
    return Statement.objects.with_meeting().get(pk=statement.pk)


def _may(by: User | None, verb: str, statement: Statement) -> None:
    """Ask permissions; ``by`` None is a browser that opened the application with its recovery phrase,
    whose key was asked at the door, or the system itself."""
    if by is not None:
        check_may(actor_of(by), verb, subject_of(statement))


def tell(statement: Statement, message: str, *, version: str = "") -> None:
    """Put one mail to the panelist in the outbox, in this transaction."""
    if to := recipient_of(statement):
        outbox.queue(
            message,
            to=to,
            cause=f"statement:{statement.pk}",
            version=version or str(statement.version),
            ids={
                "statement": statement.pk,
                "series": statement.seat.panel.pre_session.series.number,
                "iso3": statement.seat.panel.pre_session.state_under_review_id,
            },
            language=statement.seat.application.language,
        )
