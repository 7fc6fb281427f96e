"""What the mails of this room say, looked up when they are sent."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min
from django.utils import timezone

from presessions import wording
from presessions.mail import messages, registry

from .addresses import PREVIEW, absolute
from .enums import ContactStatus, SeriesStatus
from .models import Contact, Series


@registry.source("call_for_applications")
def call_for_applications(ids: registry.Ids, language: str) -> messages.Values | None:
    """Only while the call is open, and only to somebody who still wants it.

    ``extended`` among the ids: it is about the States with a deadline of their own.
    """
    series = Series.objects.filter(session_id=int(ids["series"]), status=SeriesStatus.CALL_OPEN).first()
    token = _token_of(ids["contact"])
    if series is None or token is None:
        return None
    closes_at = _deadline(series, own_only="extended" in ids)
    if closes_at is None:
        return None
    return {
        "series": series.number,
        "opens": wording.day(series.opens_at, language, year=True),
        "closes": wording.moment(closes_at, language, year=True),
        "url": absolute("series:call", number=series.number),
        "unsubscribe_url": absolute("series:leave", token=token),
    }


@registry.source("contact_confirm")
def contact_confirm(ids: registry.Ids, language: str) -> messages.Values | None:
    """Only while the question is open."""
    contact = Contact.objects.filter(
        pk=ids["contact"], asked_version=ids["version"], asked_at__isnull=False
    ).first()
    if contact is None:
        return None
    return {"url": absolute("series:confirm", token=contact.token, version=contact.asked_version)}


def _deadline(series: Series, *, own_only: bool) -> datetime | None:
    """The first deadline still to come: everybody's, or once that has passed (or ``own_only``) a State's own."""
    now = timezone.now()
    if not own_only and series.closes_at >= now:
        return series.closes_at
    own = series.pre_sessions.open_on(now).filter(closes_at__isnull=False)
    return own.aggregate(first=Min("closes_at"))["first"]


def _token_of(contact: str | int) -> str | None:
    if contact == PREVIEW:
        return PREVIEW
    confirmed = Contact.objects.filter(pk=contact, status=ContactStatus.CONFIRMED)
    return confirmed.values_list("token", flat=True).first()
