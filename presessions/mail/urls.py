"""Addresses of this room: the demonstration's mailbox."""

from django.urls import path

from presessions.mail import views

app_name = "mail"

urlpatterns = [
    path("", views.letters, name="mailbox"),
    path("<slug:key>/", views.letter, name="letter"),
    path("<slug:key>/html/", views.letter_html, name="letter_html"),
]
