"""News from below: an application withdrawn frees its seat."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from applications.enums import ApplicationStatus
from applications.models import Application
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.signals import status_changed
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession

from . import transitions
from .enums import SeatStatus
from .models import Seat


@receiver(status_changed, sender=Application, dispatch_uid="panels.seat_follows_application")
def seat_follows_application(
    sender: type[Application], thing: Application, change: StatusChange, **kwargs: Any
) -> None:
    """Within the transaction of the withdrawal."""
    if change.to_status != ApplicationStatus.WITHDRAWN:
        return
    transitions.application_withdrawn(thing)


@receiver(status_changed, sender=PreSession, dispatch_uid="panels.offers_follow_pre_session")
def offers_follow_pre_session(
    sender: type[PreSession], thing: PreSession, change: StatusChange, **kwargs: Any
) -> None:
    """Within the transaction that holds the Pre-session after all: offers stood still, and have their days again."""
    if change.from_status != PreSessionStatus.NOT_HELD:
        return
    until = thing.series.offer_ends(timezone.now())
    waiting = Seat.objects.filter(panel__pre_session=thing, status=SeatStatus.OFFERED)
    waiting.filter(answer_by__lt=until).update(answer_by=until)
