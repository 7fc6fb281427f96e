"""News from below: an application withdrawn frees its seat."""

from typing import Any

from django.dispatch import receiver

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed

from . import transitions


@receiver(status_changed, sender=Application, dispatch_uid="panels.seat_follows_application")
def seat_follows_application(
    sender: type[Application], thing: Application, change: StatusChange, **kwargs: Any
) -> None:
    """Within the transaction of the withdrawal."""
    if change.to_status != ApplicationStatus.WITHDRAWN:
        return
    transitions.application_withdrawn(thing)
