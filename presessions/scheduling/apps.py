from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "presessions.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from . import mails, receivers  # noqa: F401 - what the mails of this room say, and what it listens to
