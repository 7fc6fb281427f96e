"""What must hold between the settings of mail."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from presessions.mail.delivery import COMMANDS


@register()
def lease_outlives_a_letter(**kwargs: Any) -> list[CheckMessage]:
    """A lease that ends while a letter is still being handed over would let a second sender take it."""
    longest = COMMANDS * (settings.EMAIL_TIMEOUT or float("inf"))
    if settings.OUTBOX_LEASE.total_seconds() > longest:
        return []
    return [
        Error(
            f"OUTBOX_LEASE must be longer than {COMMANDS} times EMAIL_TIMEOUT ({longest:g} s).",
            id="mail.E001",
        )
    ]
