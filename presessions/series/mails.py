"""What the mails of this room say, looked up when they are sent."""

from __future__ import annotations

from presessions import wording
from presessions.mail import messages, registry

from .addresses import PREVIEW, absolute
from .enums import ContactStatus, SeriesStatus
from .models import Contact, Series


@registry.source("call_for_applications")
def call_for_applications(ids: registry.Ids, language: str) -> messages.Values | None:
    """Only while the call is open, and only to somebody who still wants it."""
    series = Series.objects.filter(session_id=int(ids["series"]), status=SeriesStatus.CALL_OPEN).first()
    token = _token_of(ids["contact"])
    if series is None or token is None:
        return None
    return {
        "series": series.number,
        "opens": wording.day(series.opens_at, language, year=True),
        "closes": wording.moment(series.closes_at, language, year=True),
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


def _token_of(contact: str | int) -> str | None:
    if contact == PREVIEW:
        return PREVIEW
    confirmed = Contact.objects.filter(pk=contact, status=ContactStatus.CONFIRMED)
    return confirmed.values_list("token", flat=True).first()
