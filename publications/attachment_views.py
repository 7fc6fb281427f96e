"""A panelist's files to hand out: added, looked at as they would be shared, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.doors import account_of
from presessions.accounts.actors import actor_of

from . import attaching
from .doors import own_statement
from .enums import AttachmentStatus
from .file_models import Attachment
from .forms import AttachmentForm
from .models import Statement
from .sentences import refusal_sentence
from .serving import served_copy
from .views import about, require_form


@own_statement()
@require_form
def attachments(request: HttpRequest, row: Statement) -> HttpResponse:
    """Files to hand out; each is checked, and its clean copy shown here before anybody agrees to anything."""
    form = AttachmentForm(statement=row)
    if request.method == "POST":
        form = AttachmentForm(request.POST, request.FILES, statement=row)
        if form.is_valid() and _taken(request, row, form):
            return redirect("publications:attachments", row.public_id)
    elif getattr(request, "parked", None) is not None:
        messages.warning(request, _("You were signed out meanwhile. Choose the file once more."))
    values = {**about(row), "form": form, "files": [_file(each) for each in row.attachments.all()]}
    return render(
        request, "publications/attachments.html", values, status=422 if request.method == "POST" else 200
    )


def _taken(request: HttpRequest, row: Statement, form: AttachmentForm) -> bool:
    data = form.cleaned_data
    try:
        attaching.attach(
            row,
            data["file"],
            kind=data["kind"],
            language=data["language"],
            actor=actor_of(request),
            by=account_of(request),
        )
    except attaching.NotTaken as refusal:
        form.add_error("file", refusal_sentence(refusal.reason))
        return False
    return True


def _file(each: Attachment) -> dict[str, Any]:
    return {
        "file": each,
        "checking": each.status == AttachmentStatus.CHECKING,
        "refused": refusal_sentence(each.problem) if each.status == AttachmentStatus.REFUSED else "",
        "type": (each.media_type.rpartition("/")[2]).upper(),
    }


def _attachment(row: Statement, file_id: UUID) -> Attachment:
    found = next((each for each in row.attachments.all() if each.public_id == file_id), None)
    if found is None:
        raise Http404
    return found


@own_statement()
@require_safe
def attachment(request: HttpRequest, row: Statement, file_id: UUID) -> HttpResponse:
    """The clean copy, as it would be shared."""
    return served_copy(_attachment(row, file_id))


@own_statement()
@require_POST
def remove_attachment(request: HttpRequest, row: Statement, file_id: UUID) -> HttpResponse:
    """Take a file back."""
    attaching.remove(_attachment(row, file_id), actor=actor_of(request), by=account_of(request))
    messages.success(request, _("The file is removed. Nobody can read it any more."))
    return redirect("publications:attachments", row.public_id)
