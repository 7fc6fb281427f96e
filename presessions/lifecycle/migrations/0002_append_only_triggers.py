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
    """Changes and the audit can be added to and not rewritten, not even by raw SQL."""

    dependencies = [("lifecycle", "0001_changes_and_audit")]

    operations = [
        append_only.guard("lifecycle_statuschange", columns=OF_A_CHANGE, erasable=("reason",)),
        append_only.guard("lifecycle_auditevent"),
    ]
