"""Releasing decisions: look at every mail and at the numbers, then offer seats and answer the others.

Offers and answers are two acts, for one State or for all whose panel is approved. Each is safe to repeat:
what was sent is not sent again.
"""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from applications.models import Application
from presessions.accounts.access import staff_only, step_up
from presessions.accounts.actors import actor_of
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.lifecycle.tables import Refused
from presessions.permissions import Refused as MayNot
from presessions.series.enums import PreSessionStatus
from presessions.series.models import Series

from . import outstanding, transitions
from .admin_views import meeting_for, no_store, page, panel_of, require_form
from .enums import PanelStatus
from .letters import preview_answer, preview_offer
from .locks import NotPossible
from .models import Panel, Seat

TICKED = re.compile(r"\d{1,9}:\d{1,9}", re.ASCII)
PAST_APPROVAL = (PanelStatus.APPROVED, PanelStatus.OFFERED, PanelStatus.COMPLETE, PanelStatus.SHORT)


class DecideForm(forms.Form):
    """What to send; ``version`` is the panel as it was looked at."""

    do = forms.ChoiceField(choices=[("offer", "offers"), ("answer", "answers")])
    version = forms.IntegerField(required=False)


@no_store
@staff_only("offer_seat")
@step_up
@require_form
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One State: every mail as it will read, and the two buttons."""
    meeting = meeting_for(request, pk, "offer_seat")
    panel = panel_of(meeting)
    if request.method == "POST":
        form = DecideForm(request.POST)
        if form.is_valid():
            _send(request, panel, form.cleaned_data["do"], form.cleaned_data["version"])
        return redirect("admin:panels_decide", meeting.pk)
    can_send = panel.status != PanelStatus.OPEN and not meeting.is_off and not meeting.is_open()
    values = {
        "meeting": meeting,
        "panel": panel,
        "is_open": panel.status == PanelStatus.OPEN,
        "can_offer": can_send and meeting.status == PreSessionStatus.PLANNED,
        "can_send": can_send,
        "offers": [_offer(seat) for seat in outstanding.offers([panel])[panel.pk]],
        "answers": [_answer(row, message) for row, message in outstanding.answers([panel])[panel.pk]],
        "title": f"{meeting.state_under_review}: offers and answers",
    }
    return page(request, "decide.html", values)


def _send(request: HttpRequest, panel: Panel, do: str, version: int | None) -> bool:
    """One of the two acts for one State; says what was done, or why not."""
    state = panel.pre_session.state_under_review.name
    by: Any = request.user
    try:
        if do == "offer":
            seats = transitions.offer_seats(panel, by=by, version=version)
            count = f"{len(seats)} seat{'' if len(seats) == 1 else 's'} offered" if seats else ""
            said = f"{state}: {count or 'every seat was offered already, so nothing was sent'}."
        else:
            told = transitions.answer_others(panel, by=by, version=version)
            said = (
                f"{state}: {told['reserve']} told that they are in reserve, {told['not_selected']} answered."
                if any(told.values())
                else f"{state}: everyone has an answer already, so nothing was sent."
            )
    except (NotPossible, Refused) as no:
        messages.error(request, f"{state}: {no}")
        return False
    audit.record(AuditKind.MAILING, by=by, what=panel, detail={"act": do})
    messages.success(request, said)
    return True


def _offer(seat: Seat) -> dict[str, Any]:
    return {"row": seat.application, "to": transitions.address_of(seat), "mail": preview_offer(seat)}


def _answer(row: Any, message: str) -> dict[str, Any]:
    return {
        "row": row,
        "to": row.owner.email if row.owner else "",
        "mail": preview_answer(row, message),
        "is_reserve": message == "reserve_notice",
    }


class DecideAllForm(DecideForm):
    """The States that are ticked, each as it was looked at: the panel's key and its version, "12:3"."""

    panel = forms.MultipleChoiceField()

    def __init__(self, data: QueryDict, *, keys: list[int]) -> None:
        super().__init__(data)
        known, sent = set(map(str, keys)), data.getlist("panel")
        chosen: Any = self.fields["panel"]
        chosen.choices = [
            (each, "") for each in sent if TICKED.fullmatch(each) and each.split(":")[0] in known
        ]

    def ticked(self) -> list[tuple[int, int]]:
        """Key and version of each."""
        pairs = (each.split(":") for each in self.cleaned_data["panel"])
        return [(int(key), int(version)) for key, version in pairs]


@no_store
@staff_only("offer_seat")
@step_up
@require_form
def decide_series(request: HttpRequest, number: int) -> HttpResponse:
    """All States of a series whose panel is approved: numbers, one mail of each kind, and the two buttons."""
    series = get_object_or_404(Series.objects.select_related("session"), session_id=number)
    panels = _approved(series, request)
    if request.method == "POST":
        form = DecideAllForm(request.POST, keys=list(panels))
        if form.is_valid():
            for key, version in form.ticked():
                _try(request, panels[key], form.cleaned_data["do"], version)
        else:
            messages.error(request, "Tick at least one State.")
        return redirect("admin:panels_decide_series", number)
    offers, answers = outstanding.offers(panels.values()), outstanding.answers(panels.values())
    values = {
        "series": series,
        "lines": [_counted(panel, offers[key], answers[key]) for key, panel in panels.items()],
        "samples": _samples(offers, answers),
        "offers": sum(map(len, offers.values())),
        "answers": sum(map(len, answers.values())),
        "title": f"{series}: offers and answers",
    }
    return page(request, "decide_series.html", values)


def _try(request: HttpRequest, panel: Panel, do: str, version: int) -> None:
    try:
        _send(request, panel, do, version)
    except MayNot as no:
        messages.error(request, f"{panel.pre_session.state_under_review}: {no}")


def _approved(series: Series, request: HttpRequest) -> dict[int, Panel]:
    rows = (
        Panel.objects.filter(pre_session__series=series, status__in=PAST_APPROVAL)
        .exclude(pre_session__status=PreSessionStatus.NOT_HELD)
        .exclude(pre_session__state_under_review__in=actor_of(request).recused)
        .select_related("pre_session__series__session", "pre_session__state_under_review")
        .prefetch_related("pre_session__series__days")
        .order_by("pre_session__order")
    )
    return {panel.pk: panel for panel in rows}


def _counted(panel: Panel, offers: list[Seat], answers: list[tuple[Application, str]]) -> dict[str, Any]:
    reserve = sum(1 for _, message in answers if message == outstanding.IN_RESERVE)
    silent = sum(1 for seat in offers if not transitions.address_of(seat))
    return {
        "panel": panel,
        "meeting": panel.pre_session,
        "offers": len(offers),
        "reserve": reserve,
        "not_selected": len(answers) - reserve,
        "without_address": silent + sum(1 for row, _ in answers if row.owner is None),
    }


def _samples(
    offers: dict[int, list[Seat]], answers: dict[int, list[tuple[Application, str]]]
) -> list[dict[str, Any]]:
    """One real mail of each kind in each language that is needed."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for seats in offers.values():
        for seat in seats:
            key = ("Offer", seat.application.language)
            found.setdefault(key, {"kind": key[0], "mail": None, "of": seat})
    for pairs in answers.values():
        for row, message in pairs:
            key = ("In reserve" if message == outstanding.IN_RESERVE else "No seat", row.language)
            found.setdefault(key, {"kind": key[0], "mail": None, "of": (row, message)})
    for entry in found.values():
        of = entry.pop("of")
        entry["mail"] = preview_offer(of) if isinstance(of, Seat) else preview_answer(*of)
    return [found[key] for key in sorted(found)]
