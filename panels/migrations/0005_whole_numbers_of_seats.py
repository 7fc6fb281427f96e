"""A seat's number is one of six whole numbers, and its status one we know, whatever writes it."""

from django.db import migrations, models

from presessions.kept_triggers import put_back, take_off


class Migration(migrations.Migration):

    dependencies = [
        ('panels', '0004_the_hour_of_panels'),
    ]

    operations = [
        migrations.RunPython(take_off, put_back),
        migrations.RemoveConstraint(
            model_name='seat',
            name='six_seats_at_most',
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('number__in', (1, 2, 3, 4, 5, 6))), name='six_seats_at_most'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'offered', 'confirmed', 'declined', 'lapsed', 'released'])), name='seat_status_is_known'),
        ),
        migrations.RunPython(put_back, take_off),
    ]
