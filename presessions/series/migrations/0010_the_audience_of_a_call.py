"""Whom a call is mailed to.

SQLite makes the table anew to add a column, and would lose the triggers on it that keep the hour of panels.
"""

from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off


class Migration(migrations.Migration):

    dependencies = [
        ("series", "0005_the_hour_of_panels"),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
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
        migrations.RunPython(put_back, take_off),
    ]
