"""The mailing of a call: who gets it, who does not and why, and its start.

One mailing per version of the deadline: after an extension staff may write once more. Everything
is written into the outbox, which sends a minute later, so that it can be stopped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from presessions.accounts.actors import actor_of
from presessions.mail import outbox
from presessions.mail import transitions as mail_transitions
from presessions.mail.enums import MailingStatus
from presessions.mail.models import Mailing
from presessions.mail.rendering import Rendered
from presessions.permissions import Subject, check_may

from .addresses import PREVIEW
from .enums import ContactStatus, SeriesStatus
from .errors import NotPossible
from .models import LANGUAGES, Contact, Series

if TYPE_CHECKING:
    from presessions.accounts.models import User

MESSAGE = "call_for_applications"


@dataclass
class Audience:
    """Who would get the mail now; ``skipped`` are pairs of address and reason."""

    contacts: list[Contact] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    @property
    def by_language(self) -> list[tuple[str, int]]:
        """Name of each language and how many read it, all three of them."""
        counts = Counter(contact.language for contact in self.contacts)
        return [(str(name), counts[code]) for code, name in LANGUAGES]


def audience(series: Series) -> Audience:
    """Everybody on the list, sorted into those who get this call and those who do not."""
    iso3s = set(series.pre_sessions.planned().values_list("state_under_review_id", flat=True))
    found = Audience()
    for contact in Contact.objects.prefetch_related("states").order_by("email"):
        why_not = _why_not(contact, iso3s)
        if why_not:
            found.skipped.append((contact.email, why_not))
        else:
            found.contacts.append(contact)
    return found


def _why_not(contact: Contact, iso3s: set[str]) -> str:
    if contact.status == ContactStatus.UNCONFIRMED:
        return "never confirmed the address"
    if contact.status == ContactStatus.LEFT:
        return "left the list"
    wanted = {state.pk for state in contact.states.all()}
    return "asked for other States only" if wanted and not wanted & iso3s else ""


def previews(series: Series) -> list[Rendered]:
    """The mail as it would read in each language."""
    ids: dict[str, str | int] = {"series": series.number, "contact": PREVIEW}
    return [outbox.preview(MESSAGE, ids, code) for code, _ in LANGUAGES]


def latest(series: Series) -> Mailing | None:
    """The mailing of this version of the call, if one was made; the newest."""
    return Mailing.objects.filter(message=MESSAGE, title=_title(series)).order_by("-pk").first()


def start(series: Series, *, by: User) -> Mailing:
    """Write a mail to everybody who asked, to leave in a minute. A second click finds it started."""
    check_may(actor_of(by), "send_mailing", Subject(kind="series"))
    with transaction.atomic():
        series = Series.objects.select_for_update().get(pk=series.pk)
        started = latest(series)
        if started is not None and started.status == MailingStatus.STARTED:
            return started
        if series.status != SeriesStatus.CALL_OPEN:
            raise NotPossible("The call is not open.")
        found = audience(series)
        if not found.contacts:
            raise NotPossible("Nobody on the list asked for this call.")
        mailing = Mailing.objects.create(
            message=MESSAGE,
            title=_title(series),
            created_by=by,
            skipped=[list(pair) for pair in found.skipped],
        )
        for contact in found.contacts:
            _queue(series, contact, mailing)
        mail_transitions.start_mailing(mailing, by=by)
        mailing.refresh_from_db()
    return mailing


def _queue(series: Series, contact: Contact, mailing: Mailing) -> None:
    outbox.queue(
        MESSAGE,
        to=contact.email,
        cause=f"call {series.number}",
        version=str(series.deadline_version + 1),
        ids={"series": series.number, "contact": contact.pk},
        language=contact.language,
        bulk=True,
        mailing=mailing,
    )


def stop(mailing: Mailing, *, by: User) -> int:
    """Keep back what has not left; how many mails that were."""
    check_may(actor_of(by), "send_mailing", Subject(kind="series"))
    return mail_transitions.stop_mailing(mailing, by=by)


def _title(series: Series) -> str:
    again = f", new deadline {series.deadline_version}" if series.deadline_version else ""
    return f"Call for applications, series {series.number}{again}"
