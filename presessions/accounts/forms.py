"""What people type to come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from presessions.accounts.managers import clean_email

NOT_AN_ADDRESS = _("Write an e-mail address like name@example.org.")


class EmailForm(forms.Form):
    """The address a code is sent to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code to it. It is not shown to anybody."),
        max_length=254,
        error_messages={"required": NOT_AN_ADDRESS, "invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])


class CodeForm(forms.Form):
    """The code from the mail, in capitals or not, with its dash or not."""

    code = forms.CharField(
        label=_("The code from our mail"),
        help_text=_("Eight letters, for example BCDF-GHJK. It works for ten minutes."),
        max_length=40,
        error_messages={"required": _("Type the eight letters from our mail.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PhraseForm(forms.Form):
    """Reference and recovery phrase of one application."""

    reference = forms.CharField(
        label=_("The reference of your application"),
        max_length=40,
        error_messages={"required": _("Write the reference that was shown with your phrase.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phrase = forms.CharField(
        label=_("Your recovery phrase"),
        help_text=_("Six short words, in their order."),
        max_length=200,
        error_messages={"required": _("Write the six words in their order.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class StaffForm(forms.Form):
    """Address and password of a member of staff."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={"required": NOT_AN_ADDRESS, "invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask allauth, which limits tries and takes as long for addresses nobody has."""
        from allauth.account.adapter import get_adapter

        values = super().clean() or {}
        if self.errors:
            return values
        adapter = get_adapter()
        self.user = adapter.authenticate(
            self.request, email=clean_email(values["email"]), password=values["password"]
        )
        if self.user is None or not self.user.is_staff or not self.user.is_active:
            raise adapter.validation_error("email_password_mismatch")
        return values
