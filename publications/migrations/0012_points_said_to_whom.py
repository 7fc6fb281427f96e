"""To whom a recommendation or question is said, what it refers to, and its translations.

The triggers are taken off meanwhile: SQLite makes tables anew, and they name new columns and tables.
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from publications import hour_triggers, triggers


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0011_comments'),
        ('series', '0004_names_of_things'),
    ]

    operations = [
        migrations.RunPython(hour_triggers.remove, hour_triggers.install),
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name='publishedquestion',
            name='addressed_to',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='publishedquestion',
            name='source',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='publishedrecommendation',
            name='addressed_to',
            field=models.CharField(blank=True, db_default='', max_length=160),
        ),
        migrations.AddField(
            model_name='publishedrecommendation',
            name='source',
            field=models.CharField(blank=True, db_default='', max_length=200),
        ),
        migrations.AddField(
            model_name='question',
            name='addressed_to',
            field=models.CharField(blank=True, help_text='to whom; empty: the State under Review', max_length=160),
        ),
        migrations.AddField(
            model_name='question',
            name='source',
            field=models.CharField(blank=True, help_text='what it refers to: a document and its paragraph', max_length=200),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='addressed_to',
            field=models.CharField(blank=True, help_text='to whom; empty: the State under Review', max_length=160),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='source',
            field=models.CharField(blank=True, help_text='what it refers to: a document and its paragraph', max_length=200),
        ),
        migrations.CreateModel(
            name='PublishedTranslation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('original', models.CharField(help_text='the item it says in another language', max_length=60)),
                ('text', models.TextField()),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedtranslation_once_per_audience'), models.CheckConstraint(condition=models.Q(('audience__in', ['missions', 'public'])), name='publishedtranslation_audience')],
            },
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('language', models.CharField(help_text='ISO 639', max_length=8)),
                ('text', models.TextField()),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='publications.question')),
                ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='publications.recommendation')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='publications.statement')),
            ],
            options={
                'ordering': ['language', 'id'],
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'language'), name='recommendation_once_a_language'), models.UniqueConstraint(fields=('question', 'language'), name='question_once_a_language'), models.CheckConstraint(condition=models.Q(models.Q(('question__isnull', False), ('recommendation', None)), models.Q(('question', None), ('recommendation__isnull', False)), _connector='OR'), name='translation_of_one_thing')],
            },
        ),
        migrations.RunPython(triggers.install, triggers.remove),
        migrations.RunPython(hour_triggers.install, hour_triggers.remove),
    ]
