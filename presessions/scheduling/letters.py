"""What the mails about an hour say, from a seat; to send or to look at beforehand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.urls import reverse

from panels.letters import about_seat
from panels.models import Seat
from presessions.mail import messages
from presessions.mail.messages import Values
from presessions.mail.rendering import render

from .drafts import Given
from .models import EntryByMail
from .telling import Letter, meeting_of


def programme_values(seat: Seat, series: int) -> Values:
    """That the programme is out; ``series`` by its number."""
    url = settings.SITE_ADDRESS + reverse(settings.PROGRAMME_PAGE, args=[series])
    return {"url": url, "discreet": seat.application.discreet}


def meeting_values(seat: Seat) -> Values:
    """What every mail about a meeting carries; its page is the reader's own, which shows where and when."""
    return {**about_seat(seat), "url": settings.SITE_ADDRESS + reverse(settings.OWN_PAGE)}


def change_values(seat: Seat, uid: str) -> Values:
    """That day, hour or room changed; ``uid`` of the calendar entry."""
    return {
        **meeting_values(seat),
        "entry_url": settings.SITE_ADDRESS + reverse(settings.ENTRY_PAGE, args=[uid]),
    }


def previews(
    written: Collection[Letter], given: Given, *, series: int, recused: Collection[str]
) -> list[dict[str, Any]]:
    """Each mail as it would read if it left now, but for those to the panels of States in ``recused``."""
    shown = [one for one in written if meeting_of(one, given).state_under_review_id not in recused]
    asked = set(
        EntryByMail.objects.filter(seat__in=[one.seat.pk for one in shown]).values_list("seat", flat=True)
    )
    return [
        {
            "row": letter.seat.application,
            "to": letter.to,
            "mail": render(messages.build(letter.message, _values(letter, given, series)), letter.language),
            "with_entry": letter.seat.pk in asked,
        }
        for letter in shown
    ]


def _values(letter: Letter, given: Given, series: int) -> Values:
    if letter.message == "programme_published":
        return programme_values(letter.seat, series)
    row = given.sittings.get(letter.key) or given.published[letter.key]
    return change_values(letter.seat, str(row.uid))
