"""Meetings of one length, from the next series on; one that was planned before keeps the lengths it was planned with.

SQLite makes the table anew to add a column, and would lose the triggers on it that keep the hour of panels.
"""

from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off


def as_planned(apps, schema_editor):
    apps.get_model("series", "Series")._base_manager.update(same_length=False)


class Migration(migrations.Migration):

    dependencies = [
        ("series", "0012_session_numbers_fit_their_addresses"),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
        migrations.AddField(
            model_name="series",
            name="same_length",
            field=models.BooleanField(default=True, help_text="every meeting is given what a whole panel needs, so that its length tells nobody how many speak"),
        ),
        migrations.RunPython(as_planned, migrations.RunPython.noop),
        migrations.RunPython(put_back, take_off),
    ]
