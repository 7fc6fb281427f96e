import django.core.validators
import django.db.models.deletion
import presessions.series.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('series', '0001_states_series_and_contacts'),
        ('series', '0002_ground_floor'),
        ('series', '0003_deadlines_of_states'),
        ('series', '0004_names_of_things'),
        ('series', '0005_the_hour_of_panels'),
        ('series', '0010_the_audience_of_a_call'),
        ('series', '0011_what_contacts_are'),
        ('series', '0012_session_numbers_fit_their_addresses'),
        ('series', '0013_meetings_of_one_length'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('name_es', models.CharField(max_length=120)),
                ('group', models.CharField(max_length=80)),
                ('selectable', models.BooleanField(default=True, help_text='General, Other, UPR process and Technical assistance are not')),
            ],
            options={
                'ordering': ['name_en'],
            },
        ),
        migrations.CreateModel(
            name='PastSeries',
            fields=[
                ('key', models.CharField(help_text='e.g. 36-planned, 36-held, 31', max_length=30, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('dates', models.CharField(max_length=120)),
                ('first_day', models.DateField(blank=True, null=True)),
                ('last_day', models.DateField(blank=True, null=True)),
                ('weekdays', models.CharField(blank=True, max_length=60)),
                ('lead_weeks', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ('meetings', models.CharField(blank=True, max_length=60)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('is_fragment', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name_plural': 'past series',
                'ordering': ['number', 'key'],
            },
        ),
        migrations.CreateModel(
            name='ReferenceLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('call_open', 'call open'), ('call_closed', 'call closed'), ('announced', 'programme announced'), ('archived', 'over')], default='planned', editable=False, max_length=20)),
                ('mode', models.CharField(choices=[('in_person', 'in person, Geneva'), ('virtual', 'online'), ('hybrid', 'in person and online')], default='in_person', max_length=12)),
                ('venue', models.CharField(blank=True, default='Palais des Nations', max_length=160)),
                ('languages', models.CharField(default='en fr es', help_text='languages that can be interpreted', max_length=40)),
                ('opens_at', models.DateTimeField(help_text='the call opens')),
                ('closes_at', models.DateTimeField(help_text='the call closes: an instant, shown as Geneva time')),
                ('grace_minutes', models.PositiveSmallIntegerField(default=60, help_text='silent: a started application may still be sent')),
                ('panel_size', models.PositiveSmallIntegerField(default=6, help_text='never above six', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)])),
                ('speaking_minutes_min', models.PositiveSmallIntegerField(default=5)),
                ('speaking_minutes_max', models.PositiveSmallIntegerField(default=7)),
                ('meeting_minutes_min', models.PositiveSmallIntegerField(default=30)),
                ('meeting_minutes_max', models.PositiveSmallIntegerField(default=60)),
                ('same_length', models.BooleanField(default=True, help_text='every meeting is given what a whole panel needs, so that its length tells nobody how many speak')),
                ('sur_opening_minutes', models.PositiveSmallIntegerField(default=2, help_text='0: the State under Review does not open')),
                ('turnaround_minutes', models.PositiveSmallIntegerField(default=5, help_text='between two meetings in one room')),
                ('transfer_minutes', models.PositiveSmallIntegerField(default=10, help_text='for a person between two rooms')),
                ('answers_by', models.DateField(blank=True, help_text='everyone who applied has an answer by this day', null=True)),
                ('offer_days', models.PositiveSmallIntegerField(default=7)),
                ('panels_shown_from', models.DateTimeField(blank=True, help_text='before it nothing about a panel goes outside, whatever was agreed to; a State can have its own', null=True, verbose_name='panels shown from')),
                ('statement_due_days', models.PositiveSmallIntegerField(default=14)),
                ('nhri_rule', models.CharField(choices=[('reserve', 'one seat is the NHRI’s, if one applies'), ('compete', 'the NHRI competes with all others')], default='reserve', max_length=10)),
                ('policy', models.CharField(default='faq-2024', max_length=40)),
                ('seed', models.CharField(default=presessions.series.models.new_seed, editable=False, max_length=64)),
                ('call_text_en', models.TextField(blank=True)),
                ('call_text_fr', models.TextField(blank=True)),
                ('call_text_es', models.TextField(blank=True)),
                ('audience', models.CharField(choices=[('asked', 'everybody who asked for all calls, or for a State that is open'), ('named', 'only those who asked for a State that is open by its name'), ('extended', 'only those who asked by name for a State with a deadline of its own')], default='asked', help_text='whom the call is mailed to; the page is for everybody', max_length=10)),
                ('audience_languages', models.CharField(default='en fr es', help_text='readers of these languages are written to', max_length=40)),
                ('audience_kinds', models.CharField(default='nhri cso other unsaid', help_text='what those who are written to are', max_length=40)),
                ('deadline_version', models.PositiveSmallIntegerField(default=0, editable=False, help_text='how often the deadline was set anew after the call opened')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'series',
                'ordering': ['-session__number'],
            },
        ),
        migrations.CreateModel(
            name='State',
            fields=[
                ('iso3', models.CharField(max_length=3, primary_key=True, serialize=False)),
                ('iso2', models.CharField(max_length=2, unique=True)),
                ('name_en', models.CharField(max_length=120)),
                ('name_fr', models.CharField(max_length=120)),
                ('name_es', models.CharField(max_length=120)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('regional_group', models.CharField(max_length=40)),
                ('official_languages', models.CharField(blank=True, help_text='ISO 639 codes, separated by spaces', max_length=80)),
            ],
            options={
                'ordering': ['name_en'],
            },
        ),
        migrations.CreateModel(
            name='SeriesDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='series.series')),
            ],
            options={
                'ordering': ['date', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='DayBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='series.seriesday')),
            ],
            options={
                'ordering': ['starts'],
            },
        ),
        migrations.CreateModel(
            name='PreSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(help_text='order of review in the Working Group session')),
                ('status', models.CharField(choices=[('planned', 'planned'), ('not_held', 'not held'), ('held', 'held')], default='planned', editable=False, max_length=12)),
                ('not_held_reason_en', models.CharField(blank=True, max_length=300)),
                ('not_held_reason_fr', models.CharField(blank=True, max_length=300)),
                ('not_held_reason_es', models.CharField(blank=True, max_length=300)),
                ('closes_at', models.DateTimeField(blank=True, help_text="this State's own deadline, where it differs", null=True)),
                ('closes_reason_en', models.CharField(blank=True, max_length=300)),
                ('closes_reason_fr', models.CharField(blank=True, max_length=300)),
                ('closes_reason_es', models.CharField(blank=True, max_length=300)),
                ('deadline_version', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('duration_minutes', models.PositiveSmallIntegerField(blank=True, help_text='set by hand; else from the speakers', null=True)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pre_sessions', to='series.series')),
                ('state_under_review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pre_sessions', to='series.state')),
            ],
            options={
                'verbose_name': 'Pre-session',
                'ordering': ['series', 'order'],
            },
        ),
        migrations.CreateModel(
            name='PermanentMission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('in_geneva', models.CharField(choices=[('yes', 'in Geneva'), ('no', 'none in Geneva'), ('unknown', 'not known')], default='unknown', max_length=8)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('state', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mission', to='series.state')),
            ],
            options={
                'ordering': ['state__name_en'],
            },
        ),
        migrations.CreateModel(
            name='PastMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series_number', models.PositiveSmallIntegerField()),
                ('date_start', models.DateField(blank=True, null=True)),
                ('date_end', models.DateField(blank=True, null=True)),
                ('time_slot', models.CharField(blank=True, max_length=60)),
                ('mode', models.CharField(blank=True, max_length=80)),
                ('earlier_date', models.DateField(blank=True, help_text='planned first for this day, then postponed', null=True)),
                ('earlier_time_slot', models.CharField(blank=True, max_length=60)),
                ('confidence', models.CharField(blank=True, max_length=120)),
                ('source', models.URLField(blank=True, max_length=500)),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='past_meetings', to='series.state')),
            ],
            options={
                'ordering': ['series_number', 'date_start', 'time_slot'],
            },
        ),
        migrations.CreateModel(
            name='NhriAccreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.CharField(max_length=160)),
                ('accreditation', models.CharField(choices=[('A', 'A'), ('B', 'B'), ('not accredited', 'not accredited'), ('withdrew', 'withdrew')], max_length=16)),
                ('as_of', models.DateField()),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nhris', to='series.state')),
            ],
            options={
                'verbose_name': 'NHRI accreditation',
                'ordering': ['state__name_en', 'institution'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], default='en', max_length=2)),
                ('kind', models.CharField(blank=True, choices=[('nhri', 'a national human rights institution (NHRI)'), ('cso', 'a civil society organisation'), ('other', 'something else')], max_length=8, verbose_name='what they are')),
                ('status', models.CharField(choices=[('unconfirmed', 'waiting for confirmation'), ('confirmed', 'confirmed'), ('left', 'left')], default='unconfirmed', editable=False, max_length=12)),
                ('token', models.CharField(default=presessions.series.models.new_token, editable=False, max_length=40, unique=True)),
                ('asked_language', models.CharField(blank=True, choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], editable=False, max_length=2)),
                ('asked_kind', models.CharField(blank=True, choices=[('nhri', 'a national human rights institution (NHRI)'), ('cso', 'a civil society organisation'), ('other', 'something else')], editable=False, max_length=8)),
                ('asked_states', models.CharField(blank=True, editable=False, help_text='ISO 3166-1 alpha-3 codes', max_length=1000)),
                ('asked_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('asked_version', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('states', models.ManyToManyField(blank=True, help_text='none chosen: calls for every State', to='series.state')),
            ],
            options={
                'ordering': ['email'],
            },
        ),
        migrations.CreateModel(
            name='WorkingGroupSession',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9999)])),
                ('cycle', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'Working Group session',
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='session_ends_after_start'), models.CheckConstraint(condition=models.Q(('number__range', (1, 9999))), name='session_number_fits_its_addresses')],
            },
        ),
        migrations.AddField(
            model_name='series',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='series.workinggroupsession'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='series.state')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='series.workinggroupsession')),
            ],
            options={
                'ordering': ['session', 'order'],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='series.series')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('series', 'name'), name='room_name_once_per_series')],
            },
        ),
        migrations.AddConstraint(
            model_name='seriesday',
            constraint=models.UniqueConstraint(fields=('series', 'date'), name='one_day_once_per_series'),
        ),
        migrations.AddConstraint(
            model_name='seriesday',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='day_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='daybreak',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='break_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='presession',
            constraint=models.UniqueConstraint(fields=('series', 'state_under_review'), name='one_pre_session_per_state'),
        ),
        migrations.AddConstraint(
            model_name='pastmeeting',
            constraint=models.UniqueConstraint(fields=('series_number', 'state'), name='past_meeting_once_per_series'),
        ),
        migrations.AddConstraint(
            model_name='nhriaccreditation',
            constraint=models.UniqueConstraint(fields=('state', 'institution'), name='one_status_per_institution'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='call_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('panel_size__range', (1, 6))), name='panel_of_one_to_six'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('speaking_minutes_max__gte', models.F('speaking_minutes_min')), ('speaking_minutes_min__gte', 1)), name='speaking_minutes_in_order'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('meeting_minutes_max__gte', models.F('meeting_minutes_min')), ('meeting_minutes_min__gte', 5)), name='meeting_minutes_in_order'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('session', 'state'), name='review_once_per_session'),
        ),
    ]
