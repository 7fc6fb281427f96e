"""What staff put in on the pages about panels; every input passes one of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from applications.enums import OrganisationKind
from presessions.numbers import in_our_time
from presessions.series.deadlines import at_geneva
from presessions.series.models import Series
from presessions.series.staff_forms import DateInput, TimeInput
from presessions.templatetags.presessions import langname

from .forms import LANGUAGES_OFFERED
from .models import Assessment, Seat, Wish
from .turns import Turn

MOST_MINUTES = 20  # of one speaker: the record shows 5 to 10, a sole speaker may have more
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


class CloseShortForm(StaffForm):
    reason = forms.CharField(
        label="Why the panel stays smaller",
        help_text="For the record, such as: nobody in reserve can travel in time.",
        max_length=300,
        error_messages={"required": "Say why the panel is closed short."},
    )


class HourForm(StaffForm):
    """A day and an hour in Geneva, or neither; ``hour`` is the instant."""

    day = forms.DateField(label="Day", required=False, widget=DateInput(), validators=[in_our_time])
    clock = forms.TimeField(label="Hour in Geneva", required=False, widget=TimeInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and (data.get("day") is None) != (data.get("clock") is None):
            missing = "day" if data.get("day") is None else "clock"
            self.add_error(missing, "Give both the day and the hour, or neither.")
        return data

    @property
    def hour(self) -> datetime | None:
        day, clock = self.cleaned_data["day"], self.cleaned_data["clock"]
        return at_geneva(day, clock) if day and clock else None


class FloorForm(StaffForm):
    """Each active seat's place, minutes and language."""

    def __init__(self, data: Any, *, seats: Sequence[Seat], series: Series, version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.seats = seats
        places = [(str(number), str(number)) for number in range(1, len(seats) + 1)]
        usual = series.speaking_minutes_max
        for number, seat in enumerate(seats, start=1):
            name = seat.application.organisation_name
            self.fields[f"place_{seat.pk}"] = forms.TypedChoiceField(
                label=f"Place of {name}", choices=places, coerce=int, initial=number
            )
            self.fields[f"minutes_{seat.pk}"] = forms.IntegerField(
                label=f"Minutes of {name}",
                required=False,
                min_value=1,
                max_value=MOST_MINUTES,
                initial=seat.speaking_minutes,
                widget=forms.NumberInput(attrs={"placeholder": usual}),
            )
            self.fields[f"language_{seat.pk}"] = forms.ChoiceField(
                label=f"Language of {name}",
                required=False,
                choices=[("", "Not said"), *_languages(seat)],
                initial=seat.language or seat.application.statement_language,
            )
        for field in self.fields.values():
            is_select = isinstance(field.widget, forms.Select)
            field.widget.attrs |= {"class": "form-select" if is_select else "form-control"}

    @property
    def rows(self) -> list[tuple[Seat, Any, Any, Any]]:
        """A seat with its three fields."""
        names = ("place", "minutes", "language")
        return [(seat, *(self[f"{name}_{seat.pk}"] for name in names)) for seat in self.seats]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        places = [data.get(f"place_{seat.pk}") for seat in self.seats]
        for seat, place in zip(self.seats, places, strict=True):
            if place is not None and places.count(place) > 1:
                self.add_error(f"place_{seat.pk}", f"Two speakers have place {place}. Give each their own.")
        return data

    @property
    def turns(self) -> list[Turn]:
        data = self.cleaned_data
        return [
            Turn(
                seat.pk,
                data[f"place_{seat.pk}"],
                data[f"minutes_{seat.pk}"],
                data[f"language_{seat.pk}"],
            )
            for seat in self.seats
        ]


def _languages(seat: Seat) -> list[tuple[str, str]]:
    said = [seat.language, seat.application.statement_language]
    return [(code, langname(code)) for code in dict.fromkeys([*LANGUAGES_OFFERED, *filter(None, said)])]


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
