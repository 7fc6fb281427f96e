"""Giving and taking roles, by POST and after the second factor once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from presessions.accounts.access import staff_only, step_up
from presessions.accounts.grants import disable, enable, grant, take_back
from presessions.accounts.models import RECUSED, Grant, User
from presessions.numbers import in_our_time
from presessions.permissions import Role


class RoleForm(forms.Form):
    """One role to give."""

    role = forms.ChoiceField(label="Role", choices=Grant._meta.get_field("role").choices or [])
    iso3 = forms.CharField(
        label="State",
        help_text="Three letters (ISO 3166-1), for a delegate or a recusal only.",
        required=False,
        max_length=3,
        validators=[RegexValidator("^[A-Za-z]{3}$", "Write the three letters of the State, like KEN.")],
    )
    valid_until = forms.DateTimeField(
        label="Until",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        validators=[in_our_time],
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "iso3" not in values or "role" not in values:
            return values
        values["iso3"] = values["iso3"].upper()
        needs_state = values["role"] in (Role.DELEGATE, RECUSED)
        if needs_state and not values["iso3"]:
            self.add_error("iso3", "Say for which State.")
        elif values["iso3"] and not needs_state:
            self.add_error("iso3", "This role holds for every State; leave this empty.")
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("manage_people")
@step_up
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person may, with a form to give a role and buttons to take them back."""
    person = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST if request.POST.get("do") == "give" else None)
    if request.method == "POST":
        said = _done(request, person, form)
        if said:
            messages.success(request, said)
            return redirect("admin:accounts_user_roles", pk=pk)
    values = {
        **admin.site.each_context(request),
        "title": f"Roles of {person}",
        "person": person,
        "grants": person.grants.select_related("granted_by"),
        "form": form,
        "is_self": person.pk == request.user.pk,
        "opts": User._meta,
    }
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "admin/accounts/user/roles.html", values, status=status)


def _done(request: HttpRequest, person: User, form: RoleForm) -> str:
    """Do what was asked; what was done in words, or "" where the form must be mended."""
    by: Any = request.user
    match request.POST.get("do"):
        case "give" if form.is_valid():
            given = grant(person, by=by, **form.cleaned_data)
            return f"{person} now holds: {given}."
        case "take":
            held = get_object_or_404(Grant, pk=_number(request.POST.get("grant")), user=person)
            if person.pk == by.pk and held.role == Role.ADMINISTRATOR:
                return "Nobody takes the administrator’s role from themselves; ask another administrator."
            take_back(person, held.role, by=by, iso3=held.iso3)
            return f"{person} no longer holds: {held}."
        case "disable" if person.pk != by.pk:
            disable(person, by=by)
            return f"{person} can no longer sign in; open sessions have ended."
        case "enable":
            enable(person, by=by)
            return f"{person} can sign in again."
    return ""


def _number(typed: str | None) -> int:
    """A row's number as sent by a form; 0, which no row has, for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
