"""The two addresses that allauth itself looks up, under the names it knows."""

from django.urls import URLPattern, path

from . import staff_views

urlpatterns: list[URLPattern] = [
    path("staff/", staff_views.staff_sign_in, name="account_login"),
    path("staff/factor/", staff_views.AskSecondFactor.as_view(), name="mfa_authenticate"),
]
