"""A parent or guardian of a speaker under 18 agrees too; what was shown of one without it is taken down."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off
from publications import guardian_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0018_recommendations_by_their_key'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
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
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardians', to='publications.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='guardian',
            field=models.ForeignKey(blank=True, help_text="whose word it is; empty: the speaker's", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publications.guardian'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('guardian', None), models.Q(('item__startswith', 'guardian:'), _negated=True)), models.Q(('guardian__isnull', False), ('item__startswith', 'guardian:')), _connector='OR'), name='word_of_a_guardian_is_an_item'),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('statement',), name='one_guardian_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='guardian',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='guardian_confirmed_by_somebody'),
        ),
        migrations.RunPython(put_back, take_off),
        migrations.RunPython(guardian_triggers.install, guardian_triggers.remove),
        migrations.RunPython(guardian_triggers.take_down_unguarded, migrations.RunPython.noop),
    ]
