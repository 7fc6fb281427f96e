"""What the clock does in this room."""

from celery import shared_task
from django.utils import timezone

from . import transitions
from .models import Series


@shared_task(ignore_result=True)
def close_due_calls() -> int:
    """Close every call whose last State's deadline, grace included, has passed; how many."""
    passed = Series.objects.open_now().filter(closes_at__lt=timezone.now())
    return sum(transitions.close_if_due(series) for series in passed)
