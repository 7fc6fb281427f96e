"""How this room forgets: people at once, invitations that led nowhere in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from presessions.privacy.erase import Person, register_eraser
from presessions.privacy.retention import Rule, register_retention

from .enums import InvitationStatus
from .models import Invitation

UNANSWERED = timedelta(days=365)  # by then another delegate follows the next series


def forget_delegate(person: Person) -> int:
    """The invitations of one person; that a mission was present names nobody and stays."""
    return Invitation.objects.filter(
        Q(email=person.email) | Q(user__isnull=False, user=person.user)
    ).delete()[0]


def forget_invitations(before: datetime) -> int:
    """Invitations that were revoked, or that nobody answered."""
    over = Invitation.objects.exclude(status=InvitationStatus.ACCEPTED).filter(sent_at__lte=before)
    return over.delete()[0]


def register() -> None:
    """Called once, when the application starts."""
    register_eraser("attendance", forget_delegate)
    register_retention(Rule("invitations nobody took up", UNANSWERED, forget_invitations))
