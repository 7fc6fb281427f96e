from django.db import migrations

from presessions.lifecycle import append_only
from publications import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0001_statements_and_published_rows"),
        ("panels", "0001_panels_and_seats"),
    ]

    operations = [
        append_only.guard("publications_consent"),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
