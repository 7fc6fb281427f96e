import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('scheduling', '0001_timetables'),
        ('scheduling', '0002_changes_of_drafts'),
        ('scheduling', '0004_entries_by_mail'),
        ('scheduling', '0005_joint_questions'),
    ]

    dependencies = [
        ('panels', '0001_tables'),
        ('series', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryByMail',
            fields=[
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='entry_by_mail', serialize=False, to='panels.seat')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='JointQuestions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duration_minutes', models.PositiveSmallIntegerField(default=45, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(240)], verbose_name='minutes')),
                ('pre_sessions', models.ManyToManyField(related_name='joint_questions', to='series.presession')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_questions', to='series.series')),
            ],
            options={
                'verbose_name_plural': 'joint questions',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Timetable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('published', 'published'), ('superseded', 'superseded'), ('discarded', 'discarded')], default='draft', editable=False, max_length=12)),
                ('version', models.PositiveIntegerField(default=1, help_text='rises with each change, so that two editors notice each other')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.JSONField(blank=True, default=dict, help_text='how the last run went: state, proof, bounds, goals or clashes')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='timetables', to='series.series')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('locked', models.BooleanField(default=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, help_text='of the calendar entry; kept over versions')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='of the calendar entry; rises when it moves')),
                ('moderator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='series.presession')),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='series.room')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='scheduling.timetable')),
            ],
            options={
                'ordering': ['starts_at', 'room'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JointSitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('locked', models.BooleanField(default=False)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, help_text='of the calendar entry; kept over versions')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='of the calendar entry; rises when it moves')),
                ('joint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='scheduling.jointquestions')),
                ('moderator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='series.room')),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_sittings', to='scheduling.timetable')),
            ],
            options={
                'ordering': ['starts_at', 'room'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TimetableChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=200)),
                ('before', models.JSONField(help_text="pairs of a Pre-session's key and its sitting before, or null")),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone', models.BooleanField(default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('timetable', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='scheduling.timetable')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='timetable',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('series',), name='one_draft_timetable_per_series'),
        ),
        migrations.AddConstraint(
            model_name='timetable',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('series',), name='one_published_timetable_per_series'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('timetable', 'pre_session'), name='one_sitting_per_pre_session'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='sitting_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='jointsitting',
            constraint=models.UniqueConstraint(fields=('timetable', 'joint'), name='one_sitting_per_joint_questions'),
        ),
        migrations.AddConstraint(
            model_name='jointsitting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='joint_ends_after_start'),
        ),
    ]
