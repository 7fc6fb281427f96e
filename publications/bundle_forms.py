"""What staff fill in to hand a bundle out: which meetings, to whom."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from presessions.scheduling.models import Sitting
from presessions.series.models import LANGUAGES

from .bundles import To
from .enums import BundlePart

MOST = 30  # people in one go


class BundleForm(forms.Form):
    """Meetings of one series, and people line by line: "Name <address>"."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    meetings = forms.MultipleChoiceField(
        label="Meetings",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one meeting"},
    )
    people = forms.CharField(
        label="Who gets a link",
        help_text="One person a line: Name <address>. Each gets a link of their own by e-mail.",
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "spellcheck": "false"}),
        max_length=6000,
        error_messages={"required": "Name at least one person"},
    )
    part = forms.ChoiceField(label="They prepare as", choices=BundlePart)
    language = forms.ChoiceField(label="Language of the e-mail", choices=LANGUAGES)

    def __init__(self, hours: Sequence[Sitting], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.hours = {str(row.pre_session_id): row for row in hours}
        choice: Any = self.fields["meetings"]
        choice.choices = [(key, _meeting(row)) for key, row in self.hours.items()]

    def clean_people(self) -> list[tuple[str, str]]:
        """Name and address of each line; the line that can't be read is named."""
        lines = [line.strip() for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"Name at most {MOST} people at once; there are {len(lines)}")
        return [_person(line) for line in lines]

    @property
    def chosen(self) -> list[Any]:
        """The meetings that were ticked."""
        return [self.hours[key].pre_session for key in self.cleaned_data["meetings"]]

    @property
    def recipients(self) -> list[To]:
        values = self.cleaned_data
        return [To(name, email, values["language"], values["part"]) for name, email in values["people"]]


def _meeting(row: Sitting) -> str:
    from presessions import wording

    when = wording.day_and_hour(row.starts_at, "en")
    return f"{row.pre_session.state_under_review.name_en}, {when}, {row.room.name}"


def _person(line: str) -> tuple[str, str]:
    name, email = parseaddr(line)
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(f"“{line[:80]}” has no e-mail address we can write to") from None
    return (name or email.partition("@")[0])[:120], email.lower()
