"""Addresses of the top room."""

from django.urls import URLPattern, URLResolver, path, re_path

from . import about_views, digest_views, figure_views, own_calendar_views, views

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("my/calendar/", own_calendar_views.address, name="calendar_address"),
    path("my/entry/<uuid:public_id>/", own_calendar_views.entry_by_mail, name="entry_by_mail"),
    path("my/digest/", digest_views.digest, name="digest"),
    path("digest/leave/<slug:token>/", digest_views.leave_digest, name="leave_digest"),
    path("calendar/<slug:token>.ics", own_calendar_views.own_calendar, name="own_calendar"),
    path("figures/", figure_views.figures_page, name="key_figures"),
    path("figures/table.csv", figure_views.figures_csv, name="key_figures_csv"),
    path("figures/published.csv", figure_views.published_csv, name="published_figures_csv"),
    path("privacy/", about_views.about_privacy, name="about_privacy"),
    path("accessibility/", about_views.accessibility, name="accessibility"),
    path("how-panels-are-chosen/", about_views.about_selection, name="about_selection"),
    re_path(
        r"^how-panels-are-chosen/(?P<number>[0-9]{1,4})/$",
        about_views.series_selection,
        name="series_selection",
    ),
    path("robots.txt", about_views.robots_txt, name="robots_txt"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("gallery/", views.gallery, name="gallery"),
]
