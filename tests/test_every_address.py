"""What holds of every address, whoever asks and in whatever language: looking writes nothing, other methods do
nothing, and what is not the reader's is answered to the byte like what never was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from presessions.conditional import TOKEN
from presessions.desk.models import Heartbeat
from tests.access_table import TABLE
from tests.access_world import ROLES, World, build
from tests.test_access import letter

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) "?(\w+)', re.IGNORECASE)
OF_SESSIONS = {"django_session", "limits_cache"}
# who took which file is recorded when it is taken
RECORDED = {
    "admin:applications_application_file", "admin:applications_application_shown_file", "admin:panels_letter",
    "admin:panels_record", "admin:publications_statement_copy", "admin:publications_statement_original",
    "admin:publications_statement_proof_file", "publications:papers_archive",
}  # fmt: skip
READERS = ("anonymous", "owner", "panelist", "reviewed", "recused")
NOBODY = UUID("12345678-1234-4123-8123-123456789abc")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def ask(world: World, role: str, method: str, address: str, **more: Any) -> tuple[HttpResponse, set[str]]:
    """The answer, and the tables that were written to; both are taken back."""
    written: set[str] = set()

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        found = WRITE.match(sql)
        written.update({found[1]} - OF_SESSIONS if found else ())
        return execute(sql, *rest)

    mark = transaction.savepoint()
    try:
        with connection.execute_wrapper(look):
            return getattr(world.browser(role), method)(address, **more), written
    finally:
        transaction.savepoint_rollback(mark)


def address_of(world: World, name: str) -> str:
    line = TABLE[name]
    address = reverse(name, kwargs=line.args(world.objects))
    return f"{address}?{line.query}={world.objects['call'].pk}" if line.query else address


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("name", sorted(TABLE))
def test_looking_writes_nothing_and_finds_the_same_in_each_language(world, name, language):
    Heartbeat.note("beat", timezone.now())
    address, asking = address_of(world, name), {"accept-language": language}
    told = {role: ask(world, role, "get", address, headers=asking) for role in READERS}

    letters = dict(zip(ROLES, TABLE[name].get, strict=True))
    assert {role: letter(answer) for role, (answer, _) in told.items()} == {
        role: letters[role] for role in READERS
    }
    written = set().union(*(tables for _, tables in told.values()))
    assert written <= ({"lifecycle_auditevent"} if name in RECORDED else set())


@pytest.mark.parametrize("name", sorted(TABLE))
def test_other_ways_of_asking_change_nothing(world, name):
    address = address_of(world, name)
    for role in ("owner", "recused"):
        for method in ("put", "delete", "options"):
            answer, written = ask(world, role, method, address)
            assert (method, answer.status_code < 500, written) == (method, True, set())


def ids(world: World) -> Iterator[tuple[str, str, str]]:
    """Every address with an id in it, the same with an id of nothing, and its name."""
    for name, line in sorted(TABLE.items()):
        args = line.args(world.objects)
        for key, value in args.items():
            if not isinstance(value, int | UUID):
                continue
            try:
                none = reverse(name, kwargs={**args, key: NOBODY if isinstance(value, UUID) else 987_654})
            except NoReverseMatch:  # a number of a series, which has fewer digits
                continue
            yield name, reverse(name, kwargs=args), none


def said(answer: HttpResponse, address: str) -> tuple[int, str, bytes]:
    """Status, way on and body, without the form's token and the address that was typed."""
    body, way_on = TOKEN.sub(b"", answer.content), answer.headers.get("Location", "")
    for form in (quote(address, safe=""), quote(address), address):
        body, way_on = body.replace(form.encode(), b"?"), way_on.replace(form, "?")
    return answer.status_code, way_on, body


def test_what_is_not_the_readers_is_answered_to_the_byte_like_what_never_was(world):
    differing, looked_at = [], 0
    for name, one, none in ids(world):
        line = TABLE[name]
        for role in ("anonymous", "other", "reviewed", "recused"):
            for method, outcomes in (("get", line.get), ("post", line.post), ("options", line.get)):
                if outcomes[ROLES.index(role)] not in "ns":
                    continue
                looked_at += 1
                pair = [said(ask(world, role, method, address)[0], address) for address in (one, none)]
                if pair[0] != pair[1]:
                    differing.append((name, role, method, [each[0] for each in pair]))

    assert differing == []
    assert looked_at > 300
