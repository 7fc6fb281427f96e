"""Pages that explain: safety and privacy, accessibility, the rule by which panels are chosen; and robots.txt."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from presessions.conditional import etagged
from presessions.kept import kept

from .about import kept as kept_for
from .chosen import chosen
from .figure_rows import over

CLOSED_TO_ROBOTS = (
    "/staff/",
    "/sign-in/",
    "/my/",
    "/apply/",
    "/seat/",
    "/mail/",
    "/statements/",
    "/language/",
)


@require_safe
@etagged
def about_privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who reads it, for how long, how it is erased, and what remains a risk."""
    context = {"kept": kept_for(), "code_minutes": settings.CODE_MINUTES}
    return render(request, "desk/about_privacy.html", context)


@require_safe
@etagged
def accessibility(request: HttpRequest) -> HttpResponse:
    """What this site does so that everybody can use it, where it falls short, and whom to tell."""
    return render(request, "desk/accessibility.html")


@require_safe
@etagged
@kept(seconds=60)
def about_selection(request: HttpRequest) -> HttpResponse:
    """The rule by which a panel is chosen, for those who applied and those who want to check it."""
    return render(request, "desk/about_selection.html", {"over": over(timezone.now())})


@require_safe
@etagged
@kept(seconds=60)
def series_selection(request: HttpRequest, number: str) -> HttpResponse:
    """Of a series that is over: its rule, the seals and seeds of its draws, the hashes of its records, numbers."""
    found = chosen(int(number), timezone.now())
    if found is None:
        raise Http404
    return render(request, "desk/series_selection.html", {"found": found})


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read: public pages; nothing at all of a demonstration."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS), *_sitemap()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _sitemap() -> list[str]:
    try:
        return [f"Sitemap: {settings.SITE_ADDRESS}{reverse('publications:sitemap')}"]
    except NoReverseMatch:
        return []
