"""Missions and meetings in the staff site: everything happens on pages of our own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from presessions.admin_site import VerbAdmin

from . import admin_views, floor_views, joint_views
from .models import Invitation, MeetingRecord


@admin.register(Invitation)
class InvitationAdmin(VerbAdmin):
    """The list is that of the missions; a row is found on its mission's page."""

    verb = "invite_delegate"
    prefix = "attendance"
    has_history = False
    pages = (
        ("mission/<int:pk>/", admin_views.mission, "mission"),
        ("<int:pk>/again/", admin_views.again, "again"),
        ("<int:pk>/revoke/", admin_views.revoke, "revoke"),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return admin_views.missions(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("admin:attendance_mission", self.found(object_id).mission_id)


@admin.register(MeetingRecord)
class MeetingRecordAdmin(VerbAdmin):
    """The list is that of the meetings of a series; a row is the record of one."""

    verb = "record_presence"
    prefix = "attendance"
    has_history = False
    pages = (
        ("series/<small:number>/", admin_views.meetings, "meetings"),
        ("meeting/<int:pk>/", admin_views.record, "record"),
        ("meeting/<int:pk>/list/", admin_views.attendance_list, "list"),
        ("meeting/<int:pk>/held/", admin_views.held, "held"),
        ("meeting/<int:pk>/floor/", floor_views.screen, "floor"),
        ("meeting/<int:pk>/floor/clock/", floor_views.clock, "clock"),
        ("meeting/<int:pk>/floor/state/", floor_views.state, "state"),
        ("meeting/<int:pk>/floor/tick/", floor_views.tick, "tick"),
        ("joint/<int:pk>/", joint_views.record, "joint_record"),
        ("joint/<int:pk>/list/", joint_views.attendance_list, "joint_list"),
        ("joint/<int:pk>/floor/", joint_views.screen, "joint_floor"),
        ("joint/<int:pk>/floor/clock/", joint_views.clock, "joint_clock"),
        ("joint/<int:pk>/floor/state/", joint_views.state, "joint_state"),
        ("joint/<int:pk>/floor/tick/", joint_views.tick, "joint_tick"),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return admin_views.newest(request)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("admin:attendance_record", self.found(object_id).pre_session_id)
