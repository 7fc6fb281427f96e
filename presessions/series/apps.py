from django.apps import AppConfig


class SeriesConfig(AppConfig):
    name = "presessions.series"
    label = "series"

    def ready(self) -> None:
        from . import mails  # noqa: F401 - registers what the mails of this room say
