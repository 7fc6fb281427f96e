from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "presessions.desk"
    label = "desk"

    def ready(self) -> None:
        from . import mails  # noqa: F401 - registers its messages
