"""What the database itself refuses: two meetings in one room at one time, be they Pre-sessions or joint questions.

Within each table PostgreSQL has an exclusion constraint. Between the two tables, and on SQLite everywhere, triggers
look at what is there. On PostgreSQL the trigger locks the version's row first: of two transactions the second looks
when the first has ended. SQLite has one writer at a time. That people are needed twice is a rule the board tells and
does not forbid; it is in no constraint.
"""

from __future__ import annotations

from presessions.guards import Guards

NAME = "one_meeting_in_a_room_at_a_time"
TABLES = ("scheduling_sitting", "scheduling_jointsitting")
TAKEN = (
    "SELECT 1 FROM {other} AS other WHERE other.timetable_id = NEW.timetable_id AND other.room_id = NEW.room_id "
    "AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at"
)


_VERBS = ("insert", "update")
_CONSTRAINTS = (NAME, f"{NAME}_jointly")


def _name(table: str, verb: str) -> str:
    return f"{table}_room_{verb}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, verb)} BEFORE {verb.upper()} ON {table} "
        f"WHEN EXISTS ({TAKEN.format(other=table)} AND other.id IS NOT NEW.id) "
        f"OR EXISTS ({TAKEN.format(other=_other(table))}) "
        f"BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
        for table in TABLES
        for verb in _VERBS
    ]


def _postgresql() -> list[str]:
    between = [
        sql
        for table in TABLES
        for sql in (
            f"CREATE FUNCTION {_name(table, 'write')}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM 1 FROM scheduling_timetable WHERE id = NEW.timetable_id FOR NO KEY UPDATE; "
            f"IF EXISTS ({TAKEN.format(other=_other(table))}) THEN "
            f"RAISE EXCEPTION '{NAME}' USING ERRCODE = 'exclusion_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {_name(table, 'write')} BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {_name(table, 'write')}()",
        )
    ]
    within = [
        f"ALTER TABLE {table} ADD CONSTRAINT {constraint} "
        "EXCLUDE USING gist (timetable_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
        for table, constraint in zip(TABLES, _CONSTRAINTS, strict=True)
    ]
    return ["CREATE EXTENSION IF NOT EXISTS btree_gist", *between, *within]


def _other(table: str) -> str:
    return TABLES[1 - TABLES.index(table)]


GUARDS = Guards(_sqlite, _postgresql)
