"""Gives the desk's messages their values, as they are when the mail leaves."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids

from . import digests
from .models import Digest
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


@registry.source(digests.MESSAGE)
def mission_digest(ids: Ids, language: str) -> Values | None:
    """As ``digests.values`` finds it now; None for a digest that was left."""
    digest = Digest.objects.filter(pk=int(ids["digest"])).first()
    return digests.values(digest, date.fromisoformat(str(ids["day"]))) if digest else None
