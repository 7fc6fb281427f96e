"""A Published row holds the words that were agreed to, whatever writes it."""

from django.db import migrations

from publications import word_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0015_no_consent_in_place_of_another'),
    ]

    operations = [
        migrations.RunPython(word_triggers.install, word_triggers.remove),
    ]
