"""Words to search recommendations by, and their indexes on PostgreSQL.

The triggers are taken off meanwhile: SQLite makes the table anew, which loses them, and published rows can't be
updated while they are there.
"""

from django.db import migrations, models

from publications import triggers, words

TABLE = "publications_publishedrecommendation"
INDEXES = {
    "published_words": f"ON {TABLE} USING gin (array_to_tsvector(string_to_array(btrim(search_text), ' ')))",
    **{
        f"published_{config}": f"ON {TABLE} USING gin (to_tsvector('{config}', text)) WHERE language = '{code}'"
        for code, config in {"en": "english", "fr": "french", "es": "spanish"}.items()
    },
}


def fill(apps, schema_editor):
    rows = apps.get_model("publications", "PublishedRecommendation")._base_manager
    for row in rows.only("id", "text").iterator():
        rows.filter(pk=row.pk).update(search_text=words.searchable(row.text))


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, what in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} {what}", params=None)


def no_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)


class Migration(migrations.Migration):
    dependencies = [("publications", "0002_consent_triggers")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="publishedrecommendation",
            name="search_text",
            field=models.TextField(
                blank=True, db_default="", help_text="its words as the library compares them"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index, no_index),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
