"""Tells delegates that there is something to read: once for each series, and one mail a day at most.

The mail names neither State nor issue. A delegate hears of a series only when there is something in it
that this very delegate may read: what is shared with missions about their own State does not count, so
that not even the mail tells more than the public page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from presessions.accounts.models import Grant
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from presessions.series.enums import SeriesStatus
from publications.enums import OutsideAudience
from publications.published import TABLES, PublishedTranslation

MESSAGE = "publication_notice"
APART = timedelta(hours=24)

Shared = dict[int, set[tuple[str, str]]]  # series number -> pairs of audience and State under Review


def send_notices(now: datetime) -> int:
    """Write the notices that are due into the outbox; returns how many. Running it twice sends nothing twice."""
    shared = shared_by_series()
    if not shared:
        return 0
    told, quiet = _told(now)
    sent = 0
    for email, (language, states, pk) in _delegates(now).items():
        if email in quiet:
            continue
        news = [number for number in readable(shared, states) if (email, _cause(number)) not in told]
        if not news:
            continue
        number = max(news)
        ids = {"series": number, "user": pk}
        outbox.queue(MESSAGE, to=email, cause=_cause(number), ids=ids, language=language, bulk=True)
        sent += 1
    return sent


def readable(shared: Shared, states: Iterable[str]) -> list[int]:
    """The series in which a delegate of these States finds something to read."""
    own = set(states)
    return [
        number
        for number, rows in shared.items()
        if any(
            audience == OutsideAudience.PUBLIC or (audience == OutsideAudience.MISSIONS and iso3 not in own)
            for audience, iso3 in rows
        )
    ]


def shared_by_series() -> Shared:
    """What stands in the Published tables of announced series: audiences and States, no content."""
    found: Shared = defaultdict(set)
    for table in TABLES:
        if table is PublishedTranslation:
            continue  # read only beside what it says in another language
        rows = table.objects.filter(pre_session__series__status=SeriesStatus.ANNOUNCED).order_by()
        fields = ("pre_session__series__session_id", "audience", "pre_session__state_under_review_id")
        for number, audience, iso3 in rows.values_list(*fields).distinct():
            found[number].add((audience, iso3))
    return dict(found)


def address(number: int) -> str:
    """Where the notice leads: the programme of the series."""
    return f"{settings.SITE_ADDRESS}{reverse('publications:series_programme', args=[number])}"


def grants_of_delegates(now: datetime) -> QuerySet[Grant]:
    """Grants of those who may sign in as delegates now."""
    return Grant.objects.valid_at(now).filter(role=Role.DELEGATE, user__is_active=True)


def _delegates(now: datetime) -> dict[str, tuple[str, set[str], int]]:
    """By address: the language, the States they speak for, and the account."""
    found: dict[str, tuple[str, set[str], int]] = {}
    for grant in grants_of_delegates(now).select_related("user"):
        user = grant.user
        found.setdefault(user.email.lower(), (user.language, set(), user.pk))[1].add(grant.iso3)
    return found


def _told(now: datetime) -> tuple[set[tuple[str, str]], set[str]]:
    """Who was told of which series, and who had a notice or a digest within the last day."""
    rows = list(OutgoingMail.objects.filter(message=MESSAGE).values_list("to", "cause", "created_at"))
    digests = OutgoingMail.objects.filter(message="mission_digest", created_at__gt=now - APART)
    quiet = {to for to, _, at in rows if at > now - APART} | set(digests.values_list("to", flat=True))
    return {(to, cause) for to, cause, _ in rows}, quiet


def _cause(number: int) -> str:
    return f"series {number}"
