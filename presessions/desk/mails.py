"""Gives the desk's messages their values, as they are when the mail leaves."""

from __future__ import annotations

from django.utils import timezone

from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids

from .notices import MESSAGE, address, grants_of_delegates, readable, shared_by_series


@registry.source(MESSAGE)
def publication_notice(ids: Ids, language: str) -> Values | None:
    """None for somebody who is no delegate any more, and where all of it was withdrawn meanwhile."""
    grants = grants_of_delegates(timezone.now()).filter(user=int(ids["user"]))
    states = set(grants.values_list("iso3", flat=True))
    number = int(ids["series"])
    if not states or number not in readable(shared_by_series(), states):
        return None
    return {"url": address(number)}
