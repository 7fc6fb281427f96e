"""PostgreSQL refuses two sittings of one version in the same room at the same time.

SQLite has no exclusion constraints: there the check inside the transaction (``transitions``) stands alone, and
writers wait for each other. ``btree_gist`` is a trusted extension: the owner of the database may add it.
"""

from django.db import migrations

ADD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE scheduling_sitting ADD CONSTRAINT one_meeting_in_a_room_at_a_time
    EXCLUDE USING gist (timetable_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
"""
REMOVE = "ALTER TABLE scheduling_sitting DROP CONSTRAINT one_meeting_in_a_room_at_a_time"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_changes_of_drafts")]

    operations = [migrations.RunPython(add, remove)]
