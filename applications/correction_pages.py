"""The pages of the form cut down to what a correction asks for, and what is typed on them before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from presessions.permissions import Actor, check_may

from .answers import answers_of
from .eligibility import Page, pages
from .enums import FileStatus
from .keeping import Sent, check_other_windows, mark
from .models import Application, Correction
from .open_now import FILE
from .page_forms import PageForm, Raw, asked, initial_from, raw_from, raw_of
from .sentences import PAGE_TITLES
from .steps import FORMS
from .steps_voice import IssuesForm, issue_pairs
from .transitions import locked

ISSUES = "issues"  # all of them together: their order and their reasons belong to each other
LABELS = {ISSUES: "Issues and why they matter", FILE: "A file: the report, or a better copy of it"}
WINDOW = "correction"  # the name of the page among the windows that wrote it


def askable(application: Application) -> list[tuple[str, list[tuple[str, str]]]]:
    """What staff may choose, page by page: title, then names and questions."""
    groups = []
    for page in pages(answers_of(application)):
        form = FORMS[page](application=application)
        named = [(name, LABELS.get(name, str(field.label))) for name, field in form.fields.items()]
        if page is Page.ISSUES:
            named = [(ISSUES, LABELS[ISSUES]), *(pair for pair in named if not _is_issue(pair[0]))]
        groups.append((str(PAGE_TITLES[page]), named))
    return groups


def _is_issue(name: str) -> bool:
    return name.startswith(("issue_", "why_"))


def correction_forms(
    correction: Correction, application: Application, data: Any = None, files: Any = None
) -> list[PageForm]:
    """The pages of the form with nothing on them but what is asked for; filled with what was typed last."""
    cut = [_cut(form_class, correction) for form_class in FORMS.values()]
    found = [form_class(data, files, application=application) for form_class in cut]
    if data is None and correction.typed:
        found = [
            type(form)(
                application=application, initial=initial_from(type(form), application, correction.typed)
            )
            for form in found
        ]
    return [form for form in found if form.fields]


def has_new_file(correction: Correction, application: Application) -> bool:
    """Whether a file came since this was asked, and was not refused."""
    return any(
        file.uploaded_at >= correction.asked_at and file.status != FileStatus.REFUSED
        for file in application.files.all()
    )


def _cut(form_class: type[PageForm], correction: Correction) -> type[PageForm]:
    """A page of the form that holds, shows and writes these answers only."""
    names = set(correction.names)

    class Cut(form_class):  # type: ignore[misc,valid-type]
        def adapt(self) -> None:
            super().adapt()
            for name in list(self.fields):
                if not (name in names or (ISSUES in names and _is_issue(name))):
                    del self.fields[name]
            if FILE in self.fields:
                self.fields[FILE].optional = False
                none_to_send = forms.BooleanField(label=_("I have no other file to send"))
                self.fields["no_file"] = asked(none_to_send, "staff", needed=False)

        def layout(self) -> Layout:
            pairs = issue_pairs() if issubclass(form_class, IssuesForm) and ISSUES in names else []
            return Layout(*pairs, *(name for name in self.fields if not _is_issue(name)))

        def clean(self) -> dict[str, Any]:
            cleaned: dict[str, Any] = super().clean()
            if FILE in self.fields and FILE not in self.errors and not self._says_of_file(cleaned):
                self.add_error(FILE, _("Choose the file we ask for, or say that you have none"))
            return cleaned

        def _says_of_file(self, cleaned: Mapping[str, Any]) -> bool:
            sent = cleaned.get(FILE) or has_new_file(correction, self.application)
            return bool(sent or cleaned.get("no_file"))

        def issues(self) -> Any:
            return super().issues() if ISSUES in names else None

    return Cut


def typed_on(pages_sent: list[PageForm], data: Any) -> Raw:
    """What was sent, by answer."""
    return {name: texts for form in pages_sent for name, texts in raw_from(form, data).items()}


def held(correction: Correction, application: Application) -> Raw:
    """What the page shows: what was typed last, else the answers."""
    if correction.typed:
        return dict(correction.typed)
    shown = correction_forms(correction, application)
    return {name: texts for form in shown for name, texts in raw_of(form).items()}


def keep_typed(correction: Correction, sent: Sent, *, actor: Actor) -> datetime:
    """Keep what was typed beside the answers, whether the request is still open or not; the instant.

    Raises ``Differs`` where another window wrote something else meanwhile.
    """
    with transaction.atomic():
        row = locked(correction.application)
        check_may(actor, "edit_application", row.subject)
        current = Correction.objects.select_for_update().get(pk=correction.pk)
        check_other_windows(row.tabs.get(WINDOW, ""), sent, held(current, row))
        current.typed = {name: list(texts) for name, texts in sent.raw.items()}
        current.save(update_fields=["typed"])
        row.tabs = {**row.tabs, WINDOW: mark(sent.tab, autosave=sent.autosave)}
        row.save(update_fields=["tabs"])
        correction.typed = current.typed
    return timezone.now()
