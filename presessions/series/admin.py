"""The ground floor in the staff site: series, their States, the calendar and what is on record."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from presessions import wording
from presessions.accounts.actors import actor_of
from presessions.admin_site import RecusalMixin, SecretsMixin, StaffAdmin, StaffInline
from presessions.lifecycle.admin import LifeMixin, ReadOnlyAdmin
from presessions.permissions import may

from . import admin_views, checks, contact_views
from .acts import STATE_ACTS, offered
from .deadlines import write_breaks
from .enums import SeriesStatus
from .models import (
    Contact,
    Issue,
    NhriAccreditation,
    PastMeeting,
    PastSeries,
    PermanentMission,
    PreSession,
    Review,
    Room,
    Series,
    SeriesDay,
    State,
    WorkingGroupSession,
)
from .staff_forms import DayForm, DayFormSet, RoomFormSet, SeriesForm


class DayInline(StaffInline):
    model = SeriesDay
    form = DayForm
    formset = DayFormSet
    fields = ("date", "opens", "closes", "breaks")
    readonly_fields = ("breaks_said",)
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[SeriesDay]:
        return super().get_queryset(request).prefetch_related("breaks")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read is told the breaks; the form's own line for them is no column."""
        if self.has_change_permission(request, obj):
            return self.fields
        return ("date", "opens", "closes", "breaks_said")

    @admin.display(description="Breaks")
    def breaks_said(self, day: SeriesDay) -> str:
        return write_breaks([(one.starts, one.ends) for one in day.breaks.all()]) or "–"


class RoomInline(StaffInline):
    model = Room
    formset = RoomFormSet
    fields = ("name",)
    extra = 0


class PreSessionInline(StaffInline):
    """The States at a glance; they are changed on their own list."""

    model = PreSession
    fields = readonly_fields = ("order", "state_under_review", "status", "deadline_said")
    verbose_name_plural = "States, in order of review"
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PreSession]:
        return super().get_queryset(request).select_related("state_under_review", "series")

    @admin.display(description="Own deadline")
    def deadline_said(self, row: PreSession) -> str:
        return wording.moment(row.closes_at, "en", year=True) if row.closes_at else "–"


@admin.register(Series)
class SeriesAdmin(LifeMixin, SecretsMixin, StaffAdmin):
    """Series; a new one begins on the page "Plan a series"."""

    secret_fields = frozenset({"seed"})

    form = SeriesForm
    list_display = (
        "__str__",
        "status",
        "opens_at",
        "closes_at",
        "first_day",
        "states_count",
        "not_held_count",
    )
    list_filter = ("status", "mode", "is_demo")
    list_select_related = ("session",)
    inlines = (DayInline, RoomInline, PreSessionInline)
    readonly_fields = ("session", "status", "opens_said", "closes_said", "life", "created_at")
    save_on_top = True
    change_form_template = "admin/series/series_change_form.html"
    fieldsets = (
        (
            None,
            {"fields": (("session", "status"), ("mode", "venue"), "languages", ("opens_at", "closes_at"))},
        ),
        (
            "The call",
            {
                "fields": (
                    "call_text_en",
                    "call_text_fr",
                    "call_text_es",
                    ("audience", "audience_languages", "audience_kinds"),
                    "answers_by",
                    "grace_minutes",
                )
            },
        ),
        (
            "Meetings",
            {
                "fields": (
                    ("panel_size", "sur_opening_minutes"),
                    ("speaking_minutes_min", "speaking_minutes_max"),
                    ("meeting_minutes_min", "meeting_minutes_max"),
                    "same_length",
                    ("turnaround_minutes", "transfer_minutes"),
                )
            },
        ),
        (
            "Seats and statements",
            {"fields": ("offer_days", "statement_due_days", "panels_shown_from", "nhri_rule", "policy")},
        ),
        ("Record", {"fields": ("created_at", "life")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        return Series.objects.with_counts().with_days()

    @admin.display(description="First day", ordering="first_day")
    def first_day(self, series: Any) -> Any:
        return series.first_day or "no days yet"

    @admin.display(description="States", ordering="states_count")
    def states_count(self, series: Any) -> int:
        return int(series.states_count)

    @admin.display(description="Not held", ordering="not_held_count")
    def not_held_count(self, series: Any) -> int:
        return int(series.not_held_count)

    @admin.display(description="The call opens")
    def opens_said(self, series: Series) -> str:
        return wording.moment(series.opens_at, "en", year=True)

    @admin.display(description="The call closes")
    def closes_said(self, series: Series) -> str:
        return wording.moment(series.closes_at, "en", year=True)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The times of a call that was open are said, not asked."""
        (name, first), *others = super().get_fieldsets(request, obj)
        if obj is None or obj.status == SeriesStatus.PLANNED:
            return [(name, first), *others]
        said = tuple(
            ("opens_said", "closes_said") if "opens_at" in line else line for line in first["fields"]
        )
        return [(name, {**first, "fields": said}), *others]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Once the call was open its times change by acts that leave a record, and its policy not at all."""
        fixed = (
            ("opens_at", "closes_at", "policy", "nhri_rule")
            if obj and obj.status != SeriesStatus.PLANNED
            else ()
        )
        return (*self.readonly_fields, *fixed)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(actor_of(request), "manage_series")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a plan on which nothing hangs yet."""
        fresh = obj is None or (
            obj.status == SeriesStatus.PLANNED and not checks.hangs_on(obj.pre_sessions.all())
        )
        return fresh and may(actor_of(request), "manage_series")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a plan; its States, which nobody deletes by themselves, go too."""
        deleted, counts, needed, kept = super().get_deleted_objects(objs, request)
        return deleted, counts, needed - {PreSession._meta.verbose_name}, kept

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("admin:series_series_plan")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        series = Series.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        context = {**(extra_context or {}), "acts": offered(series) if series else [], "series": series}
        if series and series.status == SeriesStatus.PLANNED:
            context["missing"] = checks.before_opening(series, timezone.now())
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("plan/", wrap(admin_views.plan), name="series_series_plan"),
            path("<int:pk>/act/<slug:name>/", wrap(admin_views.series_act), name="series_series_act"),
            path("<int:pk>/mailing/", wrap(admin_views.series_mailing), name="series_series_mailing"),
            path("<int:pk>/share/", wrap(admin_views.series_share), name="series_series_share"),
        ]
        return own + super().get_urls()


@admin.register(PreSession)
class PreSessionAdmin(RecusalMixin, LifeMixin, StaffAdmin):
    """States under Review, series by series; acts on several at once ask first."""

    recusal_path = "state_under_review"
    list_display = ("state_under_review", "series", "order", "status", "deadline_said", "has_own_deadline")
    list_filter = ("series__session__number", "status")
    list_select_related = ("state_under_review",)
    search_fields = ("state_under_review__name_en", "state_under_review__iso3")
    ordering = ("-series__session__number", "order")
    fields = (
        "state_under_review",
        "series",
        "order",
        "status",
        "deadline_said",
        "duration_minutes",
        "not_held_reason_en",
        "not_held_reason_fr",
        "not_held_reason_es",
        "life",
    )
    readonly_fields = tuple(name for name in fields if name not in ("order", "duration_minutes"))
    actions = ("extend", "not_held", "held", "planned", "move")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[PreSession]:
        """Each series once, with all it holds, for its many rows."""
        return super().get_queryset(request).prefetch_related("series")

    @admin.display(description="Deadline", ordering="closes_at")
    def deadline_said(self, row: PreSession) -> str:
        return wording.moment(row.deadline, "en", year=True)

    @admin.display(description="Its own", boolean=True)
    def has_own_deadline(self, row: PreSession) -> bool:
        return row.closes_at is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(actor_of(request), "manage_series")

    @admin.action(description=STATE_ACTS["extend"].button + "…")
    def extend(self, request: HttpRequest, rows: QuerySet[PreSession]) -> HttpResponse:
        return self._ask("extend", rows)

    @admin.action(description=STATE_ACTS["not-held"].button + "…")
    def not_held(self, request: HttpRequest, rows: QuerySet[PreSession]) -> HttpResponse:
        return self._ask("not-held", rows)

    @admin.action(description=STATE_ACTS["held"].button + "…")
    def held(self, request: HttpRequest, rows: QuerySet[PreSession]) -> HttpResponse:
        return self._ask("held", rows)

    @admin.action(description=STATE_ACTS["planned"].button + "…")
    def planned(self, request: HttpRequest, rows: QuerySet[PreSession]) -> HttpResponse:
        return self._ask("planned", rows)

    @admin.action(description=STATE_ACTS["move"].button + "…")
    def move(self, request: HttpRequest, rows: QuerySet[PreSession]) -> HttpResponse:
        return self._ask("move", rows)

    def _ask(self, name: str, rows: QuerySet[PreSession]) -> HttpResponse:
        keys = ",".join(str(key) for key in rows.order_by("pk").values_list("pk", flat=True))
        return HttpResponseRedirect(f"{reverse('admin:series_presession_act', args=[name])}?ids={keys}")

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(admin_views.state_act)
        return [path("act/<slug:name>/", act, name="series_presession_act"), *super().get_urls()]


@admin.register(WorkingGroupSession)
class WorkingGroupSessionAdmin(StaffAdmin):
    """The calendar; dates staff add stay until the reference knows better ones."""

    list_display = ("__str__", "cycle", "starts_on", "ends_on", "plan")
    list_filter = ("cycle",)
    list_select_related = ("series",)
    ordering = ("-number",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Series")
    def plan(self, session: WorkingGroupSession) -> str:
        series = getattr(session, "series", None)
        if series is None:
            return format_html('<a href="{}">Plan it</a>', reverse("admin:series_series_plan"))
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:series_series_change", args=[series.pk]), series
        )


@admin.register(Review)
class ReviewAdmin(StaffAdmin):
    list_display = ("state", "session", "order", "note")
    list_filter = ("session__cycle",)
    list_select_related = ("state", "session")
    search_fields = ("state__name_en", "state__iso3", "=session__number")
    autocomplete_fields = ("state",)


@admin.register(State)
class StateAdmin(ReadOnlyAdmin):
    """Names come from the reference files."""

    list_display = ("name_en", "name_fr", "name_es", "iso3", "regional_group")
    list_filter = ("regional_group",)
    search_fields = ("name_en", "name_fr", "name_es", "iso3")


@admin.register(PermanentMission)
class PermanentMissionAdmin(StaffAdmin):
    list_display = ("state", "in_geneva", "email")
    list_filter = ("in_geneva", "state__regional_group")
    list_select_related = ("state",)
    search_fields = ("state__name_en", "state__iso3", "email")
    readonly_fields = ("state",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Issue)
class IssueAdmin(ReadOnlyAdmin):
    list_display = ("name_en", "name_fr", "name_es", "code", "group", "selectable")
    list_filter = ("group", "selectable")
    search_fields = ("name_en", "name_fr", "name_es", "code")


@admin.register(NhriAccreditation)
class NhriAccreditationAdmin(StaffAdmin):
    """Partial: look the status up with GANHRI before relying on it."""

    list_display = ("institution", "state", "accreditation", "as_of")
    list_filter = ("accreditation",)
    list_select_related = ("state",)
    search_fields = ("institution", "state__name_en")
    autocomplete_fields = ("state",)


@admin.register(PastSeries)
class PastSeriesAdmin(ReadOnlyAdmin):
    list_display = ("number", "dates", "weekdays", "lead_weeks", "meetings", "place", "is_fragment")
    list_filter = ("is_fragment",)


@admin.register(PastMeeting)
class PastMeetingAdmin(ReadOnlyAdmin):
    list_display = ("state", "series_number", "date_start", "time_slot", "earlier_date", "confidence")
    fields = (
        "series_number",
        "state",
        "date_start",
        "date_end",
        "time_slot",
        "mode",
        "earlier_date",
        "earlier_time_slot",
        "confidence",
        "source",
    )
    list_filter = ("series_number",)
    list_select_related = ("state",)
    search_fields = ("state__name_en", "state__iso3")


@admin.register(Contact)
class ContactAdmin(SecretsMixin, StaffAdmin):
    """People who asked for calls; they come and go by themselves, staff only note what they are."""

    secret_fields = frozenset({"token"})

    list_display = ("email", "kind", "language", "status", "confirmed_at", "left_at")
    list_filter = ("status", "kind", "language")
    search_fields = ("email",)
    fields = ("kind", "email", "language", "states", "status", "created_at", "confirmed_at", "left_at")
    readonly_fields = fields[1:]
    change_list_template = "admin/series/contact_change_list.html"

    def has_view_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        """Addresses are for those who write to them; moderators read the rest of this room only."""
        return may(actor_of(request), "send_mailing")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Contact | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        """Only this one column, so that what the contact does at the same moment stays."""
        Contact.objects.filter(pk=obj.pk).update(kind=obj.kind)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("import/", contact_views.page, name="series_contact_import"),
            path("import/undo/", contact_views.undo, name="series_contact_import_undo"),
        ]
        return own + super().get_urls()
