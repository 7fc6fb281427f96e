"""The real settings for a worker in a process of its own, with a lease short enough to wait for."""

import os
from datetime import timedelta

from presessions.settings import *  # noqa: F403
from presessions.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.mail.letters"]
EMAIL_TIMEOUT = float(os.environ.get("OFFICE_EMAIL_TIMEOUT", "0.4"))
OUTBOX_LEASE = timedelta(seconds=float(os.environ.get("OFFICE_LEASE", "2")))
CELERY_BEAT_SCHEDULE = {
    "drain-outbox": {**CELERY_BEAT_SCHEDULE["drain-outbox"], "schedule": 0.5, "options": {"expires": 2}}
}
