"""Every address and every role, as `access_table` says; an address that is in no table fails the build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from presessions.conditional import TOKEN
from tests.access_table import ADMINISTRATORS_ONLY, LEAD_TO_OWN_PAGES, MODERATORS_READ, OF_SAMOA, STOCK, TABLE
from tests.access_world import ROLES, World, build

pytestmark = pytest.mark.django_db

LETTERS = {404: "n", 405: "m", 403: "f", 409: "i", 422: "i"}
STOCK_PAGES = ("changelist", "add", "change", "delete", "history")
OUTSIDE_STOCK = ("anonymous", "delegate")


def routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all routes; a route without a name is the admin's own catch-all or its old object address."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or ''}"


def named_routes() -> set[str]:
    return set(routes(get_resolver()))


def stock_routes() -> set[str]:
    return {f"admin:{model}_{page}" for model in STOCK for page in STOCK_PAGES}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once and taken back as a whole; what a request changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def letter(answer: HttpResponse) -> str:
    """The outcome of a request as a letter of the table; an error of ours stays a number and fits no table."""
    if answer.status_code in (301, 302, 303):
        to = answer["Location"]
        goodbye = to.startswith(reverse("accounts:signed_out"))
        return "s" if to.startswith(("/sign-in/", "/staff/login/")) and not goodbye else "i"
    return LETTERS.get(answer.status_code, "i" if answer.status_code < 300 else str(answer.status_code))


def outcome(world: World, role: str, method: str, address: str, data: dict[str, Any] | None = None) -> str:
    mark = transaction.savepoint()
    try:
        return letter(getattr(world.browser(role), method)(address, data or None))
    finally:
        transaction.savepoint_rollback(mark)


def stock_outcome(world: World, role: str, method: str, address: str) -> str:
    """The same where Django leads on: to its first page where there is no such object, else to a page of ours."""
    mark = transaction.savepoint()
    try:
        answer = getattr(world.browser(role), method)(address)
        to = answer.headers.get("Location", "")
        if to == reverse("admin:index"):
            return "n"
        leads_on = to.startswith("/staff/") and not to.startswith("/staff/login/")
        return letter(world.browser(role).get(to)) if leads_on else letter(answer)
    finally:
        transaction.savepoint_rollback(mark)


def test_every_route_is_in_the_table_and_every_line_has_a_route():
    assert named_routes() - {"admin:"} == set(TABLE) | stock_routes()


def test_every_line_has_a_letter_for_each_role():
    words = {name: (line.get, line.post) for name, line in TABLE.items()}

    assert [name for name, pair in words.items() if {len(word) for word in pair} != {len(ROLES)}] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(TABLE))
def test_roles_find_what_the_table_says(world, name):
    line = TABLE[name]
    address = reverse(name, kwargs=line.args(world.objects))
    if line.query:
        address += f"?{line.query}={world.objects['call'].pk}"

    found = {
        "get": "".join(outcome(world, role, "get", address) for role in ROLES),
        "post": "".join(outcome(world, role, "post", address, line.data(world.objects)) for role in ROLES),
    }

    assert found == {"get": line.get, "post": line.post}


@pytest.mark.slow
@pytest.mark.parametrize("model", sorted(STOCK))
@pytest.mark.parametrize("act", STOCK_PAGES)
def test_stock_pages_are_for_staff_and_the_recused_find_nothing_of_their_state(world, model, act):
    thing = world.objects[STOCK[model]]
    args = [] if act in ("changelist", "add") else [thing.pk]
    address = reverse(f"admin:{model}_{act}", args=args)

    found = {role: stock_outcome(world, role, "get", address) for role in (*OUTSIDE_STOCK, *ROLES[6:])}

    assert {role: found[role] for role in OUTSIDE_STOCK} == dict.fromkeys(OUTSIDE_STOCK, "s")
    assert set(found.values()) <= set("sinf")
    if model in OF_SAMOA and args:
        assert found["recused"] in "nf"
    if model not in MODERATORS_READ or act == "delete":
        assert found["moderator"] in "nf"
    if model in ADMINISTRATORS_ONLY:
        assert {found[role] for role in ("officer", "recused")} <= set("nf")


@pytest.mark.parametrize("model", sorted(STOCK))
@pytest.mark.parametrize("act", ["add", "change", "delete"])
def test_moderators_and_outsiders_change_nothing_on_stock_pages(world, model, act):
    args = [] if act == "add" else [world.objects[STOCK[model]].pk]
    address = reverse(f"admin:{model}_{act}", args=args)

    found = {role: stock_outcome(world, role, "post", address) for role in (*OUTSIDE_STOCK, "moderator")}

    assert (found["anonymous"], found["delegate"]) == ("s", "s")
    allowed = "nfmi" if model in LEAD_TO_OWN_PAGES else "nfm"  # a page of ours, which has its own line above
    assert found["moderator"] in allowed


def test_unknown_addresses_look_like_forbidden_ones(world):
    """The same page for a statement that is another's and for one that never was."""
    own = reverse("publications:statement", args=[world.objects["statement"].public_id])
    none = reverse("publications:statement", args=["00000000-0000-4000-8000-000000000000"])

    answers = {address: world.browser("other").get(address) for address in (own, none)}
    # what is typed comes back in the page: the form token, and the address itself
    shown = {TOKEN.sub(b"", answer.content).replace(to.encode(), b"") for to, answer in answers.items()}

    assert [answer.status_code for answer in answers.values()] == [404, 404]
    assert len(shown) == 1
