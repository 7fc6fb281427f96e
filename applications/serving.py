"""Handing out a private file: never run, never kept; as an attachment, or framed by the page of ours that shows it."""

from __future__ import annotations

from typing import cast

from django.http import FileResponse, Http404, HttpResponse

from .enums import FileStatus
from .file_rules import served_name
from .models import SupportingFile

SANDBOX = "default-src 'none'; sandbox"


def served(file: SupportingFile) -> HttpResponse:
    """The bytes as an attachment, in a sandbox. 404 for a refused file: its bytes are gone."""
    return _answer(file, as_attachment=True)


def framed(file: SupportingFile) -> HttpResponse:
    """The same bytes to look at, in the same sandbox, by a page of this site only."""
    answer = _answer(file, as_attachment=False)
    answer.headers["Content-Security-Policy"] = f"{SANDBOX}; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _answer(file: SupportingFile, *, as_attachment: bool) -> HttpResponse:
    if file.status == FileStatus.REFUSED or not file.file.name:
        raise Http404
    try:
        stored = file.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    media_type = file.media_type or "application/octet-stream"
    answer = FileResponse(
        stored,
        as_attachment=as_attachment,
        filename=served_name(file.name, media_type),
        content_type=media_type,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store, private"
    answer._csp_exempt = True  # type: ignore[attr-defined]  # the policy above is the stricter one
    return cast(HttpResponse, answer)  # it streams; to a view it is an answer like any other
