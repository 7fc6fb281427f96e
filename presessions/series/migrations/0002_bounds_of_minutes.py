"""How long a meeting set by hand may be, and the gaps between meetings; checked by forms, no column changes."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('series', '0001_tables'),
    ]

    operations = [
        migrations.AlterField(
            model_name='presession',
            name='duration_minutes',
            field=models.PositiveSmallIntegerField(blank=True, help_text='set by hand; empty: as long as a panel needs', null=True, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(240)]),
        ),
        migrations.AlterField(
            model_name='series',
            name='transfer_minutes',
            field=models.PositiveSmallIntegerField(default=10, help_text='for a person between two rooms', validators=[django.core.validators.MaxValueValidator(720)]),
        ),
        migrations.AlterField(
            model_name='series',
            name='turnaround_minutes',
            field=models.PositiveSmallIntegerField(default=5, help_text='between two meetings in one room', validators=[django.core.validators.MaxValueValidator(720)]),
        ),
    ]
