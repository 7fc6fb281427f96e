"""The list staff came from, so that "next" and "previous" go through what they had chosen.

When a list of applications is shown, its order is kept in the session under a short key that the links of
the list carry. It stays as it was shown: an application that leaves the filter by what is decided about
it is not skipped over, and its neighbours stay where they were.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest

from presessions.series.models import LANGUAGES

KEPT = "application_lists"
LISTS = 4  # kept at a time: as many windows as one person reads in
LENGTH = 1000  # applications of one list; twice what a large call brings
NAME = "list"  # of the parameter that carries the key
PAGES = {"p", "e", "all"}  # parameters that don't change what a list holds
# long texts and settings that no column of the list shows
UNSEEN = (
    *("about", "motivation", "coalition_members", "access_needs", "risk_note", "staff_note"),
    *("confirmed_evidence", "unsaved", "tabs", "available_days"),
    *(f"pre_session__series__call_text_{code}" for code, _name in LANGUAGES),
)


@dataclass(frozen=True)
class Place:
    """Where an application stands in the list its reader came from; ``number`` counts from 1."""

    key: str
    query: str
    before: int | None
    after: int | None
    number: int
    count: int


class ReadingList(ChangeList):
    """The list of applications, whose links remember it."""

    def get_results(self, request: HttpRequest) -> None:
        """Its order first, then the rows of the page by their keys: so whole rows are never sorted."""
        super().get_results(request)
        keys = list(self.queryset.values_list("pk", flat=True)[:LENGTH])
        self.key = remember(request, keys)
        if self.multi_page and not self.show_all and self.page_num * self.list_per_page <= LENGTH:
            here = keys[(self.page_num - 1) * self.list_per_page :][: self.list_per_page]
            self.result_list = self.queryset.filter(pk__in=here)
        self.result_list = self.result_list.defer(*UNSEEN)

    def url_for_result(self, result: Model) -> str:
        return f"{super().url_for_result(result)}?{urlencode({NAME: self.key})}"


def remember(request: HttpRequest, keys: list[int]) -> str:
    """Keep the order of this list; its key."""
    asked = request.GET.copy()
    for name in PAGES:
        asked.pop(name, None)
    query = asked.urlencode()
    key = hashlib.sha256(query.encode()).hexdigest()[:8]
    kept = dict(request.session.get(KEPT, {}))
    fresh = {"query": query[:2000], "keys": keys}
    if kept.get(key) != fresh:
        kept.pop(key, None)
        newest = [*kept.items(), (key, fresh)][-LISTS:]
        request.session[KEPT] = dict(newest)
    return key


def place_of(request: HttpRequest, pk: int) -> Place | None:
    """Where this application stands in the list named by the address; None where it is in none."""
    key = request.GET.get(NAME, "")
    kept = request.session.get(KEPT, {}).get(key)
    if kept is None or pk not in kept["keys"]:
        return None
    keys = kept["keys"]
    place = keys.index(pk)
    return Place(
        key=key,
        query=kept["query"],
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place + 1 < len(keys) else None,
        number=place + 1,
        count=len(keys),
    )
