"""What staff do to a panel: propose, pin, leave out, swap, approve, release, assess; each a POST.

An act says which version of the panel it saw. Where somebody was quicker, or a rule says no, the page comes back
with the sentence and with everything that was typed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from applications.models import Application
from presessions.accounts.access import staff_only
from presessions.series.models import PreSession

from . import transitions
from . import workbench as parts
from .admin_views import (
    DONE,
    about_page,
    application,
    bench_page,
    carried_out,
    done,
    first_error,
    keep_reason,
    meeting_for,
    no_store,
    page,
    panel_of,
    require_form,
    sent,
    staff,
    typed,
)
from .bench import Bench
from .models import Assessment, Seat, Wish
from .staff_forms import (
    ApproveForm,
    AssessmentForm,
    ReasonForm,
    ReleaseForm,
    StaffForm,
    SwapForm,
    TickForm,
    WishForm,
)


@staff_only("propose_panel")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the rule."""
    meeting = meeting_for(request, pk)
    form = StaffForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def do() -> str:
        panel = transitions.open_panel(meeting, by=staff(request))
        proposal = transitions.propose(panel, by=staff(request), version=version)
        return "" if proposal.result["panel"] is None else "Here is the proposal."

    return done(request, meeting, do)


@staff_only("propose_panel")
@require_POST
def wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin or leave out whoever is ticked."""
    meeting = meeting_for(request, pk)
    rows = {row.pk: row for row in Application.objects.standing().filter(pre_session=meeting)}
    form = WishForm(request.POST, keys=list(rows))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return bench_page(request, meeting, status=422, typed=typed(request))
    data = form.cleaned_data
    chosen = [rows[key] for key in data["id"]]

    def do() -> str:
        transitions.wish_all(
            panel_of(meeting),
            chosen,
            data["kind"],
            by=staff(request),
            reason=data["reason"],
            version=data["version"],
        )
        keep_reason(request, meeting, [], "")
        return "Pinned." if data["kind"] == Wish.Kind.PIN else "Left out."

    return done(request, meeting, do)


@staff_only("propose_panel")
@require_POST
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two to six that are ticked, side by side."""
    meeting = meeting_for(request, pk)
    form = TickForm(request.POST, keys=_standing(meeting))
    if not form.is_valid() or not 2 <= len(form.cleaned_data["id"]) <= 6:
        messages.error(request, "Tick two to six applications to see them side by side.")
        return bench_page(request, meeting, status=422, typed=typed(request))
    return _with_ticks(request, "admin:panels_beside", meeting, form)


@staff_only("propose_panel")
@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """What those ticked would do to the panel on the other side of it; nothing is changed."""
    meeting = meeting_for(request, pk)
    form = TickForm(request.POST, keys=_standing(meeting))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return bench_page(request, meeting, status=422, typed=typed(request))
    return _with_ticks(request, "admin:panels_workbench", meeting, form, "#live")


def _standing(meeting: PreSession) -> list[int]:
    return list(Application.objects.standing().filter(pre_session=meeting).values_list("pk", flat=True))


def _with_ticks(
    request: HttpRequest, name: str, meeting: PreSession, form: TickForm, where: str = ""
) -> HttpResponse:
    """There with those ticked; the reason typed beside them is kept for the way back, not put in the address."""
    keep_reason(request, meeting, form.cleaned_data["id"], form.cleaned_data["reason"])
    query = urlencode({"id": form.cleaned_data["id"]}, doseq=True)
    return redirect(f"{reverse(name, args=[meeting.pk])}?{query}{where}")


@staff_only("propose_panel")
@require_POST
def unwish(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take a pin or an exclusion back."""
    meeting = meeting_for(request, pk)
    row = application(meeting, key)
    form = StaffForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def do() -> str:
        transitions.unwish(panel_of(meeting), row, by=staff(request), version=version)
        return "Taken back."

    return done(request, meeting, do)


@staff_only("propose_panel")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back what staff wished before their last act."""
    meeting = meeting_for(request, pk)
    form = StaffForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def do() -> str:
        transitions.undo(panel_of(meeting), by=staff(request), version=version)
        return "Undone."

    return done(request, meeting, do)


@staff_only("propose_panel")
@require_POST
def reason(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Say why somebody is pinned or left out."""
    meeting = meeting_for(request, pk)
    found = Wish.objects.filter(panel=panel_of(meeting), application_id=key).first()
    form = ReasonForm(request.POST)
    if found is None or not form.is_valid():
        messages.error(request, "This wish was taken back meanwhile." if found is None else first_error(form))
        return bench_page(request, meeting, status=422, typed=typed(request))

    def do() -> str:
        transitions.give_reason(
            found,
            reason=form.cleaned_data["reason"],
            by=staff(request),
            version=form.cleaned_data["version"],
        )
        return "The reason is kept."

    return done(request, meeting, do)


@staff_only("propose_panel")
@require_POST
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """One out, one in."""
    meeting = meeting_for(request, pk)
    rows = {row.pk: row for row in Application.objects.standing().filter(pre_session=meeting)}
    form = SwapForm(request.POST, keys=list(rows))
    if not form.is_valid():
        messages.error(request, first_error(form))
        return bench_page(request, meeting, status=422, typed=typed(request))
    data = form.cleaned_data

    def do() -> str:
        transitions.swap(
            panel_of(meeting),
            rows[data["out"]],
            rows[data["into"]],
            by=staff(request),
            reason=data["reason"],
            version=data["version"],
        )
        return "Swapped. Give the reason before you approve." if not data["reason"] else "Swapped."

    return done(request, meeting, do)


@no_store
@staff_only("approve_panel")
@require_form
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on it, what was overruled and why; one sentence, and it is approved."""
    meeting = meeting_for(request, pk, "approve_panel")
    panel = panel_of(meeting)
    form = ApproveForm(sent(request), initial={"version": panel.version})
    status = carried_out(
        form,
        lambda data: transitions.approve(
            panel, by=staff(request), reason=data["reason"], version=data["version"]
        ),
    )
    if status == DONE:
        messages.success(request, "The panel is approved. Look at the mails, then send the offers.")
        return redirect("admin:panels_workbench", meeting.pk)
    bench = Bench.of(meeting, staff(request))
    values = {
        "bench": bench,
        "panel": panel,
        "meeting": meeting,
        "form": form,
        "prices": parts.prices(bench),
        "waits_for_second": transitions.waits_for_second_person(panel, staff(request)),
    }
    values["seats"] = [(seat, bench.by_pk[key]) for key, seat in bench.active.items() if key in bench.by_pk]
    return page(
        request, "approve.html", values | {"title": f"Approve: {meeting.state_under_review}"}, status=status
    )


@staff_only("approve_panel")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the approval."""
    meeting = meeting_for(request, pk, "approve_panel")
    form = StaffForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None

    def do() -> str:
        transitions.reopen(panel_of(meeting), by=staff(request), version=version)
        return "The panel is open again."

    return done(request, meeting, do)


@staff_only("release_seat")
@require_POST
def release(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Free the seat of an application that was offered one."""
    meeting = meeting_for(request, pk, "release_seat")
    seat = Seat.objects.active().filter(panel=panel_of(meeting), application_id=key).first()
    form = ReleaseForm(request.POST, auto_id="release_%s")
    if seat is None:
        messages.error(request, "This seat is free already.")
        return redirect("admin:panels_workbench", meeting.pk)
    if not form.is_valid():
        return about_page(request, meeting, key, status=422, release_form=form)

    def do() -> str:
        data = form.cleaned_data
        transitions.release_seat(seat, by=staff(request), reason=data["reason"], version=data["version"])
        return "The seat is free; the next proposal stands on it."

    return done(request, meeting, do)


@staff_only("assess_application")
@require_POST
def assess(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One reader's own assessment; a second one replaces it."""
    meeting = meeting_for(request, pk, "assess_application")
    row = application(meeting, key)
    mine = Assessment.objects.filter(application=row, reader=staff(request)).first()
    form = AssessmentForm(request.POST, instance=mine or Assessment(application=row, reader=staff(request)))
    if not form.is_valid():
        return about_page(request, meeting, key, status=422, assessment_form=form)
    data = form.cleaned_data
    Assessment.objects.update_or_create(
        application=row, reader=staff(request), defaults={"score": data["score"], "note": data["note"]}
    )
    messages.success(request, "Your assessment is kept.")
    return redirect("admin:panels_about", meeting.pk, key)
