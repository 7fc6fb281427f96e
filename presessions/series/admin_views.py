"""Staff's own pages about series: plan one, act on it or on its States, write to those who asked.

Looking changes nothing; each act is a POST behind a page that says what it will do, asks the
permission again and keeps what was typed when a rule says no.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from presessions.accounts.access import staff_only, step_up
from presessions.accounts.actors import actor_of
from presessions.lifecycle.tables import Refused
from presessions.mail.enums import MailStatus
from presessions.permissions import Subject, may

from . import call_page, mailing, transitions
from .acts import SERIES_ACTS, STATE_ACTS
from .addresses import absolute
from .deadlines import CallTimes, days_from, default_days
from .enums import SeriesStatus
from .errors import NotPossible
from .models import LANGUAGES, PreSession, Series
from .staff_forms import DeadlineForm, PlanForm, geneva_initial

MOST_STATES = 60


@staff_only("manage_series")
def plan(request: HttpRequest) -> HttpResponse:
    """Choose the session; States, days, hours, room and call are filled in."""
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            series = _plan(form, request.user)
        except NotPossible as no:
            form.add_error(None, list(no.sentences))
            return _page(request, "plan.html", {"form": form, "title": "Plan a series"}, bad=True)
        if _is_as_asked(series, form):
            messages.success(
                request, f"{series} is planned. Look at its days, rooms and States, then open the call."
            )
            return redirect("admin:series_series_change", series.pk)
        form.add_error(
            "session",
            f"{series} is planned already, and nothing of it was changed. "
            "Choose another session, or change the series on its own page.",
        )
    return _page(request, "plan.html", {"form": form, "title": "Plan a series"}, bad=bool(form.errors))


def _plan(form: PlanForm, by: Any) -> Series:
    days, call, settings = _asked(form)
    return transitions.plan_series(form.cleaned_data["session"], by=by, days=days, call=call, **settings)


def _asked(form: PlanForm) -> tuple[tuple[date, ...], CallTimes, dict[str, str]]:
    """Days, call and settings, defaults where blank."""
    data = form.cleaned_data
    first, session = data["first_day"], data["session"]
    days = days_from(first) if first else default_days(session.starts_on)
    settings = {"mode": data["mode"], "venue": data["venue"], "languages": " ".join(data["languages"])}
    return days, form.call(days[0], timezone.localdate()), settings


def _is_as_asked(series: Series, form: PlanForm) -> bool:
    """Whether this series is what the form wants: made by it, or by the same click a moment ago."""
    days, call, settings = _asked(form)
    return (
        (series.opens_at, series.closes_at) == (call.opens_at, call.closes_at)
        and tuple(series.days.order_by("date").values_list("date", flat=True)) == days
        and all(getattr(series, name) == value for name, value in settings.items())
    )


def series_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One of `SERIES_ACTS`: what it will do, what speaks against it, and its button."""
    act = SERIES_ACTS.get(name)
    if act is None:
        raise Http404
    return staff_only(act.verb)(_series_act)(request, pk, name)


def _series_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    act = SERIES_ACTS[name]
    series = get_object_or_404(Series.objects.select_related("session"), pk=pk)
    initial = geneva_initial(series.closes_at) if issubclass(act.form, DeadlineForm) else {}
    form = act.form(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: act.run(series, form, request.user))
    ):
        messages.success(request, act.done)
        return redirect("admin:series_series_change", series.pk)
    series.refresh_from_db()
    fits = series.status in act.offered_in
    against = (
        act.against(series, timezone.now()) if fits else ["This does not fit the status of the series now."]
    )
    values = {
        "act": act,
        "form": form,
        "series": series,
        "against": against,
        "title": f"{act.button}: {series}",
    }
    values["back"] = reverse("admin:series_series_change", args=[series.pk])
    return _page(request, "act.html", values, bad=bool(form.errors))


def state_act(request: HttpRequest, name: str) -> HttpResponse:
    """One of `STATE_ACTS`, for the Pre-sessions whose keys stand in ``ids``."""
    act = STATE_ACTS.get(name)
    if act is None:
        raise Http404
    return staff_only(act.verb)(_state_act)(request, name)


def _state_act(request: HttpRequest, name: str) -> HttpResponse:
    act = STATE_ACTS[name]
    rows = _chosen(request, act.verb)
    initial = geneva_initial(rows[0].deadline) if issubclass(act.form, DeadlineForm) else {}
    form = act.form(request.POST or None, initial=initial)
    back = f"{reverse('admin:series_presession_changelist')}?series__session__number={rows[0].series.number}"
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(form, lambda: act.run(rows, form, request.user))
    ):
        messages.success(request, act.done)
        return redirect(back)
    values = {"act": act, "form": form, "rows": rows, "back": back, "title": act.button}
    return _page(request, "act.html", values, bad=bool(form.errors))


def _chosen(request: HttpRequest, verb: str) -> list[PreSession]:
    """The Pre-sessions named in the address; not found where one is not, or not for this reader."""
    keys = {
        int(key)
        for key in request.GET.get("ids", "").split(",")
        if key.isascii() and key.isdigit() and len(key) < 12
    }
    rows = list(
        PreSession.objects.with_state().filter(pk__in=list(keys)[:MOST_STATES]).order_by("series", "order")
    )
    actor = actor_of(request)
    mine = all(may(actor, verb, Subject("pre_session", iso3=row.state_under_review_id)) for row in rows)
    if not rows or len(rows) != len(keys) or not mine:
        raise Http404
    return rows


def _done(form: Any, do: Any) -> bool:
    """Do it; where a rule says no, its sentences stand above the form and nothing typed is lost."""
    try:
        do()
    except NotPossible as no:
        form.add_error(None, list(no.sentences))
    except Refused:
        form.add_error(None, "Somebody changed the status meanwhile: this does not fit it any more.")
    else:
        return True
    return False


@staff_only("send_mailing")
def series_mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """The mailing of the call: three letters, numbers, who is left out; start and, for a minute, stop."""
    series = get_object_or_404(Series.objects.select_related("session"), pk=pk)
    made = mailing.latest(series)
    if request.method == "POST":
        return _mailing_posted(request, series, made)
    values: dict[str, Any] = {
        "series": series,
        "mailing": made,
        "title": f"Write to those who asked: {series}",
    }
    values["is_open"] = series.status == SeriesStatus.CALL_OPEN
    if made is not None and made.status == "started":
        words = dict(MailStatus.choices)
        values["progress"] = [(words[status], count) for status, count in made.progress().items()]
        values["can_stop"] = made.can_be_stopped(timezone.now())
        values["receives"], values["skipped"] = mailing.recorded(made)
    if values["is_open"]:
        if "receives" not in values:
            found = mailing.audience(series)
            values["receives"], values["skipped"] = found.by_language, found.skipped
        values["total"] = sum(count for _name, count in values["receives"])
        values["previews"] = mailing.previews(series)
    return _page(request, "mailing.html", values)


def _mailing_posted(request: HttpRequest, series: Series, made: Any) -> HttpResponse:
    try:
        if request.POST.get("do") == "stop" and made is not None:
            kept = mailing.stop(made, by=request.user)  # type: ignore[arg-type]
            messages.warning(request, f"Stopped. {kept} mails were kept back.")
        elif request.POST.get("do") == "start":
            return step_up(_mailing_started)(request, series)
    except NotPossible as no:
        messages.error(request, str(no))
    return redirect("admin:series_series_mailing", series.pk)


def _mailing_started(request: HttpRequest, series: Series) -> HttpResponse:
    try:
        mailing.start(series, by=request.user, seen=request.POST.get("audience", ""))  # type: ignore[arg-type]
    except NotPossible as no:
        messages.error(request, str(no))
    else:
        messages.success(
            request, "Started. The first mail leaves in one minute; until then it can be stopped."
        )
    return redirect("admin:series_series_mailing", series.pk)


@staff_only("manage_series")
def series_share(request: HttpRequest, pk: int) -> HttpResponse:
    """The call as plain text in three languages, long and short, to paste elsewhere."""
    series = get_object_or_404(Series.objects.with_pre_sessions(), pk=pk)
    url = absolute("series:call", number=series.number)
    texts, now = [], timezone.now()
    for code, _name in LANGUAGES:
        with override(code):
            lines = call_page.state_lines(series, now)
            long = call_page.share_text(series, lines, url, now)
            short = call_page.short_text(series, lines, url, now)
        texts.append({"code": code, "long": long, "short": short})
    return _page(
        request, "share.html", {"series": series, "texts": texts, "title": f"Text to share: {series}"}
    )


def _page(request: HttpRequest, template: str, values: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    from django.contrib.admin import site  # the staff site, known once all apps are ready

    context = {**site.each_context(request), **values, "opts": Series._meta}
    return render(request, f"admin/series/{template}", context, status=422 if bad else 200)
