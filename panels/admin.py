"""Panels in the staff site: everything happens on pages of our own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from presessions.accounts.actors import actor_of
from presessions.permissions import may

from . import act_views, admin_views, decision_views, series_views
from .models import Panel


@admin.register(Panel)
class PanelAdmin(admin.ModelAdmin):
    """The list is the overview of a series, a row is its workbench; rows are changed by verbs only."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(actor_of(request), "propose_panel")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(actor_of(request), "propose_panel")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

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
        panel = Panel.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if panel is None:
            raise Http404
        return redirect("admin:panels_workbench", panel.pre_session_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404  # what happened to a panel stands on its workbench, where recusal is asked

    def get_urls(self) -> list[URLPattern]:
        one = "state/<int:pk>/"
        views = [
            (one, admin_views.workbench, "workbench"),
            (f"{one}propose/", act_views.propose, "propose"),
            (f"{one}wish/", act_views.wish, "wish"),
            (f"{one}compare/", act_views.compare, "compare"),
            (f"{one}swap/", act_views.swap, "swap"),
            (f"{one}approve/", act_views.approve, "approve"),
            (f"{one}reopen/", act_views.reopen, "reopen"),
            (f"{one}decide/", decision_views.decide, "decide"),
            (f"{one}application/<int:key>/", admin_views.about, "about"),
            (f"{one}application/<int:key>/unwish/", act_views.unwish, "unwish"),
            (f"{one}application/<int:key>/reason/", act_views.reason, "reason"),
            (f"{one}application/<int:key>/release/", act_views.release, "release"),
            (f"{one}application/<int:key>/assess/", act_views.assess, "assess"),
            ("record/<int:pk>/", admin_views.record, "record"),
            ("series/<int:number>/", series_views.overview, "overview"),
            ("series/<int:number>/solve/", series_views.solve, "solve"),
            ("series/<int:number>/decide/", decision_views.decide_series, "decide_series"),
        ]
        own = [path(route, view, name=f"panels_{name}") for route, view, name in views]
        return own + super().get_urls()
