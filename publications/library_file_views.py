"""What is taken away from the library: any search as a file or a feed, and the basket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from presessions.cells import printable

from . import basket, library, library_files, sources
from .library import Found
from .library_form import LibraryForm
from .outside_views import delegate_states, no_store

FEED_LENGTH = 50


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The results of a search as a file, in the order of the library; recommendations only."""
    over = library.meetings()
    form = LibraryForm(request.GET, over=over.values(), issues=library.issues())
    most = library_files.MOST[kind]
    found = library.first(form.recommendations, most, over=over, delegate_states=delegate_states(request))
    return _file(found, kind, "recommendations")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Atom: what was shared last of the results of a search; public, whoever asks, for feed readers keep copies."""
    over = library.meetings()
    form = LibraryForm(request.GET, over=over.values(), issues=library.issues())
    title = _("Recommendations shared at Pre-sessions")
    if form.question.words:
        title = f"{title}: {printable(form.question.words)}"
    made = Atom1Feed(
        title=title,
        link=f"{settings.SITE_ADDRESS}{reverse('publications:library')}?{form.address}",
        description="",
        language=get_language(),
        feed_url=f"{settings.SITE_ADDRESS}{reverse('publications:library_feed')}?{form.address}",
    )
    for found in library.latest(form.recommendations, FEED_LENGTH, over=over):
        made.add_item(
            title=found.meeting.title,
            link=found.meeting.address,
            description=printable(found.text),
            unique_id=f"tag:{settings.MESSAGE_ID_DOMAIN},2026:recommendation-{found.key}",
            pubdate=found.row.published_at,
            updateddate=found.row.published_at,
            author_name=printable(found.speaker.name),
            categories=[issue.name for issue in found.issues],
            item_copyright=sources.terms(),
        )
    content = made.writeString("utf-8")
    return no_store(HttpResponse(content, content_type="application/atom+xml; charset=utf-8"))


def _file(found: Sequence[Found], kind: str, stem: str) -> HttpResponse:
    content = library_files.MAKERS[kind](found, timezone.now())
    headers = {
        "Content-Disposition": f'attachment; filename="{library_files.name(stem, kind)}"',
        "Content-Language": get_language() or "en",
    }
    return no_store(HttpResponse(content, content_type=library_files.FORMATS[kind], headers=headers))


# --- The basket -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def basket_page(request: HttpRequest) -> HttpResponse:
    """What is in the basket; a form puts one in, takes one out or empties it, and leads back."""
    if request.method == "POST":
        return no_store(_changed(request))
    found = _basket(request)
    values: dict[str, Any] = {
        "results": found,
        "copy_all": library_files.as_text(found, timezone.now()).decode(),
    }
    return no_store(render(request, "publications/public/basket.html", values))


@require_safe
def basket_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The basket as a file; an empty one is not there."""
    found = _basket(request)
    if not found:
        raise Http404
    return _file(found, kind, "basket")


def _basket(request: HttpRequest) -> list[Found]:
    keys = basket.keys(request)
    states = delegate_states(request)
    return library.of_keys(keys, over=library.meetings(), delegate_states=states) if keys else []


def _changed(request: HttpRequest) -> HttpResponse:
    kept = basket.keys(request)
    added, removed = (basket.key_of(request.POST.get(name, "")) for name in ("add", "remove"))
    if "empty" in request.POST:
        kept = []
    if removed:
        kept = [key for key in kept if key != removed]
    if added and added not in kept:
        kept.append(added)
    if len(kept) > basket.MOST:
        return render(request, "publications/public/basket_full.html", {"words": _full()}, status=409)
    answer = HttpResponseRedirect(_way_back(request, str(added or "")))
    basket.keep(answer, kept)
    return answer


def _full() -> str:
    return ngettext(
        "A basket holds %(count)d recommendation. Take one out first, or take away what is in it.",
        "A basket holds %(count)d recommendations. Take one out first, or take away what is in it.",
        basket.MOST,
    ) % {"count": basket.MOST}


def _way_back(request: HttpRequest, added: str) -> str:
    """The page that asked, if it is one of ours; else the basket."""
    way = request.POST.get("next", "")
    here = reverse("publications:library")
    if way.startswith(here) and url_has_allowed_host_and_scheme(way, allowed_hosts=None):
        return f"{way}#result-{added}" if added else way
    return reverse("publications:basket")
