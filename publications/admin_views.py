"""Staff read a statement, see who may read what of it, ask back, check it and publish what was agreed."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.doors import no_store
from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind, StatusChange
from presessions.lifecycle.tables import Refused

from . import comments, transitions
from .consent import Audience, Why
from .doors import with_guardian
from .due import due_on
from .enums import AttachmentStatus, StatementStatus
from .file_models import Attachment
from .forms import CommentForm, SendBackForm
from .items import records_of
from .models import WITH_ALL, Statement
from .sentences import refusal_sentence
from .serving import served_copy, served_original
from .showing import preview, ticks_of
from .speaking import speaking

S = StatementStatus
AUDIENCES = (Audience.INTERPRETERS, Audience.MISSIONS, Audience.PUBLIC)
WORDS = {
    Why.SHOWN: "yes",
    Why.NEVER_ASKED: "not agreed",
    Why.WITHDRAWN: "withdrawn",
    Why.CHANGED: "agreed to an earlier wording",
    Why.NOT_YET: "agreed, from a later moment",
    Why.MINOR: "never: under 18",
    Why.GUARDIAN: "agreed, waits for the guardian",
}


def _row(request: HttpRequest, pk: int) -> Statement:
    """The statement; one on a State from which the reader is recused is not found."""
    rows = Statement.objects.with_meeting().with_hour()
    row = with_guardian(rows.prefetch_related(*WITH_ALL).filter(pk=pk).first())
    if row is None or row.seat.panel.pre_session.state_under_review_id in actor_of(request).recused:
        raise Http404
    return row


def _url(row: Statement, page: str = "change") -> str:
    return reverse(f"admin:publications_statement_{page}", args=[row.pk])


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)  # the door let in staff only


@no_store
@staff_only("check_statement")
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole statement, what was agreed to, and its life."""
    return _page(request, _row(request, pk))


def _page(
    request: HttpRequest,
    row: Statement,
    *,
    form: SendBackForm | None = None,
    comment_form: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    values = {
        **_about(request, row),
        "form": form or SendBackForm(),
        "sections": [section for section in row.sections.all() if section.text],
        "files": [_file(each) for each in row.attachments.all()],
        "agreed": _agreed(row),
        "changes": StatusChange.objects.of(row).select_related("by"),
        **_comments(row, comment_form),
        "proofs": row.proofs.select_related("proposed_by"),
        "due": due_on(row),
        "may_ask": row.status in (S.RECEIVED, S.CHECKED),
        "may_check": row.status == S.RECEIVED,
        "may_publish": row.status == S.CHECKED,
        **speaking(row),
    }
    return render(request, "admin/publications/statement/read.html", values, status=status)


def _comments(row: Statement, form: CommentForm | None) -> dict[str, Any]:
    """What was noted beside its parts, what waits to be sent, and a place for more."""
    parts, noted = comments.parts_of(row), list(row.comments.select_related("by"))
    titles = {part.item: part.title for part in parts}
    return {
        "comment_lines": [
            {"comment": each, "title": titles.get(each.item, "A part that is no longer there")}
            for each in noted
        ],
        "waiting": sum(each.sent_at is None for each in noted),
        "may_comment": row.status in comments.READABLE and bool(parts),
        "comment_form": form or CommentForm(parts=parts),
    }


def _about(request: HttpRequest, row: Statement) -> dict[str, Any]:
    reference = row.seat.application.reference
    return {
        **admin.site.each_context(request),
        "title": f"Statement {reference}",
        "opts": Statement._meta,
        "statement": row,
        "application": row.seat.application,
        "state": row.seat.panel.pre_session.state_under_review,
        "series": row.seat.panel.pre_session.series,
    }


def _agreed(row: Statement) -> list[dict[str, Any]]:
    """Item by item, what was agreed for missions and for everyone, in words."""
    rows: dict[str, dict[str, Any]] = {}
    for tick in ticks_of(row, at=timezone.now()):
        line = rows.setdefault(tick.line.key, {"title": tick.line.title, "hint": tick.line.hint})
        line[str(tick.audience)] = {
            "words": WORDS[tick.why],
            "given": tick.given,
            "when": tick.effective_from,
        }
    for line in rows.values():
        for audience in ("interpreters", "missions"):
            if line["public"]["given"] and not line[audience]["given"]:
                line[audience] = {**line["public"], "words": "yes, as everyone"}
    return list(rows.values())


def _file(each: Attachment) -> dict[str, Any]:
    return {
        "file": each,
        "is_ready": each.status == AttachmentStatus.READY,
        "checking": each.status == AttachmentStatus.CHECKING,
        "refused": refusal_sentence(each.problem) if each.status == AttachmentStatus.REFUSED else "",
        "type": each.media_type.rpartition("/")[2].upper(),
    }


@staff_only("check_statement")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it back with a question; the panelist is written to."""
    row = _row(request, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    _try(
        request,
        lambda: transitions.send_back(row, question=form.cleaned_data["question"], by=_by(request)),
        "Sent back. The panelist is written to, and reads your question on their page.",
    )
    return HttpResponseRedirect(_url(row))


@staff_only("check_statement")
@require_POST
def mark_checked(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff have read this very version."""
    row = _row(request, pk)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 9 else -1
    _try(request, lambda: transitions.check(row, by=_by(request), version=seen), "Checked.")
    return HttpResponseRedirect(_url(row))


@no_store
@staff_only("publish_statement")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What each audience will see, to confirm; then it is shown, as far as its speaker agreed."""
    row = _row(request, pk)
    if request.method == "POST":
        _try(
            request,
            lambda: transitions.publish(row, by=_by(request)),
            "Published, as far as the speaker agreed.",
        )
        return HttpResponseRedirect(_url(row))
    if row.status != S.CHECKED:
        return HttpResponseRedirect(_url(row))
    at, records = timezone.now(), records_of(row)
    shown = [preview(row, records, audience, at=at) for audience in AUDIENCES]
    values = {**_about(request, row), "previews": shown}
    return render(request, "admin/publications/statement/publish.html", values)


def _try(request: HttpRequest, act: Any, done: str) -> None:
    try:
        act()
    except (transitions.CannotDo, Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def _attachment(row: Statement, file_id: UUID) -> Attachment:
    found = next((each for each in row.attachments.all() if each.public_id == file_id), None)
    if found is None:
        raise Http404
    return found


@staff_only("read_file")
@require_safe
def copy(request: HttpRequest, pk: int, file_id: UUID) -> HttpResponse:
    """The clean copy; who read it is recorded."""
    row = _row(request, pk)
    found = _attachment(row, file_id)
    answer = served_copy(found)
    _note(request, row, found, "copy")
    return answer


@staff_only("read_file")
@require_safe
def original(request: HttpRequest, pk: int, file_id: UUID) -> HttpResponse:
    """What was uploaded, after its check; who read it is recorded."""
    row = _row(request, pk)
    found = _attachment(row, file_id)
    answer = served_original(found)
    _note(request, row, found, "original")
    return answer


def _note(request: HttpRequest, row: Statement, file: Attachment, which: str) -> None:
    detail = {"statement": row.pk, "which": which}
    audit.record(AuditKind.FILE_VIEW, by=_by(request), what=file, detail=detail)
