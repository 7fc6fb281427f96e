from django.apps import AppConfig


class SeriesConfig(AppConfig):
    name = "presessions.series"
    label = "series"

    def ready(self) -> None:
        from presessions import numbers  # noqa: F401 - registers the short numbers of addresses

        from . import (
            forgetting,
            mails,  # noqa: F401 - registers what the mails of this room say
        )

        forgetting.register()
