"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from . import views

app_name = "panels"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<uuid:public_id>/", views.seat, name="seat"),
    path("<uuid:public_id>/accept/", views.accept, name="accept"),
    path("<uuid:public_id>/decline/", views.decline, name="decline"),
    path("<uuid:public_id>/speaker/", views.speaker, name="speaker"),
    path("<uuid:public_id>/letter/<slug:language>/", views.letter, name="letter"),
    path("why/<uuid:public_id>/", views.why, name="why"),
]
