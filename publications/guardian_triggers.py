"""The triggers that hold what a speaker under 18 shares to the word of a parent or guardian, in SQLite and PostgreSQL.

- A Published row of a minor is refused unless the guardian who stands now (confirmed, not ended) last said yes to the
  same item, audience and SHA-256; a name is refused in any case. A minor is who is under 18, and whose guardian stands.
- A guardian's yes is taken only from the account with the guardian's address, while that guardian stands.
- A guardian's word on an item deletes its Published rows for that audience; a guardian named or ended, or a speaker
  found to be under 18, deletes all rows of the statement.
- Another speaker ends the guardian of the one before.
- A guardian is confirmed once, ended once, and else never changed but to be emptied; never deleted.

What may stand again is written anew by ``rows.write_rows``. On PostgreSQL each of these locks the statement's row
first, as a publication does, so that neither misses the other.
"""

from presessions.guards import Guards

from .consent import GUARDIAN, SPEAKER_NAME
from .triggers import ROWS, deletes

TABLE = "publications_guardian"
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
NO_GRANT = "no standing grant of the guardian"
NOT_THEIRS = "not the word of the guardian who stands"
FIXED = "a guardian is confirmed once and ended once"

MINOR = f"""(
  EXISTS (SELECT 1 FROM publications_statement s JOIN panels_seat seat ON seat.id = s.seat_id
    WHERE s.id = NEW.statement_id AND seat.under_18)
  OR EXISTS (SELECT 1 FROM {TABLE} g WHERE g.statement_id = NEW.statement_id AND g.ended_at IS NULL))
"""
GRANT = f"""
  SELECT 1 FROM publications_consent c JOIN {TABLE} g ON g.id = c.guardian_id
  WHERE c.statement_id = NEW.statement_id AND c.item = '{GUARDIAN}' || NEW.item AND c.audience = NEW.audience
    AND c.given AND c.sha256 = NEW.sha256
    AND g.statement_id = NEW.statement_id AND g.confirmed_at IS NOT NULL AND g.ended_at IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM publications_consent later
      WHERE later.statement_id = c.statement_id AND later.item = c.item
        AND later.audience = c.audience AND later.id > c.id)
"""
REFUSED_ROW = f"{MINOR} AND (NEW.item = '{SPEAKER_NAME}' OR NOT EXISTS ({GRANT}))"
# a yes by two of the staff names its proof: ``proof_triggers`` says by whom
THEIRS = f"""
  SELECT 1 FROM {TABLE} g WHERE g.id = NEW.guardian_id AND g.statement_id = NEW.statement_id
    AND (NOT NEW.given OR (
      g.confirmed_at IS NOT NULL AND g.ended_at IS NULL
      AND (NEW.proof_id IS NOT NULL OR NEW.by_id IN (SELECT u.id FROM accounts_user u WHERE u.email = g.email))))
"""
A_WORD = "NEW.guardian_id IS NOT NULL"
OF_ITEM = (
    f"statement_id = NEW.statement_id AND item = substr(NEW.item, {len(GUARDIAN) + 1}) "
    "AND audience = NEW.audience"
)
OF_STATEMENT = "statement_id = NEW.statement_id"
OF_SEAT = "statement_id IN (SELECT id FROM publications_statement WHERE seat_id = NEW.id)"
ANOTHER_SPEAKS = "NEW.speaker_name <> OLD.speaker_name AND NEW.speaker_name <> '' AND OLD.speaker_name <> ''"
TURNED_OUT = "NEW.under_18 AND NOT OLD.under_18"
ENDED = "NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL"
# columns that never change; that are set once; that may be emptied
NEVER = ("statement_id", "language", "named_by_id", "named_at")
ONCE = ("confirmed_by_id", "confirmed_at", "ended_at")
EMPTIED = ("name", "email")


def _changes(differs: str) -> str:
    never = [f"OLD.{name} {differs} NEW.{name}" for name in NEVER]
    once = [f"(OLD.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in ONCE]
    emptied = [f"(OLD.{name} {differs} NEW.{name} AND NEW.{name} <> '')" for name in EMPTIED]
    return " OR ".join([*never, *once, *emptied])


def _ends(vendor: str) -> str:
    return f"UPDATE {TABLE} SET ended_at = {NOW[vendor]} WHERE ended_at IS NULL AND {OF_SEAT};"


def _sqlite() -> list[str]:
    rows = [
        f"CREATE TRIGGER {table}_guardian BEFORE INSERT ON {table} BEGIN "
        f"SELECT RAISE(ABORT, '{table}: {NO_GRANT}') WHERE {REFUSED_ROW}; END"
        for table in ROWS
    ]
    return [
        *rows,
        "CREATE TRIGGER publications_consent_guardian_theirs BEFORE INSERT ON publications_consent "
        f"WHEN {A_WORD} BEGIN SELECT RAISE(ABORT, 'publications_consent: {NOT_THEIRS}') "
        f"WHERE NOT EXISTS ({THEIRS}); END",
        "CREATE TRIGGER publications_consent_guardian_latest AFTER INSERT ON publications_consent "
        f"WHEN {A_WORD} BEGIN {deletes(OF_ITEM)} END",
        f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} WHEN {_changes('IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE}: {FIXED}'); END",
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{TABLE}: {FIXED}'); END",
        f"CREATE TRIGGER {TABLE}_named AFTER INSERT ON {TABLE} BEGIN {deletes(OF_STATEMENT)} END",
        f"CREATE TRIGGER {TABLE}_ended AFTER UPDATE ON {TABLE} WHEN {ENDED} "
        f"BEGIN {deletes(OF_STATEMENT)} END",
        f"CREATE TRIGGER panels_seat_guarded AFTER UPDATE ON panels_seat WHEN {TURNED_OUT} "
        f"BEGIN {deletes(OF_SEAT)} END",
        f"CREATE TRIGGER panels_seat_another AFTER UPDATE ON panels_seat WHEN {ANOTHER_SPEAKS} "
        f"BEGIN {_ends('sqlite')} END",
    ]


_LOCK = "PERFORM 1 FROM publications_statement WHERE id = NEW.statement_id FOR UPDATE;"
_LOCK_OF_SEAT = "PERFORM 1 FROM publications_statement WHERE seat_id = NEW.id FOR UPDATE;"


def _refuse(why: str) -> str:
    return f"RAISE EXCEPTION '%: {why}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"


_FUNCTIONS = {
    "row": f"{_LOCK} IF {REFUSED_ROW} THEN {_refuse(NO_GRANT)} END IF; RETURN NEW;",
    "theirs": f"{_LOCK} IF NOT EXISTS ({THEIRS}) THEN {_refuse(NOT_THEIRS)} END IF; RETURN NEW;",
    "latest": f"{deletes(OF_ITEM)} RETURN NULL;",
    "fixed": _refuse(FIXED),
    "deletes": f"{_LOCK} {deletes(OF_STATEMENT)} RETURN NULL;",
    "of_seat": f"{_LOCK_OF_SEAT} {deletes(OF_SEAT)} RETURN NULL;",
    "another": f"{_LOCK_OF_SEAT} {_ends('postgresql')} RETURN NULL;",
}


def _postgresql() -> list[str]:
    functions = [
        f"CREATE OR REPLACE FUNCTION publications_guardian_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$"
        for name, body in _FUNCTIONS.items()
    ]
    run = "FOR EACH ROW {when} EXECUTE FUNCTION publications_guardian_{name}()"
    return [
        *functions,
        *(
            f"CREATE TRIGGER {table}_guardian BEFORE INSERT ON {table} " + run.format(when="", name="row")
            for table in ROWS
        ),
        "CREATE TRIGGER publications_consent_guardian_theirs BEFORE INSERT ON publications_consent "
        + run.format(when=f"WHEN ({A_WORD})", name="theirs"),
        "CREATE TRIGGER publications_consent_guardian_latest AFTER INSERT ON publications_consent "
        + run.format(when=f"WHEN ({A_WORD})", name="latest"),
        f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} "
        + run.format(when=f"WHEN ({_changes('IS DISTINCT FROM')})", name="fixed"),
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} " + run.format(when="", name="fixed"),
        f"CREATE TRIGGER {TABLE}_named AFTER INSERT ON {TABLE} " + run.format(when="", name="deletes"),
        f"CREATE TRIGGER {TABLE}_ended AFTER UPDATE ON {TABLE} "
        + run.format(when=f"WHEN ({ENDED})", name="deletes"),
        "CREATE TRIGGER panels_seat_guarded AFTER UPDATE ON panels_seat "
        + run.format(when=f"WHEN ({TURNED_OUT})", name="of_seat"),
        "CREATE TRIGGER panels_seat_another AFTER UPDATE ON panels_seat "
        + run.format(when=f"WHEN ({ANOTHER_SPEAKS})", name="another"),
    ]


GUARDS = Guards(_sqlite, _postgresql)
