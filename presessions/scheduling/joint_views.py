"""Staff's page about joint questions of a series: make, change, give up. Their place is chosen on the board."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from presessions.accounts.access import staff_only
from presessions.accounts.models import User
from presessions.series.models import Series

from . import joint
from .errors import NotPossible
from .forms import JointForm
from .models import JointQuestions, Timetable

MAX_KEY = 2**31 - 1


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("plan_timetable")
def of_series(request: HttpRequest, number: int, key: int = 0) -> HttpResponse:
    """All joint questions of a series with a form for new ones; with ``key`` the form changes these."""
    if max(number, key) > MAX_KEY:
        raise Http404
    series = get_object_or_404(Series.objects.select_related("session"), session_id=number)
    row = get_object_or_404(series.joint_questions, pk=key) if key else None
    if request.method == "POST" and "remove" in request.POST and row is not None:
        return _remove(request, series, row)
    form = JointForm(request.POST if request.method == "POST" else None, series=series, row=row)
    if request.method == "POST" and form.is_valid() and _save(request, series, form, row):
        return redirect("admin:scheduling_joint", number)
    return _page(request, series, form, row)


def _save(request: HttpRequest, series: Series, form: JointForm, row: JointQuestions | None) -> bool:
    data = form.cleaned_data
    try:
        saved = joint.save_joint(
            series, pre_sessions=data["states"], minutes=data["minutes"], by=_user(request), joint=row
        )
    except NotPossible as no:
        form.add_error("states", str(no))
        return False
    messages.success(request, f"{saved}, {saved.duration_minutes} minutes. Choose its place on the board.")
    return True


def _remove(request: HttpRequest, series: Series, row: JointQuestions) -> HttpResponse:
    words = str(row)
    try:
        joint.remove_joint(row, by=_user(request))
        messages.success(request, f"{words}: given up.")
    except NotPossible as no:
        messages.error(request, str(no))
    return redirect("admin:scheduling_joint", series.number)


def _page(request: HttpRequest, series: Series, form: JointForm, row: JointQuestions | None) -> HttpResponse:
    from django.contrib.admin import site  # the staff site, known once all apps are ready

    rows = series.joint_questions.prefetch_related("pre_sessions__state_under_review")
    values: dict[str, Any] = {
        **site.each_context(request),
        "opts": Timetable._meta,
        "series": series,
        "form": form,
        "row": row,
        "rows": [one for one in rows if one.held],
        "title": "Joint questions",
        "board": reverse("admin:scheduling_timetable_series", args=[series.number]),
    }
    path = "admin/scheduling/timetable/joint.html"
    return render(request, path, values, status=422 if form.errors else 200)


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the door let nobody else in
    return user
