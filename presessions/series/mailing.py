"""The mailing of a call: who gets it, who does not and why, and its start.

The series says whom its call is mailed to (``Series.audience``); nobody who asked for other States only
is ever among them. One mailing per version of the deadline and per audience: after an extension staff may
write once more, and after a narrow audience to a wider one, where whoever has the mail already is left out.
Everything is written into the outbox, which sends a minute later, so that it can be stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.mail import outbox
from presessions.mail import transitions as mail_transitions
from presessions.mail.enums import MailingStatus, MailStatus
from presessions.mail.models import Mailing, OutgoingMail
from presessions.mail.rendering import Rendered
from presessions.permissions import Subject, check_may

from .addresses import PREVIEW
from .enums import CALL_KINDS, UNSAID, CallAudience, ContactStatus, SeriesStatus
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
        return _by_language(Counter(contact.language for contact in self.contacts))


def _by_language(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(name), counts.get(code, 0)) for code, name in LANGUAGES]


@dataclass(frozen=True)
class _Rule:
    """What decides about each contact: the States that count, languages, kinds, and who was written to."""

    audience: str
    iso3s: frozenset[str]
    languages: frozenset[str]
    kinds: frozenset[str]
    have_it: frozenset[str]


def audience(series: Series) -> Audience:
    """Everybody on the list, sorted into those who get this call and those who do not."""
    rule = _Rule(
        series.audience,
        _states(series),
        frozenset(series.audience_languages.split()),
        frozenset(series.audience_kinds.split()),
        _have_it(series),
    )
    found = Audience()
    for contact in Contact.objects.prefetch_related("states").order_by("email"):
        why_not = _why_not(contact, rule)
        if why_not:
            found.skipped.append((contact.email, why_not))
        else:
            found.contacts.append(contact)
    return found


def _states(series: Series) -> frozenset[str]:
    """The States this mail is about: those that are open, or those with a deadline of their own."""
    rows = series.pre_sessions.open_on(timezone.now())
    if series.audience == CallAudience.EXTENDED:
        rows = rows.filter(closes_at__isnull=False)
    return frozenset(rows.values_list("state_under_review_id", flat=True))


def _have_it(series: Series) -> frozenset[str]:
    """Addresses this version was written to; what a stopped mailing kept back does not count."""
    rows = OutgoingMail.objects.filter(message=MESSAGE, cause=_cause(series), version=_version(series))
    return frozenset(rows.exclude(status=MailStatus.DROPPED).values_list("to", flat=True))


def _why_not(contact: Contact, rule: _Rule) -> str:
    if contact.status == ContactStatus.UNCONFIRMED:
        return "never confirmed the address"
    if contact.status == ContactStatus.LEFT:
        return "left the list"
    wanted = {state.pk for state in contact.states.all()}
    if not wanted and rule.audience != CallAudience.ASKED:
        return "asked for all calls, not for one of these States by name"
    if wanted and not wanted & rule.iso3s:
        return "asked for other States only"
    if contact.language not in rule.languages:
        return "reads a language that is not written to"
    if (contact.kind or UNSAID) not in rule.kinds:
        return f"is among {dict(CALL_KINDS)[contact.kind or UNSAID]}, who are not written to"
    return "has this message already" if contact.email in rule.have_it else ""


def previews(series: Series) -> list[Rendered]:
    """The mail as it would read in each language."""
    return [outbox.preview(MESSAGE, _ids(series, PREVIEW), code) for code, _ in LANGUAGES]


def recorded(made: Mailing) -> tuple[list[tuple[str, int]], list[list[str]]]:
    """Who receives a mailing that was started, by language; and who was left out of it and why."""
    return _by_language(made.languages()), made.skipped


def latest(series: Series) -> Mailing | None:
    """The mailing of this version of the call to this audience, if one was made; the newest."""
    made = Mailing.objects.filter(message=MESSAGE, title=_title(series), audience=series.audience_said)
    return made.order_by("-pk").first()


def start(series: Series, *, by: User, seen: str = "") -> Mailing:
    """Write a mail to everybody who asked, to leave in a minute. A second click finds it started.

    ``seen`` is the audience in the words of the page whose button was pressed: where another was chosen
    meanwhile, nobody is written to.
    """
    check_may(actor_of(by), "send_mailing", Subject(kind="series"))
    with transaction.atomic():
        series = Series.objects.select_for_update().get(pk=series.pk)
        if seen and seen != series.audience_said:
            raise NotPossible("Somebody changed meanwhile who receives it: look at the list again.")
        started = latest(series)
        if started is not None and started.status == MailingStatus.STARTED:
            return started
        if series.status != SeriesStatus.CALL_OPEN:
            raise NotPossible("The call is not open.")
        found = audience(series)
        if not found.contacts:
            raise NotPossible("Nobody on the list asked for this call, or is among those it is mailed to.")
        mailing = Mailing.objects.create(
            message=MESSAGE,
            title=_title(series),
            audience=series.audience_said,
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
        cause=_cause(series),
        version=_version(series),
        ids=_ids(series, contact.pk),
        language=contact.language,
        bulk=True,
        mailing=mailing,
    )


def stop(mailing: Mailing, *, by: User) -> int:
    """Keep back what has not left; how many mails that were."""
    check_may(actor_of(by), "send_mailing", Subject(kind="series"))
    return mail_transitions.stop_mailing(mailing, by=by)


def _ids(series: Series, contact: str | int) -> dict[str, str | int]:
    about = {"extended": 1} if series.audience == CallAudience.EXTENDED else {}
    return {"series": series.number, "contact": contact, **about}


def _cause(series: Series) -> str:
    return f"call {series.number}"


def _version(series: Series) -> str:
    """A new one after each extension; one for some States only is news to those who asked for them."""
    everybody = str(series.deadline_version + 1)
    return f"{everybody}.{_own_extensions(series)}" if series.audience == CallAudience.EXTENDED else everybody


def _own_extensions(series: Series) -> int:
    """How often a State of this series got a deadline of its own."""
    found = series.pre_sessions.aggregate(times=Sum("deadline_version"))
    return int(found["times"] or 0)


def _title(series: Series) -> str:
    again = f", new deadline {series.deadline_version}" if series.deadline_version else ""
    own = f", own deadlines {_own_extensions(series)}" if series.audience == CallAudience.EXTENDED else ""
    return f"Call for applications, series {series.number}{again}{own}"
