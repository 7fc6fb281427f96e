"""Structured data (schema.org, JSON-LD) for search engines and reference programs: plain facts and what is public.

What is shared with missions alone is never in it, whoever reads the page.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from presessions.scheduling import entries

from . import sources
from .enums import OutsideAudience
from .library import Found
from .published import PublishedRecommendation
from .reading import Page, Speaker

Data = dict[str, Any]
CONTEXT = {"@context": "https://schema.org"}
UPR_INFO = {"@type": "Organization", "name": "UPR Info", "url": "https://www.upr-info.org/"}
# As a script element ends, whatever stands in its data; the same signs as Django's json_script.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def script(data: Data) -> SafeString:
    """The data as an element of a page: data, not script. Nothing runs, so the page's policy has no part in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def event(page: Page) -> Data:
    """A Pre-session with its public recommendations."""
    meeting = page.pre_session
    cancelled = "" if page.is_held else "https://schema.org/EventCancelled"
    return _without_nothing(
        {
            **CONTEXT,
            "@type": "Event",
            "name": sources.title_of(meeting),
            "url": sources.address_of(meeting),
            "about": {"@type": "Country", "name": meeting.state_under_review.name},
            "organizer": UPR_INFO,
            "eventStatus": cancelled or "https://schema.org/EventScheduled",
            **_hour(page),
            "workFeatured": [
                _work(row, speaker, [each.issue.name for each in row.issue_rows.all()])
                for speaker in page.speakers
                for row in speaker.recommendations
                if row.audience == OutsideAudience.PUBLIC
            ],
        }
    )


def recommendation(found: Found) -> Data:
    """One public recommendation; {} for one that is not."""
    if not found.is_public or not isinstance(found.row, PublishedRecommendation):
        return {}
    names = [issue.name for issue in found.issues]
    meeting = {"@type": "Event", "name": found.meeting.title, "url": found.meeting.address}
    return {**CONTEXT, **_work(found.row, found.speaker, names), "isPartOf": meeting, "publisher": UPR_INFO}


def dataset() -> Data:
    """The open data as a whole."""
    address = settings.SITE_ADDRESS + reverse("api-1:recommendations")
    return _without_nothing(
        {
            **CONTEXT,
            "@type": "Dataset",
            "name": _("Recommendations shared at Pre-sessions"),
            "description": _(
                "What speakers share with everyone, and plain facts, as JSON for programs. Read only, without a key."
            ),
            "url": settings.SITE_ADDRESS + reverse("api"),
            "creator": UPR_INFO,
            "isAccessibleForFree": True,
            "license": sources.licence()["url"],
            "usageInfo": sources.licence()["name"],
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": address,
            },
        }
    )


def _work(row: PublishedRecommendation, speaker: Speaker, issues: list[str]) -> Data:
    return _without_nothing(
        {
            "@type": "CreativeWork",
            "url": sources.recommendation_address(row),
            "text": row.text,
            "inLanguage": row.language,
            "author": {"@type": "Organization", "name": _public(speaker)} if _public(speaker) else None,
            "keywords": sorted(issues),
            "datePublished": row.published_at.date().isoformat(),
            "license": sources.licence()["url"],
            "usageInfo": sources.licence()["name"],
        }
    )


def _public(speaker: Speaker) -> str:
    """The organisation's name where it is public."""
    name = speaker.organisation
    return name.text if name and name.audience == OutsideAudience.PUBLIC else ""


def _hour(page: Page) -> Data:
    if page.sitting is None or not page.is_held:
        return {}
    place = entries.where(page.sitting, page.pre_session.series.venue)
    return {
        "startDate": page.sitting.starts_at.isoformat(),
        "endDate": page.sitting.ends_at.isoformat(),
        "location": {"@type": "Place", "name": place, "address": "Geneva"},
        "inLanguage": get_language() or "en",
    }


def _without_nothing(data: Data) -> Data:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
