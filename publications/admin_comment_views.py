"""Staff note something beside a part of a statement, and send what waits together."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from applications.doors import no_store
from presessions.accounts.access import staff_only

from . import comments
from .admin_views import _by, _page, _row, _url
from .forms import CommentForm
from .transitions import CannotDo


@no_store
@staff_only("check_statement")
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something beside one part; what does not fit is given back."""
    row = _row(request, pk)
    form = CommentForm(request.POST, parts=comments.parts_of(row))
    if form.is_valid():
        data = form.cleaned_data
        try:
            comments.write(row, item=data["item"], text=data["text"], by=_by(request))
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Noted. The speaker reads it once you send your comments.")
            return HttpResponseRedirect(f"{_url(row)}#comments")
    return _page(request, row, comment_form=form, status=422)


@staff_only("check_statement")
@require_POST
def take_back(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Forget a comment that was not sent yet."""
    row = _row(request, pk)
    if comments.take_back(row, key, by=_by(request)):
        messages.success(request, "The comment is gone; nobody was told.")
    else:
        messages.error(request, "It was sent already. The speaker can answer it or mark it as done.")
    return HttpResponseRedirect(f"{_url(row)}#comments")


@staff_only("check_statement")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send all that wait, with one mail."""
    row = _row(request, pk)
    count = comments.send(row, by=_by(request))
    if count:
        what = "1 comment is" if count == 1 else f"{count} comments are"
        messages.success(request, f"{what} sent, with one mail.")
    else:
        messages.info(request, "No comment waits to be sent.")
    return HttpResponseRedirect(f"{_url(row)}#comments")
