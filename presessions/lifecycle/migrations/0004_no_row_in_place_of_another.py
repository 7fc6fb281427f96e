from django.db import migrations

from presessions.lifecycle import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0003_public_mark'),
    ]

    operations = [
        append_only.guard_replacing("lifecycle_statuschange"),
        append_only.guard_replacing("lifecycle_auditevent"),
    ]
