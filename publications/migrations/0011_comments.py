

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0010_the_hour_of_a_panel'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                'constraints': [models.CheckConstraint(condition=models.Q(('sent_at__isnull', False), models.Q(('answer', ''), ('answered_at', None), ('done_at', None)), _connector='OR'), name='answered_once_it_was_sent')],
            },
        ),
    ]
