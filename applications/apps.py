from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        from . import erasing, mails, moving  # noqa: F401 - mails registers the values of each message

        erasing.register()
        moving.register()
