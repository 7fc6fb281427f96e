"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "attendance"

urlpatterns = [
    path("invitation/", views.accept, name="accept"),
]
