"""The pages about the organisation: what it is, what it does, its report to OHCHR."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .eligibility import MAX_WORDS, Page
from .enums import OrganisationKind, Submitted
from .page_forms import LongText, PageForm, asked, line, one_of, yes_no

GANHRI = [
    ("A", gettext_lazy("A status")),
    ("B", gettext_lazy("B status")),
    ("N", gettext_lazy("Not accredited")),
]


class OrganisationForm(PageForm):
    page = Page.ORGANISATION

    organisation_name = asked(
        line(
            label=gettext_lazy("Name of the organisation"),
            help_text=gettext_lazy("As you would like it to be announced. Any script."),
            max_length=200,
        ),
        "public",
    )
    kind = asked(
        one_of(
            OrganisationKind.choices,
            label=gettext_lazy("What kind of organisation is it?"),
            help_text=gettext_lazy("If two fit, choose the one that will speak."),
        ),
        "missions",
        option_hints={
            "nhri": gettext_lazy("With or without GANHRI status"),
            "national": gettext_lazy("Works in the whole State"),
            "grassroots": gettext_lazy("Rooted in one community or region"),
            "regional": gettext_lazy("Works in several States of a region"),
            "international": gettext_lazy("Works on this State from or with abroad"),
        },
    )
    is_coalition = asked(
        yes_no(
            label=gettext_lazy("Do you apply as a coalition?"),
            help_text=gettext_lazy("Several organisations that would speak with one voice."),
        ),
        "missions",
    )
    website = asked(
        forms.URLField(
            label=gettext_lazy("Website"),
            assume_scheme="https",
            max_length=200,
            error_messages={
                "invalid": gettext_lazy("Write the address as in a browser, for example https://example.org")
            },
            widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
        ),
        "staff",
        needed=False,
    )


class BackgroundForm(PageForm):
    page = Page.BACKGROUND

    about = asked(
        LongText(
            label=gettext_lazy("Aim and work"),
            help_text=gettext_lazy("What you do, for whom and since when, in at most 200 words."),
        ),
        "staff",
        words_max=MAX_WORDS,
    )
    coalition_members = asked(
        LongText(
            label=gettext_lazy("Which organisations belong to the coalition?"),
            help_text=gettext_lazy("One a line. Leave out those for whom being named is not safe."),
        ),
        "staff",
    )
    nhri_accreditation = asked(
        one_of(GANHRI, label=gettext_lazy("GANHRI status of the institution")), "missions", needed=False
    )
    nhri_as_of = asked(
        forms.DateField(
            label=gettext_lazy("Since which day?"),
            help_text=gettext_lazy("The day of the decision, if you know it."),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            error_messages={
                "invalid": gettext_lazy("Write the day as year-month-day, for example 2024-03-28")
            },
        ),
        "staff",
        needed=False,
    )
    founded = asked(
        forms.IntegerField(
            label=gettext_lazy("Since which year does the organisation exist?"),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "dir": "ltr"}),
            error_messages={"invalid": gettext_lazy("Write the year with four figures, for example 2011")},
        ),
        "staff",
    )
    has_ecosoc = asked(
        yes_no(
            label=gettext_lazy("Does it have consultative status with ECOSOC?"),
            help_text=gettext_lazy("The UN’s Economic and Social Council. It is not needed for taking part."),
        ),
        "staff",
    )

    def adapt(self) -> None:
        if not self.application.is_coalition:
            del self.fields["coalition_members"]
        if self.application.kind != OrganisationKind.NHRI:
            del self.fields["nhri_accreditation"], self.fields["nhri_as_of"]

    def clean_founded(self) -> int | None:
        year: int | None = self.cleaned_data["founded"]
        if year is not None and not 1500 <= year <= timezone.now().year:
            raise forms.ValidationError(_("Write a year that is not in the future, with four figures"))
        return year


class ReportForm(PageForm):
    page = Page.REPORT
    intro = gettext_lazy(
        "The report that stakeholders send to the UN’s human rights office (OHCHR) some "
        "months before the review."
    )

    submitted = asked(
        one_of(Submitted.choices, label=gettext_lazy("Did you send a report to OHCHR for this review?")),
        "missions",
    )
    submission_reference = asked(
        line(
            label=gettext_lazy("Its reference, or where it can be read"),
            help_text=gettext_lazy("For example “JS7”, or an address. You can attach the file instead."),
            max_length=300,
        ),
        "staff",
        needed=False,
    )
    file = asked(
        forms.FileField(
            label=gettext_lazy("Attach a file"),
            help_text=gettext_lazy(
                "PDF, Word (DOCX), OpenDocument (ODT), JPEG or PNG; up to 10 MB each, five files "
                "and 25 MB together."
            ),
            widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.jpg,.jpeg,.png"}),
            allow_empty_file=True,
        ),
        "staff",
        needed=False,
    )
