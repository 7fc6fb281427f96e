"""An index by which a basket, a citation or the open data finds a recommendation by its stable key."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publications', '0017_no_emptying_of_consents'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publishedrecommendation',
            index=models.Index(fields=['item'], name='published_by_its_key'),
        ),
    ]
