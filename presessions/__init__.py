"""Pre-sessions: the application that runs a series of UPR Pre-sessions."""

from .celery import app as celery_app

__all__ = ["celery_app"]
