"""The one task that sends mail. The broker only wakes it; beat wakes it every ten seconds anyway."""

from celery import shared_task

from presessions.mail import delivery


@shared_task(ignore_result=True)
def drain() -> None:
    """Send what is due."""
    delivery.drain()
