"""A Published row stands on the page of its own meeting, whatever writes it."""

from django.db import migrations

from publications import place_triggers


class Migration(migrations.Migration):
    dependencies = [("publications", "0002_guards_and_words")]

    operations = [place_triggers.GUARDS.operation()]
