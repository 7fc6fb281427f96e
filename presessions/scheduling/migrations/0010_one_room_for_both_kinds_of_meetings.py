"""Joint questions and Pre-sessions never share a room at one time: the database sees to it, on both vendors."""

from django.db import migrations

from presessions.scheduling import room_triggers


def add(apps, schema_editor):
    for statement in room_triggers.added(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in room_triggers.taken_away(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0005_joint_questions")]

    operations = [migrations.RunPython(add, remove)]
