from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LifecycleConfig(AppConfig):
    """Where statuses change, and the record of it."""

    name = "presessions.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from presessions.lifecycle import (
            public_marks,
            receivers,  # noqa: F401 - registers itself
        )

        post_migrate.connect(public_marks.install, sender=self)
