"""What those who receive calls are, where they or staff said so; whom a call is mailed to can be one of these.

SQLite makes the tables anew to add a column, and would lose the triggers on them.
"""

from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off

KINDS = [
    ("nhri", "a national human rights institution (NHRI)"),
    ("cso", "a civil society organisation"),
    ("other", "something else"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("series", "0010_the_audience_of_a_call"),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
        migrations.AddField(
            model_name="contact",
            name="kind",
            field=models.CharField("what they are", blank=True, choices=KINDS, max_length=8),
        ),
        migrations.AddField(
            model_name="contact",
            name="asked_kind",
            field=models.CharField(blank=True, choices=KINDS, editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name="series",
            name="audience_kinds",
            field=models.CharField(
                default="nhri cso other unsaid",
                help_text="what those who are written to are",
                max_length=40,
            ),
        ),
        migrations.RunPython(put_back, take_off),
    ]
