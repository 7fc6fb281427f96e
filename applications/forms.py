"""The forms around the nine pages: the first questions, coming back, withdrawing, erasing."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from presessions.folding import in_order
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import PreSession

from .enums import Attendance, OrganisationKind, Submitted


def plain_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def open_meetings() -> list[PreSession]:
    """The meetings one can apply for now, in the order of their State's name."""
    now = timezone.now()
    rows = (
        PreSession.objects.filter(
            status=PreSessionStatus.PLANNED, series__status=SeriesStatus.CALL_OPEN, series__opens_at__lte=now
        )
        .annotate(until=Coalesce("closes_at", F("series__closes_at")))
        .filter(until__gte=now)
        .select_related("series", "state_under_review")
    )
    return sorted(rows, key=lambda meeting: in_order(meeting.state_under_review.name))


class FirstQuestionsForm(forms.Form):
    """Whether this is for them, and what they will need; before any account."""

    use_required_attribute = False

    meeting = forms.ChoiceField(
        label=_("Which State would you speak about?"),
        help_text=_("States for which applications are open."),
        error_messages={"required": _("Choose a State"), "invalid_choice": _("Choose a State from the list")},
    )
    kind = forms.ChoiceField(
        choices=OrganisationKind.choices,
        widget=forms.RadioSelect,
        label=_("What kind of organisation is it?"),
        error_messages={"required": _("Choose the kind of organisation")},
    )
    attendance = forms.ChoiceField(
        choices=Attendance.choices,
        widget=forms.RadioSelect,
        label=_("How could somebody of yours take part?"),
        error_messages={"required": _("Choose how somebody could take part")},
    )
    submitted = forms.ChoiceField(
        choices=Submitted.choices,
        widget=forms.RadioSelect,
        label=_("Did you send a report to OHCHR for this review?"),
        error_messages={"required": _("Say whether you sent a report to OHCHR")},
    )
    shared = forms.ChoiceField(
        choices=[("yes", _("Yes, others use it too")), ("no", pgettext_lazy("device", "No, only I use it"))],
        widget=forms.RadioSelect,
        label=_("Do you share this device with others?"),
        help_text=_("On a shared device we forget you when the browser is closed."),
        error_messages={"required": _("Say whether others use this device")},
    )

    def __init__(self, *args: Any, state: str = "", **kwargs: Any) -> None:
        """``state`` (ISO3) is chosen beforehand, where applications for it are open."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.meetings = {str(meeting.pk): meeting for meeting in open_meetings()}
        choices = [(pk, meeting.state_under_review.name) for pk, meeting in self.meetings.items()]
        self.fields["meeting"].choices = [("", _("Choose a State")), *choices]  # type: ignore[attr-defined]
        self.initial.update(
            (("meeting", pk) for pk, row in self.meetings.items() if row.state_under_review_id == state)
        )
        self.fields["kind"].option_hints = {  # type: ignore[attr-defined]
            "nhri": _("With or without GANHRI status"),
            "national": _("Works in the whole State"),
            "grassroots": _("Rooted in one community or region"),
            "regional": _("Works in several States of a region"),
            "international": _("Works on this State from or with abroad"),
        }
        self.helper = plain_helper()


class SureForm(forms.Form):
    """One box to tick before something that can't be undone."""

    sure = forms.BooleanField(
        label=_("Yes, erase this application and its files"),
        error_messages={"required": _("Tick the box to say that you are sure")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = plain_helper()
