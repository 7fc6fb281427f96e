"""A delegate's digest: chosen, changed, stopped; and the one click that ends it from a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from presessions.accounts.access import signed_in
from presessions.accounts.actors import actor_of

from . import digests
from .digest_form import DigestForm
from .models import Digest

if TYPE_CHECKING:
    from presessions.accounts.models import User

require_form = require_http_methods(["GET", "HEAD", "POST"])


@cache_control(no_store=True, private=True)
@signed_in
@require_form
def digest(request: HttpRequest) -> HttpResponse:
    """Choose States and issues, or stop it; for delegates, to all others it is not there."""
    user = cast("User", request.user)  # the door lets nobody else in
    if not actor_of(request).is_delegate:
        raise Http404
    row = Digest.objects.filter(user=user).first()
    if request.method == "POST" and "stop" in request.POST:
        digests.stop(user)
        messages.success(request, _("You get no digest any more."))
        return redirect("desk:my")
    initial = {"states": row.states.all(), "issues": row.issues.all()} if row else {}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and not request.POST:
        form = DigestForm({})
    if request.method == "POST" and form.is_valid():
        digests.choose(user, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("You get a digest on the days on which something new is shared."))
        return redirect("desk:digest")
    status = 422 if form.errors else 200
    return render(
        request, "desk/digest.html", {"form": form, "is_on": bool(row and row.is_on)}, status=status
    )


@never_cache
@csrf_exempt  # RFC 8058: mail programs send the POST, without cookies; the token is the key
@require_form
def leave_digest(request: HttpRequest, token: str) -> HttpResponse:
    """One button, or one POST by a mail program, and no digest leaves any more. Whatever the token, the answer is the
    same."""
    if request.method == "POST":
        digests.leave(token)
    values = {"left": request.method == "POST", "here": reverse("desk:leave_digest", args=[token])}
    return render(request, "desk/digest_leave.html", values)
