"""What visitors may ask of this room: calls by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import ContactKind
from .models import LANGUAGES, State

NOT_AN_ADDRESS = _("Write an e-mail address like name@example.org.")


class SubscribeForm(forms.Form):
    """An address, its language, what they are, and the States it wants calls for (none: all of them)."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to it when a call opens."),
        max_length=254,
        error_messages={"required": NOT_AN_ADDRESS, "invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our e-mails"),
        error_messages={"required": _("Choose one of the three languages.")},
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("You are"),
        help_text=_("You need not say. Some of our e-mails go to one of these only."),
        choices=[*ContactKind.choices, ("", _("I prefer not to say"))],
        required=False,
        error_messages={"invalid_choice": _("Choose one of these, or prefer not to say.")},
        widget=forms.RadioSelect,
    )
    states = forms.ModelMultipleChoiceField(
        label=_("Only calls with one of these States"),
        queryset=State.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("Choose States from the list.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.initial = (get_language() or "en")[:2]
        language.choices = [(code, capfirst(str(name))) for code, name in LANGUAGES]
        self.fields["states"].queryset = State.objects.by_name()  # type: ignore[attr-defined]

    @property
    def has_chosen_states(self) -> bool:
        """Whether the list of States should stand open."""
        return bool(self["states"].value()) or "states" in self.errors
