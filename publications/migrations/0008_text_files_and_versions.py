

import applications.models
import django.db.models.deletion
import publications.file_models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0007_statements_in_the_library'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                'constraints': [models.UniqueConstraint(fields=('statement', 'number'), name='version_of_a_statement_once')],
            },
        ),
    ]
