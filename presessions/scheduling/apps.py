from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "presessions.scheduling"
    label = "scheduling"

    def ready(self) -> None:
        from . import mails  # noqa: F401 - registers what the mails of this room say
