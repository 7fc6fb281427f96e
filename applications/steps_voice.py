"""The pages about what would be said, and by whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from presessions.series.models import Issue

from .eligibility import MAX_ISSUES, MAX_WHY, MAX_WORDS, Answers, ChosenIssue, Page
from .enums import Gender
from .page_forms import LongText, PageForm, asked, line, one_of, yes_no
from .sentences import ISSUE_TITLES, issue_title

PHONE = RegexValidator(
    r"^\+[\d\s().-]{6,38}$", gettext_lazy("Begin with + and the country code, for example +41 22 555 01 00")
)


def issue_pairs() -> list[Div]:
    """Each issue with its line of why, as one group."""
    return [
        Div(f"issue_{n}", f"why_{n}", css_class="issue-pair", role="group", aria_label=str(title))
        for n, title in enumerate(ISSUE_TITLES, start=1)
    ]


class IssuesForm(PageForm):
    page = Page.ISSUES
    intro = gettext_lazy("Up to four, the most important first. Few issues are heard better than many.")

    works_on_gender = asked(
        yes_no(label=gettext_lazy("Would you speak about women’s rights or gender equality?")), "missions"
    )
    motivation = asked(
        LongText(
            label=gettext_lazy("What would your voice add to this panel?"),
            help_text=gettext_lazy("In at most 200 words."),
        ),
        "staff",
        needed=False,
        words_max=MAX_WORDS,
    )

    def adapt(self) -> None:
        offered = sorted(
            ((issue.code, issue.name) for issue in Issue.objects.filter(selectable=True)),
            key=lambda pair: pair[1],
        )
        pairs: dict[str, forms.Field] = {}
        for number, title in enumerate(ISSUE_TITLES, start=1):
            needed = number == 1
            pairs[f"issue_{number}"] = asked(
                forms.ChoiceField(choices=[("", _("No issue")), *offered], label=title),
                "missions",
                needed=needed,
            )
            pairs[f"why_{number}"] = asked(
                line(label=_("Why it matters now, in one line"), max_length=MAX_WHY),
                "missions",
                needed=needed,
                row=title,
            )
        self.fields = {**pairs, **self.fields}

    def layout(self) -> Layout:
        return Layout(*issue_pairs(), "works_on_gender", "motivation")

    def saved(self) -> dict[str, Any]:
        chosen = {issue.order: issue for issue in self.application.issues.all()}
        pairs = {f"issue_{order}": issue.issue_id for order, issue in chosen.items()}
        return {**super().saved(), **pairs, **{f"why_{order}": issue.why for order, issue in chosen.items()}}

    def answers(self, cleaned: dict[str, Any]) -> Answers:
        return replace(super().answers(cleaned), issues=tuple(self._chosen(cleaned)))

    def clean(self) -> dict[str, Any]:
        for number in range(2, MAX_ISSUES + 1):
            gap = self.cleaned_data.get(f"issue_{number}") and not self.cleaned_data.get(
                f"issue_{number - 1}"
            )
            if gap and f"issue_{number - 1}" not in self.errors:
                say = _("%(issue)s: choose it before the next one")
                before = f"issue_{number - 1}"
                self.add_error(before, say % {"issue": issue_title(before)})
        return super().clean()

    def issues(self) -> list[ChosenIssue]:
        return self._chosen(self.cleaned_data)

    @staticmethod
    def _chosen(cleaned: dict[str, Any]) -> list[ChosenIssue]:
        return [
            ChosenIssue(code, cleaned.get(f"why_{number}") or "")
            for number in range(1, MAX_ISSUES + 1)
            if (code := cleaned.get(f"issue_{number}"))
        ]


class SpeakerForm(PageForm):
    page = Page.SPEAKER

    speaker_later = asked(
        forms.BooleanField(
            label=gettext_lazy("We name the speaker later"),
            help_text=gettext_lazy("Then leave the rest of this page empty."),
        ),
        "staff",
        needed=False,
    )
    speaker_name = asked(
        line(
            label=gettext_lazy("Speaker’s name"),
            help_text=gettext_lazy("As it should be announced, if they agree later."),
            max_length=160,
        ),
        "public",
    )
    speaker_position = asked(
        line(label=gettext_lazy("Position in the organisation"), max_length=160), "public", needed=False
    )
    speaker_email = asked(
        forms.EmailField(
            label=gettext_lazy("Speaker’s e-mail address"),
            widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            max_length=254,
            error_messages={"invalid": gettext_lazy("Write the whole address, for example name@example.org")},
        ),
        "staff",
    )
    speaker_phone = asked(
        forms.CharField(
            label=gettext_lazy("Telephone"),
            help_text=gettext_lazy("Only for the week of the meeting. Leave it empty if calls are not safe."),
            max_length=40,
            validators=[PHONE],
            widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "off"}),
        ),
        "staff",
        needed=False,
    )


class AboutSpeakerForm(PageForm):
    page = Page.ABOUT_SPEAKER

    gender = asked(
        one_of(
            Gender.choices,
            label=gettext_lazy("How does the speaker describe their gender?"),
            help_text=gettext_lazy(
                "Asked so that women and men are heard in equal number. It is counted, never shown."
            ),
        ),
        "staff",
    )
    gender_described = asked(
        line(label=gettext_lazy("In their own words"), max_length=80), "staff", needed=False
    )
    under_18 = asked(
        yes_no(
            label=gettext_lazy("Is the speaker under 18?"),
            help_text=gettext_lazy("Young speakers are welcome. Their name is never published."),
        ),
        "staff",
    )
    guardian = asked(
        line(
            label=gettext_lazy("Parent or guardian who agrees"),
            help_text=gettext_lazy("Name and how we can reach them. Only for speakers under 18."),
            max_length=200,
        ),
        "staff",
        needed=False,
    )
    accompanying_adult = asked(
        line(
            label=gettext_lazy("Adult who comes along"),
            help_text=gettext_lazy("Only for speakers under 18."),
            max_length=200,
        ),
        "staff",
        needed=False,
    )
