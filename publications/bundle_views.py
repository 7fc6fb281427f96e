"""What opens behind the link of an interpreter or a moderator. A link that is wrong, or no longer good, is one page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import bundle_files, bundles, reading
from .bundle_models import BundleRecipient
from .outside_views import no_store


@require_safe
def papers(request: HttpRequest, key: UUID, proof: str) -> HttpResponse:
    """What is in the bundle, meeting by meeting; opening the page takes nothing away and is not recorded."""
    recipient, pages = _opened(key, proof, timezone.now())
    if recipient is None:
        return _gone(request)
    values = {
        "recipient": recipient,
        "until": recipient.bundle.expires_at,
        "archive": f"{bundles.path_of(recipient)}papers.zip",
        "meetings": [
            {
                "page": page,
                "languages": bundle_files.languages_of(page),
                "speakers": [(each, bundle_files.language_of(each)) for each in page.speakers],
            }
            for page in pages
        ],
    }
    return _private(render(request, "publications/public/papers.html", values))


@require_safe
def papers_archive(request: HttpRequest, key: UUID, proof: str) -> HttpResponse:
    """The bundle as it is now, as a ZIP; who took it is recorded before it leaves."""
    now = timezone.now()
    recipient, pages = _opened(key, proof, now)
    if recipient is None:
        return _gone(request)
    content = bundle_files.archive(pages, now)
    if request.method == "GET":
        bundles.record_download(recipient, pages)
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="papers.zip"'
    return _private(answer)


def _opened(key: UUID, proof: str, now: datetime) -> tuple[BundleRecipient | None, list[reading.Page]]:
    """Whose link it is and what is behind it now; nobody's where nothing is left behind it."""
    recipient = bundles.find(key, proof, now)
    pages = bundles.pages_of(recipient.bundle, now) if recipient else []
    return (recipient, pages) if pages else (None, [])


def _gone(request: HttpRequest) -> HttpResponse:
    """The same whatever the reason; its address is not repeated in it."""
    return _private(render(request, "publications/public/papers_gone.html", status=404))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return no_store(answer)
