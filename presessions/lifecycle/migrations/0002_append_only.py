"""Changes and the audit can be added to and not rewritten, not even by raw SQL."""

from django.db import migrations

from presessions.lifecycle import append_only

OF_A_CHANGE = (
    "id",
    "content_type_id",
    "object_id",
    "model",
    "from_status",
    "to_status",
    "by_id",
    "by_what",
    "at",
)


class Migration(migrations.Migration):
    replaces = [
        ("lifecycle", "0002_append_only_triggers"),
        ("lifecycle", "0004_no_row_in_place_of_another"),
        ("lifecycle", "0005_no_emptying"),
    ]

    dependencies = [
        ("lifecycle", "0001_tables"),
    ]

    operations = [
        append_only.guard("lifecycle_statuschange", columns=OF_A_CHANGE, erasable=("reason",)),
        append_only.guard("lifecycle_auditevent"),
        append_only.guard_replacing("lifecycle_statuschange"),
        append_only.guard_replacing("lifecycle_auditevent"),
        append_only.guard_emptying("lifecycle_statuschange"),
        append_only.guard_emptying("lifecycle_auditevent"),
    ]
