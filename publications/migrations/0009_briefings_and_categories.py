"""Briefings; and the action category of each published recommendation, also of those that stand.

The triggers are taken off meanwhile: SQLite makes the table anew, which loses them, and published rows can't be
updated while they are there.
"""

import uuid

from django.db import migrations, models

from publications import categories, triggers


def fill(apps, schema_editor):
    rows = apps.get_model("publications", "PublishedRecommendation")._base_manager
    for row in rows.only("id", "text", "language").iterator():
        if action := categories.category_of(row.text, row.language):
            rows.filter(pk=row.pk).update(action=action)


class Migration(migrations.Migration):
    dependencies = [("publications", "0008_text_files_and_versions"), ("series", "0004_names_of_things")]

    operations = [
        migrations.CreateModel(
            name='Briefing',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ask', models.CharField(help_text='SHA-256 of what is asked, and for whom', max_length=64, unique=True)),
                ('series', models.PositiveSmallIntegerField(blank=True, help_text='its number; empty: all', null=True)),
                ('states', models.JSONField(default=list, help_text='slugs; empty: all')),
                ('issues', models.JSONField(default=list, help_text='codes; empty: all')),
                ('readers', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'Word')], max_length=4)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2)),
                ('step', models.CharField(choices=[('asked', 'waits for its turn'), ('making', 'being made'), ('ready', 'ready'), ('failed', 'could not be made')], default='asked', max_length=6)),
                ('problem', models.CharField(blank=True, help_text='code of the reason why it was not made', max_length=12)),
                ('found', models.PositiveIntegerField(default=0, help_text='recommendations that go in')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('mark', models.CharField(blank=True, help_text='public mark under which it was looked at last', max_length=60)),
                ('content', models.BinaryField(blank=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['step', 'asked_at'], name='briefing_waiting')],
            },
        ),
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.RemoveIndex(model_name="publishedrecommendation", name="published_counted"),
        migrations.AddField(
            model_name="publishedrecommendation",
            name="action",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="category 1 to 5 as suggested by machine (categories.py); 0: none",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedrecommendation",
            constraint=models.CheckConstraint(
                condition=models.Q(action__lte=5), name="published_action_is_a_category"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedrecommendation",
            index=models.Index(
                fields=["audience", "pre_session", "statement", "language", "action", "id"],
                name="published_counted_with_action",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
