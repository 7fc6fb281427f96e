"""The staff site: its title, its apps in the order of the work, its door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.contrib.auth import logout
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _Base
else:
    _Base = object

ORDER_OF_WORK = (
    "series",
    "applications",
    "panels",
    "scheduling",
    "publications",
    "attendance",
    "mail",
    "accounts",
    "lifecycle",
    "privacy",
)


class StaffSite(AdminSite):
    """Django's admin behind a password and a second factor, always both."""

    site_title = "Pre-sessions, staff"
    site_header = "Pre-sessions"
    index_title = "Staff"
    enable_nav_sidebar = False  # lists and their filters need the width; the desk names every list

    def has_permission(self, request: HttpRequest) -> bool:
        from presessions.accounts.actors import actor_of

        return actor_of(request).is_staff

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no sign-in form of the admin's own: the door asks for what is missing."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        way_back = request.GET.get("next") or resolve_url("admin:index")
        return HttpResponseRedirect(f"{resolve_url('accounts:staff_door')}?{urlencode({'next': way_back})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """A form signs out, never a link that somebody else's page could hold."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        logout(request)
        return redirect("accounts:signed_out")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps in the order in which the work goes; models as they are named."""
        apps = super().get_app_list(request, app_label)
        place = {label: number for number, label in enumerate(ORDER_OF_WORK)}
        return sorted(apps, key=lambda app: place.get(app["app_label"], len(place)))


class SecretsMixin(_Base):
    """For a ModelAdmin whose rows hold something that no list may be asked about, letter by letter."""

    secret_fields: frozenset[str] = frozenset()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup.split("__")[0] not in self.secret_fields and super().lookup_allowed(
            lookup, value, request
        )


class RecusalMixin(_Base):
    """For a ModelAdmin whose rows belong to a State under Review.

    ``recusal_path`` leads from a row to its State. Rows of a State from which
    the reader is recused are in no list, and asked for by address they are not
    found, exactly like a row that never was.
    """

    recusal_path = "pre_session__state_under_review"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        from presessions.accounts.actors import actor_of

        rows = super().get_queryset(request)
        recused = actor_of(request).recused
        return rows.exclude(**{f"{self.recusal_path}__iso3__in": recused}) if recused else rows

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found: Model | None = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)
