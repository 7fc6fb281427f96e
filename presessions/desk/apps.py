from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "presessions.desk"
    label = "desk"

    def ready(self) -> None:
        from . import digests, mails, own_calendar, receivers  # noqa: F401 - register messages and the receiver

        own_calendar.register()
        digests.register()
