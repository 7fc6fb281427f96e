from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """Where statuses change, and the record of it."""

    name = "presessions.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from presessions.lifecycle import receivers  # noqa: F401 - registers itself
