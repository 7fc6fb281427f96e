"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, re_path

from . import views

app_name = "series"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.calls, name="calls"),
    path("feed/", views.calls_feed, name="calls_feed"),
    re_path(r"^feed/(?P<language>en|fr|es)/$", views.calls_feed, name="calls_feed_in"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/asked/", views.asked, name="asked"),
    path("subscribe/confirm/<slug:token>/<small:version>/", views.confirm, name="confirm"),
    path("leave/<slug:token>/", views.leave, name="leave"),
    path("<small:number>/", views.call, name="call"),
    path("<small:number>/text/", views.call_text, name="call_text"),
    path("<small:number>/deadline.ics", views.call_calendar, name="call_calendar"),
    path("<small:number>/<slug:iso3>/deadline.ics", views.call_calendar, name="state_calendar"),
]
