"""Two meetings of one version, Pre-sessions or joint questions, never share a room at one time: the database sees to it.

On PostgreSQL an exclusion constraint within each table and triggers between them; on SQLite triggers alone.
``btree_gist`` is a trusted extension: the owner of the database may add it.
"""

from django.db import migrations

from presessions.scheduling import room_triggers


class Migration(migrations.Migration):
    replaces = [
        ("scheduling", "0003_one_meeting_in_a_room"),
        ("scheduling", "0010_one_room_for_both_kinds_of_meetings"),
    ]

    dependencies = [
        ("scheduling", "0001_tables"),
    ]

    operations = [room_triggers.GUARDS.operation()]
