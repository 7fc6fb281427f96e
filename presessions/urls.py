"""The roof: includes every app's addresses; the only module that imports upward."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from presessions import wellknown

# The staff pages register themselves here: a worker or a command that serves no page need not load them.
admin.autodiscover()

handler400 = "presessions.errors.bad_request"
handler403 = "presessions.errors.forbidden"
handler404 = "presessions.errors.not_found"
handler429 = "presessions.errors.too_many"
handler500 = "presessions.errors.server_error"

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("sign-in/", include("presessions.accounts.urls")),
    path("sign-in/", include("presessions.accounts.stage_urls")),
    path(".well-known/security.txt", wellknown.security_txt, name="security_txt"),
    path("mail/", include("presessions.mail.urls")),
    path("calls/", include("presessions.series.urls")),
    path("apply/", include("applications.urls")),
    path("seat/", include("panels.urls")),
    path("", include("publications.urls")),
    path("api/", include("publications.api_urls")),
    path("missions/", include("presessions.attendance.urls")),
    path("staff/", admin.site.urls),
    path("", include("presessions.desk.urls")),
]
