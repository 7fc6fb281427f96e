"""Staff's workbench of one State, the page about one application, and the record; looking changes nothing.

What staff do there is in ``act_views``; both share the pages, so that nothing typed is lost when a rule says no.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib import admin, messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from applications.models import REFERENCE_LETTERS, Application
from presessions import wording
from presessions.accounts.access import staff_only, step_up
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.lifecycle.tables import Refused
from presessions.permissions import Subject, may
from presessions.series.enums import PreSessionStatus
from presessions.series.models import PreSession

from . import workbench as parts
from .about import About
from .bench import Bench
from .bench_rows import SHOWN_AT_FIRST, rows
from .locks import NotPossible, Outpaced
from .models import Assessment, Panel, Proposal
from .staff_forms import (
    AssessmentForm,
    FilterForm,
    ReasonForm,
    ReleaseForm,
)
from .trying import facts, tried

REFERENCE = re.compile(rf"\b[{REFERENCE_LETTERS}]{{6}}\b")
REASON = "panel_reason"  # in the session
MOST_DIGITS = 12  # of a key in an address; more is no key of ours

DONE = 303  # what was asked for was carried out: look elsewhere

no_store = cache_control(no_store=True, private=True)
require_form = require_http_methods(["GET", "HEAD", "POST"])


# --- Looking --------------------------------------------------------------------------------


@no_store
@staff_only("propose_panel")
@require_safe
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    """Seats, meters, prices, swaps, record, and every application as a row; with ``id`` a panel tried out."""
    ids, meeting = request.GET.getlist("id"), meeting_for(request, pk)
    back = {"ids": ids, "reason": kept_reason(request, meeting, asked_keys(ids))} if ids else None
    return bench_page(request, meeting, typed=back)


def bench_page(
    request: HttpRequest, meeting: PreSession, *, status: int = 200, typed: dict[str, Any] | None = None
) -> HttpResponse:
    bench = Bench.of(meeting, staff(request))
    ticked = asked_keys((typed or {}).get("ids", []))
    shown, form, hidden = _filtered(bench, request, ticked)
    trial = tried(bench, ticked)
    there = {line["row"].pk for line in shown}
    unseen = [{"row": bench.by_pk[pk]} for pk in bench.active if pk in bench.by_pk and pk not in there]
    for line in (*shown, *unseen):
        line["facts"] = facts(bench, line["row"])
    steps = _steps(bench)
    values = {
        "bench": bench,
        "panel": bench.panel,
        "meeting": meeting,
        "run": bench.run,
        "strip": parts.strip(bench, lambda row: _about_url(meeting, row.pk), can_compose=steps["compose"]),
        "meters": parts.meters(bench, trial),
        "trial": trial,
        "asked": bench.question.request() if bench.question else None,
        "prices": parts.prices(bench),
        "swaps": parts.swaps(bench),
        "no_swaps": parts.no_swaps(bench),
        "record": parts.record(bench),
        "clashes": parts.clashes(bench),
        "changed": parts.changed(bench),
        "rows": shown,
        "unseen": unseen,
        "hidden": hidden,
        "filter": form,
        "last": last_change(bench.panel),
        "typed": typed or {},
        "steps": steps,
        "is_bench": True,
        "title": f"{meeting.state_under_review}: panel",
    }
    return page(request, "workbench.html", values, status=status)


def asked_keys(given: Iterable[str]) -> set[int]:
    """Keys from an address or a form; what is no key is left out."""
    return {int(key) for key in given if key.isdecimal() and len(key) < MOST_DIGITS}


def _filtered(
    bench: Bench, request: HttpRequest, ticked: set[int]
) -> tuple[list[dict[str, Any]], FilterForm, int]:
    """The rows to show, the filter, and how many are kept back; whoever is ticked is never kept back."""
    issues = {each.issue_id: str(each.issue) for row in bench.applications for each in row.issues.all()}
    form = FilterForm(request.GET, issues=issues, count=len(bench.applications))
    lines = rows(bench)
    asked = form.cleaned_data if form.is_valid() else {}
    q, kind, issue = (str(asked.get(name) or "").casefold() for name in ("q", "kind", "issue"))
    found = [
        line
        for line in lines
        if q in f"{line['row'].organisation_name} {line['issues']} {line['row'].reference_code}".casefold()
        and (not kind or kind == line["row"].kind or (kind == "coalition" and line["row"].is_coalition))
        and (not issue or issue in {each.issue_id.casefold() for each in line["row"].issues.all()})
    ]
    late = any(line["row"].pk in ticked for line in found[SHOWN_AT_FIRST:])
    if not (asked.get("all") or late or any((q, kind, issue))):
        shown = found[:SHOWN_AT_FIRST]
    else:
        shown = found
    return shown, form, len(found) - len(shown)


def _steps(bench: Bench) -> dict[str, bool]:
    """Which buttons the head of the page has now."""
    panel, meeting = bench.panel, bench.pre_session
    status = panel.status if panel else "open"
    ahead = meeting.status == PreSessionStatus.PLANNED
    proposed = any(seat.status == "proposed" for seat in bench.active.values())
    free = proposed or len(bench.active) < meeting.series.panel_size
    compose = ahead and (status == "open" or (status in ("offered", "complete") and free))
    out = status in ("offered", "complete", "short")
    counts = {seat.status for seat in bench.active.values()}
    return {
        "propose": compose,
        "approve": ahead and status == "open" and bool(bench.active),
        "reopen": status == "approved",
        "open_again": ahead and status == "short",
        "close_short": ahead
        and status == "offered"
        and proposed
        and "offered" not in counts
        and "confirmed" in counts,
        "decide": status != "open" and not meeting.is_off,
        "offer": ahead and status != "open" and proposed,
        "answered": out and not proposed,
        "compose": compose,
    }


@no_store
@staff_only("propose_panel")
@require_safe
def about(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Why this application has a seat or not, what a change would cost, and what staff can do."""
    meeting = meeting_for(request, pk)
    return about_page(request, meeting, key)


def about_page(
    request: HttpRequest, meeting: PreSession, key: int, *, status: int = 200, **forms: Any
) -> HttpResponse:
    bench = Bench.of(meeting, staff(request))
    row = bench.by_pk.get(key)
    if row is None:
        raise Http404
    told = About(bench, row)
    given = list(Assessment.objects.filter(application=row).select_related("reader"))
    mine = next((each for each in given if each.reader_id == request.user.pk), None)
    version = bench.panel.version if bench.panel else 0
    values = {
        "bench": bench,
        "panel": bench.panel,
        "meeting": meeting,
        "row": row,
        "about": told,
        "can_compose": _steps(bench)["compose"] and bench.panel is not None,
        "mine": mine,
        "others": [each for each in given if each != mine] if mine else [],
        "assessment_form": AssessmentForm(instance=mine),
        "reason_form": ReasonForm(
            initial={"version": version, "reason": told.wish.reason if told.wish else ""}, auto_id="reason_%s"
        ),
        "release_form": ReleaseForm(initial={"version": version}, auto_id="release_%s"),
        "title": row.organisation_name,
        **forms,
    }
    return page(request, "about.html", values, status=status)


@staff_only("propose_panel")
@step_up
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The audit record of one run, as a file; who took it is recorded."""
    proposal = (
        Proposal.objects.select_related(
            "panel__pre_session__state_under_review", "panel__pre_session__series"
        )
        .filter(pk=pk)
        .first()
    )
    if proposal is None or not _may(request, "propose_panel", proposal.panel.pre_session):
        raise Http404
    audit.record(AuditKind.EXPORT, by=staff(request), what=proposal, detail={"sha256": proposal.sha256})
    meeting = proposal.panel.pre_session
    name = f"panel-{meeting.series.number}-{meeting.state_under_review_id}-{proposal.pk}.json"
    text = json.dumps(proposal.record, ensure_ascii=False, indent=1, sort_keys=True)
    answer = HttpResponse(text, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


# --- Inside ---------------------------------------------------------------------------------


def staff(request: HttpRequest) -> User:
    """Who acts; the door has let in nobody else."""
    return cast(User, request.user)


def meeting_for(request: HttpRequest, pk: int, verb: str = "propose_panel") -> PreSession:
    """The Pre-session; one from whose State the reader is recused is not found."""
    rows = PreSession.objects.select_related("series__session", "state_under_review")
    meeting = rows.filter(pk=pk).first()
    if meeting is None or not _may(request, verb, meeting):
        raise Http404
    return meeting


def _may(request: HttpRequest, verb: str, meeting: PreSession) -> bool:
    return may(actor_of(request), verb, Subject(kind="panel", iso3=meeting.state_under_review_id))


def panel_of(meeting: PreSession) -> Panel:
    panel = Panel.objects.filter(pre_session=meeting).first()
    if panel is None:
        raise Http404
    panel.pre_session = meeting
    return panel


def application(meeting: PreSession, key: int) -> Application:
    row = Application.objects.standing().filter(pre_session=meeting, pk=key).first()
    if row is None:
        raise Http404
    return row


def done(request: HttpRequest, meeting: PreSession, do: Callable[[], str]) -> HttpResponse:
    """Do it and go back; where it can't be done, the page says why and keeps what was typed."""
    try:
        said = do()
    except (NotPossible, Refused) as no:
        for sentence in sentences(no):
            messages.error(request, sentence)
        return bench_page(request, meeting, status=409, typed=typed(request))
    if said:
        messages.success(request, said)
    return redirect("admin:panels_workbench", meeting.pk)


def carried_out(form: Form, act: Callable[[dict[str, Any]], object]) -> int:
    """Do with its answers what a form that was sent asks for: ``DONE``, or the status of the page that shows it,
    with what is wrong or why it can't be done."""
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 422
    try:
        act(form.cleaned_data)
    except (NotPossible, Refused) as no:
        form.add_error(None, sentences(no))
        return 409
    return DONE


def sent(request: HttpRequest) -> Any:
    """What was sent, even where it is empty."""
    return request.POST if request.method == "POST" else None


def sentences(no: Exception) -> list[str]:
    """Why not; and, where another editor was quicker, what they did."""
    if not isinstance(no, Outpaced):
        return [str(no)]
    return [str(no), *_said(no.panel, no.changes)]


def last_change(panel: Panel | None) -> str:
    """Who changed the panel last, what and when."""
    if panel is None or not panel.recent:
        return ""
    return _said(panel, panel.recent[-1:])[0]


def _said(panel: Panel, changes: list[dict[str, Any]]) -> list[str]:
    """Changes in words. The panel remembers references, for names are erased; here they are read as names."""
    by = [change["by"] for change in changes if change["by"]]
    people = {user.pk: user.get_short_name() for user in User.objects.filter(pk__in=by)}
    codes = {code for change in changes for code in REFERENCE.findall(change["what"])}
    asked = Application.objects.filter(pre_session_id=panel.pre_session_id, reference_code__in=codes)
    names = dict(asked.values_list("reference_code", "organisation_name"))
    said = []
    for change in changes:
        when = wording.day_and_hour(datetime.fromisoformat(change["at"]), "en", weekday=False)
        who = f"{people.get(change['by'], 'Somebody')} " if change["by"] else ""
        what = REFERENCE.sub(lambda code: names.get(code[0]) or code[0], change["what"])
        said.append(f"{when}: {who}{what}.")
    return said


def typed(request: HttpRequest) -> dict[str, Any]:
    return {
        "reason": request.POST.get("reason", ""),
        "ids": request.POST.getlist("id"),
        "about": request.POST.get("about", ""),
    }


def keep_reason(request: HttpRequest, meeting: PreSession, keys: Iterable[int], reason: str) -> None:
    """Keep, or forget, a reason typed for those ticked while their panel is tried out or looked at beside."""
    if reason:
        request.session[REASON] = {"meeting": meeting.pk, "keys": sorted(keys), "reason": reason}
    else:
        request.session.pop(REASON, None)


def kept_reason(request: HttpRequest, meeting: PreSession, keys: Iterable[int]) -> str:
    """The reason typed for exactly these; empty where there is none."""
    kept = request.session.get(REASON) or {}
    return (
        kept.get("reason", "")
        if (kept.get("meeting"), kept.get("keys")) == (meeting.pk, sorted(keys))
        else ""
    )


def first_error(form: Any) -> str:
    return next(str(errors[0]) for errors in form.errors.values())


def _about_url(meeting: PreSession, key: int) -> str:
    return reverse("admin:panels_about", args=[meeting.pk, key])


def page(request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """One of this room's pages inside the staff site."""
    context = {
        **admin.site.each_context(request),
        "is_nav_sidebar_enabled": False,
        **values,
        "opts": Panel._meta,
    }
    return render(request, f"admin/panels/{template}", context, status=status)
