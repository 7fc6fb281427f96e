"""What went out, waits, failed; preview, hold, release, send again; mailings with their minute to think."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from presessions.accounts.actors import actor_of
from presessions.admin_site import VerbAdmin
from presessions.lifecycle.admin import LifeMixin
from presessions.mail import admin_views
from presessions.mail.enums import MailStatus
from presessions.mail.messages import title_of
from presessions.mail.models import Mailing, OutgoingMail
from presessions.permissions import may

SHAPES = {
    MailStatus.SENT: ("disc", "green"),
    MailStatus.FAILED: ("ring", "red"),
    MailStatus.UNCERTAIN: ("half", "amber"),
    MailStatus.HELD: ("diamond", "amber"),
    MailStatus.SENDING: ("half", ""),
}


class OutboxAdmin(LifeMixin, VerbAdmin):
    """Whoever may see the outbox sees it; nobody edits a row by hand."""

    verb = "see_outbox"
    show_full_result_count = False


class TroubleFilter(admin.SimpleListFilter):
    """What staff should look at."""

    title = "needs a look"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Failed, uncertain or refused so far"), ("twice", "May have arrived twice")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        if self.value() == "yes":
            return queryset.in_trouble()  # type: ignore[attr-defined]
        return queryset.filter(possibly_twice=True) if self.value() == "twice" else queryset


class MessageFilter(admin.AllValuesFieldListFilter):
    """Messages by what staff call them."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": title_of(str(choice["display"]))}


@admin.register(OutgoingMail)
class OutgoingMailAdmin(OutboxAdmin):
    """The outbox: what failed first, then the newest."""

    list_display = ("standing", "about", "to", "moment", "remark", "language", "series_number")
    list_display_links = ("standing", "about")
    list_filter = (TroubleFilter, "status", ("message", MessageFilter), "language", "series_number")
    search_fields = ("to", "cause", "message_id")
    search_help_text = "An address, a cause or a Message-ID"
    list_per_page = 50
    actions = ("hold_these", "release_these")
    change_form_template = "admin/mail/outgoingmail/change_form.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "standing",
                    "to",
                    "about",
                    "cause",
                    "version",
                    "language",
                    "series_number",
                    "mailing",
                )
            },
        ),
        ("Sending", {"fields": ("created_at", "next_attempt_at", "sent_at", "attempts", "last_error")}),
        ("Trace", {"fields": ("message_id", "possibly_twice", "ids", "life")}),
    )
    readonly_fields = ("standing", "about", "life")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        rank = Case(
            When(status=MailStatus.FAILED, then=Value(0)),
            When(status=MailStatus.UNCERTAIN, then=Value(1)),
            When(status=MailStatus.WAITING, attempts__gt=0, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
        # Not super's: it would put the order by rank before there is one.
        rows = OutgoingMail.objects.annotate(rank=rank).select_related("mailing")
        return rows.exclude(iso3__in=actor_of(request).recused - {""})

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("rank", "-created_at", "-pk")

    def get_urls(self) -> list[URLPattern]:
        return [
            path("mailbox/", self._own(admin_views.mailbox), name="mail_mailbox"),
            path("<int:pk>/letter/", self._own(admin_views.letter_html), name="mail_outgoingmail_letter"),
            path(
                "<int:pk>/act/<slug:act>/", self._own(admin_views.act_on_mail), name="mail_outgoingmail_act"
            ),
            *super().get_urls(),
        ]

    def _own(self, view: Any) -> Any:
        def with_admin(request: HttpRequest, **kwargs: Any) -> Any:
            return view(request, self, **kwargs)

        return self.admin_site.admin_view(with_admin)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        more = admin_views.shown(self, request, object_id)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    @admin.display(description="Status", ordering="status")
    def standing(self, mail: OutgoingMail) -> SafeString:
        shape, tone = SHAPES.get(MailStatus(mail.status), ("ring", ""))
        return format_html(
            '<span class="status {}"><span class="shape shape-{}" aria-hidden="true"></span>{}</span>',
            tone,
            shape,
            mail.get_status_display(),
        )

    @admin.display(description="Message", ordering="message")
    def about(self, mail: OutgoingMail) -> str:
        return title_of(mail.message)

    @admin.display(description="Sent, or not before", ordering="next_attempt_at")
    def moment(self, mail: OutgoingMail) -> Any:
        return mail.sent_at or mail.next_attempt_at

    @admin.display(description="Remark", ordering="last_error")
    def remark(self, mail: OutgoingMail) -> str:
        return " ".join(
            filter(None, ("May have arrived twice." if mail.possibly_twice else "", mail.last_error))
        )

    @admin.action(description="Hold the chosen mails", permissions=["resend"])
    def hold_these(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        admin_views.act_on_many(self, request, queryset, "hold")

    @admin.action(description="Release the chosen mails", permissions=["resend"])
    def release_these(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> None:
        admin_views.act_on_many(self, request, queryset, "release")

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return may(actor_of(request), "resend_mail")


@admin.register(Mailing)
class MailingAdmin(OutboxAdmin):
    """One message to many: look at it, start it, stop it within the minute, watch it go."""

    list_display = (
        "title",
        "message",
        "status",
        "mails_sent",
        "mails_left",
        "mails_failed",
        "start_at",
        "created_at",
    )
    list_filter = ("status", "message")
    search_fields = ("title",)
    date_hierarchy = None
    change_form_template = "admin/mail/mailing/change_form.html"
    fields = ("title", "audience", "message", "status", "created_by", "created_at", "start_at", "life")
    readonly_fields = ("life",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        unsent = Q(
            mails__status__in=(MailStatus.WAITING, MailStatus.HELD, MailStatus.SENDING, MailStatus.UNCERTAIN)
        )
        return (
            super()
            .get_queryset(request)
            .select_related("created_by")
            .annotate(
                sent=Count("mails", filter=Q(mails__status=MailStatus.SENT)),
                left=Count("mails", filter=unsent),
                failed=Count("mails", filter=Q(mails__status=MailStatus.FAILED)),
            )
        )

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view(self._act)
        return [path("<int:pk>/act/<slug:act>/", own, name="mail_mailing_act"), *super().get_urls()]

    def _act(self, request: HttpRequest, pk: int, act: str) -> Any:
        return admin_views.act_on_mailing(request, self, pk=pk, act=act)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        more = admin_views.mailing_shown(self, request, object_id)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    @admin.display(description="sent", ordering="sent")
    def mails_sent(self, mailing: Any) -> int:
        return int(mailing.sent)

    @admin.display(description="to go", ordering="left")
    def mails_left(self, mailing: Any) -> int:
        return int(mailing.left)

    @admin.display(description="failed", ordering="failed")
    def mails_failed(self, mailing: Any) -> int:
        return int(mailing.failed)
