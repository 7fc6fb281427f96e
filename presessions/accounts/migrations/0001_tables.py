import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import presessions.accounts.managers
import presessions.permissions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_people_and_grants'),
    ]

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], default='en', max_length=2, verbose_name='language')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may enter the staff site')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['email'],
            },
            managers=[
                ('objects', presessions.accounts.managers.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('delegate', 'Delegate'), ('observer', 'Observer'), ('officer', 'Officer'), ('moderator', 'Moderator'), ('administrator', 'Administrator'), ('recused', 'Recused')], max_length=20)),
                ('iso3', models.CharField(blank=True, max_length=3, verbose_name='State (ISO 3166-1 alpha-3)')),
                ('valid_until', models.DateTimeField(blank=True, null=True)),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['user', 'role', 'iso3'],
            },
        ),
        migrations.CreateModel(
            name='ParkedPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('browser', models.CharField(db_index=True, max_length=64)),
                ('path', models.CharField(max_length=500)),
                ('payload', models.BinaryField()),
                ('parked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('browser'), models.F('path'), name='parked_once_per_page')],
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_whatever_the_case'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(models.F('user'), models.F('role'), models.F('iso3'), name='grant_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', [presessions.permissions.Role['DELEGATE'], 'recused']), models.Q(('iso3', ''), _negated=True)), models.Q(models.Q(('role__in', [presessions.permissions.Role['DELEGATE'], 'recused']), _negated=True), ('iso3', '')), _connector='OR'), name='grant_names_a_state_where_it_needs_one'),
        ),
    ]
