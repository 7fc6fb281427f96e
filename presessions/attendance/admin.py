"""Missions and meetings in the staff site: everything happens on pages of our own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from presessions.accounts.actors import actor_of
from presessions.permissions import may

from . import admin_views, floor_views
from .models import Invitation, MeetingRecord


class OwnPagesAdmin(admin.ModelAdmin):
    """Rows are changed by verbs only; ``verb`` decides who sees the entry in the menu."""

    verb: str

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(actor_of(request), self.verb)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(actor_of(request), self.verb)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        raise Http404


@admin.register(Invitation)
class InvitationAdmin(OwnPagesAdmin):
    """The list is that of the missions; a row is found on its mission's page."""

    verb = "invite_delegate"

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
        found = Invitation.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return redirect("admin:attendance_mission", found.mission_id)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("mission/<int:pk>/", admin_views.mission, name="attendance_mission"),
            path("<int:pk>/again/", admin_views.again, name="attendance_again"),
            path("<int:pk>/revoke/", admin_views.revoke, name="attendance_revoke"),
        ]
        return own + super().get_urls()


@admin.register(MeetingRecord)
class MeetingRecordAdmin(OwnPagesAdmin):
    """The list is that of the meetings of a series; a row is the record of one."""

    verb = "record_presence"

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
        found = MeetingRecord.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return redirect("admin:attendance_record", found.pre_session_id)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("series/<int:number>/", admin_views.meetings, name="attendance_meetings"),
            path("meeting/<int:pk>/", admin_views.record, name="attendance_record"),
            path("meeting/<int:pk>/list/", admin_views.attendance_list, name="attendance_list"),
            path("meeting/<int:pk>/held/", admin_views.held, name="attendance_held"),
            path("meeting/<int:pk>/floor/", floor_views.screen, name="attendance_floor"),
            path("meeting/<int:pk>/floor/clock/", floor_views.clock, name="attendance_clock"),
            path("meeting/<int:pk>/floor/state/", floor_views.state, name="attendance_state"),
            path("meeting/<int:pk>/floor/tick/", floor_views.tick, name="attendance_tick"),
        ]
        return own + super().get_urls()
