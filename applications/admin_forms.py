"""What staff fill in beside an application. English only, as all of the staff site."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone

from presessions.numbers import in_our_time
from presessions.series.models import Series
from presessions.wording import GENEVA

from .correction_pages import askable
from .enums import ApplicationStatus, Check, OrganisationKind
from .importing import TAKES
from .models import Application, Label

CORRECTION_DAYS = 5  # offered; long enough to ask a coalition, short enough for the panel
YES_NO = [("yes", "Yes"), ("no", "No")]


def _choice(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, widget=forms.RadioSelect, coerce=lambda value: value == "yes"
    )


def geneva_moment(label: str) -> forms.DateTimeField:
    """A day and an hour, as the browser's own field sends them."""
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": "Write a day and an hour.", "invalid": "Write a day and an hour."},
        validators=[in_our_time],
    )


def to_come(moment: datetime) -> datetime:
    """The instant of this hour in Geneva; refused where it is over."""
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=GENEVA)
    if moment <= timezone.now():
        raise forms.ValidationError("Choose a moment that is still to come.")
    return moment


class _StaffForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ConfirmForm(_StaffForm):
    """What staff hold to be true, and on what evidence."""

    kind = forms.ChoiceField(label="Kind", choices=OrganisationKind.choices)
    is_coalition = _choice("Coalition")
    submitted = _choice("Sent a report to OHCHR")
    evidence = forms.CharField(
        label="Evidence",
        max_length=300,
        help_text="The report itself, a register, a link.",
        error_messages={"required": "Write on what evidence."},
    )

    @classmethod
    def of(cls, application: Application) -> ConfirmForm:
        """Filled with what was confirmed, or with what was claimed."""
        said = application.is_confirmed
        coalition = application.confirmed_is_coalition if said else application.is_coalition
        submitted = application.confirmed_submitted if said else application.submitted in {"own", "joint"}
        return cls(
            initial={
                "kind": application.confirmed_kind or application.kind,
                "is_coalition": "yes" if coalition else "no",
                "submitted": "yes" if submitted else "no",
                "evidence": application.confirmed_evidence,
            }
        )


class NoteForm(_StaffForm):
    staff_note = forms.CharField(
        label="Notes for the team",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=8000,
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class MoveForm(_StaffForm):
    """Being considered, or back to received; answers are given with the panel."""

    to = forms.ChoiceField(
        choices=[
            (ApplicationStatus.SHORTLISTED, "Consider"),
            (ApplicationStatus.SUBMITTED, "Back to received"),
        ]
    )
    reason = forms.CharField(required=False, max_length=300)


class ReopenForm(_StaffForm):
    until = geneva_moment("Until (Geneva time)")
    reason = forms.CharField(label="Reason", max_length=300, error_messages={"required": "Write a reason."})

    def clean_until(self) -> Any:
        return to_come(self.cleaned_data["until"])


class ImportForm(_StaffForm):
    """A file of applications for one series."""

    series = forms.ModelChoiceField(
        label="Series", queryset=Series.objects.none(), empty_label="Choose the series"
    )
    file = forms.FileField(
        label="File",
        help_text="CSV in UTF-8 or XLSX, up to 300 applications and 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = Series.objects.filter(status__in=TAKES).select_related("session")


class TakeForm(_StaffForm):
    """Take what was checked."""

    held = forms.CharField(widget=forms.HiddenInput)
    tell = forms.BooleanField(
        label="Write to each applicant that the application arrived, with its reference",
        required=False,
        initial=True,
    )


class AskForm(_StaffForm):
    """Which answers the applicant is asked to correct, why, and until when."""

    names = forms.MultipleChoiceField(
        label="Answers that open again",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one answer."},
    )
    words = forms.CharField(
        label="What to correct, and why",
        help_text="In the applicant’s language. It stands on their page; the e-mail doesn’t repeat it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": "Write what to correct."},
    )
    due_at = geneva_moment("Until (Geneva time)")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = (timezone.now() + timedelta(days=CORRECTION_DAYS)).astimezone(GENEVA)
        self.initial.setdefault("due_at", f"{due:%Y-%m-%dT23:59}")
        field: Any = self.fields["names"]
        field.choices = [
            (name, label if title in label else f"{title}: {label}")
            for title, group in askable(application)
            for name, label in group
        ]

    def clean_due_at(self) -> Any:
        return to_come(self.cleaned_data["due_at"])


class BulkForm(_StaffForm):
    """What an act on many applications needs: a label, or a reason."""

    act = forms.CharField(widget=forms.HiddenInput)
    keys = forms.CharField(widget=forms.HiddenInput)
    ticket = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if act in {"label", "unlabel"}:
            known = ", ".join(Label.objects.values_list("name", flat=True)[:20])
            self.fields["label"] = forms.CharField(
                label="Label",
                max_length=40,
                help_text=f"Labels there are: {known}." if known else "A word or two.",
                error_messages={"required": "Write the label."},
            )
        else:
            self.fields["reason"] = forms.CharField(
                label="Reason",
                max_length=300,
                required=act == "incomplete",
                error_messages={"required": "Write what is missing."},
            )

    def clean_keys(self) -> list[int]:
        keys = self.cleaned_data["keys"].split(",")
        return [int(key) for key in keys if key.isdecimal() and len(key) < 12]


class VerdictForm(_StaffForm):
    """What staff hold of a check, and why."""

    check = forms.ChoiceField(label="Check", choices=Check.choices)
    holds = _choice("It holds")
    why = forms.CharField(label="Why", max_length=300, error_messages={"required": "Write why."})
