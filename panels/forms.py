"""What a panelist fills in: who speaks and what they need; and, declining, why, if they wish."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from applications.enums import Gender
from presessions.templatetags.presessions import langname

from .models import Seat

LANGUAGES_OFFERED = ("en", "fr", "es", "ar", "zh", "ru", "pt")


def _reaching(field: forms.Field, reach: str) -> Any:
    """Mark a field with how far its answer travels."""
    field.reach = reach  # type: ignore[attr-defined]
    return field


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class DeclineForm(forms.Form):
    """No reason is asked; whoever wants to give one can."""

    use_required_attribute = False
    reason = _reaching(
        forms.CharField(
            label=_("Is there something you would like us to know?"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        ),
        "staff",
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.helper = _helper()


class SpeakerForm(forms.Form):
    """Who takes the floor, in which language, and what they need."""

    use_required_attribute = False
    name = _reaching(
        forms.CharField(
            label=_("Name of the speaker"),
            max_length=160,
            widget=forms.TextInput(attrs={"dir": "auto"}),
            error_messages={"required": _("Write the name of the speaker")},
        ),
        "public",
    )
    position = _reaching(
        forms.CharField(
            label=_("Position in the organisation"),
            required=False,
            max_length=160,
            widget=forms.TextInput(attrs={"dir": "auto"}),
        ),
        "public",
    )
    gender = _reaching(
        forms.ChoiceField(
            label=_("How does the speaker describe their gender?"),
            help_text=_("For the balance of the panel. It is never published."),
            choices=Gender.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an answer on gender; “I prefer not to say” is one")},
        ),
        "staff",
    )
    under_18 = _reaching(
        forms.TypedChoiceField(
            label=_("Is the speaker under 18?"),
            help_text=_("A young speaker comes with an adult, and we will write to you about it."),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda value: value == "yes",
            widget=forms.RadioSelect,
            error_messages={"required": _("Say whether the speaker is under 18")},
        ),
        "staff",
    )
    language = _reaching(
        forms.ChoiceField(
            label=_("In which language will the statement be given?"),
            help_text=_(
                "As a rule, French and Spanish are interpreted; others when most of a panel needs it."
            ),
            error_messages={"required": _("Choose the language of the statement")},
        ),
        "missions",
    )
    needs = _reaching(
        forms.CharField(
            label=_("What does the speaker need to take part fully?"),
            help_text=_("For example step-free access, a sign language interpreter, or a break."),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        ),
        "staff",
    )

    def __init__(self, data: Any = None, *, seat: Seat, typed: dict[str, Any] | None = None) -> None:
        """``typed`` is shown in place of what is saved, without being judged."""
        initial = typed or {
            "name": seat.speaker_name,
            "position": seat.speaker_position,
            "gender": seat.gender if seat.speaker_name else "",
            "under_18": ("yes" if seat.under_18 else "no") if seat.speaker_name else "",
            "language": seat.language,
            "needs": seat.needs,
        }
        super().__init__(data, initial=initial, label_suffix="")
        state = seat.panel.pre_session.state_under_review
        codes = dict.fromkeys(
            [*LANGUAGES_OFFERED, *state.official_languages.split(), *filter(None, [seat.language])]
        )
        language: Any = self.fields["language"]
        language.choices = [
            ("", _("Choose a language")),
            *((code, capfirst(langname(code))) for code in codes),
        ]
        self.helper = _helper()
