"""Digests: what is newly shared on the States and issues a delegate chose, by mail, one a day at most, nothing twice.

A mail is a row with the digest and its day. What it says is read from the Published tables when it leaves, as this very
delegate may read then: what was withdrawn meanwhile is not in it, and where nothing is left no mail leaves. Words are
quoted only where they are public; of what is shared with missions alone the mail says how much and leads there, for a
mail passes through many hands and can't be called back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from presessions import wording
from presessions.accounts.models import User
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.privacy.erase import Person, register_eraser
from presessions.series.models import Issue, State
from publications.library import Found
from publications.newly import key_of, shared_since

from .models import Digest, DigestLine
from .notices import APART, grants_of_delegates
from .notices import MESSAGE as NOTICE

MESSAGE = "mission_digest"
QUOTED = 20  # recommendations in one mail; of the others it says how many
LONGEST = 400  # signs quoted of one
AGAIN = timedelta(days=2)  # looked at again each day, for what a long transaction published late


def choose(user: User, *, states: Sequence[State], issues: Sequence[Issue], now: datetime) -> Digest:
    """Write down what this delegate wants to hear of, from now on; choosing again changes it."""
    with transaction.atomic():
        digest, made = Digest.objects.get_or_create(user=user, defaults={"begun_at": now})
        digest = Digest.objects.select_for_update().get(pk=digest.pk)
        if not made and not digest.is_on:
            digest.begun_at = now
        digest.is_on = True
        digest.save()
        digest.states.set(states)
        digest.issues.set(issues)
    return digest


def stop(user: User) -> None:
    """No digest any more, one that waits in the outbox included."""
    Digest.objects.filter(user=user).update(is_on=False)


def leave(token: str) -> None:
    """The same by the key in a mail; an unknown one changes nothing."""
    Digest.objects.filter(token=token).update(is_on=False)


def send_due(now: datetime) -> int:
    """Write today's digests into the outbox; returns how many. Running it again sends nothing again."""
    here = wording.in_geneva(now)
    if here.hour < settings.DIGEST_HOUR:
        return 0
    due = Digest.objects.filter(is_on=True).exclude(looked_on=here.date())
    return sum(_look(key, now) for key in due.values_list("pk", flat=True))


def values(digest: Digest, day: date) -> dict[str, Any] | None:
    """What the digest of that day says now; None where there is nothing to say, or nobody to say it to."""
    states = _speaks_for(digest.user_id, timezone.now())
    if not digest.is_on or not states:
        return None
    told = set(digest.lines.filter(day=day).values_list("key", flat=True))
    found = [each for each in _found(digest, digest.begun_at, states) if key_of(each) in told]
    if not found:
        return None
    return {
        "parts": _parts(found),
        "more": max(0, len([each for each in found if each.is_public]) - QUOTED),
        "url": settings.SITE_ADDRESS + reverse("publications:library"),
        "unsubscribe_url": settings.SITE_ADDRESS + reverse("desk:leave_digest", args=[digest.token]),
    }


def _look(key: int, now: datetime) -> int:
    """Look at one digest for today; 1 where a mail was written."""
    today = wording.in_geneva(now).date()
    with transaction.atomic():
        digest = Digest.objects.select_for_update(of=("self",)).select_related("user").get(pk=key)
        states = _speaks_for(digest.user_id, now)
        if not digest.is_on or digest.looked_on == today or not states or _has_mail(digest.user, now):
            return 0
        since = digest.begun_at
        if digest.looked_on:
            since = max(since, _midnight(digest.looked_on) - AGAIN)
        told = set(digest.lines.values_list("key", flat=True))
        keys = {key_of(each) for each in _found(digest, since, states)} - told
        DigestLine.objects.bulk_create(
            DigestLine(digest=digest, key=each, day=today) for each in sorted(keys)
        )
        digest.looked_on = today
        digest.save(update_fields=["looked_on"])
        if keys:
            outbox.queue(
                MESSAGE,
                to=digest.user.email,
                cause=f"digest {digest.pk}",
                version=today.isoformat(),
                ids={"digest": digest.pk, "day": today.isoformat()},
                language=digest.user.language,
                bulk=True,
            )
    return int(bool(keys))


def _found(digest: Digest, since: datetime, states: set[str]) -> list[Found]:
    iso3s = list(digest.states.values_list("pk", flat=True))
    issues = list(digest.issues.values_list("pk", flat=True))
    return shared_since(since, iso3s=iso3s, issues=issues, delegate_states=states)


def _speaks_for(user_id: int, now: datetime) -> set[str]:
    """The States this person speaks for now; none for who is no delegate any more."""
    return set(grants_of_delegates(now).filter(user=user_id).values_list("iso3", flat=True))


def _has_mail(user: User, now: datetime) -> bool:
    """Whether a notice went to this address within a day, or a digest still waits to leave: one mail a day."""
    mine = OutgoingMail.objects.filter(to=user.email.lower())
    notice = mine.filter(message=NOTICE, created_at__gt=now - APART)
    return notice.exists() or mine.filter(message=MESSAGE).unsent().exists()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=wording.GENEVA)


def _parts(found: Sequence[Found]) -> list[dict[str, Any]]:
    """By Pre-session: what is public in words, the rest as a number."""
    left, parts = QUOTED, []
    for meeting, each in groupby(found, key=lambda one: one.meeting):
        rows = list(each)
        public = [row for row in rows if row.is_public]
        quoted = public[:left]
        left -= len(quoted)
        parts.append(
            {
                "title": meeting.title,
                "url": meeting.address,
                "lines": [{"text": _short(row.text), "name": row.speaker.name} for row in quoted],
                "for_missions": len(rows) - len(public),
            }
        )
    return [part for part in parts if part["lines"] or part["for_missions"]]


def _short(text: str) -> str:
    """The beginning of a long text, at a word."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + "…"


def forget(person: Person) -> int:
    """The choice goes with the person."""
    return Digest.objects.filter(user=person.user).delete()[0] if person.user else 0


def summary(user_id: int | None) -> str:
    """How it stands, in one sentence for one's own page."""
    digest = Digest.objects.filter(user=user_id, is_on=True).first()
    if digest is None:
        return _("You get no digest.")
    counts = {"states": digest.states.count(), "issues": digest.issues.count()}
    return _("You get a digest: States %(states)d, issues %(issues)d.") % counts


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("digests", forget)
