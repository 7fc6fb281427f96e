import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('panels', '0001_panels_and_seats'),
        ('panels', '0002_changes_and_runs'),
        ('panels', '0003_a_panel_closed_short'),
        ('panels', '0004_the_hour_of_panels'),
        ('panels', '0005_whole_numbers_of_seats'),
    ]

    dependencies = [
        ('applications', '0001_tables'),
        ('series', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'being composed'), ('approved', 'approved'), ('offered', 'offers sent'), ('complete', 'complete'), ('short', 'closed short')], default='open', editable=False, max_length=12)),
                ('version', models.PositiveIntegerField(default=1, help_text='rises with each change, so that two editors notice each other')),
                ('approval_reason', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('shown_from', models.DateTimeField(blank=True, help_text="this panel's own hour, in place of the one of its series", null=True)),
                ('recent', models.JSONField(blank=True, default=list, editable=False, help_text="the last changes: version, at, by (an account's key), what")),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='panel', to='series.presession')),
            ],
            options={
                'ordering': ['pre_session'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('policy', models.CharField(max_length=40)),
                ('record', models.JSONField(help_text='canonical: ids, confirmed criteria, policy, seed and commitment, result, proof')),
                ('sha256', models.CharField(max_length=64)),
                ('result', models.JSONField(help_text='what the pages show: panel, criteria, reasons, prices, swaps, reserve')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='panels.panel')),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SeriesRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('waiting', models.JSONField(default=list, help_text='keys of the Pre-sessions still to be solved, in order')),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('failed', models.JSONField(blank=True, default=dict, help_text='ISO3 -> why there is no proposal')),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='panel_runs', to='series.series')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(help_text='1 (weak) to 5 (strong): quality, never a criterion of the rule')),
                ('note', models.TextField(blank=True)),
                ('given_at', models.DateTimeField(auto_now=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='applications.application')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['application', 'reader'],
                'constraints': [models.UniqueConstraint(fields=('application', 'reader'), name='one_assessment_per_reader'), models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='score_of_one_to_five')],
            },
        ),
        migrations.CreateModel(
            name='ReservePlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reserve_places', to='applications.application')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reserve', to='panels.panel')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('panel', 'application'), name='in_reserve_once'), models.UniqueConstraint(fields=('panel', 'position'), name='reserve_position_once')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('offered', 'offered'), ('confirmed', 'confirmed'), ('declined', 'declined'), ('lapsed', 'not answered in time'), ('released', 'released')], default='proposed', editable=False, max_length=12)),
                ('how', models.CharField(choices=[('proposed', 'proposed by the rule'), ('pinned', 'pinned by staff'), ('from_reserve', 'from the reserve')], default='proposed', max_length=12)),
                ('reason', models.TextField(blank=True, help_text='why staff overruled the rule, where they did')),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.TextField(blank=True)),
                ('order', models.PositiveSmallIntegerField(blank=True, help_text='who takes the floor when', null=True)),
                ('speaking_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('speaker_name', models.CharField(blank=True, max_length=160)),
                ('speaker_position', models.CharField(blank=True, max_length=160)),
                ('gender', models.CharField(choices=[('F', 'Woman'), ('M', 'Man'), ('X', 'In another way'), ('undisclosed', 'I prefer not to say')], default='undisclosed', max_length=12)),
                ('under_18', models.BooleanField(default=False)),
                ('language', models.CharField(blank=True, help_text='in which the panelist speaks', max_length=8)),
                ('needs', models.TextField(blank=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='applications.application')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='panels.panel')),
                ('panelist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seats', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['panel', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('number__in', (1, 2, 3, 4, 5, 6))), name='six_seats_at_most'), models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'offered', 'confirmed', 'declined', 'lapsed', 'released'])), name='seat_status_is_known'), models.UniqueConstraint(condition=models.Q(('status__in', ('proposed', 'offered', 'confirmed'))), fields=('panel', 'number'), name='one_active_seat_per_number'), models.UniqueConstraint(condition=models.Q(('status__in', ('proposed', 'offered', 'confirmed'))), fields=('application',), name='one_active_seat_per_application')],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pin', 'pin'), ('exclude', 'exclude')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='applications.application')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='panels.panel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('panel', 'application'), name='one_wish_per_application')],
            },
        ),
    ]
