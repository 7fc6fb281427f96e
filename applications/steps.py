"""The nine pages of the form, in order, and the groups in which the list of tasks shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from .eligibility import Page
from .page_forms import PageForm
from .steps_care import AvailabilityForm, SafetyForm, SupportForm
from .steps_organisation import BackgroundForm, OrganisationForm, ReportForm
from .steps_voice import AboutSpeakerForm, IssuesForm, SpeakerForm

FORMS: dict[Page, type[PageForm]] = {
    form.page: form
    for form in (
        OrganisationForm,
        BackgroundForm,
        ReportForm,
        IssuesForm,
        SpeakerForm,
        AboutSpeakerForm,
        AvailabilityForm,
        SupportForm,
        SafetyForm,
    )
}

GROUPS: tuple[tuple[Any, tuple[Page, ...]], ...] = (
    (gettext_lazy("Your organisation"), (Page.ORGANISATION, Page.BACKGROUND, Page.REPORT)),
    (gettext_lazy("What you would say"), (Page.ISSUES, Page.SPEAKER, Page.ABOUT_SPEAKER)),
    (gettext_lazy("You and the meeting"), (Page.AVAILABILITY,)),
    (gettext_lazy("Looking after you"), (Page.SUPPORT, Page.SAFETY)),
)
