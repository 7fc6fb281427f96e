"""The Celery application; tasks are discovered in each app's tasks.py."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presessions.settings")

TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "presessions.broker:Transport"
TRANSPORT_ALIASES["filesystem"] = "presessions.broker:FileTransport"

app = Celery("presessions")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
