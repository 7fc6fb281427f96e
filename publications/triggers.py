"""The triggers that make a non-consented row impossible, in SQLite and PostgreSQL.

- A Published row is refused unless its grant is a yes, the latest word on the same statement, item and
  audience, in effect, and bound to the same SHA-256; a speaker's name is refused where the speaker is under 18.
- A Published row is never updated.
- A new consent record deletes the Published rows of its statement, item and audience.
- A source that changes or goes deletes the Published rows of its item, for every audience.
- A speaker found to be under 18 loses the published name at once; a name that changes is taken down.

Both kinds of write lock the statement's row first (PostgreSQL), so that a publication and a withdrawal
at the same moment cannot miss each other; SQLite serialises writers by itself.
"""

from presessions.guards import Guards

ROWS = (
    "publications_publishedname",
    "publications_publishedtext",
    "publications_publishedrecommendation",
    "publications_publishedquestion",
    "publications_publishedtranslation",
    "publications_publishedfile",
)
RECOMMENDATIONS = "publications_publishedrecommendation"
ISSUES = "publications_publishedissue"

TRANSLATIONS = "publications_publishedtranslation"

# source table -> the columns that are agreed to, and how its item is spelled, with {row} for OLD or NEW; SQLite keeps
# UUIDs as hex already
PG_KEY = "replace({row}.public_id::text, '-', '')"
POINT = ("text", "addressed_to", "source")
SOURCES = {
    "publications_section": (("text",), "'section:' || {row}.kind", "'section:' || {row}.kind"),
    "publications_recommendation": (
        POINT,
        "'recommendation:' || {row}.public_id",
        f"'recommendation:' || {PG_KEY}",
    ),
    "publications_question": (POINT, "'question:' || {row}.public_id", f"'question:' || {PG_KEY}"),
    "publications_translation": (
        ("text", "language"),
        "'translation:' || {row}.public_id",
        f"'translation:' || {PG_KEY}",
    ),
    "publications_attachment": (("sha256",), "'file:' || {row}.public_id", f"'file:' || {PG_KEY}"),
}
NAMES = "publications_publishedname"
OF_SEAT = (
    "item = 'speaker_name' AND statement_id IN (SELECT id FROM publications_statement WHERE seat_id = NEW.id)"
)
OF_APPLICATION = (
    "item = 'organisation_name' AND statement_id IN (SELECT s.id FROM publications_statement s "
    "JOIN panels_seat seat ON seat.id = s.seat_id WHERE seat.application_id = NEW.id)"
)
# what stands beside a name is part of what was agreed to
OF_SPEAKER = ("speaker_name", "speaker_position")
OF_ORGANISATION = (
    "organisation_name",
    "kind",
    "is_coalition",
    "confirmed_kind",
    "confirmed_is_coalition",
)

LATEST_GRANT = """
  SELECT 1 FROM publications_consent c
  WHERE c.id = NEW.grant_id AND c.given AND c.statement_id = NEW.statement_id AND c.item = NEW.item
    AND c.audience = NEW.audience AND c.sha256 = NEW.sha256
    AND (c.effective_from IS NULL OR c.effective_from <= {now})
    AND NOT EXISTS (
      SELECT 1 FROM publications_consent later
      WHERE later.statement_id = c.statement_id AND later.item = c.item
        AND later.audience = c.audience AND later.id > c.id)
"""
MINOR = """
  SELECT 1 FROM publications_statement s JOIN panels_seat seat ON seat.id = s.seat_id
  WHERE s.id = NEW.statement_id AND seat.under_18
"""


def deletes(where: str) -> str:
    """Delete the Published rows where ...; the issues of recommendations first."""
    first = (
        f"DELETE FROM {ISSUES} WHERE recommendation_id IN (SELECT id FROM {RECOMMENDATIONS} WHERE {where});"
    )
    return " ".join([first, *(f"DELETE FROM {table} WHERE {where};" for table in ROWS)])


def _forgets(item: str) -> str:
    """Delete the Published rows of a source that changed or went, and those that say it in another language."""
    own = f"statement_id = OLD.statement_id AND item = {item}"
    said = f"DELETE FROM {TRANSLATIONS} WHERE statement_id = OLD.statement_id AND original = {item};"
    return f"{deletes(own)} {said}"


def _sqlite() -> list[str]:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    sql = []
    for table in ROWS:
        minor = f"SELECT RAISE(ABORT, '{table}: the speaker is under 18') WHERE NEW.item = 'speaker_name' AND EXISTS ({MINOR});"
        sql += [
            f"CREATE TRIGGER {table}_guard BEFORE INSERT ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{table}: no standing grant for this row') "
            f"WHERE NOT EXISTS ({LATEST_GRANT.format(now=now)}); {minor} END",
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} BEGIN "
            f"SELECT RAISE(ABORT, '{table}: published rows are never changed'); END",
        ]
    same = "statement_id = NEW.statement_id AND item = NEW.item AND audience = NEW.audience"
    sql.append(
        f"CREATE TRIGGER publications_consent_latest AFTER INSERT ON publications_consent BEGIN {deletes(same)} END"
    )
    for table, (columns, item, _) in SOURCES.items():
        forgets = _forgets(item.format(row="OLD"))
        changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        sql += [
            f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} WHEN {changed} BEGIN {forgets} END",
            f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN {forgets} END",
        ]
    speaker = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in OF_SPEAKER)
    organisation = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in OF_ORGANISATION)
    return [
        *sql,
        "CREATE TRIGGER panels_seat_minor AFTER UPDATE ON panels_seat "
        f"WHEN (NEW.under_18 AND NOT OLD.under_18) OR {speaker} BEGIN DELETE FROM {NAMES} WHERE {OF_SEAT}; END",
        "CREATE TRIGGER applications_application_named AFTER UPDATE ON applications_application "
        f"WHEN {organisation} BEGIN DELETE FROM {NAMES} WHERE {OF_APPLICATION}; END",
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION publications_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _distinct(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def _postgresql() -> list[str]:
    lock = "PERFORM 1 FROM publications_statement WHERE id = NEW.statement_id FOR UPDATE;"
    refuse = "RAISE EXCEPTION '%: {why}', TG_TABLE_NAME USING ERRCODE = 'check_violation';"
    guard = (
        f"{lock} IF NOT EXISTS ({LATEST_GRANT.format(now='clock_timestamp()')}) THEN "
        f"{refuse.format(why='no standing grant for this row')} END IF; "
        f"IF NEW.item = 'speaker_name' AND EXISTS ({MINOR}) THEN {refuse.format(why='the speaker is under 18')} END IF; "
        "RETURN NEW;"
    )
    same = "statement_id = NEW.statement_id AND item = NEW.item AND audience = NEW.audience"
    sql = [
        _function("guard_row", guard),
        _function("refuse_update", refuse.format(why="published rows are never changed")),
        _function("lock_statement", f"{lock} RETURN NEW;"),
        _function("consent_deletes", f"{deletes(same)} RETURN NULL;"),
        "CREATE TRIGGER publications_consent_lock BEFORE INSERT ON publications_consent "
        "FOR EACH ROW EXECUTE FUNCTION publications_lock_statement()",
        "CREATE TRIGGER publications_consent_latest AFTER INSERT ON publications_consent "
        "FOR EACH ROW EXECUTE FUNCTION publications_consent_deletes()",
    ]
    for table in ROWS:
        sql += [
            f"CREATE TRIGGER {table}_guard BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION publications_guard_row()",
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION publications_refuse_update()",
        ]
    branches = []
    for number, (table, (columns, _, item)) in enumerate(SOURCES.items()):
        forgets = _forgets(item.format(row="OLD"))
        branches.append(f"{'IF' if number == 0 else 'ELSIF'} TG_TABLE_NAME = '{table}' THEN {forgets}")
        sql += [
            f"CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} FOR EACH ROW "
            f"WHEN ({_distinct(columns)}) EXECUTE FUNCTION publications_source_deletes()",
            f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION publications_source_deletes()",
        ]
    sql.insert(4, _function("source_deletes", f"{' '.join(branches)} END IF; RETURN NULL;"))
    sql += [
        _function("minor_deletes", f"DELETE FROM {NAMES} WHERE {OF_SEAT}; RETURN NULL;"),
        _function("organisation_deletes", f"DELETE FROM {NAMES} WHERE {OF_APPLICATION}; RETURN NULL;"),
        "CREATE TRIGGER panels_seat_minor AFTER UPDATE ON panels_seat FOR EACH ROW "
        f"WHEN ((NEW.under_18 AND NOT OLD.under_18) OR {_distinct(OF_SPEAKER)}) "
        "EXECUTE FUNCTION publications_minor_deletes()",
        "CREATE TRIGGER applications_application_named AFTER UPDATE ON applications_application FOR EACH ROW "
        f"WHEN ({_distinct(OF_ORGANISATION)}) EXECUTE FUNCTION publications_organisation_deletes()",
    ]
    return sql


GUARDS = Guards(_sqlite, _postgresql)
