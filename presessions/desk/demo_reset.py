"""Takes a demonstration away: every table but the reference data is emptied.

Append-only tables refuse a delete by trigger. TRUNCATE does not ask row triggers (PostgreSQL), and those that
guard against it are set aside for it; on SQLite the triggers are taken down and put back. All of it happens
within one transaction.
"""

from functools import partial

from django.apps import apps
from django.db import connection, models, transaction

from presessions import kept_triggers
from presessions.lifecycle import append_only

KEPT = {
    "series.state", "series.issue", "series.workinggroupsession", "series.review", "series.pastmeeting",
    "series.pastseries", "series.permanentmission", "series.nhriaccreditation", "contenttypes.contenttype",
    "auth.permission", "auth.group", "auth.group_permissions", "desk.heartbeat",
}  # fmt: skip


def empty() -> None:
    """Empty what is not reference data; only ever called where no real series stands."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label_lower not in KEPT
    ]
    _drop_files()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # rows written earlier in this transaction may still wait for their check, and TRUNCATE refuses then
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            names = ", ".join(connection.ops.quote_name(table) for table in tables)
            for sql in append_only.emptied(connection, [f"TRUNCATE {names} RESTART IDENTITY CASCADE"]):
                cursor.execute(sql)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        triggers = kept_triggers.dropped(connection)
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own table names
        for sql in triggers:
            cursor.execute(sql)


def _drop_files() -> None:
    """What was attached and derived goes with its rows, once they are gone for good."""
    for model in apps.get_models():
        fields = [field for field in model._meta.fields if isinstance(field, models.FileField)]
        for row in model._default_manager.only(*(field.name for field in fields)) if fields else ():
            for file in (getattr(row, field.name) for field in fields):
                if file.name:
                    transaction.on_commit(partial(file.storage.delete, file.name))
