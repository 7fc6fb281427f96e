"""What staff fill in to plan a series and to act on a call (English, like all staff pages)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from presessions.numbers import in_our_time
from presessions.wording import GENEVA

from .deadlines import (
    CLOSING_HOUR,
    OPENING_HOUR,
    CallTimes,
    at_geneva,
    default_call,
    parse_breaks,
    write_breaks,
)
from .enums import CALL_KINDS, Mode, SeriesStatus
from .models import LANGUAGES, DayBreak, Series, SeriesDay, WorkingGroupSession
from .transitions import Words


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The browser's own time field, to the minute."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=DateInput(), validators=[in_our_time]
    )


class PlanForm(forms.Form):
    """A new series: whatever is left blank is filled from the calendar."""

    session = forms.ModelChoiceField(
        label="UPR Working Group session",
        queryset=WorkingGroupSession.objects.none(),
        empty_label="Choose a session",
    )
    first_day = _day(
        "First day of the series",
        "Blank: the Tuesday four weeks before the session. Four days follow; change them afterwards.",
    )
    opens_on = _day("The call opens on", "At 09:00 in Geneva. Blank: eighteen weeks before the first day.")
    closes_on = _day("The call closes on", "At 23:59 in Geneva. Blank: five weeks after it opens.")
    mode = forms.ChoiceField(label="Mode", choices=Mode, initial=Mode.IN_PERSON)
    venue = forms.CharField(label="Place", max_length=160, required=False, initial="Palais des Nations")
    languages = forms.MultipleChoiceField(
        label="Languages that can be interpreted",
        choices=LANGUAGES,
        initial=["en", "fr", "es"],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # sessions with a series stay, so that a second click finds what the first has made
        field: Any = self.fields["session"]
        field.queryset = WorkingGroupSession.objects.select_related("series").order_by("-number")
        field.label_from_instance = _said

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        session, first = data.get("session"), data.get("first_day")
        if session and not first and session.starts_on is None and "first_day" not in self.errors:
            self.add_error(
                "first_day", f"The calendar has no date for session {session.number}: say the first day."
            )
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "The call would close before it opens.")
        if closes and first and closes >= first:
            self.add_error("closes_on", "The call must close before the first day.")
        return data

    def call(self, first_day: date, today: date) -> CallTimes:
        """When the call opens and closes, defaults where blank."""
        usual = default_call(first_day, today=today)
        opens, closes = self.cleaned_data["opens_on"], self.cleaned_data["closes_on"]
        return CallTimes(
            at_geneva(opens, OPENING_HOUR) if opens else usual.opens_at,
            at_geneva(closes, CLOSING_HOUR) if closes else usual.closes_at,
        )


def _said(session: WorkingGroupSession) -> str:
    when = f"{session.starts_on:%-d %B %Y}" if session.starts_on else "no date yet"
    planned = ", planned already" if hasattr(session, "series") else ""
    return f"Session {session.number} (cycle {session.cycle}), {when}{planned}"


class YesForm(forms.Form):
    """Nothing but the button; a reason if one likes."""

    reason = forms.CharField(label="Reason, for the record", max_length=400, required=False)


class ReasonForm(forms.Form):
    """An act that must be explained."""

    reason = forms.CharField(
        label="Reason, for the record",
        max_length=400,
        error_messages={"required": "Say why, in a few words."},
    )


class DeadlineForm(forms.Form):
    """A day and an hour in Geneva; ``deadline`` is the instant."""

    closes_on = _day("New deadline: day", required=True)
    closes_hour = forms.TimeField(label="Hour in Geneva", initial=CLOSING_HOUR, widget=TimeInput())

    @property
    def deadline(self) -> datetime:
        return at_geneva(self.cleaned_data["closes_on"], self.cleaned_data["closes_hour"])


class ReopenForm(DeadlineForm, ReasonForm):
    """A closed call opens again until then."""

    field_order = ("closes_on", "closes_hour", "reason")


class ThreeReasonsForm(forms.Form):
    """A reason the public reads, in its three languages."""

    reason_en = forms.CharField(
        label="Reason in English", max_length=300, help_text="Shown on the call’s page."
    )
    reason_fr = forms.CharField(
        label="Reason in French", max_length=300, widget=forms.TextInput(attrs={"lang": "fr"})
    )
    reason_es = forms.CharField(
        label="Reason in Spanish", max_length=300, widget=forms.TextInput(attrs={"lang": "es"})
    )

    @property
    def words(self) -> Words:
        return Words(*(self.cleaned_data[f"reason_{code}"].strip() for code in ("en", "fr", "es")))


class ExtendForm(DeadlineForm, ThreeReasonsForm):
    """A deadline of their own for some States."""

    field_order = ("closes_on", "closes_hour", "reason_en", "reason_fr", "reason_es")


class ContactFileForm(forms.Form):
    """A file that says what contacts are."""

    use_required_attribute = False
    file = forms.FileField(
        label="File",
        help_text="CSV in UTF-8 or XLSX, up to 1,000 addresses and 1 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )


class MoveForm(ReasonForm):
    """The review moved to another session."""

    to_series = forms.ModelChoiceField(label="To series", queryset=Series.objects.none())
    field_order = ("to_series", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to_series"]
        field.queryset = Series.objects.exclude(status=SeriesStatus.ARCHIVED).select_related("session")


class DayForm(forms.ModelForm):
    """One day of a series with its breaks in one line."""

    breaks = forms.CharField(
        label="Breaks",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "10:50-11:10", "aria-label": "Breaks"}),
    )

    class Meta:
        model = SeriesDay
        fields = ("date", "opens", "closes")
        widgets = {
            "date": DateInput(attrs={"aria-label": "Date"}),
            "opens": TimeInput(attrs={"aria-label": "Opens"}),
            "closes": TimeInput(attrs={"aria-label": "Closes"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].validators.append(in_our_time)
        if self.instance.pk:
            pairs = [(one.starts, one.ends) for one in self.instance.breaks.all()]
            self.initial["breaks"] = write_breaks(pairs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", "The day must close after it opens.")
        elif opens and closes:
            try:
                data["pairs"] = parse_breaks(data.get("breaks", ""), opens, closes)
            except ValueError as error:
                self.add_error("breaks", str(error))
        return data

    def save(self, commit: bool = True) -> SeriesDay:
        day: SeriesDay = super().save(commit=commit)
        if commit:
            self.save_breaks(day)
        else:
            self.save_m2m = lambda: self.save_breaks(day)  # type: ignore[method-assign]
        return day

    def save_breaks(self, day: SeriesDay) -> None:
        """Replace the day's breaks by those written."""
        day.breaks.all().delete()
        pairs: tuple[tuple[time, time], ...] = self.cleaned_data.get("pairs", ())
        DayBreak.objects.bulk_create(DayBreak(day=day, starts=starts, ends=ends) for starts, ends in pairs)


class DeleteBox(forms.CheckboxInput):
    """The box that takes a row away, named: its column's head stands far above it."""

    def __init__(self) -> None:
        super().__init__(attrs={"aria-label": "Delete this row"})


class OnceFormSet(forms.BaseInlineFormSet):
    """Rows of which each stands once in its series, told apart by the field ``once``.

    Django's own check of an inline form leaves such constraints to the database. Rows may take each other's place in
    one go, as when a whole series moves by a day.
    """

    once: str
    model: Any
    deletion_widget = DeleteBox

    def clean(self) -> None:
        super().clean()
        shown = [form.instance.pk for form in self.initial_forms]
        others = self.model.objects.filter(**{self.fk.name: self.instance.pk}).exclude(pk__in=shown)
        added_meanwhile = set(others.values_list(self.once, flat=True))
        for form in self.forms:
            if form.cleaned_data.get(self.once) in added_meanwhile and form not in self.deleted_forms:
                form.add_error(self.once, "It stands there already: it was added after you opened this page.")

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        """Rows that change step aside first, or one would be written where another still stands."""
        if commit:
            rows = [form.instance.pk for form in self.initial_forms if form.has_changed()]
            for number, pk in enumerate(rows):
                self.model.objects.filter(pk=pk).update(**{self.once: self.aside(number)})
        saved: list[Any] = super().save_existing_objects(commit=commit)
        return saved

    @staticmethod
    def aside(number: int) -> Any:
        """A value that no row of a series has, one for each number; it is written over before anybody reads it."""
        raise NotImplementedError


class DayFormSet(OnceFormSet):
    """The days of a series."""

    once = "date"

    @staticmethod
    def aside(number: int) -> date:
        return date.min + timedelta(days=number)


class RoomFormSet(OnceFormSet):
    """The rooms of a series."""

    once = "name"

    @staticmethod
    def aside(number: int) -> str:
        return f" {number}"  # a name as typed never begins with a space


SERIES_LABELS = {
    "mode": "How it is held",
    "venue": "Place",
    "languages": "Languages that can be interpreted",
    "opens_at": "The call opens (Geneva time)",
    "closes_at": "The call closes (Geneva time)",
    "call_text_en": "Text of the call in English",
    "call_text_fr": "Text of the call in French",
    "call_text_es": "Text of the call in Spanish",
    "audience": "The call is mailed to",
    "audience_languages": "Readers of",
    "audience_kinds": "What they are",
    "answers_by": "Everyone has an answer by",
    "grace_minutes": "Silent grace after the deadline, in minutes",
    "panel_size": "Panelists at most",
    "sur_opening_minutes": "Opening words of the State under Review, in minutes",
    "speaking_minutes_min": "A panelist speaks at least, in minutes",
    "speaking_minutes_max": "A panelist speaks at most, in minutes",
    "meeting_minutes_min": "A meeting lasts at least, in minutes",
    "meeting_minutes_max": "A meeting lasts at most, in minutes",
    "same_length": "All meetings last as long as a whole panel needs",
    "turnaround_minutes": "Pause between two meetings in one room, in minutes",
    "transfer_minutes": "Way from one room to another, in minutes",
    "offer_days": "Days to answer the offer of a seat",
    "statement_due_days": "Days before the meeting by which statements are due",
    "panels_shown_from": "Nothing about a panel is shown before",
    "nhri_rule": "National human rights institutions",
    "policy": "Rule by which panels are proposed",
}
SERIES_HELP = {
    "mode": "In person, online or both; shown on the call.",
    "venue": "Shown on the call and in the programme. Blank where it is held online.",
    "languages": "Codes with a space between: en fr es.",
    "opens_at": "From then on applications can be begun, once the call is opened.",
    "closes_at": "To the second, on this server’s clock. A State can be given a later one of its own.",
    "call_text_en": "Shown above the list of States. Blank: the usual text.",
    "call_text_fr": "Blank: the English text, or the usual one where that is blank too.",
    "call_text_es": "Blank: the English text, or the usual one where that is blank too.",
    "audience": "The call’s page is for everybody; this is who gets it by e-mail. Seen and counted before it leaves.",
    "audience_languages": "The language each person chose for our e-mails.",
    "audience_kinds": "As they said when they asked for calls, or as staff noted it.",
    "answers_by": "Told to applicants; blank: nothing is promised.",
    "grace_minutes": "Not announced: what was begun before the deadline may still be sent.",
    "panel_size": "From one to six; never above six.",
    "sur_opening_minutes": "0: it does not open the meeting.",
    "speaking_minutes_min": "Told to panelists and used to reckon how long a meeting lasts.",
    "speaking_minutes_max": "At least as much as the least.",
    "meeting_minutes_min": "Also where only one panelist speaks.",
    "meeting_minutes_max": "Also where six panelists speak.",
    "same_length": "The programme shows how long each lasts. Where that follows its speakers, it tells everybody"
    " how many they are, those who do not want to be known as well.",
    "turnaround_minutes": "Kept free by the timetable.",
    "transfer_minutes": "Nobody is placed in two rooms closer together than that.",
    "offer_days": "An offer without an answer lapses then, and the seat is free again. Never later than the series"
    " begins; where that is less than a day away, than it ends.",
    "statement_due_days": "Reminders follow from it.",
    "panels_shown_from": "To missions and the public, whatever its speakers agreed to. A State can have its own hour,"
    " set beside its panel; a speaker’s own hour holds as well. Blank: as soon as published and agreed.",
    "nhri_rule": "Whether a seat is kept for one that applies, or it competes with all others.",
    "policy": "Its name and version; fixed once the call was open.",
}


class SeriesForm(forms.ModelForm):
    """The settings of a series; its call's times only while it is planned (afterwards: extend, reopen)."""

    audience_languages = forms.MultipleChoiceField(
        label=SERIES_LABELS["audience_languages"],
        help_text=SERIES_HELP["audience_languages"],
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one language."},
    )
    audience_kinds = forms.MultipleChoiceField(
        label=SERIES_LABELS["audience_kinds"],
        help_text=SERIES_HELP["audience_kinds"],
        choices=CALL_KINDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )

    class Meta:
        labels = SERIES_LABELS
        help_texts = SERIES_HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"audience_languages", "audience_kinds"} & set(self.fields):
            self.initial[name] = getattr(self.instance, name).split()

    def clean_audience_languages(self) -> str:
        """As it is stored: codes with a space between."""
        return " ".join(self.cleaned_data["audience_languages"])

    def clean_audience_kinds(self) -> str:
        """As it is stored: codes with a space between."""
        return " ".join(self.cleaned_data["audience_kinds"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _in_order(self, data, "opens_at", "closes_at", "The call must close after it opens.", equal=False)
        _in_order(self, data, "speaking_minutes_min", "speaking_minutes_max", "This is less than the least.")
        _in_order(self, data, "meeting_minutes_min", "meeting_minutes_max", "This is less than the least.")
        return data

    def clean_panels_shown_from(self) -> datetime | None:
        """Blank where an hour was still to come is this moment: from now on what was agreed to is shown."""
        given: datetime | None = self.cleaned_data["panels_shown_from"]
        before, now = self.instance.panels_shown_from, timezone.now()
        return now if given is None and before is not None and before > now else given


def _in_order(
    form: forms.BaseForm, data: dict[str, Any], first: str, last: str, text: str, *, equal: bool = True
) -> None:
    low, high = data.get(first), data.get(last)
    if low is not None and high is not None and (high < low or (high == low and not equal)):
        form.add_error(last, text)


def geneva_initial(moment: datetime) -> dict[str, Any]:
    """Initial values of a `DeadlineForm`."""
    local = moment.astimezone(GENEVA)
    return {"closes_on": local.date(), "closes_hour": local.time().replace(second=0, microsecond=0)}
