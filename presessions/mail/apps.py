from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "presessions.mail"
    label = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from presessions.mail import (
            checks,  # noqa: F401 - registers itself
            forgetting,
        )

        forgetting.register()
