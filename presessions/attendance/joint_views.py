"""The moderator's screen, the clock, the record and the paper list of joint questions: as for a Pre-session, on the
panels of several States. Whoever is recused from one of them finds nothing here.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.permissions import may
from presessions.scheduling.models import JointQuestions

from . import gatherings, rows, ticking, transitions
from .admin_views import form_page, groups_of, list_page, no_store, page
from .errors import Outpaced
from .floor_views import clock_page, floor_page, take_tick, told
from .forms import JointForm, in_the_room
from .models import JointRecord

LONGEST_SEARCH = 80


def joint_for(request: HttpRequest, pk: int) -> JointQuestions:
    rows = JointQuestions.objects.select_related("series__session")
    found = get_object_or_404(rows.prefetch_related("pre_sessions__state_under_review"), pk=pk)
    subjects = gatherings.subjects(found)
    if not subjects or not all(may(actor_of(request), "record_presence", each) for each in subjects):
        raise Http404
    return found


@no_store
@staff_only("run_meeting")
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Running order State by State with clocks, and the queue of missions."""
    return floor_page(request, joint_for(request, pk))


@no_store
@staff_only("run_meeting")
@require_safe
def clock(request: HttpRequest, pk: int) -> HttpResponse:
    """For a second screen in the room; nobody's name."""
    return clock_page(request, joint_for(request, pk))


@no_store
@staff_only("run_meeting")
@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticks so far, for the two scripts."""
    return told(joint_for(request, pk))


@no_store
@staff_only("run_meeting")
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """One tick."""
    return take_tick(request, joint_for(request, pk))


@no_store
@staff_only("record_presence")
@require_safe
def attendance_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    return list_page(request, joint_for(request, pk))


@no_store
@staff_only("record_presence")
@form_page
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who was in the room. Saving sends differences only, so two tablets do not undo each other."""
    joint = joint_for(request, pk)
    every = rows.other_missions(joint)
    closed = ticking.why_closed(joint, timezone.now())
    noted = JointRecord.objects.filter(joint=joint).first()
    there = in_the_room(noted, rows.present_at(joint))
    own = rows.reviewed_lines(joint)
    form = JointForm(
        request.POST or None, missions=every, meetings=[each.meeting for each in own], there=there
    )
    if request.method == "POST" and form.is_valid() and not closed and _noted(request, joint, form):
        asked = request.POST.get("q", "").strip()[:LONGEST_SEARCH]
        here = gatherings.addresses(joint)["record"]
        return redirect(f"{here}?{urlencode({'q': asked})}#missions" if asked else here)
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("q", "").strip()[:LONGEST_SEARCH]
    values = {
        **gatherings.about(joint),
        "form": form,
        "q": text,
        "groups": groups_of(every, form, text),
        "came": len(form.ticked),
        "own": own,
        "reviewed_ticked": form.reviewed_ticked,
        "closed": closed,
        "title": f"Record: {gatherings.heading(joint)}",
    }
    return page(request, "joint_record.html", values, bad=request.method == "POST")


def _noted(request: HttpRequest, joint: JointQuestions, form: JointForm) -> bool:
    try:
        transitions.note_joint_presence(joint, form.changes(), by=request.user)  # type: ignore[arg-type]
    except Outpaced as clash:
        form.show_clash(clash.there)
        return False
    if "find" not in request.POST:
        messages.success(request, "The record is saved.")
    return True
