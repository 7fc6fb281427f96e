"""Addresses of this room: signing in and out, and the staff's second factor."""

from django.urls import URLPattern, URLResolver, path

from . import staff_views, views

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.sign_in, name="sign_in"),
    path("code/", views.code, name="code"),
    path("out/", views.sign_out, name="sign_out"),
    path("goodbye/", views.signed_out, name="signed_out"),
    path("staff/", staff_views.staff_sign_in, name="staff_sign_in"),
    path("staff/door/", staff_views.door, name="staff_door"),
    path("staff/second-factor/", staff_views.second_factor, name="second_factor"),
    path("staff/second-factor/app/", staff_views.add_app, name="add_app"),
    path("staff/second-factor/key/", staff_views.add_key, name="add_key"),
    path("staff/second-factor/<int:pk>/remove/", staff_views.remove_factor, name="remove_factor"),
    path("staff/second-factor/recovery-codes/", staff_views.recovery_codes, name="recovery_codes"),
    path("staff/again/", staff_views.prove_again, name="prove_again"),
]
