"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from . import correction_views, start_views, status_views, upload_views, views

app_name = "applications"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start_views.start, name="start"),
    path("begin/", start_views.begin, name="begin"),
    path("code/", start_views.code, name="code"),
    path("return/", start_views.resume, name="resume"),
    path("<uuid:public_id>/", views.tasks, name="tasks"),
    path("<uuid:public_id>/check/", views.check, name="check"),
    path("<uuid:public_id>/sent/", views.sent, name="sent"),
    path("<uuid:public_id>/phrase/", views.phrase, name="phrase"),
    path("<uuid:public_id>/status/", status_views.status, name="status"),
    path("<uuid:public_id>/correct/", correction_views.correct, name="correct"),
    path("<uuid:public_id>/withdraw/", status_views.withdraw_page, name="withdraw"),
    path("<uuid:public_id>/restore/", status_views.restore_page, name="restore"),
    path("<uuid:public_id>/data/", status_views.data, name="data"),
    path("<uuid:public_id>/data.pdf", status_views.data_pdf, name="data_pdf"),
    path("<uuid:public_id>/erase/", status_views.erase_page, name="erase"),
    path("<uuid:public_id>/files/<uuid:file_id>/", upload_views.file, name="file"),
    path("<uuid:public_id>/files/<uuid:file_id>/remove/", upload_views.remove, name="remove_file"),
    path("<uuid:public_id>/uploads/", upload_views.begin, name="upload"),
    path("<uuid:public_id>/uploads/<uuid:upload_id>/<int:number>/", upload_views.piece, name="upload_piece"),
    path("<uuid:public_id>/uploads/<uuid:upload_id>/remove/", upload_views.give_up, name="remove_upload"),
    path("<uuid:public_id>/<slug:name>/", views.page, name="page"),
]
