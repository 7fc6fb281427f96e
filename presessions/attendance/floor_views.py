"""The moderator's screen of a meeting, the screen speakers see, and the ticks both are made of.

Without script each button is a form that posts one tick and comes back. With script (`static/js/floor.js`) the same
ticks are kept by the page until they have arrived, so a lost connection loses none of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from panels.models import Seat
from presessions.accounts.access import staff_only
from presessions.scheduling.rows import Meeting
from presessions.series.models import PermanentMission, PreSession

from . import floor, gatherings, rows, ticking
from .admin_views import meeting_for
from .errors import NotPossible
from .floor import Floor, TickKind
from .forms import TickForm

no_store = cache_control(no_store=True, private=True)


@no_store
@staff_only("run_meeting")
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Running order with minutes and clocks, the two opening minutes, the queue of missions."""
    return floor_page(request, meeting_for(request, pk))


def floor_page(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    now = timezone.now()
    values = {
        **gatherings.about(meeting),
        **_state(meeting, now),
        "missions": PermanentMission.objects.select_related("state").order_by("state__name_en"),
        "came": len(rows.present_at(meeting)),
        "closed": ticking.why_closed(meeting, now),
        "may_not_ask": ticking.may_not_ask(meeting),
        "title": f"Moderating: {gatherings.heading(meeting)}",
    }
    return _page(request, "floor.html", values)


@no_store
@staff_only("run_meeting")
@require_safe
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """For a second screen in the room: whose turn it is and how much time is left; nobody's name."""
    return clock_page(request, meeting_for(request, pk))


def clock_page(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    about = gatherings.about(meeting)
    values = {**about, **_state(meeting, timezone.now()), "title": f"Clock: {about['heading']}"}
    return _page(request, "clock.html", values)


@no_store
@staff_only("run_meeting")
@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticks so far, for the two scripts."""
    return told(meeting_for(request, pk))


@no_store
@staff_only("run_meeting")
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """One tick. To the script the answer is all ticks, or the sentence that refuses this one."""
    return take_tick(request, meeting_for(request, pk))


def take_tick(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = TickForm(request.POST)
    refused = ""
    if form.is_valid():
        try:
            ticking.note_tick(meeting, form.ticked, by=request.user)  # type: ignore[arg-type]
        except NotPossible as no:
            refused = str(no)
    else:
        refused = "That was not understood. Load the page again."
    if request.headers.get("X-Ticks"):
        return JsonResponse({"refused": refused}, status=422) if refused else told(meeting)
    if refused:
        messages.error(request, refused)
    return redirect(gatherings.addresses(meeting)["floor"])


def told(meeting: Meeting) -> JsonResponse:
    """The ticks so far, and who came."""
    values = ticking.as_values(ticking.ticks_of(meeting), timezone.now())
    return JsonResponse({"ticks": values, "came": sorted(rows.present_at(meeting))})


def _state(meeting: Meeting, now: datetime) -> dict[str, Any]:
    found = ticking.floor_of(meeting)
    series = meeting.series
    most = series.speaking_minutes_max
    turns = [
        _turn(found, now, TickKind.SPEAKER, seat.pk, word, most) | {"seat": seat}
        for word, seat in _numbered(meeting)
    ]
    if opens := ticking.opening_minutes(meeting):
        turns.insert(0, _turn(found, now, TickKind.SUR, 0, "State under Review", opens))
    names = dict(PermanentMission.objects.values_list("pk", "state__name_en"))
    asking = found.turn[1] if found.turn and found.turn[0] == TickKind.MISSION else None
    return {
        "floor": found,
        "turns": turns,
        "queue": [(key, names.get(key, "")) for key in found.queue],
        "asking": (asking, names.get(asking, "")) if asking else None,
        "asking_clock": floor.minutes(found.seconds((TickKind.MISSION, asking), now)) if asking else "0:00",
        "elapsed": floor.minutes(found.elapsed(now)),
        "now": next((turn for turn in turns if turn["has_floor"]), None),
        "new_key": uuid.uuid4,
    }


def _numbered(meeting: Meeting) -> Iterator[tuple[str, Seat]]:
    """Each speaker with the word that stands for the name; of several States, numbered State by State."""
    before: dict[str, int] = {}
    for seat in rows.speakers_of(meeting):
        state = str(seat.panel.pre_session.state_under_review)
        before[state] = before.get(state, 0) + 1
        word = f"Speaker {before[state]}"
        yield (word if isinstance(meeting, PreSession) else f"{state}: {word.lower()}"), seat


def _turn(found: Floor, now: datetime, kind: TickKind, who: int, word: str, most: int) -> dict[str, Any]:
    spent = found.seconds((kind, who), now)
    return {
        "kind": kind.value,
        "who": who,
        "word": word,
        "minutes": most,
        "spent": floor.minutes(spent),
        "left": floor.minutes(max(0, 60 * most - spent)),
        "is_over": spent > 60 * most,
        "has_floor": found.turn == (kind, who),
    }


def _page(request: HttpRequest, name: str, values: dict[str, Any]) -> HttpResponse:
    context = {**admin.site.each_context(request), **values}
    return render(request, f"admin/attendance/{name}", context)
