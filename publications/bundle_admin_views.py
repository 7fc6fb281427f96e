"""Staff hand out bundles: choose meetings and people, see who took what, end the links."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.doors import no_store
from presessions.accounts.access import staff_only, step_up
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.accounts.sessions import proved_recently
from presessions.scheduling.models import Sitting
from presessions.series.models import Series

from . import bundles, reading
from .bundle_forms import BundleForm
from .consent import Audience
from .models import Bundle
from .transitions import CannotDo

ONCE_MORE = (
    'Nothing was sent yet. Give your <a href="{}" target="_blank" rel="noopener">second factor once more</a> '
    "(another window), then press the button here again."
)


def readable(request: HttpRequest) -> QuerySet[Bundle]:
    """Bundles without a meeting on a State from which the reader is recused."""
    recused = actor_of(request).recused
    rows = Bundle.objects.all()
    return rows.exclude(meetings__state_under_review__iso3__in=recused) if recused else rows


def series_to_prepare() -> list[Series]:
    """Series with a published hour still to come."""
    hours = Sitting.objects.published().filter(ends_at__gt=timezone.now())
    rows = Series.objects.filter(pk__in=hours.values("pre_session__series")).select_related("session")
    return list(rows.order_by("session_id"))


def _bundle(request: HttpRequest, pk: int) -> Bundle:
    row = readable(request).select_related("series__session", "made_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@no_store
@staff_only("publish_statement")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Choose meetings and people; what each meeting would hold stands beside it. Needs a recent second factor.

    Where it is too old by the time the form is sent, the form stays with what was typed in it.
    """
    return (_new if request.method == "POST" else step_up(_new))(request, number)


def _new(request: HttpRequest, number: int) -> HttpResponse:
    series = next((each for each in series_to_prepare() if each.number == number), None)
    if series is None:
        raise Http404
    recused = actor_of(request).recused
    hours = [
        row
        for row in bundles.to_prepare(series, timezone.now())
        if row.pre_session.state_under_review_id not in recused
    ]
    form = BundleForm(hours, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not proved_recently(request):
        form.add_error(None, format_html(ONCE_MORE, reverse("accounts:prove_again")))
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        try:
            made = bundles.make(form.cleaned_data["key"], series, form.chosen, form.recipients, by=by)
        except CannotDo as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The links are on their way.")
            return HttpResponseRedirect(reverse("admin:publications_bundle_change", args=[made.pk]))
    status = 422 if form.errors else 200
    values = {**_about(request, f"A bundle of series {number}"), "form": form, "series": series}
    values |= {"holds": [_holds(row) for row in hours], "days": settings.BUNDLE_DAYS}
    return render(request, "admin/publications/bundle/new.html", values, status=status)


def _holds(row: Sitting) -> dict[str, Any]:
    """How many speakers share something ahead of this meeting, and with how many texts and files."""
    page = reading.page(row.pre_session, Audience.INTERPRETERS)
    return {
        "state": row.pre_session.state_under_review.name_en,
        "speakers": len(page.speakers),
        "texts": sum(bool(each.texts) for each in page.speakers),
        "files": sum(len(each.files) for each in page.speakers),
    }


@no_store
@staff_only("publish_statement")
@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a link, and when they took what."""
    row = _bundle(request, pk)
    values = {
        **_about(request, f"Bundle of series {row.series.number}"),
        "bundle": row,
        "is_open": bundles.is_open(row, timezone.now()),
        "meetings": row.meetings.select_related("state_under_review").order_by("order"),
        "people": bundles.downloads(row),
    }
    return render(request, "admin/publications/bundle/read.html", values)


@staff_only("publish_statement")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End all links of a bundle at once."""
    row = _bundle(request, pk)
    bundles.withdraw(row, by=cast(User, request.user))
    messages.success(request, "No link of this bundle opens any more.")
    return HttpResponseRedirect(reverse("admin:publications_bundle_change", args=[row.pk]))


def _about(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, "opts": Bundle._meta}
