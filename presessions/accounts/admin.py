"""People and what they were granted. Roles are given and taken by functions, not by saving rows."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import URLPattern, path

from presessions.accounts import admin_views
from presessions.accounts.models import Grant, User
from presessions.admin_site import SecretsMixin, StaffAdmin, StaffInline

for stock in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(stock):
        admin.site.unregister(stock)  # groups follow the roles; factors are their owner's business


class GrantInline(StaffInline):
    """What a person was granted; changed on the page "Roles"."""

    model = Grant
    fk_name = "user"
    extra = 0
    fields = readonly_fields = ("role", "iso3", "valid_until", "granted_by", "granted_at")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(SecretsMixin, StaffAdmin):
    """Everybody who ever signed in."""

    secret_fields = frozenset({"password"})

    list_display = ("email", "name", "language", "is_staff", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_active", "language")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_active", "is_staff", "date_joined", "last_login")
    readonly_fields = ("email", "is_active", "is_staff", "date_joined", "last_login")
    inlines = (GrantInline,)
    change_form_template = "admin/accounts/user/change_form.html"
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/roles/", admin_views.roles, name="accounts_user_roles"), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
