"""Handing out a private file: never shown in the page, never run, never kept."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpResponse

from .enums import FileStatus
from .file_rules import served_name
from .models import SupportingFile


def served(file: SupportingFile) -> HttpResponse:
    """The bytes as an attachment, in a sandbox. 404 for a refused file: its bytes are gone."""
    if file.status == FileStatus.REFUSED or not file.file.name:
        raise Http404
    try:
        stored = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    media_type = file.media_type or "application/octet-stream"
    answer = FileResponse(
        stored, as_attachment=True, filename=served_name(file.name, media_type), content_type=media_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store, private"
    answer._csp_exempt = True  # type: ignore[attr-defined]  # the policy above is the stricter one
    return cast(HttpResponse, answer)  # it streams; to a view it is an answer like any other
