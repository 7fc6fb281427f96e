"""Staff's list of statements; reading, asking back, checking and publishing happen on pages of our own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from presessions import wording
from presessions.admin_site import RecusalMixin, VerbAdmin

from . import admin_views
from .due import days_left, due_on
from .models import Statement, StatementQuerySet

SOON = timedelta(days=14)


class DueFilter(admin.SimpleListFilter):
    """Statements not sent yet, by when they are due."""

    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("late", "overdue"), ("soon", "within 14 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"late", "soon"}:
            return queryset
        today = wording.in_geneva(timezone.now()).date()
        left = {row.pk: days_left(row, today) for row in queryset.to_send()}  # type: ignore[attr-defined]
        late = self.value() == "late"
        keys = [pk for pk, days in left.items() if days is not None and _within(days, late=late)]
        return queryset.filter(pk__in=keys)


def _within(days: int, *, late: bool) -> bool:
    return days < 0 if late else 0 <= days <= SOON.days


@admin.register(Statement)
class StatementAdmin(RecusalMixin, VerbAdmin):
    """The list; a row opens the reading page. Rows are changed by verbs only."""

    verb = "check_statement"
    prefix = "publications_statement"
    pages = (
        ("<int:pk>/ask/", admin_views.ask, "ask"),
        ("<int:pk>/check/", admin_views.mark_checked, "check"),
        ("<int:pk>/publish/", admin_views.publish, "publish"),
        ("<int:pk>/files/<uuid:file_id>/", admin_views.copy, "copy"),
        ("<int:pk>/files/<uuid:file_id>/original/", admin_views.original, "original"),
    )
    recusal_path = "seat__panel__pre_session__state_under_review"
    list_display = ("reference", "state", "organisation", "status", "due", "sent", "changed")
    list_filter = (
        ("seat__panel__pre_session__series", admin.RelatedOnlyFieldListFilter),
        ("seat__panel__pre_session__state_under_review", admin.RelatedOnlyFieldListFilter),
        "status",
        DueFilter,
    )
    search_fields = ("seat__application__reference_code", "seat__application__organisation_name")
    search_help_text = "Reference (six letters) or organisation"
    ordering = ("seat__panel__pre_session__series", "seat__panel__pre_session__order", "seat__number", "pk")
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> StatementQuerySet:
        rows = cast(StatementQuerySet, super().get_queryset(request))
        return rows.with_meeting().with_hour()

    @admin.display(description="reference", ordering="seat__application__reference_code")
    def reference(self, row: Statement) -> str:
        return row.seat.application.reference

    @admin.display(description="State", ordering="seat__panel__pre_session__state_under_review__name_en")
    def state(self, row: Statement) -> str:
        return row.seat.panel.pre_session.state_under_review.name_en

    @admin.display(description="organisation", ordering="seat__application__organisation_name")
    def organisation(self, row: Statement) -> str:
        return row.seat.application.organisation_name or "–"

    @admin.display(description="due")
    def due(self, row: Statement) -> str:
        day = due_on(row)
        return wording.day(day, "en", weekday=False, year=True) if day else "no day yet"

    @admin.display(description="sent", ordering="received_at")
    def sent(self, row: Statement) -> str:
        return _short(row.received_at) if row.received_at else "–"

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, row: Statement) -> str:
        return _short(row.changed_at)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The reading page stands where the admin's form would."""
        return admin_views.read(request, int(object_id) if object_id.isdecimal() else 0)


def _short(moment: Any) -> str:
    return wording.day_and_hour(moment, "en", weekday=False)
