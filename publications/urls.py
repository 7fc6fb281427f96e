"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path, re_path

from . import (
    attachment_views,
    briefing_views,
    bundle_views,
    comment_views,
    consent_views,
    guardian_views,
    library_file_views,
    library_views,
    outside_views,
    take_away_views,
    text_file_views,
    version_views,
    views,
)

app_name = "publications"

# what the public and missions read
outside: list[URLPattern | URLResolver] = [
    path("programme/", outside_views.programme, name="programme"),
    path("programme/<small:number>/", outside_views.series_programme, name="series_programme"),
    path("programme/entry/<uuid:uid>.ics", take_away_views.entry, name="entry"),
    path("programme/feed/", take_away_views.feed, name="feed"),
    re_path(r"^programme/feed/(?P<language>en|fr|es)/$", take_away_views.feed, name="feed_in"),
    path(
        "programme/<small:number>/calendar.ics",
        take_away_views.series_calendar,
        name="series_calendar",
    ),
    re_path(
        r"^programme/(?P<number>[0-9]{1,4})/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.pdf$",
        take_away_views.day_pdf,
        name="day_pdf",
    ),
    re_path(
        r"^programme/(?P<number>[0-9]{1,4})/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.ics$",
        take_away_views.day_calendar,
        name="day_calendar",
    ),
    path("programme/<small:number>/booklet.pdf", take_away_views.booklet_pdf, name="booklet_pdf"),
    path(
        "programme/<small:number>/programme.json",
        take_away_views.programme_json,
        name="programme_json",
    ),
    path("sitemap.xml", take_away_views.sitemap, name="sitemap"),
    path("states/", outside_views.states, name="states"),
    path("states/<slug:slug>/", outside_views.state, name="state"),
    path("states/<slug:slug>/calendar.ics", take_away_views.state_calendar, name="state_calendar"),
    path("library/", library_views.search, name="library"),
    re_path(
        r"^library/export\.(?P<kind>csv|xlsx|json|docx)$", library_file_views.export, name="library_export"
    ),
    path("library/recommendation/<uuid:key>/", library_views.recommendation, name="recommendation"),
    path("library/feed/", library_file_views.feed, name="library_feed"),
    path("library/basket/", library_file_views.basket_page, name="basket"),
    re_path(
        r"^library/basket\.(?P<kind>csv|xlsx|json|docx|txt)$",
        library_file_views.basket_file,
        name="basket_file",
    ),
    path("briefing/", briefing_views.choose, name="briefing_choose"),
    path("briefing/<uuid:key>/", briefing_views.briefing, name="briefing"),
    path("briefing/<uuid:key>/file/", briefing_views.briefing_file, name="briefing_file"),
    path("files/<uuid:key>/", outside_views.file, name="file"),
    path("<small:number>/<slug:slug>/", outside_views.pre_session, name="pre_session"),
    path("<small:number>/<slug:slug>/text/", outside_views.plain_text, name="plain_text"),
    path("<small:number>/<slug:slug>/sheet.pdf", take_away_views.sheet_pdf, name="sheet_pdf"),
    path("<small:number>/<slug:slug>/recommendations.docx", take_away_views.word_copy, name="word_copy"),
    path(
        "<small:number>/<slug:slug>/meeting.ics",
        take_away_views.meeting_calendar,
        name="meeting_calendar",
    ),
]

# what interpreters and moderators are sent
papers: list[URLPattern | URLResolver] = [
    path("papers/<uuid:key>/<slug:proof>/", bundle_views.papers, name="papers"),
    path("papers/<uuid:key>/<slug:proof>/papers.zip", bundle_views.papers_archive, name="papers_archive"),
]

# what a panelist prepares and shares
inside: list[URLPattern | URLResolver] = [
    path("statements/<uuid:public_id>/", views.statement, name="statement"),
    path("statements/<uuid:public_id>/text/<slug:kind>/", views.section, name="statement_section"),
    path("statements/<uuid:public_id>/recommendations/", views.recommendations, name="recommendations"),
    path("statements/<uuid:public_id>/translations/", views.translations, name="translations"),
    path("statements/<uuid:public_id>/translations/<slug:language>/", views.translation, name="translation"),
    path("statements/<uuid:public_id>/discard/<slug:page>/", views.discard, name="discard"),
    path("statements/<uuid:public_id>/files/", attachment_views.attachments, name="attachments"),
    path("statements/<uuid:public_id>/files/<uuid:file_id>/", attachment_views.attachment, name="attachment"),
    path(
        "statements/<uuid:public_id>/files/<uuid:file_id>/remove/",
        attachment_views.remove_attachment,
        name="remove_attachment",
    ),
    path("statements/<uuid:public_id>/from-a-file/", text_file_views.text_file, name="text_file"),
    path("statements/<uuid:public_id>/comments/", comment_views.read, name="comments"),
    path("statements/<uuid:public_id>/versions/", version_views.versions, name="versions"),
    path(
        "statements/<uuid:public_id>/versions/<version_number:number>/", version_views.version, name="version"
    ),
    path("statements/<uuid:public_id>/sharing/", consent_views.consent, name="consent"),
    path("statements/<uuid:public_id>/guardian/", guardian_views.name_guardian, name="name_guardian"),
    path("statements/<uuid:public_id>/preview/", consent_views.look, name="preview"),
    path("statements/<uuid:public_id>/receipt/", consent_views.receipt, name="receipt"),
    path("statements/<uuid:public_id>/receipt.txt", consent_views.receipt_file, name="receipt_file"),
    path("statements/<uuid:public_id>/template.docx", views.template, name="template"),
    path("statements/<uuid:public_id>/send/", views.send, name="send"),
]

# what a parent or guardian is asked
guardian: list[URLPattern | URLResolver] = [
    path("guardian/<uuid:key>/", guardian_views.guardian, name="guardian"),
    path("guardian/<uuid:key>/receipt/", guardian_views.guardian_receipt, name="guardian_receipt"),
    path(
        "guardian/<uuid:key>/receipt.txt", guardian_views.guardian_receipt_file, name="guardian_receipt_file"
    ),
    path("guardian/<uuid:key>/files/<uuid:file_id>/", guardian_views.guardian_file, name="guardian_file"),
]

urlpatterns: list[URLPattern | URLResolver] = [*inside, *guardian, *papers, *outside]
