"""The pages about languages, days, support and safety."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from presessions import wording
from presessions.templatetags.presessions import langname

from .eligibility import Page
from .enums import Attendance, Risk
from .page_forms import LongText, PageForm, asked, line, one_of, yes_no

LANGUAGES_OFFERED = ("en", "fr", "es", "ar", "zh", "ru", "pt")


class AvailabilityForm(PageForm):
    page = Page.AVAILABILITY

    attendance = asked(
        one_of(Attendance.choices, label=gettext_lazy("How would the speaker take part?")), "staff"
    )
    available_days = asked(
        forms.MultipleChoiceField(
            label=gettext_lazy("On which days can the speaker come?"),
            help_text=gettext_lazy(
                "The meeting takes place on one of these days. None chosen means: on any of them."
            ),
            widget=forms.CheckboxSelectMultiple,
        ),
        "staff",
        needed=False,
    )
    arrives_at = asked(
        forms.TimeField(
            label=gettext_lazy("From what time, on the first of these days?"),
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={
                "invalid": gettext_lazy("Write the time as hours and minutes, for example 10:30")
            },
        ),
        "staff",
        needed=False,
    )
    speaks = asked(
        forms.MultipleChoiceField(
            label=gettext_lazy("Which languages does the speaker speak?"), widget=forms.CheckboxSelectMultiple
        ),
        "staff",
    )
    statement_language = asked(
        forms.ChoiceField(label=gettext_lazy("In which language would the statement be given?")), "missions"
    )

    def adapt(self) -> None:
        state = self.application.pre_session.state_under_review
        codes = dict.fromkeys([*LANGUAGES_OFFERED, *state.official_languages.split()])
        languages = [(code, capfirst(langname(code))) for code in codes]
        self.fields["speaks"].choices = languages  # type: ignore[attr-defined]
        self.fields["statement_language"].choices = [("", _("Choose a language")), *languages]  # type: ignore[attr-defined]
        days = list(self.application.pre_session.series.days.all())
        said = [
            (day.date.isoformat(), capfirst(wording.day(day.date, get_language() or "en", year=True)))
            for day in days
        ]
        self.fields["available_days"].choices = said  # type: ignore[attr-defined]
        if not said:
            del self.fields["available_days"], self.fields["arrives_at"]

    def saved(self) -> dict[str, Any]:
        row = self.application
        arrives = f"{row.arrives_at:%H:%M}" if row.arrives_at else ""
        return {**super().saved(), "speaks": row.speaks.split(), "arrives_at": arrives}

    def clean_speaks(self) -> str:
        return " ".join(self.cleaned_data["speaks"])


class SupportForm(PageForm):
    page = Page.SUPPORT

    needs_visa_letter = asked(
        yes_no(label=gettext_lazy("Would the speaker need a letter for a visa?")), "staff"
    )
    needs_funding = asked(
        yes_no(
            label=gettext_lazy("Would you need help with the costs of coming?"),
            help_text=gettext_lazy("There is little money. The answer changes nothing about being chosen."),
        ),
        "staff",
    )
    access_needs = asked(
        LongText(
            label=gettext_lazy("What does the speaker need to take part fully?"),
            help_text=gettext_lazy(
                "For example step-free access, sign language, an assistant, time to rest."
            ),
            max_length=3000,
        ),
        "staff",
        needed=False,
    )


class SafetyForm(PageForm):
    page = Page.SAFETY
    intro = gettext_lazy(
        "The meeting is open, and the State under Review is invited. Only the UPR Info "
        "team in charge reads this page."
    )

    risk = asked(
        one_of(Risk.choices, label=gettext_lazy("Could taking part put somebody at risk?")),
        "staff",
    )
    risk_note = asked(
        LongText(
            label=gettext_lazy("What should we know, and what should we avoid?"),
            help_text=gettext_lazy("Write only what you are willing to have kept here."),
            max_length=5000,
        ),
        "staff",
        needed=False,
    )
    discreet = asked(
        forms.BooleanField(
            label=gettext_lazy("Write to me discreetly"),
            help_text=gettext_lazy("E-mails then don’t say what they are about."),
        ),
        "staff",
        needed=False,
    )
    safe_contact = asked(
        line(
            label=gettext_lazy("How can we reach you safely?"),
            help_text=gettext_lazy("For example a Signal number, hours, or “only by e-mail”."),
            max_length=300,
        ),
        "staff",
        needed=False,
    )
    keep_for_next = asked(
        forms.BooleanField(
            label=gettext_lazy("Keep our answers so that we need not write them again next time"),
        ),
        "staff",
        needed=False,
    )

    def adapt(self) -> None:
        self.fields["safe_contact"].optional = self.application.owner_id is not None  # type: ignore[attr-defined]
