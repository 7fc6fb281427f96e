"""A run of the rule is kept as it was, not even to be rewritten by raw SQL."""

from django.db import migrations

from presessions.lifecycle import append_only


class Migration(migrations.Migration):
    replaces = [
        ("panels", "0006_proposals_are_only_added"),
    ]

    dependencies = [
        ("panels", "0001_tables"),
    ]

    operations = [
        append_only.guard("panels_proposal"),
        append_only.guard_replacing("panels_proposal"),
    ]
