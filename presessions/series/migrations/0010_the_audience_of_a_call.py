"""Whom a call is mailed to.

SQLite makes the table anew to add a column, and checks meanwhile every trigger that names it: those that keep
the hour of panels do. The old way of renaming leaves them alone; they find the new table under the same name.
"""

from django.db import migrations, models


def _rename_the_old_way(on):
    def say(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"PRAGMA legacy_alter_table = {'ON' if on else 'OFF'}")

    return migrations.RunPython(say, migrations.RunPython.noop)


def _rename_the_old_way_back(on):
    """The same, for taking the migration back."""
    forward = _rename_the_old_way(on)
    return migrations.RunPython(migrations.RunPython.noop, forward.code)


class Migration(migrations.Migration):

    dependencies = [
        ("series", "0005_the_hour_of_panels"),
    ]

    operations = [
        _rename_the_old_way(True),
        _rename_the_old_way_back(False),
        migrations.AddField(
            model_name="series",
            name="audience",
            field=models.CharField(choices=[("asked", "everybody who asked for all calls, or for a State that is open"), ("named", "only those who asked for a State that is open by its name"), ("extended", "only those who asked by name for a State with a deadline of its own")], default="asked", help_text="whom the call is mailed to; the page is for everybody", max_length=10),
        ),
        migrations.AddField(
            model_name="series",
            name="audience_languages",
            field=models.CharField(default="en fr es", help_text="readers of these languages are written to", max_length=40),
        ),
        _rename_the_old_way(False),
        _rename_the_old_way_back(True),
    ]
