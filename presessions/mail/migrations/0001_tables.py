import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('mail', '0001_outbox'),
        ('mail', '0010_whom_a_mailing_is_for'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(max_length=60, verbose_name='message')),
                ('title', models.CharField(max_length=200, verbose_name='what it is about')),
                ('audience', models.CharField(blank=True, max_length=200, verbose_name='to whom')),
                ('status', models.CharField(choices=[('draft', 'Being prepared'), ('started', 'Started'), ('stopped', 'Stopped')], default='draft', editable=False, max_length=12, verbose_name='status')),
                ('skipped', models.JSONField(blank=True, default=list, help_text='Pairs of an address and the reason.', verbose_name='left out')),
                ('start_at', models.DateTimeField(blank=True, null=True, verbose_name='leaves at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'mailing',
                'verbose_name_plural': 'mailings',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('message', models.CharField(max_length=60, verbose_name='message')),
                ('cause', models.CharField(help_text='What it is about, for instance “offer 12”.', max_length=120, verbose_name='cause')),
                ('version', models.CharField(default='1', max_length=60, verbose_name='version of the cause')),
                ('ids', models.JSONField(blank=True, default=dict, verbose_name='ids')),
                ('language', models.CharField(max_length=5, verbose_name='language')),
                ('series_number', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='series')),
                ('iso3', models.CharField(blank=True, editable=False, max_length=3, verbose_name='State')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('held', 'Held'), ('sending', 'Being sent'), ('uncertain', 'Uncertain'), ('sent', 'Sent'), ('failed', 'Failed'), ('dropped', 'Not sent: no longer needed')], default='waiting', editable=False, max_length=12, verbose_name='status')),
                ('priority', models.PositiveSmallIntegerField(choices=[(0, 'Sign-in code'), (1, 'Letter to one person'), (2, 'Mailing')], default=1, editable=False, verbose_name='priority')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='attempts that were refused')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='not before')),
                ('claimed_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='claimed until')),
                ('claim_token', models.CharField(blank=True, editable=False, max_length=32, verbose_name='claimed by')),
                ('in_flight_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='handed over since')),
                ('possibly_twice', models.BooleanField(default=False, editable=False, verbose_name='may have arrived twice')),
                ('message_id', models.CharField(editable=False, max_length=200, unique=True, verbose_name='Message-ID')),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sent')),
                ('last_error', models.CharField(blank=True, editable=False, max_length=200, verbose_name='last answer of the mail server')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
                ('sensitive', models.BooleanField(default=False, editable=False, verbose_name='sign-in code')),
                ('sealed_code', models.TextField(blank=True, editable=False, verbose_name='sealed code')),
                ('sealed_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='code erased at')),
                ('mailing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='mail.mailing', verbose_name='mailing')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'outbox',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'started'), _negated=True), ('start_at__isnull', False), _connector='OR'), name='mailing_started_has_a_time'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['status', 'priority', 'next_attempt_at'], name='mail_due'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['status', 'claimed_until'], name='mail_lapsed'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['-created_at'], name='mail_newest'),
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(condition=models.Q(('sealed_until__isnull', False)), fields=['sealed_until'], name='mail_sealed'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.UniqueConstraint(fields=('to', 'message', 'cause', 'version'), name='mail_once_per_cause'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='mail_sent_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'sending'), _negated=True), models.Q(('claimed_until__isnull', False), models.Q(('claim_token', ''), _negated=True)), _connector='OR'), name='mail_sending_is_claimed'),
        ),
        migrations.AddConstraint(
            model_name='outgoingmail',
            constraint=models.CheckConstraint(condition=models.Q(('sealed_code', ''), models.Q(('sealed_until__isnull', False), ('sensitive', True), models.Q(('status', 'sent'), _negated=True)), _connector='OR'), name='mail_code_is_erased_when_sent'),
        ),
    ]
