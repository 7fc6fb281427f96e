"""The staff site: its title, its apps in the order of the work, its door; what all lists of it share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import FieldError
from django.core.validators import MaxValueValidator
from django.db import DataError
from django.db.models import DateField, Field, Model, PositiveSmallIntegerField, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.forms import ModelForm
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from presessions.careful_forms import CarefulForm, marks_of
from presessions.numbers import LARGEST, LONGEST_KEY, in_our_time
from presessions.permissions import may

if TYPE_CHECKING:
    _Base = ModelAdmin
else:
    _Base = object

# what a database or Django says to a value that no row can hold: a year 99999, a number of thirty digits
UNREADABLE = (ValueError, OverflowError, DataError, FieldError)

# what an address of a list may ask of a field: the look-ups that filters, dates and links of ours use. Others (regex,
# range, contains) would be questions to columns that nobody put there.
LOOKUPS = frozenset({"exact", "in", "isnull", "year", "month", "day", "gte", "lt"})

NUL = "\x00"


def without_nul(sent: QueryDict) -> QueryDict:
    """What a form sent without the one character that nobody types and PostgreSQL refuses; the rest as typed."""
    kept = sent.copy()
    for name, texts in sent.lists():
        kept.setlist(name, [text.replace(NUL, "") for text in texts])
    return kept


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
        from presessions.accounts.views import sign_out

        return sign_out(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows; without the list of all apps, which only the first page shows and asks for itself."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": self.get_log_entries(request),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps in the order in which the work goes; models as they are named."""
        apps = super().get_app_list(request, app_label)
        place = {label: number for number, label in enumerate(ORDER_OF_WORK)}
        return sorted(apps, key=lambda app: place.get(app["app_label"], len(place)))


class StaffInline(TabularInline):
    """Rows of a form in a table, each field named for who can't see the head of its column."""

    template = "admin/tabular_named.html"

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = type(formset.form.__name__, (CarefulForm, formset.form), {})
        return formset

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field


class StaffAdmin(ModelAdmin):
    """The base of every list: an address that asks for what can't be is answered in words, never by an error.

    Forms take no year and no number that nobody can mean: one database would keep them, and pages fail later.
    """

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if ERROR_FLAG in request.GET or any(len(key) > LONGEST_KEY and key.isdecimal() for key in ticked):
            return self._whole_list(request)
        try:
            named = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
            answer: HttpResponse = super().changelist_view(request, named)
            if isinstance(answer, TemplateResponse):
                answer.render()  # here, because a list asks the database while it is drawn
        except UNREADABLE:
            if request.method != "GET" or not request.GET:
                raise
            return self._whole_list(request)
        return answer

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if any(NUL in text for texts in request.POST.lists() for text in texts[1]):
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
        answer: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return answer

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (CarefulForm, form), {}) if change else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        rows = [form for each in context["inline_admin_formsets"] for form in each.formset.initial_forms]
        careful = [form for form in (context["adminform"].form, *rows) if isinstance(form, CarefulForm)]
        if careful:
            context["seen_values"] = marks_of(careful)
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, DateField):
            field.validators.append(in_our_time)
        if field is not None and isinstance(field.widget, AdminSplitDateTime):
            for part, name in zip(field.widget.widgets, ("day", "hour"), strict=True):
                part.attrs["aria-label"] = f"{field.label}: {name}"  # Django's label names the first alone
        if field is not None and isinstance(db_field, PositiveSmallIntegerField):
            field.validators.append(MaxValueValidator(LARGEST))
        return field

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        asked = lookup.split(LOOKUP_SEP)[-1]
        known = asked in LOOKUPS or asked not in Field.class_lookups
        return known and super().lookup_allowed(lookup, value, request)

    def action_checkbox(self, obj: Model) -> SafeString:
        """The box before each row, as Django's own form would write it: asked of no template, for lists are long."""
        box = (
            '<input type="checkbox" name="{}" value="{}" class="action-select"'
            ' aria-label="Select this object for an action - {}">'
        )
        return format_html(box, ACTION_CHECKBOX_NAME, obj.pk, obj)

    def _whole_list(self, request: HttpRequest) -> HttpResponse:
        """The list without the filter that could not be read, and a sentence that says so."""
        messages.warning(request, "This filter or search can’t be read, so the whole list is shown.")
        return HttpResponseRedirect(request.path)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, or None: a number that no row can have is a row that isn't there."""
        try:
            return super().get_object(request, object_id, from_field)
        except UNREADABLE:
            return None


class VerbAdmin(StaffAdmin):
    """Rows are seen by whoever holds ``verb`` and changed on pages of our own only.

    ``pages`` are those pages: route, view and name; the address is called
    ``<prefix>_<name>``. A list or a row that has a page of its own overrides
    the view; without ``has_history`` what happened to a row stands on its own page.
    ``reads`` is the page of a row, by its key, that stands where the admin's form would.
    """

    verb: str
    prefix: str = ""
    pages: Sequence[tuple[str, Callable[..., HttpResponse], str]] = ()
    has_history = True
    reads: Callable[[HttpRequest, int], HttpResponse] | None = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        from presessions.accounts.actors import actor_of

        return may(actor_of(request), self.verb)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.reads is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return self.reads(request, int(object_id) if object_id.isdecimal() else 0)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_history:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def get_urls(self) -> list[URLPattern]:
        own = [path(route, view, name=f"{self.prefix}_{name}") for route, view, name in self.pages]
        return own + super().get_urls()

    def found(self, object_id: str) -> Any:
        """The row a stock address names; not found where there is none."""
        row = self.model._default_manager.filter(pk=object_id).first() if object_id.isdecimal() else None
        if row is None:
            raise Http404
        return row


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
