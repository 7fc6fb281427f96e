"""Staff's list of statements; reading, asking back, checking and publishing happen on pages of our own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from presessions import wording
from presessions.admin_site import RecusalMixin, VerbAdmin

from . import (
    admin_comment_views,
    admin_version_views,
    admin_views,
    bundle_admin_views,
    bundles,
    guardian_admin_views,
    proof_admin_views,
)
from .beside_models import Comment
from .due import days_left, due_on
from .models import Bundle, Statement, StatementQuerySet

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


class CommentsFilter(admin.SimpleListFilter):
    """Statements by what became of the comments that were sent."""

    title = "comments"
    parameter_name = "comments"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("unsent", "not sent yet"), ("open", "open with the speaker"), ("answered", "answered")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        own = Comment.objects.filter(statement=OuterRef("pk"))
        found = {
            "unsent": own.filter(sent_at=None),
            "open": own.filter(sent_at__isnull=False, done_at=None),
            "answered": own.filter(answered_at__isnull=False),
        }.get(self.value() or "")
        return queryset if found is None else queryset.filter(Exists(found))


def _within(days: int, *, late: bool) -> bool:
    return days < 0 if late else 0 <= days <= SOON.days


@admin.register(Statement)
class StatementAdmin(RecusalMixin, VerbAdmin):
    """The list; a row opens the reading page. Rows are changed by verbs only."""

    verb = "check_statement"
    reads = staticmethod(admin_views.read)
    prefix = "publications_statement"
    pages = (
        ("<int:pk>/ask/", admin_views.ask, "ask"),
        ("<int:pk>/check/", admin_views.mark_checked, "check"),
        ("<int:pk>/publish/", admin_views.publish, "publish"),
        ("<int:pk>/guardian/", guardian_admin_views.guardian, "guardian"),
        ("<int:pk>/consent/", proof_admin_views.propose, "consent"),
        ("<int:pk>/take-back/", proof_admin_views.take_back, "take_back"),
        ("<int:pk>/proof/<uuid:key>/", proof_admin_views.proof, "proof"),
        ("<int:pk>/proof/<uuid:key>/file/", proof_admin_views.proof_file, "proof_file"),
        ("<int:pk>/comment/", admin_comment_views.write, "comment"),
        ("<int:pk>/comment/<uuid:key>/take-back/", admin_comment_views.take_back, "comment_back"),
        ("<int:pk>/comments/send/", admin_comment_views.send, "comments_send"),
        ("<int:pk>/versions/", admin_version_views.versions, "versions"),
        ("<int:pk>/versions/<int:number>/", admin_version_views.version, "version"),
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
        CommentsFilter,
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


def _short(moment: Any) -> str:
    return wording.day_and_hour(moment, "en", weekday=False)


@admin.register(Bundle)
class BundleAdmin(VerbAdmin):
    """Bundles for interpreters and moderators; made, looked at and withdrawn on pages of our own."""

    verb = "publish_statement"
    reads = staticmethod(bundle_admin_views.read)
    prefix = "publications_bundle"
    has_history = False
    pages = (
        ("new/<small:number>/", bundle_admin_views.new, "new"),
        ("<int:pk>/withdraw/", bundle_admin_views.withdraw, "withdraw"),
    )
    list_display = ("series", "meetings_in_words", "made", "until", "is_open")
    list_filter = (("series", admin.RelatedOnlyFieldListFilter),)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        """Those none of whose meetings is on a State from which the reader is recused."""
        rows = bundle_admin_views.readable(request)
        return rows.select_related("series__session").prefetch_related("meetings__state_under_review")

    @admin.display(description="meetings")
    def meetings_in_words(self, row: Bundle) -> str:
        return ", ".join(sorted(each.state_under_review.name_en for each in row.meetings.all()))

    @admin.display(description="made", ordering="made_at")
    def made(self, row: Bundle) -> str:
        return _short(row.made_at)

    @admin.display(description="opens until", ordering="expires_at")
    def until(self, row: Bundle) -> str:
        return _short(row.expires_at)

    @admin.display(description="open", boolean=True)
    def is_open(self, row: Bundle) -> bool:
        return bundles.is_open(row, timezone.now())

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with a way to a new one for each series that has meetings to come."""
        return super().changelist_view(request, {"series_to_prepare": bundle_admin_views.series_to_prepare()})
