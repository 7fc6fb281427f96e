import django.core.validators
import django.db.models.deletion
import presessions.series.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('desk', '0001_heartbeat'),
        ('desk', '0002_figures_frozen_and_published'),
        ('desk', '0004_own_calendars'),
        ('desk', '0005_digests'),
    ]

    dependencies = [
        ('accounts', '0001_tables'),
        ('series', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenFigures',
            fields=[
                ('series', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='figures', serialize=False, to='series.series')),
                ('values', models.JSONField(help_text='as `figures.frozen` writes them')),
                ('at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OwnCalendar',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('token', models.CharField(default=presessions.series.models.new_token, editable=False, max_length=40, unique=True)),
                ('made_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name='ReportedFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(help_text='e.g. 28, or: 2012, three series', max_length=60, unique=True)),
                ('order', models.PositiveIntegerField(help_text='its place in the table: the number of the series times ten')),
                ('meetings', models.CharField(blank=True, max_length=40)),
                ('speakers', models.CharField(blank=True, max_length=40)),
                ('national', models.CharField(blank=True, help_text='as written: 39, 63%, about half', max_length=40, verbose_name='national organisations')),
                ('women', models.CharField(blank=True, max_length=40)),
                ('nhris', models.CharField(blank=True, max_length=40, verbose_name='NHRIs')),
                ('missions', models.CharField(blank=True, max_length=40, verbose_name='different missions')),
                ('missions_per_meeting', models.CharField(blank=True, max_length=40)),
                ('sur', models.CharField(blank=True, max_length=80, verbose_name='States under Review')),
                ('source', models.CharField(help_text='where it was published; an address or a title', max_length=300, validators=[django.core.validators.RegexValidator('\\S', 'Say where this was published.')])),
            ],
            options={
                'verbose_name': 'published figures of past series',
                'verbose_name_plural': 'published figures of past series',
                'ordering': ['-order'],
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('is_on', models.BooleanField(default=True)),
                ('token', models.CharField(default=presessions.series.models.new_token, editable=False, max_length=40, unique=True)),
                ('begun_at', models.DateTimeField(help_text='what was shared before is in no digest')),
                ('looked_on', models.DateField(blank=True, help_text='the last day, in Geneva, it was looked at', null=True)),
                ('issues', models.ManyToManyField(blank=True, related_name='+', to='series.issue')),
                ('states', models.ManyToManyField(blank=True, related_name='+', to='series.state')),
            ],
        ),
        migrations.CreateModel(
            name='DigestLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='as `newly.key_of` makes it', max_length=64)),
                ('day', models.DateField(help_text='of the mail, in Geneva')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='desk.digest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest', 'key'), name='told_once')],
            },
        ),
    ]
