import applications.models
import django.db.models.deletion
import publications.file_models
import publications.proof_models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('publications', '0001_statements_and_published_rows'),
        ('publications', '0003_words_for_the_library'),
        ('publications', '0004_text_kept_beside_statements'),
        ('publications', '0007_statements_in_the_library'),
        ('publications', '0008_text_files_and_versions'),
        ('publications', '0009_briefings_and_categories'),
        ('publications', '0011_comments'),
        ('publications', '0012_points_said_to_whom'),
        ('publications', '0013_bundles_for_interpreters'),
        ('publications', '0014_translations_in_the_library'),
        ('publications', '0018_recommendations_by_their_key'),
        ('publications', '0019_a_guardian_agrees_too'),
        ('publications', '0020_proofs_of_consent'),
    ]

    dependencies = [
        ('panels', '0001_tables'),
        ('series', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

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
        migrations.CreateModel(
            name='Bundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('expires_at', models.DateTimeField(help_text='the links open until then, at latest to the end of the meetings')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meetings', models.ManyToManyField(related_name='+', to='series.presession')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.series')),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('email', models.EmailField(blank=True, help_text='empty: agrees on paper, which staff upload', max_length=254)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2)),
                ('named_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('how', models.TextField(blank=True, help_text='how staff know that this is the parent or guardian')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('named_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('checking', 'file being checked'), ('proposed', 'waits for a second person'), ('confirmed', 'confirmed and recorded'), ('dropped', 'dropped'), ('refused', 'file refused')], default='checking', editable=False, max_length=10)),
                ('wishes', models.JSONField(default=list, help_text='list of item, audience, SHA-256 of the content')),
                ('effective_from', models.DateTimeField(blank=True, null=True)),
                ('why', models.TextField(help_text='why it is not given on the page')),
                ('name', models.CharField(help_text='of the file, cleaned', max_length=200)),
                ('file', models.FileField(blank=True, storage=applications.models.private_storage, upload_to=publications.proof_models.proof_path)),
                ('sha256', models.CharField(max_length=64)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('problem', models.CharField(blank=True, help_text='code of the reason why it was refused', max_length=60)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guardian', models.ForeignKey(blank=True, help_text="whose yes it is; empty: the speaker's", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.guardian')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('given', models.BooleanField()),
                ('sha256', models.CharField(help_text='of the exact content agreed to; empty for a withdrawal', max_length=64)),
                ('effective_from', models.DateTimeField(blank=True, help_text='before this instant the yes does not count', null=True)),
                ('wording', models.CharField(help_text='version of the words in which it was asked', max_length=20)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guardian', models.ForeignKey(blank=True, help_text="whose word it is; empty: the speaker's", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.guardian')),
                ('proof', models.ForeignKey(blank=True, help_text='what two of the staff recorded it from; empty: given on the page', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='publications.proof')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.issue')),
            ],
        ),
        migrations.CreateModel(
            name='PublishedRecommendation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('order', models.PositiveSmallIntegerField()),
                ('addressed_to', models.CharField(blank=True, db_default='', max_length=160)),
                ('source', models.CharField(blank=True, db_default='', max_length=200)),
                ('action', models.PositiveSmallIntegerField(db_default=0, default=0, help_text='category 1 to 5 as suggested by machine (categories.py); 0: none')),
                ('search_text', models.TextField(blank=True, db_default='', help_text='its words as the library compares them')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('issues', models.ManyToManyField(related_name='+', through='publications.PublishedIssue', to='series.issue')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
            ],
            options={
                'ordering': ['place', 'order'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='publishedissue',
            name='recommendation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='issue_rows', to='publications.publishedrecommendation'),
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('open', 'being written'), ('received', 'received'), ('returned', 'sent back with a question'), ('checked', 'checked'), ('published', 'shared as agreed'), ('closed', 'closed')], default='open', editable=False, max_length=12)),
                ('version', models.PositiveIntegerField(default=1, help_text='rises with each save, so that two editors notice each other')),
                ('language', models.CharField(default='en', help_text='of the text, ISO 639', max_length=8)),
                ('staff_question', models.TextField(blank=True, help_text='what staff ask when they send it back')),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('unsaved', models.JSONField(blank=True, default=dict, help_text="page -> what was typed there and does not fit yet; its writer's only")),
                ('tabs', models.JSONField(blank=True, default=dict, help_text='page -> the window that saved it last')),
                ('seat', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='panels.seat')),
            ],
            options={
                'ordering': ['seat__panel', 'seat__number'],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('summary', 'In short (two to four sentences)'), ('organisation', 'Who we are'), ('consultations', 'National consultations for the national report'), ('plan', 'What we will speak about'), ('developments', 'Developments since the last review')], max_length=15)),
                ('text', models.TextField(blank=True)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='publications.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('addressed_to', models.CharField(blank=True, help_text='to whom; empty: the State under Review', max_length=160)),
                ('source', models.CharField(blank=True, help_text='what it refers to: a document and its paragraph', max_length=200)),
                ('issues', models.ManyToManyField(blank=True, related_name='+', to='series.issue')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recommendations', to='publications.statement')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('addressed_to', models.CharField(blank=True, help_text='to whom; empty: the State under Review', max_length=160)),
                ('source', models.CharField(blank=True, help_text='what it refers to: a document and its paragraph', max_length=200)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='publications.statement')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='PublishedTranslation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('original', models.CharField(help_text='the item it says in another language', max_length=60)),
                ('text', models.TextField()),
                ('search_text', models.TextField(blank=True, db_default='', help_text='its words as the library compares them')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublishedText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('summary', 'In short (two to four sentences)'), ('organisation', 'Who we are'), ('consultations', 'National consultations for the national report'), ('plan', 'What we will speak about'), ('developments', 'Developments since the last review')], max_length=15)),
                ('text', models.TextField()),
                ('search_text', models.TextField(blank=True, db_default='', help_text='its words as the library compares them')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='publishedrecommendation',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement'),
        ),
        migrations.CreateModel(
            name='PublishedQuestion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('text', models.TextField()),
                ('order', models.PositiveSmallIntegerField()),
                ('addressed_to', models.CharField(blank=True, db_default='', max_length=160)),
                ('source', models.CharField(blank=True, db_default='', max_length=200)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place', 'order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublishedName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('text', models.CharField(max_length=200)),
                ('kind', models.CharField(blank=True, choices=[('nhri', 'National human rights institution'), ('national', 'National organisation'), ('grassroots', 'Grassroots organisation'), ('regional', 'Regional organisation'), ('international', 'International organisation')], max_length=15)),
                ('is_coalition', models.BooleanField(default=False)),
                ('position', models.CharField(blank=True, help_text='of the speaker', max_length=160)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PublishedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item', models.CharField(max_length=60)),
                ('audience', models.CharField(choices=[('interpreters', 'Interpreters and the moderator'), ('missions', 'Missions'), ('public', 'Public')], max_length=12)),
                ('sha256', models.CharField(max_length=64)),
                ('place', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=8)),
                ('published_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('statement', 'Statement'), ('fact_sheet', 'Fact sheet'), ('advocacy', 'Advocacy paper'), ('translation', 'Translation')], max_length=12)),
                ('path', models.CharField(help_text='in the storage of published copies', max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.consent')),
                ('pre_session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='series.presession')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.statement')),
            ],
            options={
                'ordering': ['place', 'published_at'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='proof',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='publications.statement'),
        ),
        migrations.AddField(
            model_name='guardian',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardians', to='publications.statement'),
        ),
        migrations.AddField(
            model_name='consent',
            name='statement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='publications.statement'),
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('item', models.CharField(help_text='the part: as consent calls it', max_length=60)),
                ('quote', models.CharField(blank=True, help_text='how the part began when it was noted', max_length=200)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, help_text='before, only staff read it', null=True)),
                ('answer', models.TextField(blank=True, help_text='of the speaker')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, help_text='as the speaker says', null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='publications.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('status', models.CharField(choices=[('checking', 'being checked'), ('ready', 'ready'), ('refused', 'refused')], default='checking', editable=False, max_length=10)),
                ('kind', models.CharField(choices=[('statement', 'Statement'), ('fact_sheet', 'Fact sheet'), ('advocacy', 'Advocacy paper'), ('translation', 'Translation')], default='fact_sheet', max_length=12)),
                ('language', models.CharField(default='en', max_length=8)),
                ('name', models.CharField(help_text='as the panelist called it, cleaned; never shown outside', max_length=200)),
                ('original', models.FileField(storage=applications.models.private_storage, upload_to=publications.file_models.original_path)),
                ('original_sha256', models.CharField(max_length=64)),
                ('derived', models.FileField(blank=True, storage=publications.file_models.published_storage, upload_to=publications.file_models.derived_path)),
                ('sha256', models.CharField(blank=True, help_text='of the derived copy: what consent is bound to', max_length=64)),
                ('media_type', models.CharField(blank=True, max_length=100)),
                ('size', models.PositiveIntegerField(default=0, help_text='bytes of the derived copy')),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, help_text='code of the reason why it was refused', max_length=60)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='publications.statement')),
            ],
            options={
                'ordering': ['uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='counted from 1 for each statement')),
                ('content', models.JSONField(help_text='language, sections, recommendations and questions, as they stood')),
                ('why', models.CharField(choices=[('written', 'written on the page'), ('file', 'taken from a file'), ('restored', 'an earlier version brought back')], default='written', max_length=10)),
                ('restored_from', models.PositiveIntegerField(blank=True, help_text='number of another version', null=True)),
                ('begun_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='publications.statement')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='TextFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('checking', 'being read'), ('read', 'read'), ('refused', 'refused')], default='checking', editable=False, max_length=10)),
                ('name', models.CharField(help_text='as the panelist called it, cleaned', max_length=200)),
                ('original', models.FileField(blank=True, storage=applications.models.private_storage, upload_to=publications.file_models.original_path)),
                ('original_sha256', models.CharField(max_length=64)),
                ('found', models.JSONField(blank=True, default=dict, help_text='what was read, by place: sections, recommendations, questions, rest')),
                ('problem', models.CharField(blank=True, help_text='code of the reason why it was refused', max_length=60)),
                ('words', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(blank=True, null=True)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True)),
                ('statement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='text_file', to='publications.statement')),
            ],
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
                ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='publications.bundle')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('bundle', 'email'), name='one_link_per_address')],
            },
        ),
        migrations.AddConstraint(
            model_name='publishedissue',
            constraint=models.UniqueConstraint(fields=('recommendation', 'issue'), name='published_issue_once'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('statement', 'kind'), name='one_section_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='publishedtranslation',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedtranslation_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedtranslation',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedtranslation_audience'),
        ),
        migrations.AddIndex(
            model_name='publishedtext',
            index=models.Index(fields=['audience', 'pre_session', 'statement', 'language', 'id'], name='published_text_counted'),
        ),
        migrations.AddConstraint(
            model_name='publishedtext',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedtext_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedtext',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedtext_audience'),
        ),
        migrations.AddIndex(
            model_name='publishedrecommendation',
            index=models.Index(fields=['audience', 'pre_session', 'statement', 'language', 'action', 'id'], name='published_counted_with_action'),
        ),
        migrations.AddIndex(
            model_name='publishedrecommendation',
            index=models.Index(fields=['item'], name='published_by_its_key'),
        ),
        migrations.AddConstraint(
            model_name='publishedrecommendation',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedrecommendation_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedrecommendation',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedrecommendation_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedrecommendation',
            constraint=models.CheckConstraint(condition=models.Q(('action__lte', 5)), name='published_action_is_a_category'),
        ),
        migrations.AddConstraint(
            model_name='publishedquestion',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedquestion_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedquestion',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedquestion_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedname',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedname_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedname',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedname_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedfile',
            constraint=models.UniqueConstraint(fields=('statement', 'item', 'audience'), name='publishedfile_once_per_audience'),
        ),
        migrations.AddConstraint(
            model_name='publishedfile',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['interpreters', 'missions', 'public'])), name='publishedfile_audience'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='proof_confirmed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), ('confirmed_by__isnull', False), _connector='OR'), name='proof_confirmed_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('statement',), name='one_guardian_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='guardian_confirmed_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['statement', 'item', 'audience'], name='consent_latest'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given', False), ('sha256', '')), models.Q(('given', True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_yes_is_bound_to_content'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guardian', None), models.Q(('item__startswith', 'guardian:'), _negated=True)), models.Q(('guardian__isnull', False), ('item__startswith', 'guardian:')), _connector='OR'), name='word_of_a_guardian_is_an_item'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', False), models.Q(('answer', ''), ('answered_at', None), ('done_at', None)), _connector='OR'), name='answered_once_it_was_sent'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('statement', 'original_sha256'), name='same_attachment_once'),
        ),
        migrations.AddConstraint(
            model_name='statementversion',
            constraint=models.UniqueConstraint(fields=('statement', 'number'), name='version_of_a_statement_once'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('recommendation', 'language'), name='recommendation_once_a_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('question', 'language'), name='question_once_a_language'),
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('question__isnull', False), ('recommendation', None)), models.Q(('question', None), ('recommendation__isnull', False)), _connector='OR'), name='translation_of_one_thing'),
        ),
    ]
