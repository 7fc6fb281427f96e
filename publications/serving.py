"""Handing out attachments inside the house: to their speaker, and to staff. Outside pages have a view of their own."""

from __future__ import annotations

from typing import cast

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpResponse

from .enums import AttachmentStatus
from .file_models import Attachment
from .proof_models import Proof

SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def served_copy(each: Attachment) -> HttpResponse:
    """The clean copy, byte for byte as it would be shared."""
    if each.status != AttachmentStatus.READY:
        raise Http404
    return _served(each.derived.storage, each.derived.name, each.media_type, f"{each.kind}-{each.language}")


def served_original(each: Attachment) -> HttpResponse:
    """What the speaker uploaded; for staff, after it was checked."""
    if each.status != AttachmentStatus.READY or not each.original.name:
        raise Http404
    name = f"original-{each.kind}-{each.language}"
    return _served(each.original.storage, each.original.name, each.media_type, name)


def served_proof(each: Proof) -> HttpResponse:
    """The signed letter or saved mail; for staff, after it was checked."""
    return _served(each.file.storage, each.file.name, each.media_type, f"proof-{each.pk}")


def _served(storage: Storage, path: str | None, media_type: str, stem: str) -> HttpResponse:
    """As an attachment, in a sandbox, kept by nobody."""
    if not path or media_type not in SUFFIXES:
        raise Http404
    try:
        stored = storage.open(path, "rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        stored, as_attachment=True, filename=f"{stem}.{SUFFIXES[media_type]}", content_type=media_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store, private"
    answer._csp_exempt = True  # type: ignore[attr-defined]  # the policy above is the stricter one
    return cast(HttpResponse, answer)
