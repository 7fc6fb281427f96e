"""The triggers that let nobody but the speaker agree, unless two of the staff confirmed a proof, in SQLite and
PostgreSQL.

- A yes in the consent record is the speaker's own account's (none: the browser that holds the application's recovery
  phrase), or the guardian's own (``guardian_triggers``), or it names a proof: confirmed, for the same statement and the
  same voice, by whom the record says, who is not who proposed it.
- A proof is never deleted, and never changed but to be judged, confirmed once, and emptied of words and file.

"""

from presessions.guards import Guards

TABLE = "publications_proof"
CONSENT = "publications_consent"
NOT_THEIRS = "neither the speaker nor a confirmed proof"
FIXED = "a proof is confirmed once and never changed"
OWN = """
  SELECT 1 FROM publications_statement s
  JOIN panels_seat seat ON seat.id = s.seat_id
  JOIN applications_application a ON a.id = seat.application_id
  WHERE s.id = NEW.statement_id
    AND (NEW.by_id IS NULL OR NEW.by_id = COALESCE(seat.panelist_id, a.owner_id))
"""
PROVED = f"""
  SELECT 1 FROM {TABLE} p WHERE p.id = NEW.proof_id AND p.statement_id = NEW.statement_id
    AND p.status = 'confirmed' AND p.confirmed_by_id = NEW.by_id AND p.confirmed_by_id <> p.proposed_by_id
    AND COALESCE(p.guardian_id, 0) = COALESCE(NEW.guardian_id, 0)
"""
REFUSED = (  # in brackets: PL/pgSQL takes the first THEN outside of them for its own
    f"(NEW.given AND CASE WHEN NEW.proof_id IS NOT NULL THEN NOT EXISTS ({PROVED}) "
    f"WHEN NEW.guardian_id IS NULL THEN NOT EXISTS ({OWN}) ELSE NEW.by_id IS NULL END)"
)
NEVER = (
    "statement_id",
    "guardian_id",
    "wishes",
    "effective_from",
    "sha256",
    "proposed_by_id",
    "uploaded_at",
)
ONCE = ("confirmed_by_id", "confirmed_at")
EMPTIED = ("why", "name", "file")


def _changes(vendor: str) -> str:
    """JSON has no equality on PostgreSQL below jsonb; Django keeps jsonb there."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    never = [f"OLD.{name} {differs} NEW.{name}" for name in NEVER]
    once = [f"(OLD.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in ONCE]
    emptied = [f"(OLD.{name} {differs} NEW.{name} AND NEW.{name} <> '')" for name in EMPTIED]
    again = "(OLD.status IN ('confirmed', 'dropped', 'refused') AND NEW.status <> OLD.status)"
    return " OR ".join([*never, *once, *emptied, again])


def _sqlite() -> list[str]:
    fixed = f"BEGIN SELECT RAISE(ABORT, '{TABLE}: {FIXED}'); END"
    return [
        f"CREATE TRIGGER {CONSENT}_proved BEFORE INSERT ON {CONSENT} BEGIN "
        f"SELECT RAISE(ABORT, '{CONSENT}: {NOT_THEIRS}') WHERE {REFUSED}; END",
        f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} WHEN {_changes('sqlite')} {fixed}",
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} {fixed}",
    ]


def _postgresql() -> list[str]:
    refuse = "RAISE EXCEPTION '%: {why}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"
    body = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    fixed = "FOR EACH ROW {when} EXECUTE FUNCTION publications_proof_fixed()"
    return [
        body.format(
            name="publications_consent_proved",
            body=f"IF {REFUSED} THEN {refuse.format(why=NOT_THEIRS)} END IF; RETURN NEW;",
        ),
        body.format(name="publications_proof_fixed", body=refuse.format(why=FIXED)),
        f"CREATE TRIGGER {CONSENT}_proved BEFORE INSERT ON {CONSENT} "
        "FOR EACH ROW EXECUTE FUNCTION publications_consent_proved()",
        f"CREATE TRIGGER {TABLE}_fixed BEFORE UPDATE ON {TABLE} "
        + fixed.format(when=f"WHEN ({_changes('postgresql')})"),
        f"CREATE TRIGGER {TABLE}_kept BEFORE DELETE ON {TABLE} " + fixed.format(when=""),
    ]


GUARDS = Guards(_sqlite, _postgresql)
