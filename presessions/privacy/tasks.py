"""Forgetting, once a day."""

from celery import shared_task
from django.utils import timezone

from presessions.privacy import retention


@shared_task(name="presessions.privacy.tasks.apply_retention")
def apply_retention() -> dict[str, int]:
    """Apply every rule of retention as of now."""
    return retention.apply_all(timezone.now())
