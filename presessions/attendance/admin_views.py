"""Staff's pages about missions and meetings: invite, send again, revoke; note who was there; print; mark as held.

Looking changes nothing; each act is a POST that asks the permission again and keeps what was typed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from presessions.accounts.access import staff_only
from presessions.accounts.actors import actor_of
from presessions.permissions import Subject, may
from presessions.scheduling.rows import Meeting
from presessions.series.models import PermanentMission, PreSession, Series

from . import gatherings, rows, ticking, transitions
from .enums import InvitationStatus
from .errors import NotPossible, Outpaced
from .forms import (
    AgainForm,
    InviteForm,
    MissionFilterForm,
    MissionsForm,
    RecordForm,
    RevokeForm,
    recorded,
)
from .models import Invitation, MeetingRecord

no_store = cache_control(no_store=True, private=True)
form_page = require_http_methods(["GET", "HEAD", "POST"])


# --- Missions ---------------------------------------------------------------------------------


@no_store
@staff_only("invite_delegate")
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """All 193 missions: whether they are in Geneva, and who signs in for them."""
    form = MissionFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    lines = rows.mission_lines(asked, actor_of(request).recused)
    values = {"form": form, "lines": lines, "title": "Permanent Missions", "delegates": 0}
    values["delegates"] = sum(line.delegates for line in lines)
    return page(request, "missions.html", values)


def _mission_for(request: HttpRequest, pk: int) -> PermanentMission:
    found = get_object_or_404(PermanentMission.objects.select_related("state"), pk=pk)
    if not may(actor_of(request), "invite_delegate", Subject("mission", iso3=found.state_id)):
        raise Http404
    return found


@no_store
@staff_only("invite_delegate")
@form_page
def mission(request: HttpRequest, pk: int) -> HttpResponse:
    """One mission: its delegates, and the form that invites one."""
    found = _mission_for(request, pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = transitions.invite(found, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except NotPossible as no:
            form.add_error("email", str(no))
        else:
            messages.success(request, _told(invitation))
            return redirect("admin:attendance_mission", found.pk)
    invitations = Invitation.objects.filter(mission=found).select_related("user", "sent_by")
    values = {
        "mission": found,
        "form": form,
        "invitations": list(invitations.order_by("status", "email")),
        "by_hand": rows.delegates_by_hand(found),
        "title": f"Permanent Mission of {found.state}",
    }
    return page(request, "mission.html", values, bad=bool(form.errors))


def _told(invitation: Invitation) -> str:
    if invitation.status == InvitationStatus.ACCEPTED:
        return f"{invitation.email} is a delegate already; nothing was sent."
    return f"{invitation.email} is invited. They become a delegate when they sign in with that address."


@no_store
@staff_only("invite_delegate")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an unanswered invitation once more."""
    found = _invitation_for(request, pk)
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            transitions.send_again(found, version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
        except NotPossible as no:
            messages.error(request, str(no))
        else:
            messages.success(request, f"The invitation to {found.email} is sent again.")
    return redirect("admin:attendance_mission", found.mission_id)


@no_store
@staff_only("invite_delegate")
@form_page
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a reason, then take the invitation and the role back."""
    found = _invitation_for(request, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        transitions.revoke(found, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        messages.success(request, f"{found.email} is no longer invited, and signed out everywhere.")
        return redirect("admin:attendance_mission", found.mission_id)
    values = {"invitation": found, "mission": found.mission, "form": form, "title": "Revoke the invitation"}
    return page(request, "revoke.html", values, bad=bool(form.errors))


def _invitation_for(request: HttpRequest, pk: int) -> Invitation:
    found = get_object_or_404(Invitation.objects.select_related("mission__state"), pk=pk)
    _mission_for(request, found.mission_id)
    return found


# --- Meetings ---------------------------------------------------------------------------------


@no_store
@staff_only("record_presence")
@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """The series whose meetings come next, else the last one."""
    dated = Series.objects.annotate(first=Min("days__date"), last=Max("days__date"))
    ahead = dated.filter(last__gte=timezone.localdate()).order_by("first").first()
    series = ahead or Series.objects.order_by("-session__number").first()
    if series is None:
        return page(
            request, "meetings.html", {"title": "Meetings", "lines": [], "series": None, "others": []}
        )
    return redirect("admin:attendance_meetings", series.number)


@no_store
@staff_only("record_presence")
@require_safe
def meetings(request: HttpRequest, number: int) -> HttpResponse:
    """The meetings of a series, and what is noted of each."""
    series = get_object_or_404(Series.objects.select_related("session"), session__number=number)
    numbers = Series.objects.order_by("-session__number").values_list("session__number", flat=True)
    values = {
        "series": series,
        "lines": rows.meeting_lines(series, actor_of(request).recused),
        "joint": rows.joint_lines(series, actor_of(request).recused),
        "others": [each for each in numbers if each != number],
        "title": f"Meetings of series {number}",
    }
    return page(request, "meetings.html", values)


def meeting_for(request: HttpRequest, pk: int) -> PreSession:
    found = get_object_or_404(
        PreSession.objects.select_related("state_under_review", "series__session"), pk=pk
    )
    if not may(
        actor_of(request), "record_presence", Subject("pre_session", iso3=found.state_under_review_id)
    ):
        raise Http404
    return found


@no_store
@staff_only("record_presence")
@form_page
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who was there. Saving sends differences only, so two tablets do not undo each other."""
    meeting = meeting_for(request, pk)
    every = rows.other_missions(meeting)
    form = _form(request, meeting, every)
    if request.method == "POST" and form.is_valid() and _noted(request, meeting, form):
        if "find" not in request.POST:
            messages.success(request, "The record is saved.")
        asked = request.POST.get("q", "").strip()[:80]
        here = reverse("admin:attendance_record", args=[meeting.pk])
        return redirect(f"{here}?{urlencode({'q': asked})}#missions" if asked else here)
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()[:80]
    values = {
        **gatherings.about(meeting),
        "form": form,
        "q": text,
        "groups": groups_of(every, form, text),
        "came": len(form.ticked),
        "against": transitions.why_not_held_yet(meeting, timezone.now()),
        "closed": ticking.why_closed(meeting, timezone.now()),
        "title": f"Record: {meeting}",
    }
    return page(request, "record.html", values, bad=bool(form.errors))


def _form(request: HttpRequest, meeting: PreSession, every: list[PermanentMission]) -> RecordForm:
    seats = rows.speakers_of(meeting)
    known = recorded(_record_of(meeting), seats, rows.present_at(meeting))
    return RecordForm(request.POST or None, missions=every, seats=seats, there=known)


def _record_of(meeting: PreSession) -> MeetingRecord | None:
    return MeetingRecord.objects.filter(pre_session=meeting).select_related("noted_by").first()


def _noted(request: HttpRequest, meeting: PreSession, form: RecordForm) -> bool:
    try:
        transitions.note_presence(meeting, form.changes(), by=request.user)  # type: ignore[arg-type]
    except Outpaced as clash:
        form.show_clash(clash.there)
        return False
    except NotPossible as no:
        form.add_error(None, str(no))
        return False
    return True


def groups_of(every: list[PermanentMission], form: MissionsForm, text: str) -> list[dict[str, Any]]:
    """Missions by region; those not searched for stay in the form, unseen, so that no tick is lost."""
    ticked, were = form.ticked, form.were_ticked
    groups = []
    for region, missions_there in rows.by_region(every).items():
        lines = [
            {
                "mission": each,
                "ticked": each.pk in ticked,
                "was": each.pk in were,
                "shown": text.casefold() in f"{each.state.name_en} {each.state_id}".casefold(),
            }
            for each in missions_there
        ]
        shown = sum(line["shown"] for line in lines)  # type: ignore[misc]
        came = sum(line["ticked"] for line in lines)  # type: ignore[misc]
        groups.append({"region": region, "lines": lines, "shown": shown, "came": came})
    return groups


@no_store
@staff_only("record_presence")
@require_safe
def attendance_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper: a box for everybody who may come, filled where it is noted already."""
    return list_page(request, meeting_for(request, pk))


def list_page(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    every = rows.other_missions(meeting)
    present = rows.present_at(meeting)
    groups = [
        {"region": region, "lines": [(each, each.pk in present) for each in found]}
        for region, found in rows.by_region(every).items()
    ]
    speakers = rows.speakers_of(meeting)
    values = {
        **gatherings.about(meeting),
        "groups": groups,
        "speakers": speakers,
        "title": f"Attendance list: {gatherings.heading(meeting)}",
    }
    return page(request, "list.html", values)


@no_store
@staff_only("run_meeting")
@require_POST
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting took place."""
    meeting = meeting_for(request, pk)
    try:
        transitions.mark_held(meeting, by=request.user)  # type: ignore[arg-type]
    except NotPossible as no:
        messages.error(request, str(no))
    else:
        messages.success(request, f"{meeting} is marked as held.")
    return redirect("admin:attendance_record", meeting.pk)


def page(request: HttpRequest, name: str, values: dict[str, Any], *, bad: bool = False) -> HttpResponse:
    context = {**admin.site.each_context(request), **values}
    return render(request, f"admin/attendance/{name}", context, status=422 if bad else 200)
