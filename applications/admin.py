"""Staff's view of applications, organisations and files; reading happens on pages of our own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime

from presessions.accounts.access import step_up
from presessions.accounts.actors import actor_of
from presessions.admin_site import RecusalMixin, SecretsMixin, VerbAdmin
from presessions.lifecycle import audit
from presessions.lifecycle.models import AuditKind
from presessions.permissions import may

from . import admin_reading, admin_views, bulk_views, import_views, organisation_views
from .enums import Risk, Submitted
from .models import Application, Label, Labelled, Organisation
from .reading_order import ReadingList

REMEMBERED = "application_filters"


class ConfirmedFilter(admin.SimpleListFilter):
    title = "confirmed by staff"
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "confirmed"), ("no", "not yet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(confirmed_at__isnull=self.value() == "no")
        return queryset


class AtRiskFilter(admin.SimpleListFilter):
    title = "handle with care"
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("risk", "risk told"), ("minor", "speaker under 18")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        risk = Q(risk__in=[Risk.SOME, Risk.HIGH, Risk.UNSAID])
        return {"risk": queryset.filter(risk), "minor": queryset.filter(under_18=True)}.get(
            self.value() or "", queryset
        )


class LabelFilter(admin.SimpleListFilter):
    """Applications that carry a label."""

    title = "label"
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(label.pk), label.name) for label in Label.objects.all()[:40]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = self.value() or ""
        return queryset.filter(labelled__label=key) if key.isdecimal() and len(key) < 12 else queryset


class CameFilter(admin.SimpleListFilter):
    """How an application came to us."""

    title = "how it came"
    parameter_name = "came"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("form", "by the form"), ("imported", "by e-mail, taken in from a file")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"form", "imported"}:
            return queryset.filter(imported__isnull=self.value() == "form")
        return queryset


class OverlapFilter(admin.SimpleListFilter):
    """Coalition and member for one State: only one of them can have a seat."""

    title = "coalition and member"
    parameter_name = "overlap"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "both apply for one State")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        linked = Q(organisation__members=OuterRef("organisation")) | Q(
            organisation__coalitions=OuterRef("organisation")
        )
        others = Application.objects.standing().filter(linked, pre_session=OuterRef("pre_session"))
        return queryset.standing().filter(Exists(others))  # type: ignore[attr-defined]


@admin.register(Application)
class ApplicationAdmin(RecusalMixin, SecretsMixin, VerbAdmin):
    """The list; a row opens the reading page."""

    verb = "assess_application"
    reads = staticmethod(admin_reading.read)
    prefix = "applications_application"
    pages = (
        ("compare/", admin_views.compare, "compare"),
        ("import/", import_views.page, "import"),
        ("import/<small:number>/template.<slug:kind>", import_views.empty, "template"),
        ("bulk/", bulk_views.act, "bulk"),
        ("bulk/<int:pk>/", bulk_views.done, "bulk_done"),
        ("<int:pk>/verdict/", bulk_views.verdict, "verdict"),
        ("<int:pk>/confirm/", admin_views.confirm, "confirm"),
        ("<int:pk>/note/", admin_views.note, "note"),
        ("<int:pk>/move/", admin_views.move_on, "move"),
        ("<int:pk>/correction/", admin_views.ask, "correction"),
        ("<int:pk>/reopen/", admin_views.reopen_one, "reopen"),
        ("<int:pk>/files/<uuid:file_id>/", admin_reading.file, "file"),
        ("<int:pk>/files/<uuid:file_id>/shown/", admin_reading.shown_file, "shown_file"),
    )
    secret_fields = frozenset({"recovery_hash", "tabs"})

    list_display = (
        "shown_reference",
        "organisation_name",
        "state",
        "status",
        "claim",
        "confirmed",
        "care",
        "labels",
        "sent",
    )
    list_filter = (
        ("pre_session__series", admin.RelatedOnlyFieldListFilter),
        ("pre_session__state_under_review", admin.RelatedOnlyFieldListFilter),
        "status",
        "kind",
        "is_coalition",
        ConfirmedFilter,
        AtRiskFilter,
        CameFilter,
        OverlapFilter,
        LabelFilter,
        "language",
    )
    search_fields = ("reference_code", "organisation_name", "speaker_name", "owner__email")
    search_help_text = "Reference (six letters), organisation, speaker or address"
    list_select_related = ("pre_session__series", "pre_session__state_under_review")
    ordering = ("pre_session__series", "pre_session__order", "organisation_name", "pk")
    list_per_page = 50
    show_full_result_count = False
    preserve_filters = False  # the links name the list they stand in: reading_order
    change_list_template = "admin/applications/application/change_list.html"
    actions = (
        "compare",
        "bulk_label",
        "bulk_unlabel",
        "bulk_incomplete",
        "bulk_consider",
        "bulk_back",
        "export_csv",
        "export_xlsx",
    )

    @admin.display(description="reference", ordering="reference_code")
    def shown_reference(self, row: Application) -> str:
        return row.reference

    @admin.display(description="State", ordering="pre_session__state_under_review__name_en")
    def state(self, row: Application) -> str:
        return row.pre_session.state_under_review.name_en

    @admin.display(description="claims", ordering="kind")
    def claim(self, row: Application) -> str:
        report = "report" if row.submitted in {Submitted.OWN, Submitted.JOINT} else ""
        return ", ".join(filter(None, [row.kind, "coalition" if row.is_coalition else "", report])) or "–"

    @admin.display(description="confirmed", ordering="confirmed_at")
    def confirmed(self, row: Application) -> str:
        return "yes" if row.is_confirmed else "not yet"

    @admin.display(description="sent", ordering="submitted_at")
    def sent(self, row: Application) -> str:
        return f"{localtime(row.submitted_at):%-d %b %H:%M}" if row.submitted_at else "–"

    @admin.display(description="care")
    def care(self, row: Application) -> str:
        minor = "under 18" if row.under_18 else ""
        risk = "risk" if row.risk in {Risk.SOME, Risk.HIGH, Risk.UNSAID} else ""
        return ", ".join(filter(None, [risk, minor]))

    @admin.display(description="labels")
    def labels(self, row: Application) -> str:
        return ", ".join(each.label.name for each in row.labelled.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        labelled = Labelled.objects.select_related("label")
        return super().get_queryset(request).prefetch_related(Prefetch("labelled", labelled))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The filters chosen last stand again when the list is opened anew; "all" forgets them."""
        if request.method == "GET" and "all" in request.GET:
            request.session.pop(REMEMBERED, None)
            return HttpResponseRedirect(request.path)
        if request.method == "GET" and not request.GET and request.session.get(REMEMBERED):
            return HttpResponseRedirect(f"{request.path}?{request.session[REMEMBERED]}")
        answer = super().changelist_view(request, extra_context)
        asked = request.GET.urlencode()
        if request.method == "GET" and answer.status_code == 200:
            if asked and request.session.get(REMEMBERED) != asked[:2000]:
                request.session[REMEMBERED] = asked[:2000]
        elif request.method == "GET" and request.GET:
            request.session.pop(REMEMBERED, None)  # what could not be read is not worth remembering
        return answer

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReadingList]:
        return ReadingList

    @admin.action(description="Put a label on them…")
    def bulk_label(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        return self._bulk(request, queryset, "label")

    @admin.action(description="Take a label off them…")
    def bulk_unlabel(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        return self._bulk(request, queryset, "unlabel")

    @admin.action(description="Mark as incomplete…")
    def bulk_incomplete(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        return self._bulk(request, queryset, "incomplete")

    @admin.action(description="Consider them…")
    def bulk_consider(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        return self._bulk(request, queryset, "consider")

    @admin.action(description="Back to received…")
    def bulk_back(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
        return self._bulk(request, queryset, "back")

    def _bulk(self, request: HttpRequest, queryset: QuerySet[Application], act: str) -> HttpResponse:
        return bulk_views.preview(request, act, list(queryset.values_list("pk", flat=True)))

    @admin.action(description="Compare side by side (two to six)")
    def compare(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        return admin_views.to_compare(request, queryset)

    @admin.action(description="Export as CSV")
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        return step_up(self._export)(request, queryset, "csv")

    @admin.action(description="Export as XLSX")
    def export_xlsx(self, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        return step_up(self._export)(request, queryset, "xlsx")

    def _export(self, request: HttpRequest, queryset: QuerySet[Application], kind: str) -> HttpResponse:
        from .spreadsheets import FORMATS, exported

        if not may(actor_of(request), "export_personal_data"):
            raise PermissionDenied
        answer = HttpResponse(exported(queryset, kind), content_type=FORMATS[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="applications.{kind}"'
        audit.record(
            AuditKind.EXPORT,
            by=request.user,  # type: ignore[arg-type]
            what="applications.Application",
            detail={"rows": queryset.count(), "format": kind},
        )
        return answer


@admin.register(Organisation)
class OrganisationAdmin(RecusalMixin, VerbAdmin):
    """Organisations once, with what they are; their applications stand below."""

    verb = "assess_application"
    prefix = "applications_organisation"
    pages = (
        ("duplicates/", organisation_views.duplicates, "duplicates"),
        ("<int:pk>/with/<int:other>/", organisation_views.merge, "merge"),
        ("merge/<int:pk>/undo/", organisation_views.undo, "undo"),
        ("<int:pk>/member/", organisation_views.member, "member"),
    )
    recusal_path = "state"
    list_display = ("name", "kind", "is_coalition", "state", "nhri_accreditation", "nhri_as_of")
    list_filter = ("kind", "is_coalition", ("state", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "website")
    list_select_related = ("state",)
    change_list_template = "admin/applications/organisation/change_list.html"
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Those that were merged are found through the one that took them in."""
        return super().get_queryset(request).apart()  # type: ignore[attr-defined]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A page of our own stands where the admin's form would."""
        return organisation_views.page(request, int(object_id) if object_id.isdecimal() else 0)
