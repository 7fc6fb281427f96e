import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from presessions.lifecycle import append_only


class Migration(migrations.Migration):
    """A run of the rule is kept as it was, not even to be rewritten by raw SQL."""

    dependencies = [
        ("panels", "0005_whole_numbers_of_seats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="panel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="panels.panel"
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        append_only.guard("panels_proposal"),
        append_only.guard_replacing("panels_proposal"),
    ]
