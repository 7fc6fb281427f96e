"""A panelist's pages: what is written, attached, and sending it. What is shared: ``consent_views.py``."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.doors import account_of
from applications.file_rules import FileType
from applications.keeping import Differs, digest, is_cut
from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.errors import bad_request
from presessions.languages import asked_language, in_language

from . import comments, standing, tasklist, transitions, writing
from .beside_models import Comment
from .blank import word_template
from .doors import find, own_statement
from .enums import SectionKind, StatementStatus
from .forms import LanguageForm, language_choices
from .models import Statement
from .speaking import speaking
from .writing import POINTS, TRANSLATIONS, Sent, keep
from .writing_forms import PointsForm, SectionForm, TranslationForm, WritingForm, moved

require_form = require_http_methods(["GET", "HEAD", "POST"])
PAGES = (*SectionKind.values, POINTS)


@own_statement()
@require_form
def statement(request: HttpRequest, row: Statement) -> HttpResponse:
    """All parts of the statement and where each stands; in which language it is written."""
    form = LanguageForm(request.POST or None, statement=row)
    if request.method == "POST" and form.is_valid():
        writing.set_language(
            row, form.cleaned_data["language"], actor=actor_of(request), by=account_of(request)
        )
        messages.success(request, _("Saved."))
        return redirect("publications:statement", row.public_id)
    told = comments.told_to(row)
    waiting = sum(each.done_at is None for each in told)
    values = {**about(row), **tasklist.groups_of(row), "form": form, "comments": told, "waiting": waiting}
    if row.status == StatementStatus.PUBLISHED:
        values["told_of_it"] = standing.told(row, timezone.now())
    return render(
        request, "publications/statement.html", values, status=422 if request.method == "POST" else 200
    )


@own_statement()
@require_form
def section(request: HttpRequest, row: Statement, kind: str) -> HttpResponse:
    """One section. Whatever is sent is kept, whether it fits or not."""
    if kind not in SectionKind.values:
        raise Http404
    return _writing_page(request, row, lambda data=None, **more: SectionForm(data, kind=kind, **more))


@own_statement(without="attachments")
@require_form
def recommendations(request: HttpRequest, row: Statement) -> HttpResponse:
    """Recommendations and questions, each its own item."""
    return _writing_page(request, row, PointsForm)


@own_statement()
@require_safe
def translations(request: HttpRequest, row: Statement) -> HttpResponse:
    """In which other languages recommendations and questions are said, and how many of them."""
    known = Counter(_translated(row))
    begun = {page.removeprefix(TRANSLATIONS) for page in row.unsaved if page.startswith(TRANSLATIONS)}
    total = len(row.recommendations.all()) + len(row.questions.all())
    languages = [
        {"code": code, "name": name, "count": known[code], "to_mend": code in begun}
        for code, name in language_choices(*_languages(row), *begun)
        if code != row.language
    ]
    values = {**about(row), "languages": languages, "total": total}
    return render(request, "publications/translations.html", values)


@own_statement()
@require_form
def translation(request: HttpRequest, row: Statement, language: str) -> HttpResponse:
    """Every recommendation and question in one language. Whatever is sent is kept, whether it fits or not."""
    if language == row.language or language not in dict(language_choices(*_languages(row))):
        raise Http404
    return _writing_page(request, row, partial(TranslationForm, language=language))


def _languages(row: Statement) -> list[str]:
    """The languages that are spoken where the State under Review is, and those already used."""
    state = row.seat.panel.pre_session.state_under_review
    return [*state.official_languages.split(), *_translated(row)]


def _translated(row: Statement) -> list[str]:
    """The language of each translation."""
    originals: list[Any] = [*row.recommendations.all(), *row.questions.all()]
    return [each.language for original in originals for each in original.translations.all()]


def _writing_page(request: HttpRequest, row: Statement, form_of: Callable[..., WritingForm]) -> HttpResponse:
    if request.method == "POST":
        if is_cut(request.POST):
            return bad_request(request)
        return _save(request, row, form_of, moved(request.POST, row.language))
    parked = getattr(request, "parked", None)
    if parked is not None and not is_cut(parked):
        return _restore_parked(request, row, form_of, parked)
    blank = form_of(statement=row)
    kept = row.unsaved.get(blank.page)
    if kept is not None:
        form = form_of(_as_data(kept), statement=row)
        return _show(request, row, form, held=blank)
    return _show(request, row, blank, held=blank)


def _save(
    request: HttpRequest, row: Statement, form_of: Callable[..., WritingForm], data: Any
) -> HttpResponse:
    form, blank = form_of(data, statement=row), form_of(statement=row)
    autosave = request.headers.get("X-Autosave") == "1"
    sent = _sent(form, data, autosave=autosave)
    try:
        kept = keep(row, sent, held_by=_held_by(form_of), actor=actor_of(request), by=account_of(request))
    except Differs:
        return _show_differing(request, row, form, blank)
    fresh = find(row.public_id) or row
    if autosave:
        saved = wording.saved_at(kept.at, get_language() or "en")
        return JsonResponse({"saved": saved, "version": fresh.version, "parts": _parts(form)})
    if code := asked_language(request):
        return in_language(redirect(request.path), code)
    if not kept.applied and "later" not in request.POST:
        return _show(request, fresh, form, held=form_of(statement=fresh), saved_at=kept.at, status=422)
    if "move" in request.POST:
        return redirect(request.path)
    return _onward(request, fresh, form.page)


def _parts(form: WritingForm) -> dict[str, str]:
    """What the page shows anew once it is saved: the suggestions, as HTML by the id of their place."""
    return {
        f"advice-{number}": render_to_string(
            "publications/_advice_body.html", {"advice": each, "number": number}
        )
        for number, each in _advice(form).items()
    }


def _advice(form: WritingForm) -> dict[str, Any]:
    return form.advice() if isinstance(form, PointsForm) else {}


def _held_by(form_of: Callable[..., WritingForm]) -> Callable[[Statement], Any]:
    """What the page holds of a statement, read where it is asked: within the lock."""
    return lambda row: form_of(statement=row).held()


def _sent(form: WritingForm, data: Any, *, autosave: bool = False) -> Sent:
    texts = form.texts() if form.is_valid() else {}  # type: ignore[attr-defined]
    tab, seen = data.get("tab", ""), data.get("seen", "")
    return Sent(form.page, form.raw(), tab=tab, seen=seen, autosave=autosave, **texts)


def _onward(request: HttpRequest, row: Statement, done: str) -> HttpResponse:
    """To the page after this one, or back to the list."""
    if done.startswith(TRANSLATIONS):
        return redirect("publications:translations", row.public_id)
    place = PAGES.index(done) + 1
    if "later" in request.POST:
        return redirect("publications:statement", row.public_id)
    if place >= len(PAGES):
        return redirect("publications:attachments", row.public_id)
    if PAGES[place] == POINTS:
        return redirect("publications:recommendations", row.public_id)
    return redirect("publications:statement_section", row.public_id, PAGES[place])


def _restore_parked(
    request: HttpRequest, row: Statement, form_of: Callable[..., WritingForm], parked: Any
) -> HttpResponse:
    """What was sent while signed out is kept now, as it would have been then."""
    form, blank = form_of(parked, statement=row), form_of(statement=row)
    try:
        sent = _sent(form, parked)
        keep(row, sent, held_by=_held_by(form_of), actor=actor_of(request), by=account_of(request))
    except Differs:
        return _show_differing(request, row, form, blank)
    messages.success(request, _("You were signed out while you wrote. Nothing you wrote is lost."))
    fresh = find(row.public_id) or row
    return _show(request, fresh, form, held=form_of(statement=fresh))


def _show_differing(
    request: HttpRequest, row: Statement, form: WritingForm, held: WritingForm
) -> HttpResponse:
    """This window's own text in the fields, and beside it what the other one saved."""
    if request.headers.get("X-Autosave") == "1":
        return JsonResponse({"saved": ""}, status=409)
    mine, theirs = form.raw(), held.held()
    differing = [
        {"label": field.label, "value": "\n".join(theirs.get(name, []))}
        for name, field in form.fields.items()
        if list(mine.get(name, [])) != list(theirs.get(name, []))
    ]
    return _show(request, row, form, held=held, differing=differing, status=409)


def _show(
    request: HttpRequest,
    row: Statement,
    form: WritingForm,
    *,
    held: WritingForm,
    status: int = 200,
    saved_at: Any = None,
    differing: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """The page with this form; ``held`` tells what the rows hold now."""
    values = {
        **about(row),
        "form": form,
        "page": form.page,
        "number": PAGES.index(form.page) + 1 if form.page in PAGES else 0,
        "total": len(PAGES),
        "seen": digest(held.held()),
        "tab": request.POST.get("tab") or secrets.token_urlsafe(9),
        "saved_at": saved_at,
        "differing": differing,
        "is_kept_beside": form.page in row.unsaved,
        "advice_by_number": _advice(form),
        "language_form": "writing",
        "comments_here": _comments_here(row, form.page),
        **speaking(row, form.page),
    }
    template = "points" if form.page == POINTS else "section" if form.page in PAGES else "translation"
    return render(request, f"publications/{template}.html", values, status=status)


def _comments_here(row: Statement, page: str) -> list[Comment]:
    """The open comments on the parts of this page."""
    points = [part.item for part in comments.parts_of(row) if not part.item.startswith("section:")]
    items = points if page == POINTS else [f"section:{page}"]
    return comments.open_beside(comments.told_to(row), items)


def _as_data(raw: dict[str, list[str]]) -> Any:
    data = QueryDict(mutable=True)
    for name, texts in raw.items():
        data.setlist(name, texts)
    return data


def about(row: Statement) -> dict[str, Any]:
    """What every page of a statement says around its matter."""
    meeting = row.seat.panel.pre_session
    return {
        "statement": row,
        "application": row.seat.application,
        "series": meeting.series,
        "state": meeting.state_under_review,
    }


@own_statement()
@require_POST
def discard(request: HttpRequest, row: Statement, page: str) -> HttpResponse:
    """Forget what was typed on a page and doesn't fit; the text saved before stands."""
    if page not in PAGES and page not in row.unsaved:
        raise Http404
    writing.discard(row, page, actor=actor_of(request))
    if page.startswith(TRANSLATIONS):
        return redirect("publications:translations", row.public_id)
    if page == POINTS:
        return redirect("publications:recommendations", row.public_id)
    return redirect("publications:statement_section", row.public_id, page)


@own_statement()
@require_safe
def template(request: HttpRequest, row: Statement) -> HttpResponse:
    """The template as a Word file, with what is known and written so far, in the language of the page."""
    answer = HttpResponse(word_template(row), content_type=FileType.DOCX)
    answer.headers["Content-Disposition"] = 'attachment; filename="statement.docx"'
    return answer


# --- Sending ------------------------------------------------------------------------------------


@own_statement()
@require_form
def send(request: HttpRequest, row: Statement) -> HttpResponse:
    """The whole statement once more, and the button that sends it to UPR Info's team, and to nobody else."""
    problem = ""
    if request.method == "POST":
        try:
            transitions.receive(row, by=account_of(request))
        except transitions.CannotDo as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Your statement is sent. Only UPR Info’s team reads it."))
            return redirect("publications:statement", row.public_id)
    values = {**about(row), **speaking(row), **tasklist.whole(row), "problem": problem}
    return render(request, "publications/send.html", values, status=422 if request.method == "POST" else 200)
