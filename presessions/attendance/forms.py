"""What staff fill in about missions and meetings (English, like all staff pages)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict

from panels.models import Seat
from presessions.series.models import LANGUAGES, PermanentMission, PreSession, State

from .changes import Change, JointChanges, RecordChanges, RoomChanges, SurPresence, sur_presence
from .enums import SpeakerPresence
from .floor import TickKind
from .models import JointRecord, MeetingRecord
from .ticking import OLDEST, Ticked

SUR_CHOICES = [
    (SurPresence.NOT_NOTED.value, "Not noted"),
    (SurPresence.ABSENT.value, "Absent"),
    (SurPresence.PRESENT.value, "Present, did not speak"),
    (SurPresence.SPOKE.value, "Present, and spoke"),
]
SPEAKER_CHOICES = [
    ("", "Not noted"),
    (SpeakerPresence.PRESENT.value, "Present"),
    (SpeakerPresence.REPLACED.value, "Replaced by somebody else"),
    (SpeakerPresence.READ_BY_OTHER.value, "Statement read by another"),
    (SpeakerPresence.ABSENT.value, "Absent"),
]
LONGEST_NOTE = 4000


class InviteForm(forms.Form):
    """One delegate of one mission."""

    email = forms.EmailField(
        label="E-mail address of the delegate",
        help_text="They sign in with a code sent to it. The mail names neither the State nor the mission.",
        max_length=254,
    )
    name = forms.CharField(
        label="Name", help_text="For staff only.", max_length=200, required=False, strip=True
    )
    language = forms.ChoiceField(label="Language of the mail", choices=LANGUAGES)


class AgainForm(forms.Form):
    """Which sending of the invitation the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RevokeForm(forms.Form):
    """Why a delegate is no longer one."""

    reason = forms.CharField(
        label="Reason",
        help_text="Kept with the record of the change; the delegate does not see it.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MissionFilterForm(forms.Form):
    """Which missions are listed."""

    q = forms.CharField(label="State", required=False, max_length=80, strip=True)
    region = forms.ChoiceField(label="Region", required=False)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All missions"),
            ("none", "Without a delegate"),
            ("waiting", "With an unanswered invitation"),
            ("delegates", "With a delegate"),
            ("not_in_geneva", "None in Geneva, or not known"),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = State.objects.order_by("regional_group").values_list("regional_group", flat=True).distinct()
        self.fields["region"].choices = [("", "All regions"), *((each, each) for each in regions)]  # type: ignore[attr-defined]


class KeysField(forms.Field):
    """Any number of keys of rows, as sent by tick boxes of the same name."""

    widget = forms.MultipleHiddenInput

    def __init__(self, known: frozenset[int]) -> None:
        super().__init__(required=False)
        self.known = known

    def to_python(self, value: Any) -> frozenset[int]:
        keys = [str(each) for each in value or ()]
        if not all(key.isascii() and key.isdigit() and len(key) < 12 for key in keys):
            raise forms.ValidationError("Something on this page was not understood. Load it again.")
        return frozenset(map(int, keys)) & self.known


class MissionsForm(forms.Form):
    """The missions present; beside what is ticked travels what the page showed (``was_came``)."""

    came = KeysField(frozenset())
    was_came = KeysField(frozenset())

    def __init__(
        self, data: QueryDict | None, *, missions: Sequence[PermanentMission], there: Mapping[str, Any]
    ) -> None:
        was = {f"was_{name}": value for name, value in there.items()}
        super().__init__(data, initial={**there, **was})
        known = frozenset(mission.pk for mission in missions)
        self.fields["came"] = KeysField(known)
        self.fields["was_came"] = KeysField(known)

    @property
    def ticked(self) -> frozenset[int]:
        """The missions ticked on the page as it is shown: as typed, else as recorded."""
        return self._keys("came")

    @property
    def were_ticked(self) -> frozenset[int]:
        return self._keys("was_came")

    def _keys(self, name: str) -> frozenset[int]:
        if not self.is_bound:
            return frozenset(self.initial.get(name, ()))
        return frozenset(self.cleaned_data.get(name, ())) if hasattr(self, "cleaned_data") else frozenset()


class RoomForm(MissionsForm):
    """Who was in the room; beside each field travels what the page showed (``was_...``)."""

    observers = forms.IntegerField(
        label="Observers in the room",
        help_text="Everybody beside missions, speakers and staff. Leave it empty if nobody counted.",
        required=False,
        min_value=0,
        max_value=9999,
    )
    note = forms.CharField(
        label="Note",
        help_text="For staff only; no names of people at risk.",
        required=False,
        max_length=LONGEST_NOTE,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    was_observers = forms.IntegerField(required=False, widget=forms.HiddenInput)
    was_note = forms.CharField(required=False, strip=True, widget=forms.HiddenInput)

    def clean_note(self) -> str:
        return _one_kind_of_line_end(self.cleaned_data["note"])

    def clean_was_note(self) -> str:
        return _one_kind_of_line_end(self.cleaned_data["was_note"])

    def in_the_room(self) -> RoomChanges:
        """Missions, observers and the note as this page wants them changed."""
        data = self.cleaned_data
        return RoomChanges(
            came=data["came"] - data["was_came"],
            did_not_come=data["was_came"] - data["came"],
            observers=Change(data["was_observers"], data["observers"]),
            note=Change(data["was_note"], data["note"]),
        )

    def show_clash(self, there: Mapping[str, Any]) -> None:
        """Say beside each field what somebody else noted; what was typed stays, and saving again wins."""
        data = cast(QueryDict, self.data).copy()
        for name, value in there.items():
            data[f"was_{name}"] = "" if value is None else value
            said = dict(getattr(self.fields[name], "choices", ())).get(value, value)
            shown = f"“{said}”" if said not in ("", None) else "that nothing is known"
            self.add_error(name, f"Somebody noted {shown} meanwhile. Save again to replace it.")
        self.data = data


class JointForm(RoomForm):
    """The record of joint questions: who was in the room, and which States under Review."""

    reviewed = KeysField(frozenset())

    def __init__(
        self,
        data: QueryDict | None,
        *,
        missions: Sequence[PermanentMission],
        meetings: Sequence[PreSession],
        there: Mapping[str, Any],
    ) -> None:
        super().__init__(data, missions=missions, there=there)
        self.fields["reviewed"] = KeysField(frozenset(meeting.pk for meeting in meetings))

    @property
    def reviewed_ticked(self) -> frozenset[int]:
        return self._keys("reviewed")

    def changes(self) -> JointChanges:
        """What this page wants changed."""
        return JointChanges(**vars(self.in_the_room()), reviewed=self.cleaned_data["reviewed"])


class RecordForm(RoomForm):
    """The record of one Pre-session: who was in the room, the State under Review, the speakers."""

    sur = forms.ChoiceField(
        label="At the meeting", choices=SUR_CHOICES, required=False, widget=forms.RadioSelect
    )
    was_sur = forms.ChoiceField(choices=SUR_CHOICES, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        missions: Sequence[PermanentMission],
        seats: Sequence[Seat],
        there: Mapping[str, Any],
    ) -> None:
        super().__init__(data, missions=missions, there=there)
        self.seats = seats
        for seat in seats:
            label = f"Speaker {seat.order or seat.number}"
            self.fields[f"speaker_{seat.pk}"] = forms.ChoiceField(
                label=label, choices=SPEAKER_CHOICES, required=False
            )
            self.fields[f"was_speaker_{seat.pk}"] = forms.ChoiceField(
                choices=SPEAKER_CHOICES, required=False, widget=forms.HiddenInput
            )

    def changes(self) -> RecordChanges:
        """What this page wants changed."""
        data = self.cleaned_data
        return RecordChanges(
            **vars(self.in_the_room()),
            sur=Change(data["was_sur"], data["sur"]),
            speakers={
                seat.pk: Change(data[f"was_speaker_{seat.pk}"], data[f"speaker_{seat.pk}"])
                for seat in self.seats
            },
        )

    @property
    def speakers(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        """Each seat with its field and what the page showed of it."""
        return [(seat, self[f"speaker_{seat.pk}"], self[f"was_speaker_{seat.pk}"]) for seat in self.seats]


class TickForm(forms.Form):
    """One tick of the moderator's screen, with the key its page made and its age in milliseconds."""

    key = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in TickKind])
    who = forms.IntegerField(required=False, min_value=0, max_value=2**53)
    age = forms.IntegerField(required=False, min_value=0, max_value=2**53)
    after = forms.UUIDField(required=False)

    @property
    def ticked(self) -> Ticked:
        data = self.cleaned_data
        age = min(timedelta(milliseconds=data["age"] or 0), OLDEST)
        return Ticked(data["key"], TickKind(data["kind"]), data["who"] or 0, age, data["after"])


def _one_kind_of_line_end(text: str) -> str:
    """Browsers send other line ends than they were given, which is no change anybody made."""
    return text.replace("\r\n", "\n")


def in_the_room(record: MeetingRecord | JointRecord | None, came: frozenset[int]) -> dict[str, Any]:
    """Who is noted now as having been in the room, by field of `RoomForm`."""
    return {
        "came": came,
        "observers": record.observers if record else None,
        "note": record.note if record else "",
    }


def recorded(record: MeetingRecord | None, seats: Sequence[Seat], came: frozenset[int]) -> dict[str, Any]:
    """What is noted of a Pre-session now, by field of `RecordForm`."""
    sur = sur_presence(record.sur_present, record.sur_spoke) if record else SurPresence.NOT_NOTED
    values = {**in_the_room(record, came), "sur": sur.value}
    for seat in seats:
        presence = getattr(seat, "presence", None)
        values[f"speaker_{seat.pk}"] = presence.presence if presence else ""
    return values
