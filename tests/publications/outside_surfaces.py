"""Every kind of address at which outside could read something that was shared, and what stands there.

A surface shows items of some sorts whole ("recommendation") and may show others ("organisation_name"), the former
to be found exactly, the latter at most. ``test_outside_surfaces.py`` fails for an address of the room that is
neither here nor named as one that shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from presessions.series.models import PreSession

NAMES = frozenset({"organisation_name", "speaker_name"})
TEXTS = frozenset({"section", "recommendation", "question"})
ASKS = frozenset({"recommendation"})


@dataclass(frozen=True)
class Surface:
    """``{here}`` in an address is "54/samoa", ``{series}``, ``{state}`` and ``{day}`` its parts.

    ``whole``: sorts of which all that a reader may see stands here; ``public`` what is the same for every reader;
    ``slow`` what takes long to make; ``routes`` the names of the views.
    """

    address: str
    routes: str
    whole: frozenset[str] = frozenset()
    public: bool = False
    slow: bool = False

    def at(self, meeting: PreSession, day: str) -> str:
        number, slug = meeting.series.number, meeting.state_under_review.slug
        return self.address.format(here=f"{number}/{slug}", series=number, state=slug, day=day)


PAGE = Surface("/{here}/", "pre_session", NAMES | TEXTS)
QUICK = (
    PAGE,
    Surface("/{here}/text/", "plain_text", ASKS | {"question"}),
    # the data name the speaker without the position that was agreed to with the name
    Surface("/api/v1/series/{here}", "api-1:pre_session", TEXTS | {"organisation_name"}, public=True),
    Surface("/api/v1/recommendations?per_page=50", "api-1:recommendations", ASKS, public=True),
    Surface("/api/v1/series", "api-1:series", public=True),
    Surface("/api/v1/states", "api-1:states", public=True),
    Surface("/api/v1/issues", "api-1:issues", public=True),
    Surface("/library/", "library", ASKS),
    Surface("/library/?show=statements", "library"),
    Surface("/library/feed/", "library_feed", ASKS, public=True),
    Surface("/library/export.csv", "library_export", ASKS),
    Surface("/library/export.json", "library_export", ASKS),
    Surface("/states/", "states"),
    Surface("/states/{state}/", "state"),
    Surface("/states/{state}/calendar.ics", "state_calendar"),
    Surface("/programme/", "programme"),
    Surface("/programme/{series}/", "series_programme"),
    Surface("/programme/{series}/programme.json", "programme_json", public=True),
    Surface("/programme/{series}/calendar.ics", "series_calendar"),
    Surface("/programme/{series}/{day}.ics", "day_calendar"),
    Surface("/programme/feed/", "feed", public=True),
    Surface("/programme/feed/fr/", "feed_in", public=True),
    Surface("/{here}/meeting.ics", "meeting_calendar"),
    Surface("/sitemap.xml", "sitemap", public=True),
    Surface("/", "desk:home"),
)
SLOW = (
    Surface("/{here}/sheet.pdf", "sheet_pdf", ASKS, slow=True),
    Surface("/{here}/recommendations.docx", "word_copy", ASKS | {"question"}, slow=True),
    Surface("/library/export.xlsx", "library_export", ASKS, slow=True),
    Surface("/library/export.docx", "library_export", ASKS, slow=True),
    Surface("/programme/{series}/{day}.pdf", "day_pdf", slow=True),
    Surface("/programme/{series}/booklet.pdf", "booklet_pdf", slow=True),
)
SURFACES = QUICK + SLOW
ELSEWHERE = {
    "file": "lives.py opens every link there ever was",
    "api-1:recommendation": "lives.py asks for every recommendation there ever was",
    "basket": "lives.py puts every recommendation there ever was in one",
    "basket_file": "lives.py takes that basket away",
    "entry": "a calendar entry by mail: plain facts",
    "recommendation": "lives.py opens every one there ever was",
    "briefing_choose": "the library's States, series and issues",
    "briefing": "how far it is, in words (test_briefing.py)",
    "briefing_file": "lives.py has some made, and opens every one there ever was",
    "api-1:openapi-json": "a description of the addresses",
    "api-1:api-root": "nothing",
}
