"""No address outside is forgotten by the lives that look at every surface."""

from django.urls import get_resolver

from publications.urls import outside
from tests.publications.outside_surfaces import ELSEWHERE, SURFACES


def names_of(patterns):
    for each in patterns:
        yield from names_of(each.url_patterns) if hasattr(each, "url_patterns") else [each.name]


def test_every_address_outside_is_looked_at_or_named():
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/")
    named = {each.name for each in outside} | {f"api-1:{name}" for name in names_of(api.url_patterns[1:2])}
    looked_at = {surface.routes for surface in SURFACES}

    assert named - looked_at == set(ELSEWHERE)
    assert looked_at - named == {"desk:home"}
