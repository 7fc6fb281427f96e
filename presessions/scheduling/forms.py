"""What staff send from the board: every value passes a form, even a choice from a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from presessions import wording
from presessions.numbers import LONGEST_KEY
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession, Room, Series

from .choices import read_value
from .models import JointQuestions
from .rows import Ref, read_ref


class ActForm(forms.Form):
    """Which meeting, and the version of the draft the page showed."""

    version = forms.IntegerField(min_value=1)
    pre_session = forms.CharField(required=False, max_length=12)
    choice = forms.CharField(required=False, max_length=60)
    moderator = forms.IntegerField(required=False, min_value=1)

    def clean_pre_session(self) -> Ref | None:
        """The meeting's ref; nonsense is refused, nothing is None."""
        text = self.cleaned_data["pre_session"]
        ref = read_ref(text)
        if text and ref is None:
            raise forms.ValidationError("There is no such meeting.")
        return ref

    def clean_choice(self) -> Any:
        """The place or the swap that was chosen; None where nothing was."""
        return read_value(self.cleaned_data["choice"])


class PlaceForm(forms.Form):
    """Any place of the series, to the minute."""

    date = forms.ChoiceField(label="Day")
    start = forms.TimeField(
        label="Begins at",
        widget=forms.TimeInput(attrs={"type": "time", "step": 300, "class": "short"}),
        help_text="Geneva time",
        error_messages={
            "invalid": "Give an hour such as 09:30.",
            "required": "Give the hour at which it begins.",
        },
    )
    room = forms.ChoiceField()

    def __init__(self, *args: Any, days: Iterable[dt.date], rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {str(room.pk): room for room in rooms}
        self.fields["date"].choices = [(day.isoformat(), wording.day(day, "en")) for day in days]  # type: ignore[attr-defined]
        self.fields["room"].choices = [(key, room.name) for key, room in self.rooms.items()]  # type: ignore[attr-defined]

    @property
    def place(self) -> tuple[dt.date, int, Room]:
        """Date, minutes after midnight and room."""
        data = self.cleaned_data
        start: dt.time = data["start"]
        return dt.date.fromisoformat(data["date"]), start.hour * 60 + start.minute, self.rooms[data["room"]]


class PublishForm(forms.Form):
    """The last question before a timetable is published."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is published although rules are broken",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Staff only; kept with the record of this version.",
    )

    def __init__(self, *args: Any, broken: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if broken:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why, or go back and mend the rules."
        else:
            del self.fields["reason"]


class StatesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: Any) -> str:
        return str(row.state_under_review)

    def _check_values(self, value: Any) -> Any:
        """A key longer than any database counts is no choice; Django asks the database, which raises."""
        long = [each for each in value if len(str(each)) > LONGEST_KEY]
        if long:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": long[0]}
            )
        return super()._check_values(value)  # type: ignore[misc] # Django's own name


class JointForm(forms.Form):
    """Which States are asked together, and for how long."""

    states = StatesField(
        PreSession.objects.none(),
        label="States",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two States.", "invalid_choice": "Choose from the list."},
    )
    minutes = forms.IntegerField(
        min_value=5,
        max_value=240,
        initial=45,
        widget=forms.NumberInput(attrs={"class": "short", "step": 5}),
        error_messages={
            "required": "Say how many minutes.",
            "invalid": "Give a number of minutes, such as 45.",
        },
    )

    def __init__(self, *args: Any, series: Series, row: JointQuestions | None, **kwargs: Any) -> None:
        if row is not None:
            held = [one.pk for one in row.held]
            kwargs["initial"] = {"states": held, "minutes": row.duration_minutes}
        super().__init__(*args, **kwargs)
        rows = series.pre_sessions.exclude(status=PreSessionStatus.NOT_HELD).order_by("order")
        self.fields["states"].queryset = rows.select_related("state_under_review")  # type: ignore[attr-defined]

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if minutes % 5:
            raise forms.ValidationError("Give a multiple of five: meetings begin every five minutes.")
        return minutes
