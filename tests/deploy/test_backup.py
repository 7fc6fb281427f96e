"""A backup comes back whole, or the restore says what is missing; real tools, a database of its own."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = os.environ.get("TEST_DATABASE_URL", "")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not ADDRESS.startswith("postgres") or not shutil.which("pg_dump"), reason="needs PostgreSQL"
    ),
]

Make = Callable[[str], str]


@pytest.fixture
def make_database() -> Iterator[Make]:
    """Creates empty databases and drops them afterwards; returns their addresses."""
    made: list[str] = []
    server = psycopg2.connect(ADDRESS)
    server.autocommit = True

    def make(name: str) -> str:
        name = f"backup_{os.getpid()}_{name}"
        server.cursor().execute(f"CREATE DATABASE {name}")
        made.append(name)
        return urlunsplit(urlsplit(ADDRESS)._replace(path=f"/{name}"))

    yield make
    for name in made:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture
def site(make_database: Make, tmp_path: Path) -> dict[str, str]:
    """A small database and two files, as a backup finds them."""
    address = make_database("live")
    with psycopg2.connect(address) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE statement (id serial PRIMARY KEY, words text)")
        cursor.execute("INSERT INTO statement (words) VALUES ('liberté'), ('género')")
    for name, content in {"private/a/one.pdf": b"original", "published/b/two.pdf": b"derived"}.items():
        path = tmp_path / "live" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    (tmp_path / "backups").mkdir()
    return {
        **os.environ,
        "DATABASE_URL": address,
        "VAR_DIR": str(tmp_path / "live"),
        "BACKUPS": str(tmp_path / "backups"),
        "BACKUP_UNENCRYPTED": "1",
    }


def run(script: str, *arguments: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(ROOT / "deploy" / script), *arguments], env=env, capture_output=True, text=True, timeout=60
    )


def only_archive(site: dict[str, str]) -> str:
    (archive,) = Path(site["BACKUPS"]).iterdir()
    return str(archive)


def test_restore_brings_rows_and_files_back(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    done = run("backup.sh", env=site)
    copy = {**site, "DATABASE_URL": make_database("copy"), "VAR_DIR": str(tmp_path / "copy")}
    restored = run("restore.sh", only_archive(site), env=copy)

    assert (done.returncode, restored.returncode) == (0, 0), done.stderr + restored.stderr
    assert restored.stdout.splitlines()[0] == "Restored: 1 tables and 2 files, all as archived."
    with psycopg2.connect(copy["DATABASE_URL"]) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT words FROM statement ORDER BY id")
        assert cursor.fetchall() == [("liberté",), ("género",)]
    assert (tmp_path / "copy/private/a/one.pdf").read_bytes() == b"original"
    assert (tmp_path / "copy/published/b/two.pdf").read_bytes() == b"derived"


def test_restore_brings_an_encrypted_archive_back(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    home = tmp_path / "keys"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-generate-key", "backup@example.invalid", "default", "default"], check=True)
    key = tmp_path / "public.key"
    key.write_bytes(subprocess.run([*gpg, "--export"], check=True, capture_output=True).stdout)
    try:
        done = run("backup.sh", env={**site, "BACKUP_UNENCRYPTED": "", "BACKUP_KEY": str(key)})
        archive = only_archive(site)
        copy = {**site, "DATABASE_URL": make_database("copy"), "VAR_DIR": str(tmp_path / "copy")}
        restored = run("restore.sh", archive, env={**copy, "GNUPGHOME": str(home)})
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)

    assert (done.returncode, restored.returncode) == (0, 0), done.stderr + restored.stderr
    assert archive.endswith(".tar.gpg")
    assert "liberté".encode() not in Path(archive).read_bytes()
    assert (tmp_path / "copy/private/a/one.pdf").read_bytes() == b"original"


def test_the_list_of_what_was_taken_back_lies_beside_the_archives(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    (tmp_path / "live/taken-back.txt").write_text("20270301T031500Z person b\n20270301T021500Z person a\n")
    run("backup.sh", env=site)
    listed, archive = sorted(Path(site["BACKUPS"]).iterdir(), key=lambda path: path.suffix == ".tar")
    copy = {**site, "DATABASE_URL": make_database("copy"), "VAR_DIR": str(tmp_path / "copy")}
    restored = run("restore.sh", str(archive), env=copy)

    assert (listed.name, listed.read_text().split()[2::3]) == ("taken-back.txt", ["a", "b"])
    began = archive.name.removeprefix("presessions-").removesuffix(".tar")
    assert restored.stdout.splitlines()[-1] == (
        f"manage.py replay_taken_back - --since {began} < taken-back.txt"
    )


def test_restore_refuses_to_write_over_a_database(site: dict[str, str]) -> None:
    run("backup.sh", env=site)
    refused = run("restore.sh", only_archive(site), env=site)

    assert (refused.returncode, refused.stderr) == (2, "The database is not empty; nothing was changed.\n")


def test_restore_refuses_to_write_over_files(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    run("backup.sh", env=site)
    refused = run("restore.sh", only_archive(site), env={**site, "DATABASE_URL": make_database("copy")})

    assert refused.returncode == 2
    assert refused.stderr == f"{tmp_path}/live/private is not empty; nothing was changed.\n"


def test_restore_names_a_file_that_was_damaged_in_the_archive(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    run("backup.sh", env=site)
    archive = Path(only_archive(site))
    archive.write_bytes(archive.read_bytes().replace(b"original", b"0riginal"))
    copy = {**site, "DATABASE_URL": make_database("copy"), "VAR_DIR": str(tmp_path / "copy")}
    failed = run("restore.sh", str(archive), env=copy)

    assert failed.returncode == 1
    assert "private/a/one.pdf: FAILED" in failed.stdout
    assert failed.stderr.endswith("The files above are not what was archived.\n")


def test_backup_refuses_to_write_plain_text_unasked(site: dict[str, str]) -> None:
    refused = run("backup.sh", env={**site, "BACKUP_UNENCRYPTED": ""})

    assert refused.returncode == 2
    assert list(Path(site["BACKUPS"]).iterdir()) == []


def test_backup_leaves_nothing_behind_when_the_database_is_away(site: dict[str, str]) -> None:
    failed = run("backup.sh", env={**site, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"})

    assert failed.returncode != 0
    assert list(Path(site["BACKUPS"]).iterdir()) == []


GUARDS = """
    SELECT 'trigger', tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname FROM pg_constraint
        WHERE contype IN ('c', 'u', 'x', 'f')
    ORDER BY 1, 2, 3
"""


@pytest.mark.django_db(transaction=True)
def test_restore_brings_the_guards_of_the_house_back(
    site: dict[str, str], make_database: Make, tmp_path: Path
) -> None:
    """The application's own tables: what may not be changed before may not be changed in the copy either."""
    from django.db import connection

    from presessions.lifecycle import audit
    from presessions.lifecycle.models import AuditKind

    audit.record(AuditKind.EXPORT, by=None, what="a drill", detail={"rows": 1})
    house = urlunsplit(urlsplit(ADDRESS)._replace(path=f"/{connection.settings_dict['NAME']}"))
    done = run("backup.sh", env={**site, "DATABASE_URL": house})
    copy = {**site, "DATABASE_URL": make_database("copy"), "VAR_DIR": str(tmp_path / "copy")}
    restored = run("restore.sh", only_archive(site), env=copy)

    assert (done.returncode, restored.returncode) == (0, 0), done.stderr + restored.stderr
    with psycopg2.connect(copy["DATABASE_URL"]) as there, connection.cursor() as here:
        cursor = there.cursor()
        cursor.execute(GUARDS)
        here.execute(GUARDS)
        assert len(guards := cursor.fetchall()) > 300
        assert guards == here.fetchall()
        with pytest.raises(psycopg2.Error, match="append-only"):
            cursor.execute("UPDATE lifecycle_auditevent SET what = 'something else'")
        there.rollback()
