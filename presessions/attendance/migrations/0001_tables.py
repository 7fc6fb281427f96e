import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('attendance', '0001_invitations_and_presence'),
        ('attendance', '0002_ticks_of_the_floor'),
        ('attendance', '0010_the_floor_of_joint_questions'),
        ('attendance', '0011_observers_at_joint_questions'),
    ]

    dependencies = [
        ('panels', '0001_tables'),
        ('scheduling', '0001_tables'),
        ('series', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JointRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('observers', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('noted_at', models.DateTimeField(auto_now=True)),
                ('joint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='scheduling.jointquestions')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SpeakerRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('present', 'present'), ('replaced', 'replaced'), ('read_by_other', 'statement read by another'), ('absent', 'absent')], max_length=15)),
                ('noted_at', models.DateTimeField(auto_now=True)),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='presence', to='panels.seat')),
            ],
        ),
        migrations.CreateModel(
            name='FloorTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('kind', models.CharField(choices=[('begin', 'begin'), ('sur', 'sur'), ('speaker', 'speaker'), ('ask', 'ask'), ('leave', 'leave'), ('mission', 'mission'), ('stop', 'stop'), ('end', 'end'), ('came', 'came'), ('not_here', 'not_here')], max_length=8)),
                ('at', models.DateTimeField(help_text='when it was ticked; it may arrive later')),
                ('noted_at', models.DateTimeField(auto_now_add=True)),
                ('joint', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='floor_ticks', to='scheduling.jointquestions')),
                ('mission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='series.permanentmission')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='floor_ticks', to='series.presession')),
                ('seat', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='panels.seat')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('joint__isnull', True), ('pre_session__isnull', False)), models.Q(('joint__isnull', False), ('pre_session__isnull', True)), _connector='OR'), name='tick_is_of_one_meeting'), models.CheckConstraint(condition=models.Q(('seat__isnull', True), ('mission__isnull', True), _connector='OR'), name='tick_is_of_one_at_most')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], default='en', max_length=2)),
                ('status', models.CharField(choices=[('sent', 'sent'), ('accepted', 'accepted'), ('revoked', 'revoked')], default='sent', editable=False, max_length=10)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, help_text='rises when it is sent anew')),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='series.permanentmission')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['mission__state__name_en', 'email'],
                'constraints': [models.UniqueConstraint(fields=('mission', 'email'), name='one_invitation_per_mission_and_address')],
            },
        ),
        migrations.CreateModel(
            name='JointPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_at', models.DateTimeField(auto_now_add=True)),
                ('joint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mission_presences', to='scheduling.jointquestions')),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_presences', to='series.permanentmission')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['mission__state__name_en'],
                'constraints': [models.UniqueConstraint(fields=('joint', 'mission'), name='mission_at_joint_questions_once')],
            },
        ),
        migrations.CreateModel(
            name='MeetingRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sur_present', models.BooleanField(blank=True, null=True)),
                ('sur_spoke', models.BooleanField(blank=True, null=True)),
                ('observers', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('noted_at', models.DateTimeField(auto_now=True)),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='record', to='series.presession')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sur_spoke__isnull', True), ('sur_spoke', False), ('sur_present', True), _connector='OR'), name='who_spoke_was_present')],
            },
        ),
        migrations.CreateModel(
            name='MissionPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noted_at', models.DateTimeField(auto_now_add=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='series.permanentmission')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mission_presences', to='series.presession')),
            ],
            options={
                'ordering': ['mission__state__name_en'],
                'constraints': [models.UniqueConstraint(fields=('pre_session', 'mission'), name='mission_present_once')],
            },
        ),
    ]
