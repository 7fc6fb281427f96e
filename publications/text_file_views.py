"""A speaker chooses a file whose text goes into the sections, sees what would go where, and takes it over."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.doors import account_of
from applications.keeping import Differs, digest, is_cut
from presessions.accounts.actors import actor_of
from presessions.errors import bad_request
from presessions.wording import count_words

from . import text_files
from .attaching import NotTaken
from .doors import find, own_statement
from .enums import SectionKind, TextFileStatus, VersionWhy
from .file_models import TextFile
from .forms import TextFileForm
from .models import Statement
from .recognising import Found
from .sentences import text_file_sentence, text_refusal_sentence
from .views import _held_by, _sent, about, require_form
from .writing import POINTS, keep_all
from .writing_forms import ISSUES, QUESTIONS, RECOMMENDATIONS, PointsForm, SectionForm, WritingForm

TAKE, BELOW, LEAVE = "take", "below", "leave"


@own_statement()
@require_form
def text_file(request: HttpRequest, row: Statement) -> HttpResponse:
    """Choose a file; once it was read, say what goes where."""
    form = TextFileForm()
    if request.method == "POST":
        if is_cut(request.POST):
            return bad_request(request)
        if "drop" in request.POST:
            text_files.drop(row, actor=actor_of(request))
            messages.success(request, _("Nothing was taken over. Your statement is as it was."))
            return redirect("publications:text_file", row.public_id)
        if "take" in request.POST:
            return _take_over(request, row)
        form = TextFileForm(request.POST, request.FILES)
        if form.is_valid() and _taken_in(request, row, form):
            return redirect("publications:text_file", row.public_id)
    elif getattr(request, "parked", None) is not None:
        messages.warning(request, _("You were signed out meanwhile. Choose the file once more."))
    return _page(request, row, form=form, status=422 if request.method == "POST" else 200)


def _taken_in(request: HttpRequest, row: Statement, form: TextFileForm) -> bool:
    try:
        text_files.take(row, form.cleaned_data["file"], actor=actor_of(request), by=account_of(request))
    except NotTaken as refusal:
        form.add_error("file", text_refusal_sentence(refusal.reason))
        return False
    return True


def _waiting(row: Statement) -> TextFile | None:
    return TextFile.objects.filter(statement=row).first()


def _page(
    request: HttpRequest,
    row: Statement,
    *,
    form: TextFileForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    file = _waiting(row)
    values: dict[str, Any] = {**about(row), "file": file, "form": form or TextFileForm(), "problem": problem}
    if file is not None:
        values["is_reading"] = file.status == TextFileStatus.CHECKING
        values["refused"] = text_file_sentence(file) if file.status == TextFileStatus.REFUSED else ""
    if file is not None and file.status == TextFileStatus.READ:
        values |= _preview(row, text_files.found_in(file), request.POST if "take" in request.POST else None)
    return render(request, "publications/text_file.html", values, status=status)


# --- What would go where ------------------------------------------------------------------------


@dataclass
class Place:
    """One part of the statement: what stands there, what would come, and what the speaker wants."""

    name: str
    title: str
    now: list[str]
    coming: list[str]
    do: str
    hint: str = ""

    @property
    def is_same(self) -> bool:
        return self.now == self.coming

    @property
    def offers(self) -> list[tuple[str, str, bool]]:
        """(value, words, whether it is chosen)."""
        said = [
            (TAKE, _("Take the new text")),
            (BELOW, _("Put it below what is there")),
            (LEAVE, _("Leave it out")),
        ]
        if self.now:
            said[0] = (TAKE, _("Put it in place of what is there"))
        offered = said if self.now else [said[0], said[2]]
        return [(value, words, value == self.do) for value, words in offered]


def _preview(row: Statement, found: Found, data: QueryDict | None) -> dict[str, Any]:
    places = _places(row, found, data)
    usual = "" if found.is_recognised else str(SectionKind.DEVELOPMENTS)
    to = usual if data is None else data.get("rest_to", usual)
    return {
        "places": places,
        "rest": found.rest,
        "rest_choices": [("", _("Leave it out"), not to)]
        + [(str(kind), str(kind.label), to == kind) for kind in SectionKind],
        "is_recognised": found.is_recognised,
        "seen": _seen(row),
        "tab": f"file {secrets.token_urlsafe(6)}",
    }


def _seen(row: Statement) -> dict[str, str]:
    """What each page of the statement held when this one was shown."""
    forms: list[WritingForm] = [SectionForm(kind=str(kind), statement=row) for kind in SectionKind]
    return {form.page: digest(form.held()) for form in (*forms, PointsForm(statement=row))}


def _places(row: Statement, found: Found, data: QueryDict | None) -> list[Place]:
    sections = [
        _place(SectionForm(kind=str(kind), statement=row), str(kind), str(kind.label), [text], data)
        for kind in SectionKind
        if (text := found.sections.get(str(kind)))
    ]
    points = PointsForm(statement=row)
    lists = [
        _place(points, name, title, list(texts), data)
        for name, title, texts in (
            ("recommendation", _("Recommendations"), found.recommendations),
            ("question", _("Questions for the State under Review"), found.questions),
        )
        if texts
    ]
    return [*sections, *lists]


def _place(form: WritingForm, name: str, title: str, coming: list[str], data: QueryDict | None) -> Place:
    held = form.held()
    names = ["text"] if isinstance(form, SectionForm) else [f"{name}_{number}" for number in range(1, 4)]
    now = [texts[0] for each in names if (texts := list(held.get(each, []))) and texts[0]]
    usual = LEAVE if now == coming else TAKE
    do = usual if data is None else data.get(f"do-{name}", usual)
    return Place(name, title, now, coming, do, _hint(form, name, coming))


def _hint(form: WritingForm, name: str, coming: list[str]) -> str:
    """What the speaker should know before: what is too long is kept beside, and more than three don't fit."""
    if isinstance(form, SectionForm):
        over = count_words(coming[0]) - form.fields["text"].words_max  # type: ignore[attr-defined]
        said = _("Too long by %(over)d words: it is kept on its page, to be shortened.") % {"over": over}
        return said if over > 0 else ""
    most = RECOMMENDATIONS if name == "recommendation" else QUESTIONS
    if len(coming) <= most:
        return ""
    return _("There is room for %(most)d. The others are left out; copy them before you go on.") % {
        "most": most
    }


# --- Taking it over -----------------------------------------------------------------------------


def _take_over(request: HttpRequest, row: Statement) -> HttpResponse:
    file = _waiting(row)
    if file is None or file.status != TextFileStatus.READ:  # sent twice: it is done
        return redirect("publications:statement", row.public_id)
    pages = _pages(row, text_files.found_in(file), request.POST)
    try:
        with transaction.atomic():
            kept = keep_all(row, pages, actor=actor_of(request), by=account_of(request), why=VersionWhy.FILE)
            text_files.forget_text_file(kept.statement)
    except Differs:
        fresh = find(row.public_id) or row
        problem = _(
            "Something in your statement changed since you opened this page. Read it again, then decide."
        )
        return _page(request, fresh, problem=problem, status=409)
    if kept.applied:
        said = _("The text is in its sections. What stood there before is kept under “Earlier versions”.")
        messages.success(request, said)
    else:
        messages.warning(
            request,
            _(
                "The text is taken over. What is too long waits on its page, marked “To mend”; nothing is lost."
            ),
        )
    return redirect("publications:statement", row.public_id)


def _pages(row: Statement, found: Found, data: QueryDict) -> list[Any]:
    """The pages that change, as if their writer had sent them."""
    rest_to = data.get("rest_to", "") if found.rest else ""
    pages = []
    for kind in map(str, SectionKind):
        blank = SectionForm(kind=kind, statement=row)
        now = (blank.held()["text"] or [""])[0]
        text = _together(now, found.sections.get(kind, ""), data.get(f"do-{kind}", LEAVE))
        if kind == rest_to:
            text = _together(text, found.rest, BELOW)
        if text != now:
            pages.append(_page_of({"text": text}, row, data, kind, partial(SectionForm, kind=kind)))
    points = _points_of(row, found, data)
    if points is not None:
        pages.append(_page_of(points, row, data, POINTS, PointsForm))
    return pages


def _together(now: str, coming: str, do: str) -> str:
    if not coming or do not in (TAKE, BELOW):
        return now
    return coming if do == TAKE or not now else f"{now}\n\n{coming}"


def _page_of(fields: dict[str, str], row: Statement, data: QueryDict, name: str, form_of: Any) -> Any:
    sent = QueryDict(mutable=True)
    sent.update({**fields, "tab": data.get("tab", "file"), "seen": data.get(f"seen-{name}", "nothing")})
    return _sent(form_of(sent, statement=row), sent), _held_by(form_of)


def _points_of(row: Statement, found: Found, data: QueryDict) -> dict[str, str] | None:
    """The fields of the page of recommendations, each with the issues it had; None where nothing changes."""
    held = PointsForm(statement=row).held()
    fields = {name: (list(texts) or [""])[0] for name, texts in held.items()}
    before = dict(fields)
    for name, coming, most in (
        ("recommendation", found.recommendations, RECOMMENDATIONS),
        ("question", found.questions, QUESTIONS),
    ):
        do = data.get(f"do-{name}", LEAVE)
        numbers = range(1, most + 1)
        now = [fields[f"{name}_{number}"] for number in numbers if fields[f"{name}_{number}"]]
        if not coming or do not in (TAKE, BELOW):
            continue
        texts = [*(now if do == BELOW else []), *coming][:most]
        places = {text: number for number, text in enumerate(now, start=1)}
        for number in numbers:
            text = texts[number - 1] if number <= len(texts) else ""
            fields[f"{name}_{number}"] = text
            from_ = places.get(text, number) if text else 0
            _move_beside(fields, before, name, to=number, from_=from_)
            if name == "recommendation":
                _move_issues(fields, before, to=number, from_=from_)
    return fields if fields != before else None


def _move_issues(fields: dict[str, str], before: dict[str, str], *, to: int, from_: int) -> None:
    """A recommendation with the same words keeps its issues; one that takes another's place takes them over."""
    for place in range(1, ISSUES + 1):
        fields[f"issue_{to}_{place}"] = before.get(f"issue_{from_}_{place}", "")


def _move_beside(fields: dict[str, str], before: dict[str, str], name: str, *, to: int, from_: int) -> None:
    """So do those to whom it is addressed, and what it refers to."""
    for prefix in ("to", "source"):
        fields[f"{prefix}_{name}_{to}"] = before.get(f"{prefix}_{name}_{from_}", "")
