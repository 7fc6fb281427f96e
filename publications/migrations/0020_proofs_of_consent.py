"""A yes that reached staff on paper, with its proof and two people behind it; nobody else agrees for a speaker."""

import applications.models
import django.db.models.deletion
import publications.proof_models
import uuid
from django.conf import settings
from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off
from publications import guardian_triggers, proof_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0019_a_guardian_agrees_too'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guardian_triggers.remove, guardian_triggers.install),
        migrations.RunPython(take_off, put_back),
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
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='publications.statement')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='proof',
            field=models.ForeignKey(blank=True, help_text='what two of the staff recorded it from; empty: given on the page', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='publications.proof'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), models.Q(('confirmed_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='proof_confirmed_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='proof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), ('confirmed_by__isnull', False), _connector='OR'), name='proof_confirmed_by_somebody'),
        ),
        migrations.RunPython(put_back, take_off),
        migrations.RunPython(guardian_triggers.install, guardian_triggers.remove),
        migrations.RunPython(proof_triggers.install, proof_triggers.remove),
    ]
