from django.db import migrations

from presessions.lifecycle import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0014_translations_in_the_library'),
    ]

    operations = [
        append_only.guard_replacing("publications_consent"),
    ]
