from django.db import migrations

from presessions.lifecycle import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0016_words_as_agreed_to'),
    ]

    operations = [
        append_only.guard_emptying("publications_consent"),
    ]
