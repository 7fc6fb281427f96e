"""Interpreters and the moderator as an audience of their own, and the bundles they are sent.

The triggers are taken off meanwhile: SQLite makes the tables anew for a constraint, which loses them.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from publications import hour_triggers, triggers


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0012_points_said_to_whom'),
        ('series', '0004_names_of_things'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(hour_triggers.remove, hour_triggers.install),
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('expires_at', models.DateTimeField(help_text='the links open until then, at latest to the end of the meetings')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='BundleRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('part', models.CharField(choices=[('interpreter', 'interpreter'), ('moderator', 'moderator')], max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='publishedfile',
            name='publishedfile_audience',
        ),
        migrations.RemoveConstraint(
            model_name='publishedname',
            name='publishedname_audience',
        ),
        migrations.RemoveConstraint(
            model_name='publishedquestion',
            name='publishedquestion_audience',
        ),
        migrations.RemoveConstraint(
            model_name='publishedrecommendation',
            name='publishedrecommendation_audience',
        ),
        migrations.RemoveConstraint(
            model_name='publishedtext',
            name='publishedtext_audience',
        ),
        migrations.AlterField(
            model_name='consent',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AlterField(
            model_name='publishedfile',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AlterField(
            model_name='publishedname',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AlterField(
            model_name='publishedquestion',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AlterField(
            model_name='publishedrecommendation',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AlterField(
            model_name='publishedtext',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='publishedfile',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedfile_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedname',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedname_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedquestion',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedquestion_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedrecommendation',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedrecommendation_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedtext',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedtext_audience'),
        ),
        migrations.AddField(
            model_name='bundle',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='bundle',
            name='meetings',
            field=models.ManyToManyField(related_name='+', to='series.presession'),
        ),
        migrations.AddField(
            model_name='bundle',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.series'),
        ),
        migrations.AddField(
            model_name='bundlerecipient',
            name='bundle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='publications.bundle'),
        ),
        migrations.AddConstraint(
            model_name='bundlerecipient',
            constraint=models.UniqueConstraint(fields=('bundle', 'email'), name='one_link_per_address'),
        ),
        migrations.RemoveConstraint(
            model_name='publishedtranslation',
            name='publishedtranslation_audience',
        ),
        migrations.AlterField(
            model_name='publishedtranslation',
            name='audience',
            field=models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='publishedtranslation',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedtranslation_audience'),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
        migrations.RunPython(hour_triggers.install, hour_triggers.remove),
    ]
