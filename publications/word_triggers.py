"""The triggers that hold a Published row to the words that were agreed to, in SQLite and PostgreSQL.

A grant names the SHA-256 of what was agreed to (``consent.hash_parts``), and a Published row names the same one; here
the database hashes the words that stand in the row itself, so that no others can stand under a standing grant.
A translation is bound to its original, too, and a file to bytes outside the database: both are held by ``rows``.

PostgreSQL hashes by itself; SQLite asks a function of this process, without which nothing can be written there.
"""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from presessions.guards import Guards

from .consent import ORGANISATION_NAME, hash_parts, hash_text

REFUSED = "other words than were agreed to"
POINTS = ("publications_publishedrecommendation", "publications_publishedquestion")
TABLES = ("publications_publishedtext", *POINTS, "publications_publishedname")

_LINE = {"sqlite": "char(10)", "postgresql": "chr(10)"}
_BYTES = "convert_to({}, 'UTF8')"


def register(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a new SQLite connection the functions the triggers ask; called when it is opened."""
    raw = connection.connection
    if isinstance(raw, sqlite3.Connection):
        raw.create_function("agreed_text", 1, hash_text, deterministic=True)
        raw.create_function("agreed_parts", 3, hash_parts, deterministic=True)


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_words BEFORE INSERT ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table}: {REFUSED}') WHERE NEW.sha256 IS NOT {_on_sqlite(table)}; END"
        for table in TABLES
    ]


def _postgresql() -> list[str]:
    return [
        sql
        for table in TABLES
        for sql in (
            f"CREATE OR REPLACE FUNCTION {table}_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.sha256 IS DISTINCT FROM encode(sha256({_on_postgresql(table)}), 'hex') THEN "
            f"RAISE EXCEPTION '{table}: {REFUSED}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_words BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_words()",
        )
    ]


def _on_sqlite(table: str) -> str:
    if table in POINTS:
        return "agreed_parts(NEW.text, NEW.addressed_to, NEW.source)"
    return f"agreed_text({_plain('sqlite', table)})"


def _on_postgresql(table: str) -> str:
    """The bytes that are hashed; the parts of a point are held apart by a zero byte, which no text column can hold."""
    if table not in POINTS:
        return _BYTES.format(_plain("postgresql", table))
    parts = r" || '\x00'::bytea || ".join(
        _BYTES.format(f"NEW.{each}") for each in ("text", "addressed_to", "source")
    )
    alone = "NEW.addressed_to = '' AND NEW.source = ''"
    return f"CASE WHEN {alone} THEN {_BYTES.format('NEW.text')} ELSE {parts} END"


def _plain(vendor: str, table: str) -> str:
    """A text alone, or a name with what stands beside it, as ``items`` spells them."""
    if table != "publications_publishedname":
        return "NEW.text"
    line = _LINE[vendor]
    coalition = "CASE WHEN NEW.is_coalition THEN 'coalition' ELSE '' END"
    organisation = f"rtrim(NEW.text || {line} || NEW.kind || {line} || {coalition}, {line})"
    speaker = f"rtrim(NEW.text || {line} || NEW.position, {line})"
    return f"CASE NEW.item WHEN '{ORGANISATION_NAME}' THEN {organisation} ELSE {speaker} END"


GUARDS = Guards(_sqlite, _postgresql)
