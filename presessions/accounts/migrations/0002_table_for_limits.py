from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    """Rate limits live in a cache table; without it nobody could sign in."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables")]

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
