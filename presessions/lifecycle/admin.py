"""A thing's life beside it, and the audit on its own page; both only to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from presessions import wording
from presessions.admin_site import StaffAdmin
from presessions.lifecycle.models import AuditEvent, StatusChange


class ReadOnlyAdmin(StaffAdmin):
    """Rows that staff may look at and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LifeMixin:
    """For a ModelAdmin: the read-only field ``life``, newest change first.

    Name it in ``readonly_fields`` and in a fieldset. It is not an inline because
    changes hang on their thing through a content type and never by a form.
    """

    @admin.display(description="Its life so far")
    def life(self, thing: Model) -> SafeString | str:
        if thing.pk is None:
            return "Not saved yet."
        changes = StatusChange.objects.of(thing).select_related("by").order_by("-pk")[:50]
        labels = dict(getattr(thing._meta.get_field("status"), "flatchoices", ()))
        lines = format_html_join(
            "",
            "<li><time>{}</time> {} → {}, {}{}</li>",
            (
                (
                    wording.day_and_hour(change.at, "en", weekday=False, year=True),
                    labels.get(change.from_status, change.from_status) or "begun",
                    labels.get(change.to_status, change.to_status),
                    change.by or change.by_what,
                    f": {change.reason}" if change.reason else "",
                )
                for change in changes
            ),
        )
        return format_html('<ul class="life">{}</ul>', lines) if lines else "Nothing yet."


@admin.register(StatusChange)
class StatusChangeAdmin(ReadOnlyAdmin):
    """Every change of status there ever was."""

    list_display = ("at", "model", "object_id", "from_status", "to_status", "by", "by_what")
    exclude = ("reason",)  # it may speak of a State its reader is recused from; each thing shows its own
    list_filter = ("model", "to_status", "by_what")
    list_select_related = ("by",)
    search_fields = ("object_id",)
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Exports, mailings, files read, staff signing in: who and when."""

    list_display = ("number", "at", "kind", "by", "what", "detail")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("what",)
    date_hierarchy = "at"
    show_full_result_count = False
