from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"

    def ready(self) -> None:
        from . import erasing, mails, receivers  # noqa: F401 - mails registers the values of each message

        erasing.register()
