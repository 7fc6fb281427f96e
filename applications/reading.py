"""An application as it is read: every answer with its question, in the order of the pages.

Used by the applicant's "check your answers", by staff, and by the downloads, so
all of them show the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions import wording
from presessions.templatetags.presessions import langname

from .answers import answers_of
from .eligibility import Page, Problem, pages, problems
from .enums import FileStatus
from .file_rules import SUFFIXES, FileType
from .models import Application, SupportingFile
from .page_forms import PageForm, Raw, raw_of
from .sentences import PAGE_TITLES, reason_sentence, sentence
from .steps import FORMS

_LATER_ISSUES = frozenset({"_2", "_3", "_4"})


@dataclass(frozen=True)
class Line:
    """One question and what was answered; ``value`` is empty where nothing was."""

    name: str
    label: str
    value: str
    reach: str
    typed: str = ""


@dataclass(frozen=True)
class PageRead:
    """One page with its answers and what is still to do on it."""

    page: Page
    title: str
    lines: list[Line]
    problems: list[str]
    checking: bool = False
    is_unsaved: bool = False

    @property
    def is_done(self) -> bool:
        return not self.problems

    @property
    def answered(self) -> list[Line]:
        return [line for line in self.lines if line.value]

    @property
    def unanswered(self) -> list[Line]:
        """What was left empty; of the lines of why, only those that belong to an issue."""
        empty = [line for line in self.lines if not line.value]
        return [line for line in empty if not (self.page is Page.ISSUES and line.name[-2:] in _LATER_ISSUES)]

    @property
    def is_started(self) -> bool:
        return self.is_unsaved or any(line.value for line in self.lines)


def read(application: Application) -> list[PageRead]:
    """The pages of this application as they stand."""
    answers = answers_of(application)
    shown = {page: FORMS[page](application=application) for page in pages(answers)}
    # the form of issues has asked for them already
    offered = frozenset(code for code, _ in shown[Page.ISSUES].fields["issue_1"].choices if code)  # type: ignore[attr-defined]
    found: dict[str, list[Problem]] = {}
    for problem in problems(answers, offered):
        found.setdefault(problem.page, []).append(problem)
    return [_page(application, form, found.get(page, [])) for page, form in shown.items()]


def _page(application: Application, form: PageForm, found: list[Problem]) -> PageRead:
    page = form.page
    unsaved: Raw = application.unsaved.get(page, {})
    lines = [
        Line(
            name=name,
            label=str(field.label),
            value=say(field, form.initial.get(name)),
            reach=field.reach,  # type: ignore[attr-defined]
            typed=", ".join(unsaved.get(name, [])) if unsaved else "",
        )
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    ]
    return PageRead(
        page=page,
        title=str(PAGE_TITLES[page]),
        lines=lines,
        problems=[sentence(problem) for problem in found],
        checking=page is Page.REPORT
        and any(file.status == FileStatus.CHECKING for file in application.files.all()),
        is_unsaved=bool(unsaved),
    )


def say(field: forms.Field, value: Any) -> str:
    """An answer in words: the label of a choice, a day as it is said here."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value is True else ""
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.DateField):
        return wording.day(date.fromisoformat(str(value)), get_language() or "en", weekday=False, year=True)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        many = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(item), str(item)) for item in many)
    return str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    return [(key, label) for key, label in choices]


def held_by(form_class: type[PageForm], application: Application) -> Raw:
    """What the row holds of a page, as a browser would send it: kept text first, else the answers."""
    unsaved: Raw | None = application.unsaved.get(form_class.page)
    return unsaved if unsaved is not None else raw_of(form_class(application=application))


def summary(application: Application, page: PageRead) -> str:
    """One line for the task list; nothing of what only staff read."""
    if page.page in {Page.SUPPORT, Page.SAFETY, Page.ABOUT_SPEAKER}:
        return _("Seen by staff only")
    if not page.is_started:
        return {Page.ISSUES: _("Up to four, in order"), Page.SPEAKER: _("You may name the person later")}.get(
            page.page, ""
        )
    if page.page is Page.ORGANISATION:
        return ", ".join(filter(None, [application.organisation_name, application.get_kind_display()]))
    if page.page is Page.BACKGROUND:
        return _("Founded %(year)s") % {"year": application.founded} if application.founded else ""
    if page.page is Page.REPORT:
        return ", ".join(
            filter(None, [application.get_submitted_display(), *(f.name for f in application.files.all())])
        )
    if page.page is Page.ISSUES:
        return ", ".join(chosen.issue.name for chosen in application.issues.all())
    if page.page is Page.SPEAKER:
        return _("Named later") if application.speaker_later else application.speaker_name
    return capfirst(", ".join(langname(code) for code in application.speaks.split()))


@dataclass(frozen=True)
class FileRead:
    """A file as its owner or staff see it in a list."""

    file: SupportingFile
    type: str
    refused: str

    @property
    def checking(self) -> bool:
        return self.file.status == FileStatus.CHECKING


def files_of(application: Application) -> list[FileRead]:
    return [FileRead(file, type_words(file.media_type), _refusal(file)) for file in application.files.all()]


def _refusal(file: SupportingFile) -> str:
    return reason_sentence(file.problem) if file.status == FileStatus.REFUSED else ""


def type_words(media_type: str) -> str:
    """ "PDF", "DOCX"."""
    return SUFFIXES[FileType(media_type)].upper() if media_type else ""
