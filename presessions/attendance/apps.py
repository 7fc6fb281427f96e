from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AttendanceConfig(AppConfig):
    """Delegates of Permanent Missions, and who was in the room."""

    name = "presessions.attendance"
    label = "attendance"

    def ready(self) -> None:
        from . import mails, privacy, receivers  # noqa: F401 - mails registers the values of its message

        user_logged_in.connect(receivers.accept_on_sign_in, dispatch_uid="presessions.attendance.receivers")
        privacy.register()
