"""No migration loses a trigger: SQLite drops those of a table it makes anew without saying so."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from presessions import kept_triggers

ROOT = Path(__file__).parents[1]
MIGRATE = """
import json, re, django
django.setup()
from django.core.management import call_command
from django.db import connection
from presessions.kept_triggers import found
made = re.compile(r'CREATE TRIGGER "?(\\w+)')
dropped_for_good = re.compile(r"DROP TRIGGER IF EXISTS (\\w+)")  # take_off drops without asking, to put back
standing = set()
def note(execute, sql, params, many, context):
    standing.update(made.findall(sql))
    standing.difference_update(dropped_for_good.findall(sql))
    return execute(sql, params, many, context)
with connection.execute_wrapper(note):
    call_command("migrate", verbosity=0)
there = {name for name, sql in found(connection)}
print(json.dumps({"made": len(standing), "lost": sorted(standing - there)}))
"""


@pytest.mark.slow
def test_every_trigger_a_migration_makes_stands_until_one_drops_it(tmp_path: Path) -> None:
    own = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "presessions.settings"}
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        env=others | own,
        capture_output=True,
        text=True,
        check=True,
    )

    told = json.loads(done.stdout)
    assert told["made"] > 100
    assert told["lost"] == []


@pytest.mark.django_db
@pytest.mark.both_databases
def test_triggers_taken_off_for_a_migration_come_back_letter_by_letter() -> None:
    if connection.vendor != "sqlite":
        return  # other databases change a table where it stands
    before = kept_triggers.found(connection)
    editor = SimpleNamespace(connection=connection)

    kept_triggers.take_off(None, editor)
    meanwhile = kept_triggers.found(connection)
    kept_triggers.put_back(None, editor)

    assert len(before) > 100
    assert meanwhile == []
    assert kept_triggers.found(connection) == before
