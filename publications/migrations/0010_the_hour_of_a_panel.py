"""Nothing about a panel is shown before the hour that staff set: kept by the database."""

from django.db import migrations

from publications import hour_triggers


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0009_briefings_and_categories"),
        ("panels", "0004_the_hour_of_panels"),
        ("series", "0005_the_hour_of_panels"),
    ]

    operations = [migrations.RunPython(hour_triggers.install, hour_triggers.remove)]
