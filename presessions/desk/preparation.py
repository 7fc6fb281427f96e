"""What must be there before the site starts, done once and then only when something changed.

A note in VAR_DIR says which reference data and static files were last prepared and whether
the demonstration was finished, so that a second start costs nothing; which migrations are
missing is asked of the database itself.
"""

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

REFERENCE = Path(settings.BASE_DIR) / "presessions" / "series" / "reference"


def prepare(*, say: Callable[[str], None]) -> None:
    """Bring database, reference data, demonstration and static files up to date; `say` hears what took time.

    The demonstration is made only in a database that was empty at the start, or where an
    earlier start was interrupted while making it: what people did since is kept.
    """
    note = _Note(Path(settings.VAR_DIR) / "prepared.json", _database_identity())
    executor = MigrationExecutor(connection)
    pending = pending_migrations(executor)
    if not executor.loader.applied_migrations:
        note.forget()
        note["demonstration"] = "unfinished"
    if pending:
        with _Timed(say, f"Database: {len(pending)} migrations"):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
    _load_reference(note, say)
    _make_demonstration(note, say)
    _collect_static(note, say)


def pending_migrations(executor: MigrationExecutor | None = None) -> list[tuple[Migration, bool]]:
    """The migrations that this database still waits for."""
    executor = executor or MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def _load_reference(note: "_Note", say: Callable[[str], None]) -> None:
    wanted = _fingerprint(path for path in sorted(REFERENCE.rglob("*")) if path.suffix == ".csv")
    if note.get("reference") != wanted:
        with _Timed(say, "Reference data: calendar, States, issues, past Pre-sessions"):
            call_command("load_reference", stdout=io.StringIO())
        note["reference"] = wanted


def _make_demonstration(note: "_Note", say: Callable[[str], None]) -> None:
    if note.get("demonstration") != "unfinished":
        return
    if settings.DEMO:
        with _Timed(say, "Demonstration: three series, invented organisations"):
            call_command("make_demo", verbosity=0)
    note["demonstration"] = "made" if settings.DEMO else "not wanted"


def _collect_static(note: "_Note", say: Callable[[str], None]) -> None:
    found = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    wanted = _fingerprint(found)
    if note.get("static") != wanted or not Path(settings.STATIC_ROOT).exists():
        with _Timed(say, f"Static files: {len(found)}"):
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        note["static"] = wanted


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _database_identity() -> str:
    database = settings.DATABASES["default"]
    return "|".join(str(database.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME"))


class _Note:
    """A small JSON file about one database; written at every change, forgotten with another database."""

    def __init__(self, path: Path, database: str) -> None:
        self._path = path
        self._database = database
        try:
            known = json.loads(path.read_text())
        except (OSError, ValueError):
            known = {}
        self._known: dict[str, str] = known if known.get("database") == database else {}

    def get(self, key: str) -> str | None:
        return self._known.get(key)

    def __setitem__(self, key: str, value: str) -> None:
        self._known[key] = value
        self._known["database"] = self._database
        self._path.write_text(json.dumps(self._known, indent=2) + "\n")

    def forget(self) -> None:
        self._known = {}


class _Timed:
    """Says what was done and how many seconds it took, once it is done."""

    def __init__(self, say: Callable[[str], None], what: str) -> None:
        self._say = say
        self._what = what

    def __enter__(self) -> None:
        self._start = time.monotonic()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._say(f"  {self._what} ({time.monotonic() - self._start:.1f} s)")
