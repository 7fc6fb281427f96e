"""What staff put in on the pages about panels; every input passes one of these."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from applications.enums import OrganisationKind

from .models import Assessment, Wish

ONE_AT_LEAST = {"required": "Tick at least one application."}


class StaffForm(forms.Form):
    """Crispy without its own form tag; ``version`` is the state of the panel that the editor saw."""

    use_required_attribute = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ReasonForm(StaffForm):
    """Why, where staff may be asked for it later."""

    reason = forms.CharField(label="Reason", required=False, max_length=300)


class TickForm(ReasonForm):
    """Those that are ticked."""

    id = forms.TypedMultipleChoiceField(coerce=int, error_messages=ONE_AT_LEAST)

    def __init__(self, data: Any, *, keys: list[int]) -> None:
        """``keys`` are the applications for this State."""
        super().__init__(data)
        chosen: Any = self.fields["id"]
        chosen.choices = [(str(key), "") for key in keys]


class WishForm(TickForm):
    """Pin or leave out those that are ticked."""

    kind = forms.ChoiceField(choices=Wish.Kind.choices)


class SwapForm(ReasonForm):
    """One out, one in."""

    out = forms.TypedChoiceField(coerce=int, error_messages={"required": "Choose who makes room."})
    into = forms.TypedChoiceField(coerce=int, error_messages={"required": "Choose who takes the seat."})

    def __init__(self, data: Any, *, keys: list[int]) -> None:
        super().__init__(data)
        for name in ("out", "into"):
            chosen: Any = self.fields[name]
            chosen.choices = [(str(key), "") for key in keys]


class ApproveForm(StaffForm):
    reason = forms.CharField(
        label="Why this panel is right",
        help_text="One sentence, for the record. It is not shown outside the team.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence why this panel is right."},
    )


class ReleaseForm(StaffForm):
    reason = forms.CharField(
        label="Why the seat is released",
        max_length=300,
        error_messages={"required": "Say why the seat is released."},
    )


class FilterForm(forms.Form):
    """Which rows of the table are shown."""

    q = forms.CharField(required=False, max_length=80)
    kind = forms.ChoiceField(
        required=False, choices=[("", "Any kind"), *OrganisationKind.choices, ("coalition", "Coalition")]
    )
    issue = forms.ChoiceField(required=False)
    all = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, issues: dict[str, str], count: int) -> None:
        super().__init__(data)
        chosen: Any = self.fields["issue"]
        chosen.choices = [("", "Any issue"), *sorted(issues.items(), key=lambda pair: pair[1])]
        for name, label in (("q", "Search applications"), ("kind", "Kind"), ("issue", "Issue")):
            self.fields[name].widget.attrs["aria-label"] = label
        words = {"class": "form-control", "type": "search", "placeholder": f"Search {count} applications"}
        self.fields["q"].widget.attrs |= words
        self.fields["kind"].widget.attrs["class"] = chosen.widget.attrs["class"] = "form-select"


class AssessmentForm(forms.ModelForm):
    """One reader's own view, before seeing those of the others."""

    use_required_attribute = False
    score = forms.TypedChoiceField(
        label="Quality of the application",
        help_text="It orders your reading and is never a criterion of the rule.",
        coerce=int,
        choices=[(5, "5, strong"), (4, "4"), (3, "3"), (2, "2"), (1, "1, weak")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a score from 1 to 5."},
    )

    class Meta:
        model = Assessment
        fields = ["score", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        labels = {"note": "Note"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
