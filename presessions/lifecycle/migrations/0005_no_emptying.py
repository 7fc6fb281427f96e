from django.db import migrations

from presessions.lifecycle import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0004_no_row_in_place_of_another'),
    ]

    operations = [
        append_only.guard_emptying("lifecycle_statuschange"),
        append_only.guard_emptying("lifecycle_auditevent"),
    ]
