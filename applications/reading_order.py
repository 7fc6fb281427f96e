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

KEPT = "application_lists"
LISTS = 4  # kept at a time: as many windows as one person reads in
LENGTH = 1000  # applications of one list; twice what a large call brings
NAME = "list"  # of the parameter that carries the key
PAGES = {"p", "e", "all"}  # parameters that don't change what a list holds


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
        super().get_results(request)
        keys = list(self.queryset.values_list("pk", flat=True)[:LENGTH])
        self.key = remember(request, keys)

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
