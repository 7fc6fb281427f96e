"""What allauth asks of us: where its mail goes, how its secrets rest."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from presessions.accounts import limits
from presessions.accounts.sealing import seal, unseal

LOGIN_CODE = "account/email/login_code"
MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """One-time codes leave through the outbox; there is no open sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Our own doors ask again for the second factor (``access.step_up``)."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try at a password; allauth takes it back where the password was right."""
        self._login_failed_rl_usage = limits.use(request, "password", credentials["email"])
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the code's mail exists; all other mail of ours is in ``presessions.mail``."""
        if template_prefix != LOGIN_CODE:
            raise ValueError(f"no mail is sent for {template_prefix}")
        queue_code = import_string(settings.SIGN_IN_CODE_SENDER)
        queue_code(to=email, code=context["code"], language=(get_language() or "en")[:2])

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: changes of the second factor are in the audit, where staff look."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """None of allauth's: our pages say themselves what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are encrypted at rest; the last factor stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Look at the newest one and type it again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text, "second factor").decode()

    def decrypt(self, encrypted_text: str) -> str:
        text = unseal(encrypted_text.encode(), "second factor")
        if text is None:
            raise ValueError("A second factor was sealed under another secret key.")
        return text

    def get_totp_issuer(self) -> str:
        return "Pre-sessions"

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Security key %(number)d") % {"number": count + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=MAIN_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())
