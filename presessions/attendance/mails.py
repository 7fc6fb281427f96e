"""Gives the invitation its values, as they are when it leaves."""

from __future__ import annotations

from presessions.mail import registry
from presessions.mail.messages import Values
from presessions.mail.registry import Ids
from presessions.series.addresses import absolute

from .enums import InvitationStatus
from .models import Invitation


@registry.source("delegate_invitation")
def delegate_invitation(ids: Ids, language: str) -> Values | None:
    """None once it was accepted, revoked or sent anew: then this mail is not true any more."""
    waiting = Invitation.objects.filter(
        pk=ids["invitation"], version=ids["version"], status=InvitationStatus.SENT
    )
    return {"url": absolute("attendance:accept")} if waiting.exists() else None
