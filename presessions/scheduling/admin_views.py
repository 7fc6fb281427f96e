"""Staff's pages about a timetable: the board, the comparison, the question before publishing.

Looking changes nothing. Every act is a POST with the version the page showed, so that two editors notice each
other; the loser is told, sees the board as it is now and has their meeting still chosen.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.permissions import may
from presessions.series.models import Series

from . import planning, telling, transitions, words
from .acts import ACTS, NEEDS_MEETING, Asked, Mistyped
from .board import Board
from .choices import choices
from .enums import TimetableStatus
from .errors import NotPossible
from .forms import ActForm, PlaceForm, PublishForm
from .letters import previews
from .models import Timetable
from .rows import Meeting, Ref, find, read_ref, ref_of
from .timetable import clock
from .timetable_check import too_long

MESSAGE_NAMES = {
    "programme_published": "The programme is published",
    "sitting_changed": "A change to your meeting",
}


@staff_only("run_meeting")
def of_series(request: HttpRequest, number: int) -> HttpResponse:
    """The timetable of one series: its draft, else what is published, else how to begin."""
    series = get_object_or_404(Series.objects.select_related("session"), session_id=number)
    versions = {row.status: row for row in Timetable.objects.filter(series=series)}
    can_plan = may(actor_of(request), "plan_timetable")
    if request.method == "POST":
        if not can_plan:
            raise Http404
        draft = transitions.start_draft(series, by=_user(request))
        return redirect("admin:scheduling_timetable_board", draft.pk)
    found = versions.get(TimetableStatus.DRAFT) or versions.get(TimetableStatus.PUBLISHED)
    if found is not None:
        return redirect("admin:scheduling_timetable_board", found.pk)
    values = {
        "series": series,
        "days": series.days.prefetch_related("breaks"),
        "rooms": series.rooms.all(),
        "meetings": series.pre_sessions.planned().count(),
        "can_plan": can_plan,
        "title": f"{series}: timetable",
    }
    return _page(request, "begin.html", values)


@staff_only("run_meeting")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as a grid or, with ``as=list``, as a list; ``move`` names the Pre-session to be moved."""
    return _board(request, _timetable(pk), chosen=read_ref(request.GET.get("move", "")))


def _board(
    request: HttpRequest, timetable: Timetable, *, chosen: Ref | None, place_form: PlaceForm | None = None
) -> HttpResponse:
    is_draft = timetable.status == TimetableStatus.DRAFT
    can_plan = may(actor_of(request), "plan_timetable")
    shown = Board.of(
        timetable,
        names=may(actor_of(request), "read_application"),
        recused=actor_of(request).recused,
        chosen=chosen if is_draft and can_plan else None,
        day=request.GET.get("day", ""),
    )
    changes = list(timetable.changes.select_related("by")[:8]) if is_draft else []
    values: dict[str, Any] = {
        "board": shown,
        "timetable": timetable,
        "series": timetable.series,
        "is_draft": is_draft,
        "can_plan": can_plan,
        "running": is_draft and planning.is_running(timetable),
        "run": _run(timetable, shown),
        "as_list": request.GET.get("as") == "list",
        "changes": changes,
        "last_change": next((one for one in changes if not one.undone), None),
        "title": f"{timetable.series}: timetable",
        **_chosen(shown, place_form),
    }
    bad = place_form is not None and bool(place_form.errors)
    return _page(request, "board.html", values, bad=bad)


def _chosen(shown: Board, place_form: PlaceForm | None) -> dict[str, Any]:
    """The panel beside the board: where the chosen meeting could go."""
    key = shown.chosen
    if key is None:
        return {}
    given = shown.given
    days = [day.date for day in given.input.days]
    meeting, row = given.input.meeting(key), given.sittings.get(key)
    found, full = choices(key, given, names=shown.names)
    return {
        "chosen": given.rows[key],
        "chosen_ref": ref_of(given.rows[key]),
        "chosen_name": words.state(key, given),
        "chosen_row": row,
        "chosen_minutes": meeting.duration if meeting else 0,
        "chosen_speakers": len(given.seats.get(key, [])),
        "choices": found,
        "full": full,
        "moderators": given.eligible(key),
        "place_form": place_form
        or PlaceForm(days=days, rooms=given.rooms.values(), initial=_initial(shown, key)),
    }


def _initial(shown: Board, key: str) -> dict[str, Any]:
    placed = shown.places.get(key)
    if placed is None:
        return {}
    return {
        "date": placed.date.isoformat(),
        "start": clock(placed.start),
        "room": shown.given.sittings[key].room_id,
    }


def _run(timetable: Timetable, shown: Board) -> dict[str, Any]:
    """How the last run of the planner went."""
    outcome = timetable.outcome
    return {
        "state": outcome.get("state", ""),
        "conflicts": [
            words.clash(one, shown.given, names=shown.names) for one in outcome.get("conflicts", [])
        ],
        "too_long": [words.state(one.id, shown.given) for one in too_long(shown.given.input)],
        "is_proven": outcome.get("proof") == "optimal",
        "is_current": outcome.get("version") == timetable.version,
        "bounds": _bounds(outcome.get("bounds", {})),
    }


def _bounds(bounds: dict[str, int]) -> list[str]:
    """What is not proven, in words."""
    said = {
        "date_changes": "at least {} must change their day",
        "moved": "at least {} must move",
        "interpreter_mornings": "at least {} interpreter mornings are needed",
        "broken_wishes": "at least {} wishes stay broken",
    }
    words_for = [text.format(bounds[name]) for name, text in said.items() if name in bounds]
    if "latest_end" in bounds:
        words_for.append(f"the last meeting can’t end before {clock(bounds['latest_end'])}")
    return words_for


# --- Acts -------------------------------------------------------------------------------------


@require_POST
@staff_only("plan_timetable")
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One of `ACTS` on a draft; whatever the rules say no to is told on the board."""
    timetable = _timetable(pk)
    form = ActForm(request.POST)
    if verb not in ACTS or not form.is_valid():
        raise Http404
    one = _meeting(timetable, form)
    if verb in NEEDS_MEETING and one is None:
        raise Http404
    try:
        done = ACTS[verb](Asked(timetable, form, _user(request), request.POST, one))
    except Mistyped as mistyped:
        return _board(request, _timetable(pk), chosen=ref_of(one) if one else None, place_form=mistyped.form)
    except NotPossible as no:
        messages.error(request, str(no))
        return _back(timetable, one)
    if done:
        messages.success(request, done)
    return _back(timetable, one if verb == "moderator" else None)


# --- Comparing, publishing, putting away ------------------------------------------------------------


@staff_only("plan_timetable")
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """This version beside the published one, and who would be told."""
    timetable = _timetable(pk)
    if timetable.status != TimetableStatus.DRAFT:
        return _no_draft(request, pk)
    shown = Board.of(timetable, recused=actor_of(request).recused)
    values = {"board": shown, "rows": _compared(shown), "title": "Against what is published"}
    return _page(request, "compare.html", {**values, **_about(shown)})


@staff_only("publish_timetable")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing does, with every mail it sends; then the question, then the act."""
    recused = actor_of(request).recused
    shown = Board.of(_timetable(pk), recused=recused)
    timetable = shown.timetable
    if timetable.status != TimetableStatus.DRAFT:
        return _no_draft(request, pk)
    form = PublishForm(
        request.POST or None, broken=len(shown.problems), initial={"version": timetable.version}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = transitions.publish_timetable(
                timetable, by=_user(request), version=data["version"], reason=data.get("reason", "")
            )
        except NotPossible as no:
            messages.error(request, str(no))
            return redirect("admin:scheduling_timetable_publish", pk)
        messages.success(request, _published(done))
        return redirect("admin:scheduling_timetable_board", pk)
    tallies = [
        (MESSAGE_NAMES[name], language, count) for name, language, count in telling.tallied(shown.letters)
    ]
    mails = previews(shown.letters, shown.given, series=timetable.series.number, recused=recused)
    values: dict[str, Any] = {"board": shown, "form": form, "rows": _compared(shown), "tallies": tallies}
    values["mails"], values["unseen"] = mails, len(shown.letters) - len(mails)
    values["title"] = f"Publish the timetable of {timetable.series}"
    return _page(request, "publish.html", {**values, **_about(shown)}, bad=bool(form.errors))


def _published(done: telling.Difference) -> str:
    counts = done.counts
    return (
        f"Published: {counts['new']} new, {counts['moved']} moved, {counts['same']} unchanged. "
        "Panelists of new and moved meetings are being told."
    )


def _no_draft(request: HttpRequest, pk: int) -> HttpResponse:
    messages.info(request, "This version is no draft any more.")
    return redirect("admin:scheduling_timetable_board", pk)


@staff_only("plan_timetable")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then put a draft away, as the page showed it: not what somebody else did to it meanwhile."""
    timetable = _timetable(pk)
    form = ActForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            transitions.discard(timetable, by=_user(request), version=form.cleaned_data["version"])
            messages.success(request, "The draft is put away.")
        except NotPossible as no:
            messages.error(request, str(no))
        return redirect("admin:scheduling_timetable_series", timetable.series.number)
    values = {"timetable": timetable, "series": timetable.series, "title": "Put this draft away"}
    return _page(request, "discard.html", values)


def _about(shown: Board) -> dict[str, Any]:
    return {"timetable": shown.timetable, "series": shown.timetable.series}


def _compared(shown: Board) -> list[dict[str, Any]]:
    """Each meeting that is new, moved or gone: where it was and where it is."""
    given, found = shown.given, shown.difference
    told: dict[str, int] = {}
    for letter in shown.letters:
        told[letter.key] = told.get(letter.key, 0) + 1
    kinds = (("new", found.new), ("moved", found.moved), ("gone", found.gone))
    return [
        {
            "kind": kind,
            "state": words.state(key, given),
            "was": given.published.get(key),
            "now": given.sittings.get(key),
            "mails": told.get(key, 0),
        }
        for kind, keys in kinds
        for key in keys
    ]


# --- Shared ---------------------------------------------------------------------------------------


def _timetable(pk: int) -> Timetable:
    rows = Timetable.objects.with_number().select_related("series__session", "made_by")
    return get_object_or_404(rows, pk=pk)


def _meeting(timetable: Timetable, form: ActForm) -> Meeting | None:
    return find(timetable.series, form.cleaned_data["pre_session"])


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # the door let nobody else in
    return user


def _back(timetable: Timetable, chosen: Meeting | None) -> HttpResponse:
    address = reverse("admin:scheduling_timetable_board", args=[timetable.pk])
    return redirect(f"{address}?{urlencode({'move': ref_of(chosen)})}" if chosen else address)


def _page(request: HttpRequest, template: str, values: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    from django.contrib.admin import site  # the staff site, known once all apps are ready

    context = {**site.each_context(request), **values, "opts": Timetable._meta}
    path = f"admin/scheduling/timetable/{template}"
    return render(request, path, context, status=422 if bad else 200)
