from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PublicationsConfig(AppConfig):
    name = "publications"

    def ready(self) -> None:
        from . import erasing, mails, receivers, word_triggers  # noqa: F401 - mails registers the values of each message

        erasing.register()
        connection_created.connect(word_triggers.register)
