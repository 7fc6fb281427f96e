"""Panels in the staff site: everything happens on pages of our own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from presessions.admin_site import VerbAdmin

from . import act_views, admin_views, beside_views, decision_views, series_views
from .models import Panel

ONE = "state/<int:pk>/"


@admin.register(Panel)
class PanelAdmin(VerbAdmin):
    """The list is the overview of a series, a row is its workbench; rows are changed by verbs only."""

    verb = "propose_panel"
    prefix = "panels"
    has_history = False  # what happened to a panel stands on its workbench, where recusal is asked
    pages = (
        (ONE, admin_views.workbench, "workbench"),
        (f"{ONE}propose/", act_views.propose, "propose"),
        (f"{ONE}wish/", act_views.wish, "wish"),
        (f"{ONE}compare/", act_views.compare, "compare"),
        (f"{ONE}try/", act_views.try_out, "try"),
        (f"{ONE}beside/", beside_views.beside, "beside"),
        (f"{ONE}swap/", act_views.swap, "swap"),
        (f"{ONE}undo/", act_views.undo, "undo"),
        (f"{ONE}approve/", act_views.approve, "approve"),
        (f"{ONE}reopen/", act_views.reopen, "reopen"),
        (f"{ONE}application/<int:key>/letter/<slug:language>/", beside_views.letter, "letter"),
        (f"{ONE}order/", beside_views.order, "order"),
        (f"{ONE}policies/", beside_views.policies, "policies"),
        (f"{ONE}hour/", beside_views.hour, "hour"),
        (f"{ONE}close-short/", beside_views.close_short, "close_short"),
        (f"{ONE}decide/", decision_views.decide, "decide"),
        (f"{ONE}application/<int:key>/", admin_views.about, "about"),
        (f"{ONE}application/<int:key>/unwish/", act_views.unwish, "unwish"),
        (f"{ONE}application/<int:key>/reason/", act_views.reason, "reason"),
        (f"{ONE}application/<int:key>/release/", act_views.release, "release"),
        (f"{ONE}application/<int:key>/assess/", act_views.assess, "assess"),
        ("record/<int:pk>/", admin_views.record, "record"),
        ("series/<small:number>/", series_views.overview, "overview"),
        ("series/<small:number>/solve/", series_views.solve, "solve"),
        ("series/<small:number>/decide/", decision_views.decide_series, "decide_series"),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return series_views.newest(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("admin:panels_workbench", self.found(object_id).pre_session_id)
