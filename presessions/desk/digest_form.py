"""What a delegate chooses for the digest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from presessions.series.models import Issue, State


class DigestForm(forms.Form):
    """States under Review and issues; at least one of them."""

    states = forms.ModelMultipleChoiceField(
        label=_("Everything new on these States under Review"),
        queryset=State.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose States from the list.")},
    )
    issues = forms.ModelMultipleChoiceField(
        label=_("Everything new on these issues"),
        queryset=Issue.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose issues from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["states"].queryset = State.objects.by_name()  # type: ignore[attr-defined]
        self.fields["issues"].queryset = Issue.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not values["states"] and not values["issues"]:
            raise forms.ValidationError(_("Choose at least one State or one issue."))
        return values

    @property
    def states_open(self) -> bool:
        """Whether the list of States should stand open."""
        return bool(self["states"].value()) or "states" in self.errors

    @property
    def issues_open(self) -> bool:
        return bool(self["issues"].value()) or "issues" in self.errors
