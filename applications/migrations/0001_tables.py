import applications.models
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('applications', '0001_organisations_and_applications'),
        ('applications', '0002_kept_text'),
        ('applications', '0003_what_staff_write_down'),
        ('applications', '0004_uploads_in_pieces'),
        ('applications', '0005_what_is_typed_in_a_correction'),
    ]

    dependencies = [
        ('series', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Label',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference_code', models.CharField(default=applications.models.new_reference_code, editable=False, max_length=6, unique=True)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('submitted', 'received'), ('shortlisted', 'being considered'), ('selected', 'a seat is offered'), ('reserve', 'in reserve'), ('not_selected', 'not selected'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=15)),
                ('version', models.PositiveIntegerField(default=1, help_text='rises with each save, so that two editors notice each other')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], default='en', help_text='in which we write to the applicant', max_length=2)),
                ('recovery_hash', models.CharField(blank=True, max_length=200)),
                ('organisation_name', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(blank=True, choices=[('nhri', 'National human rights institution'), ('national', 'National organisation'), ('grassroots', 'Grassroots organisation'), ('regional', 'Regional organisation'), ('international', 'International organisation')], max_length=15)),
                ('is_coalition', models.BooleanField(blank=True, null=True, verbose_name='coalition')),
                ('coalition_members', models.TextField(blank=True)),
                ('nhri_accreditation', models.CharField(blank=True, max_length=1)),
                ('nhri_as_of', models.DateField(blank=True, null=True)),
                ('website', models.URLField(blank=True)),
                ('founded', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('has_ecosoc', models.BooleanField(blank=True, null=True)),
                ('about', models.TextField(blank=True)),
                ('submitted', models.CharField(blank=True, choices=[('own', 'Our own report'), ('joint', 'A joint report with others'), ('none', 'No report')], max_length=10)),
                ('submission_reference', models.CharField(blank=True, max_length=300)),
                ('motivation', models.TextField(blank=True)),
                ('works_on_gender', models.BooleanField(blank=True, null=True)),
                ('speaker_later', models.BooleanField(default=False)),
                ('speaker_name', models.CharField(blank=True, max_length=160)),
                ('speaker_position', models.CharField(blank=True, max_length=160)),
                ('speaker_email', models.EmailField(blank=True, max_length=254)),
                ('speaker_phone', models.CharField(blank=True, max_length=40)),
                ('gender', models.CharField(blank=True, choices=[('F', 'Woman'), ('M', 'Man'), ('X', 'In another way'), ('undisclosed', 'I prefer not to say')], max_length=12)),
                ('gender_described', models.CharField(blank=True, max_length=80)),
                ('under_18', models.BooleanField(blank=True, null=True)),
                ('guardian', models.CharField(blank=True, max_length=200)),
                ('accompanying_adult', models.CharField(blank=True, max_length=200)),
                ('speaks', models.CharField(blank=True, help_text='ISO 639 codes, separated by spaces', max_length=120)),
                ('statement_language', models.CharField(blank=True, max_length=8)),
                ('attendance', models.CharField(blank=True, choices=[('in_person', 'In person, in Geneva'), ('remote', 'Online'), ('either', 'Either')], max_length=10)),
                ('available_days', models.JSONField(blank=True, default=list, help_text='dates (ISO) on which the speaker can come; empty: all')),
                ('arrives_at', models.TimeField(blank=True, null=True)),
                ('needs_visa_letter', models.BooleanField(blank=True, null=True)),
                ('needs_funding', models.BooleanField(blank=True, null=True)),
                ('access_needs', models.TextField(blank=True)),
                ('risk', models.CharField(blank=True, choices=[('none', 'No risk that we know of'), ('some', 'Some risk; please be careful'), ('high', 'High risk; please speak to us first'), ('unsaid', 'I prefer not to say here')], max_length=8)),
                ('risk_note', models.TextField(blank=True)),
                ('discreet', models.BooleanField(default=False, help_text='mails say nothing of the UPR')),
                ('safe_contact', models.CharField(blank=True, max_length=300)),
                ('keep_for_next', models.BooleanField(default=False)),
                ('confirmed_kind', models.CharField(blank=True, choices=[('nhri', 'National human rights institution'), ('national', 'National organisation'), ('grassroots', 'Grassroots organisation'), ('regional', 'Regional organisation'), ('international', 'International organisation')], max_length=15)),
                ('confirmed_is_coalition', models.BooleanField(blank=True, null=True)),
                ('confirmed_submitted', models.BooleanField(blank=True, null=True)),
                ('confirmed_evidence', models.CharField(blank=True, max_length=300)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('staff_note', models.TextField(blank=True)),
                ('unsaved', models.JSONField(blank=True, default=dict, editable=False)),
                ('tabs', models.JSONField(blank=True, default=dict, editable=False, help_text='which open window wrote each page last')),
                ('reopened_until', models.DateTimeField(blank=True, help_text='staff let this one be sent until then', null=True)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('answer_sent_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='applications', to=settings.AUTH_USER_MODEL)),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='series.presession')),
            ],
            options={
                'ordering': ['pre_session', 'organisation_name'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.series')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(help_text='the line of the file, the heading being 1')),
                ('key', models.CharField(help_text='SHA-256', max_length=64, unique=True)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported', to='applications.application')),
                ('of_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='applications.applicationimport')),
            ],
            options={
                'ordering': ['of_import', 'row'],
            },
        ),
        migrations.CreateModel(
            name='BulkAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=20)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('ticket', models.CharField(help_text='of the preview, so that a double click acts once', max_length=40, unique=True)),
                ('changed', models.JSONField(default=list, help_text='keys of the applications that changed')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='applications.label')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('nhri', 'National human rights institution'), ('national', 'National organisation'), ('grassroots', 'Grassroots organisation'), ('regional', 'Regional organisation'), ('international', 'International organisation')], max_length=15)),
                ('is_coalition', models.BooleanField(default=False, verbose_name='coalition')),
                ('nhri_accreditation', models.CharField(blank=True, help_text='GANHRI status A or B', max_length=1)),
                ('nhri_as_of', models.DateField(blank=True, null=True)),
                ('website', models.URLField(blank=True)),
                ('founded', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('has_ecosoc', models.BooleanField(blank=True, null=True)),
                ('about', models.TextField(blank=True, help_text='aim and work, 200 words at most')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('members', models.ManyToManyField(blank=True, help_text='of a coalition, linked by staff', related_name='coalitions', to='applications.organisation')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='organisations', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='series.state')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='application',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='applications.organisation'),
        ),
        migrations.CreateModel(
            name='OrganisationMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('moved', models.JSONField(default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='took_in', to='applications.organisation')),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='applications.organisation')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SupportingFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('checking', 'being checked'), ('clean', 'checked'), ('refused', 'refused')], default='checking', editable=False, max_length=10)),
                ('file', models.FileField(storage=applications.models.private_storage, upload_to=applications.models.private_path)),
                ('name', models.CharField(help_text='as the applicant called it, cleaned', max_length=200)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('problem', models.CharField(blank=True, help_text='code of the reason why it was refused', max_length=60)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='applications.application')),
            ],
            options={
                'ordering': ['uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='UnfinishedUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(help_text='as the applicant called it, cleaned', max_length=200)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('modified', models.CharField(blank=True, help_text='milliseconds since 1970, as the browser says', max_length=20)),
                ('received', models.PositiveIntegerField(default=0, help_text='pieces that are here')),
                ('stored_as', models.CharField(max_length=80)),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='applications.application')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applications.supportingfile')),
            ],
            options={
                'ordering': ['begun_at'],
            },
        ),
        migrations.CreateModel(
            name='UploadedOnDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(help_text='account or application, and its number', max_length=60)),
                ('day', models.DateField()),
                ('size', models.PositiveIntegerField(default=0, help_text='bytes')),
            ],
            options={
                'ordering': ['day', 'who'],
                'constraints': [models.UniqueConstraint(fields=('who', 'day'), name='one_count_of_bytes_per_account_and_day')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_name', models.CharField(choices=[('complete', 'Complete'), ('in_time', 'Sent in time'), ('once', 'One application for this State'), ('at_home', 'At home in the State, or works on it'), ('file', 'Report attached or named')], max_length=20)),
                ('holds', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='applications.application')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['check_name'],
            },
        ),
        migrations.CreateModel(
            name='ApplicationIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('why', models.CharField(blank=True, max_length=300)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='applications.application')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.issue')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('application', 'issue'), name='issue_once_per_application'), models.UniqueConstraint(fields=('application', 'order'), name='issue_order_once_per_application'), models.CheckConstraint(condition=models.Q(('order__range', (1, 4))), name='four_issues_at_most')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('asked', 'a correction is asked for'), ('answered', 'corrected'), ('taken_back', 'not needed any more'), ('lapsed', 'not corrected in time')], default='asked', editable=False, max_length=10)),
                ('names', models.JSONField(help_text='names of the answers that may be changed')),
                ('words', models.TextField(help_text='what staff write to the applicant, shown on the page, never mailed')),
                ('due_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('changed', models.JSONField(blank=True, default=list, help_text='names of the answers that did change')),
                ('typed', models.JSONField(blank=True, default=dict, help_text='what the applicant typed and has not sent, by answer')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='applications.application')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('application',), name='one_correction_asked_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Labelled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labelled', to='applications.application')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('label', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labelled', to='applications.label')),
            ],
            options={
                'ordering': ['label__name'],
                'constraints': [models.UniqueConstraint(fields=('application', 'label'), name='label_once_per_application')],
            },
        ),
        migrations.CreateModel(
            name='NotTheSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applications.organisation')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='applications.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='not_the_same_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='not_the_same_in_order')],
            },
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False), models.Q(('status__in', ['draft', 'withdrawn']), _negated=True)), fields=('pre_session', 'organisation'), name='one_standing_application_per_organisation_and_state'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'withdrawn']), ('submitted_at__isnull', False), _connector='OR'), name='sent_applications_have_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), ('confirmed_at__isnull', False), _connector='OR'), name='confirmed_by_and_at_together'),
        ),
        migrations.AddConstraint(
            model_name='organisationmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('merged',), name='merged_into_one_only'),
        ),
        migrations.AddConstraint(
            model_name='organisationmerge',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('merged')), _negated=True), name='never_merged_with_itself'),
        ),
        migrations.AddConstraint(
            model_name='supportingfile',
            constraint=models.UniqueConstraint(fields=('application', 'sha256'), name='same_file_once_per_application'),
        ),
        migrations.AddConstraint(
            model_name='unfinishedupload',
            constraint=models.UniqueConstraint(condition=models.Q(('file__isnull', True)), fields=('application', 'name', 'size', 'modified'), name='one_unfinished_upload_per_file'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(fields=('application', 'check_name'), name='one_verdict_per_check'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='verdicts_have_a_reason'),
        ),
    ]
