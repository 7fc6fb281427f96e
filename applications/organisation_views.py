"""An organisation's page, and the pages on which staff find and merge what is one organisation."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of

from . import merging
from .doors import no_store
from .likeness import Pair
from .merging import VERB, NotMerged
from .models import Application, Organisation, OrganisationMerge
from .organisations import likely_duplicates, of_one_home

PAIRS_SHOWN = 50
FOUND_SHOWN = 12


def _find(request: HttpRequest, pk: int) -> Organisation:
    rows = Organisation.objects.select_related("state", "owner")
    row = rows.exclude(state__in=actor_of(request).recused).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@no_store
@staff_only("assess_application")
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, its applications over all series, its coalition, its likely doubles."""
    row = _find(request, pk)
    recused = actor_of(request).recused
    merges = list(
        OrganisationMerge.objects.filter(Q(kept=row) | Q(merged=row), undone_at=None)
        .exclude(Q(kept__state__in=recused) | Q(merged__state__in=recused))
        .select_related("kept", "merged", "by")
    )
    members, coalitions = (
        list(linked.exclude(state__in=recused)) for linked in (row.members.all(), row.coalitions.all())
    )
    applications, others = _applications(request, row), of_one_home(row)
    values = {
        "organisation": row,
        "facts": _facts(row),
        "applications": applications,
        "overlaps": _overlaps(applications, [*members, *coalitions]),
        "members": members,
        "coalitions": coalitions,
        "suggested": _suggested(row, applications, members, others),
        "duplicates": likely_duplicates(row, others),
        "took_in": [each for each in merges if each.kept_id == row.pk],
        "merge": next((each for each in merges if each.merged_id == row.pk), None),
        **_searched(request, row, members),
    }
    return _show(request, "page.html", row.name, values)


def _facts(row: Organisation) -> list[tuple[str, Any]]:
    told = {True: "Yes", False: "No", None: ""}
    return [
        ("Kind", row.get_kind_display()),
        ("Coalition", told[row.is_coalition]),
        ("At home in", row.state.name_en if row.state else ""),
        ("GANHRI status", " since ".join(filter(None, (row.nhri_accreditation, str(row.nhri_as_of or ""))))),
        ("Website", row.website),
        ("Founded", row.founded),
        ("ECOSOC status", told[row.has_ecosoc]),
        ("Contact", row.owner.email if row.owner else ""),
        ("Aim and work", row.about),
        ("Known since", f"{row.created_at:%-d %B %Y}"),
    ]


def _applications(request: HttpRequest, *organisations: Organisation) -> list[Application]:
    rows = Application.objects.with_meeting().select_related("imported__of_import", "owner")
    seen = rows.filter(organisation__in=organisations).exclude(
        pre_session__state_under_review__in=actor_of(request).recused
    )
    return list(seen.order_by("-pre_session__series__session", "pre_session__order"))


def _overlaps(applications: list[Application], linked: list[Organisation]) -> list[Application]:
    """Applications of its members or coalitions for a State for which it applies too."""
    meetings = [row.pre_session_id for row in applications if row.is_standing]
    if not meetings or not linked:
        return []
    others = Application.objects.standing().filter(organisation__in=linked, pre_session__in=meetings)
    return list(others.with_meeting())


def _suggested(
    row: Organisation,
    applications: list[Application],
    members: list[Organisation],
    others: list[Organisation],
) -> list[Organisation]:
    """Organisations it named as members and that are not linked yet."""
    named = "\n".join(each.coalition_members for each in applications)
    if not row.is_coalition or not named.strip():
        return []
    return [each for each in merging.named_members(named, others) if each not in members]


def _searched(request: HttpRequest, row: Organisation, members: list[Organisation]) -> dict[str, Any]:
    """What was looked for by name, to add as a member or to lay beside this one."""
    wanted = request.GET.get("find", "").replace("\x00", "").strip()[:100]
    if not wanted:
        return {}
    rows = Organisation.objects.apart().filter(name__icontains=wanted).exclude(pk=row.pk)
    seen = rows.exclude(state__in=actor_of(request).recused).select_related("state")[:FOUND_SHOWN]
    return {"wanted": wanted, "found": [each for each in seen if each not in members]}


@no_store
@staff_only(VERB)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one organisation, the likeliest first."""
    found = merging.likely_pairs(actor_of(request))
    shown = found[:PAIRS_SHOWN]
    keys = {key for pair in shown for key in (pair.first, pair.second)}
    rows = Organisation.objects.select_related("state").in_bulk(list(keys))
    done = OrganisationMerge.objects.filter(undone_at=None).exclude(
        Q(kept__state__in=actor_of(request).recused) | Q(merged__state__in=actor_of(request).recused)
    )
    values = {
        "pairs": [_pair(pair, rows) for pair in shown],
        "more": len(found) - len(shown),
        "merges": done.select_related("kept", "merged", "by")[:10],
    }
    return _show(request, "duplicates.html", "Organisations that may be one", values)


def _pair(pair: Pair, rows: dict[int, Organisation]) -> dict[str, Any]:
    return {"first": rows[pair.first], "second": rows[pair.second], "why": ", ".join(pair.why)}


@no_store
@staff_only(VERB)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two side by side; one takes the other in, or both are held apart."""
    one, two = _find(request, pk), _find(request, other)
    if pk == other:
        raise Http404
    if request.method == "POST":
        return _merge(request, one, two)
    return _side_by_side(request, one, two)


def _merge(request: HttpRequest, one: Organisation, two: Organisation) -> HttpResponse:
    by: Any = request.user
    if request.POST.get("do") == "apart":
        merging.hold_apart(one, two, by=by)
        messages.success(request, "Held apart. These two are not proposed again.")
        return redirect("admin:applications_organisation_duplicates")
    rows = {str(one.pk): one, str(two.pk): two}
    kept = rows.get(request.POST.get("keep", ""))
    if kept is None:
        return _side_by_side(request, one, two, problem="Choose which of the two stays.")
    try:
        merging.merge(kept, two if kept is one else one, by=by)
    except NotMerged as why:
        return _side_by_side(request, one, two, problem=str(why))
    messages.success(request, "Merged. It can be undone on this page.")
    return redirect("admin:applications_organisation_change", kept.pk)


def _side_by_side(
    request: HttpRequest, one: Organisation, two: Organisation, *, problem: str = ""
) -> HttpResponse:
    facts = zip(_facts(one), _facts(two), strict=True)
    theirs = _applications(request, one, two)
    values = {
        "one": one,
        "two": two,
        "lines": [(label, first, second, first != second) for (label, first), (_, second) in facts],
        "of_one": [row for row in theirs if row.organisation_id == one.pk],
        "of_two": [row for row in theirs if row.organisation_id == two.pk],
        "problem": problem,
    }
    return _show(request, "merge.html", "One organisation, or two?", values, status=422 if problem else 200)


@staff_only(VERB)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    done = OrganisationMerge.objects.select_related("kept", "merged").filter(pk=pk).first()
    if done is None:
        raise Http404
    _find(request, done.kept_id)
    try:
        merging.undo(done, by=request.user)  # type: ignore[arg-type]
    except NotMerged as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"Undone: {done.merged} stands by itself again.")
    return redirect("admin:applications_organisation_change", done.kept_id)


@staff_only(VERB)
@require_POST
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a member to a coalition, or take the link away."""
    row = _find(request, pk)
    key = request.POST.get("member", "")
    if key.isdecimal() and len(key) < 12:
        other = _find(request, int(key))
        try:
            if request.POST.get("do") == "remove":
                merging.unlink_member(row, other, by=request.user)  # type: ignore[arg-type]
            else:
                merging.link_member(row, other, by=request.user)  # type: ignore[arg-type]
        except NotMerged as why:
            messages.error(request, str(why))
        else:
            messages.success(request, "Saved.")
    return redirect("admin:applications_organisation_change", pk)


def _show(
    request: HttpRequest, template: str, title: str, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "opts": Organisation._meta, **values}
    return render(request, f"admin/applications/organisation/{template}", context, status=status)
