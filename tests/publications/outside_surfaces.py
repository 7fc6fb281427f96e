"""Every kind of address, of all rooms, at which outside could read something that was shared, and what stands there.

A surface shows items of some sorts whole ("recommendation") and may show others ("organisation_name"), the former
to be found exactly, the latter at most. ``test_outside_surfaces.py`` fails for an address that the public or a delegate
can open and that is neither here nor named as one that shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from presessions.scheduling.models import Sitting
from presessions.series.models import PreSession

NAMES = frozenset({"organisation_name", "speaker_name"})
TEXTS = frozenset({"section", "recommendation", "question"})
ASKS = frozenset({"recommendation"})


@dataclass(frozen=True)
class Surface:
    """``{here}`` in an address is "54/samoa", ``{series}``, ``{state}``, ``{iso3}``, ``{day}`` and ``{uid}`` (of the
    calendar entry) its parts.

    ``whole``: sorts of which all that a reader may see stands here; ``public`` what is the same for every reader;
    ``slow`` what takes long to make; ``routes`` the names of the views, of the publications room without its name.
    """

    address: str
    routes: str
    whole: frozenset[str] = frozenset()
    public: bool = False
    slow: bool = False

    def at(self, meeting: PreSession) -> str:
        """This address for a meeting whose hour is published."""
        state, number = meeting.state_under_review, meeting.series.number
        sitting = Sitting.objects.get(pre_session=meeting)
        return self.address.format(
            here=f"{number}/{state.slug}",
            series=number,
            state=state.slug,
            iso3=state.iso3,
            day=f"{sitting.starts_at:%Y-%m-%d}",
            uid=sitting.uid,
        )

    @property
    def route(self) -> str:
        return self.routes if ":" in self.routes or self.routes == "api" else f"publications:{self.routes}"


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
    Surface("/programme/entry/{uid}.ics", "entry", public=True),
    Surface("/api/", "api", public=True),
    Surface("/api/v1/openapi.json", "api-1:openapi-json", public=True),
    Surface("/briefing/", "briefing_choose"),
    Surface("/", "desk:home"),
    Surface("/figures/", "desk:key_figures", public=True),
    Surface("/figures/table.csv", "desk:key_figures_csv", public=True),
    Surface("/figures/published.csv", "desk:published_figures_csv", public=True),
    Surface("/how-panels-are-chosen/", "desk:about_selection", public=True),
    Surface("/privacy/", "desk:about_privacy", public=True),
    Surface("/accessibility/", "desk:accessibility", public=True),
    Surface("/robots.txt", "desk:robots_txt", public=True),
    Surface("/calls/", "series:calls", public=True),
    Surface("/calls/feed/", "series:calls_feed", public=True),
    Surface("/calls/feed/es/", "series:calls_feed_in", public=True),
    Surface("/calls/{series}/", "series:call", public=True),
    Surface("/calls/{series}/text/", "series:call_text", public=True),
    Surface("/calls/{series}/deadline.ics", "series:call_calendar", public=True),
    Surface("/calls/{series}/{iso3}/deadline.ics", "series:state_calendar", public=True),
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
# not in turn by ``lives.py``, and why
ELSEWHERE = {
    "publications:file": "lives.py opens every link there ever was",
    "publications:basket": "lives.py puts every recommendation there ever was in one",
    "publications:recommendation": "lives.py opens every one there ever was",
    "publications:briefing": "how far it is, in words (test_briefing.py)",
    "publications:briefing_file": "lives.py has some made, and opens every one there ever was",
    "publications:papers": "interpreters' and moderators' own (test_bundles.py)",
    "publications:papers_archive": "interpreters' and moderators' own (test_bundles.py)",
    "desk:series_selection": "of a series that is over: test_same_bytes.py",
    "desk:my": "of somebody signed in: test_same_bytes.py",
    "desk:digest": "a delegate's own choice of States and issues: test_same_bytes.py",
    "desk:own_calendar": "somebody's own: plain facts",
    "desk:healthz": "of the machine",
    "desk:readyz": "of the machine: yes or no",
    "security_txt": "whom to tell",
    "set_language": "leads back",
    "attendance:accept": "a form",
    "desk:leave_digest": "a form",
    **dict.fromkeys(("series:subscribe", "series:asked", "series:leave"), "of a contact"),
    **dict.fromkeys(
        ("accounts:sign_in", "accounts:code", "accounts:signed_out", "accounts:staff_sign_in"), "signing in"
    ),
    **dict.fromkeys(("account_login", "admin:logout"), "signing in and out"),
    **dict.fromkeys(
        ("applications:start", "applications:begin", "applications:code", "applications:resume"), "applying"
    ),
}
