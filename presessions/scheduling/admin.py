"""Timetables in the staff site: a list of versions; everything else happens on the board."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path, reverse
from django.utils.html import format_html

from presessions.lifecycle.admin import ReadOnlyAdmin
from presessions.series.models import Series

from . import admin_views, joint_views, paper_views
from .models import Timetable


@admin.register(Timetable)
class TimetableAdmin(ReadOnlyAdmin):
    """Every version of every series, newest first."""

    list_display = ("version_link", "series", "status", "placed", "made_by", "made_at", "published_at")
    list_display_links = None
    list_filter = ("status",)
    list_select_related = ("series", "made_by")
    search_fields = ("series__session__number",)
    change_list_template = "admin/scheduling/timetable/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Timetable]:
        return Timetable.objects.with_number().annotate(placed=Count("sittings"))

    @admin.display(description="Version", ordering="pk")
    def version_link(self, timetable: Any) -> str:
        url = reverse("admin:scheduling_timetable_board", args=[timetable.pk])
        return format_html('<a href="{}">Version {}</a>', url, timetable.number)

    @admin.display(description="Meetings", ordering="placed")
    def placed(self, timetable: Any) -> int:
        return int(timetable.placed)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        series = Series.objects.exclude(status__in=("planned", "archived")).select_related("session")
        return super().changelist_view(request, {**(extra_context or {}), "series_at_work": series})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """There is no form: the board is the page of a timetable."""
        if not object_id.isdecimal():
            raise Http404
        return redirect("admin:scheduling_timetable_board", object_id)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("series/<small:number>/", admin_views.of_series, name="scheduling_timetable_series"),
            path("series/<small:number>/joint/", joint_views.of_series, name="scheduling_joint"),
            path(
                "series/<small:number>/joint/<int:key>/",
                joint_views.of_series,
                name="scheduling_joint_change",
            ),
            path("<int:pk>/board/", admin_views.board, name="scheduling_timetable_board"),
            path("<int:pk>/board/<slug:verb>/", admin_views.act, name="scheduling_timetable_act"),
            path("<int:pk>/compare/", admin_views.compare, name="scheduling_timetable_compare"),
            path("<int:pk>/publish/", admin_views.publish, name="scheduling_timetable_publish"),
            re_path(
                r"^(?P<pk>[0-9]{1,9})/papers/(?P<name>interpretation|rooms|doors)\.(?P<kind>pdf|xlsx)$",
                paper_views.paper,
                name="scheduling_timetable_paper",
            ),
            path("<int:pk>/discard/", admin_views.discard, name="scheduling_timetable_discard"),
        ]
        return [*pages, *super().get_urls()]
