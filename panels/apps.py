from django.apps import AppConfig


class PanelsConfig(AppConfig):
    name = "panels"

    def ready(self) -> None:
        from . import erasing, mails, receivers  # noqa: F401 - mails registers the values of each message

        erasing.register()
