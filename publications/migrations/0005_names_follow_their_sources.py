"""A published name is taken down when the name, or what stands beside it, changes at its source."""

from django.db import migrations

from publications import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0004_text_kept_beside_statements"),
        ("applications", "0002_kept_text"),
        ("panels", "0002_changes_and_runs"),
    ]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
