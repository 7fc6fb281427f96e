"""What was typed and does not fit yet is kept beside a statement.

The triggers are taken off meanwhile: SQLite makes the table anew, and they name it.
"""

from django.db import migrations, models

from publications import triggers


class Migration(migrations.Migration):
    dependencies = [("publications", "0003_words_for_the_library")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="statement",
            name="tabs",
            field=models.JSONField(blank=True, default=dict, help_text="page -> the window that saved it last"),
        ),
        migrations.AddField(
            model_name="statement",
            name="unsaved",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="page -> what was typed there and does not fit yet; its writer's only",
            ),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
