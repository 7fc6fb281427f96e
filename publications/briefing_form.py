"""What a reader chooses for a briefing: a series, States, issues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from presessions.folding import fold
from presessions.series.models import Issue

from .briefings import Choice
from .library_facts import Meeting


class BriefingForm(forms.Form):
    """A series, States and issues; at least one of them."""

    series = forms.ChoiceField(
        label=_("Series"),
        required=False,
        error_messages={"invalid_choice": _("Choose a series from the list.")},
    )
    state = forms.MultipleChoiceField(
        label=_("Only these States under Review"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose States from the list.")},
    )
    issue = forms.MultipleChoiceField(
        label=_("Only these issues"),
        help_text=_("A recommendation on any one of them goes in."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose issues from the list.")},
    )

    def __init__(
        self, data: QueryDict | None, *, over: Iterable[Meeting], issues: Iterable[Issue], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        over = list(over)
        numbers = sorted({meeting.number for meeting in over}, reverse=True)
        self._choices("series", [("", _("All series")), *((str(number), str(number)) for number in numbers)])
        self._choices("state", _by_name({meeting.slug: meeting.name for meeting in over}))
        self._choices("issue", _by_name({issue.code: issue.name for issue in issues}))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and self.choice.is_empty:
            raise forms.ValidationError(_("Choose a series, a State or an issue."))
        return values

    @property
    def choice(self) -> Choice:
        """What was chosen, in one spelling."""
        values = self.cleaned_data
        return Choice(
            int(values["series"]) if values.get("series") else None,
            tuple(sorted(values.get("state", ()))),
            tuple(sorted(values.get("issue", ()))),
        )

    @property
    def states_open(self) -> bool:
        """Whether the list of States should stand open."""
        return bool(self["state"].value()) or "state" in self.errors

    @property
    def issues_open(self) -> bool:
        return bool(self["issue"].value()) or "issue" in self.errors

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _by_name(named: dict[str, str]) -> list[tuple[str, Any]]:
    return sorted(named.items(), key=lambda pair: fold(pair[1]))
