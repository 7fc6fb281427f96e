from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Which fields are personal, and how they are forgotten."""

    name = "presessions.privacy"
    label = "privacy"

    def ready(self) -> None:
        from presessions.privacy import basics, taken_back

        basics.register()
        taken_back.register()
