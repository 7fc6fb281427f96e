"""What staff noted, as its speaker reads it: to answer, and to mark as done."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.keeping import Differs, is_cut, note_mark
from presessions.accounts.actors import actor_of
from presessions.errors import bad_request

from . import comments
from .beside_models import Comment
from .doors import own_statement
from .models import Statement
from .plain import plain_paragraphs
from .views import about, require_form


@dataclass
class Note:
    """A comment with what its page shows around it."""

    comment: Comment
    title: str
    typed: str
    seen: str
    problem: str = ""
    theirs: str = ""


@own_statement()
@require_form
def read(request: HttpRequest, row: Statement) -> HttpResponse:
    """Every comment that was sent, the open ones first. What was typed while signed out is given back."""
    if request.method == "POST":
        return _answer(request, row)
    return _page(request, row, given=getattr(request, "parked", None))


def _answer(request: HttpRequest, row: Statement) -> HttpResponse:
    data = request.POST
    if is_cut(data):
        return bad_request(request)
    text = plain_paragraphs(data.get("answer", ""))
    over = len(text) - comments.LONGEST
    if over > 0:
        said = ngettext(
            "Shorten your answer by %(over)d character.", "Shorten your answer by %(over)d characters.", over
        ) % {"over": over}
        return _page(request, row, given=data, problem=said, status=422)
    done = True if "done" in data else False if "reopen" in data else None
    try:
        comments.answer(
            row,
            _key(data.get("comment", "")),
            text=text,
            seen=data.get("seen", ""),
            done=done,
            actor=actor_of(request),
        )
    except Comment.DoesNotExist:
        raise Http404 from None
    except Differs:
        said = _("Your answer was changed in another window. Save once more to keep what stands here.")
        return _page(request, row, given=data, problem=said, differs=True, status=409)
    messages.success(request, _("Saved. UPR Info’s team reads it on its page."))
    return redirect("publications:comments", row.public_id)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _page(
    request: HttpRequest,
    row: Statement,
    *,
    given: object = None,
    problem: str = "",
    differs: bool = False,
    status: int = 200,
) -> HttpResponse:
    titles = {part.item: part.title for part in comments.parts_of(row)}
    notes = [_note(each, titles, given, problem, differs=differs) for each in comments.told_to(row)]
    values = {
        **about(row),
        "notes": notes,
        "open": [note for note in notes if note.comment.done_at is None],
        "problem": problem,
    }
    return render(request, "publications/comments.html", values, status=status)


def _note(comment: Comment, titles: dict[str, str], given: object, problem: str, *, differs: bool) -> Note:
    """The comment; with what was typed and why it isn't saved, where it is this one's."""
    title = titles.get(comment.item) or _("A part that is no longer there")
    note = Note(comment, title, comment.answer, note_mark(comment.answer))
    if given is not None and given.get("comment") == str(comment.public_id):  # type: ignore[attr-defined]
        note.typed, note.problem = given.get("answer", ""), problem  # type: ignore[attr-defined]
        note.theirs = comment.answer if differs else ""
    return note
