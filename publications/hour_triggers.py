"""The triggers that keep the hour staff set for a panel, in SQLite and PostgreSQL.

- A Published row is refused before the hour of its panel: its own, else that of its series.
- An hour set, or set later, takes down at once what was shown before it.
- It binds what missions and the public may read; what interpreters were given to prepare stays.

What comes back when the hour has come is written by ``transitions.publish_due``. On PostgreSQL an hour waits for the
statements' rows that are locked by a publication, so that neither misses the other.
"""

from presessions.guards import Guards

from .consent import Audience
from .triggers import ROWS, deletes

HOUR = "COALESCE(panel.shown_from, series.panels_shown_from)"
STATEMENTS = """
  SELECT s.id FROM publications_statement s
  JOIN panels_seat seat ON seat.id = s.seat_id
  JOIN panels_panel panel ON panel.id = seat.panel_id
  JOIN series_presession meeting ON meeting.id = panel.pre_session_id
  JOIN series_series series ON series.id = meeting.series_id
"""
# whose hour it is -> the column, and which of the statements above are meant
SET_ON = {"panels_panel": ("shown_from", "panel.id"), "series_series": ("panels_shown_from", "series.id")}
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
INTERPRETERS = Audience.INTERPRETERS.value
REFUSED = "not before the hour that staff set"


def _too_early(vendor: str) -> str:
    return (
        f"NEW.audience <> '{INTERPRETERS}' AND "
        f"EXISTS ({STATEMENTS} WHERE s.id = NEW.statement_id AND {HOUR} > {NOW[vendor]})"
    )


def _early(vendor: str, key: str) -> str:
    """What missions and the public would read of statements whose panel has its hour still to come."""
    return (
        f"audience <> '{INTERPRETERS}' AND "
        f"statement_id IN ({STATEMENTS} WHERE {key} = NEW.id AND {HOUR} > {NOW[vendor]})"
    )


def _sqlite() -> list[str]:
    guards = [
        f"CREATE TRIGGER {table}_not_before BEFORE INSERT ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table}: {REFUSED}') WHERE {_too_early('sqlite')}; END"
        for table in ROWS
    ]
    hours = [
        f"CREATE TRIGGER publications_hour_on_{table} AFTER UPDATE ON {table} "
        f"WHEN NEW.{column} IS NOT OLD.{column} BEGIN {deletes(_early('sqlite', key))} END"
        for table, (column, key) in SET_ON.items()
    ]
    return [*guards, *hours]


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION publications_{name}() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    )


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '%: {REFUSED}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"
    # triggers of one moment fire by name: guard, which locks the statement, comes before not_before
    sql = [_function("guard_hour", f"IF {_too_early('postgresql')} THEN {refuse} END IF; RETURN NEW;")]
    sql += [
        f"CREATE TRIGGER {table}_not_before BEFORE INSERT ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION publications_guard_hour()"
        for table in ROWS
    ]
    for table, (column, key) in SET_ON.items():
        lock = (
            "PERFORM 1 FROM publications_statement WHERE id IN "
            f"({STATEMENTS} WHERE {key} = NEW.id) ORDER BY id FOR UPDATE;"
        )
        sql += [
            _function(f"hour_of_{table}", f"{lock} {deletes(_early('postgresql', key))} RETURN NULL;"),
            f"CREATE TRIGGER publications_hour_on_{table} AFTER UPDATE ON {table} FOR EACH ROW "
            f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION publications_hour_of_{table}()",
        ]
    return sql


GUARDS = Guards(_sqlite, _postgresql)
