"""Words to search translations by, and on PostgreSQL their vector; as for statements (0007).

The triggers are taken off meanwhile: SQLite makes the table anew, which loses them, and published rows can't be
updated while they are there.
"""

from django.db import migrations, models

from publications import hour_triggers, triggers, words

TABLE = "publications_publishedtranslation"
VECTOR = """
    array_to_tsvector(string_to_array(btrim(search_text), ' ')) || CASE language
        WHEN 'en' THEN to_tsvector('english', text)
        WHEN 'fr' THEN to_tsvector('french', text)
        WHEN 'es' THEN to_tsvector('spanish', text)
        ELSE ''::tsvector
    END
"""


def fill(apps, schema_editor):
    rows = apps.get_model("publications", "PublishedTranslation")._base_manager
    for row in rows.only("id", "text").iterator():
        rows.filter(pk=row.pk).update(search_text=words.searchable(row.text))


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    column = f"search_vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED"
    schema_editor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {column}", params=None)
    index = f"CREATE INDEX published_translation_vector ON {TABLE} USING gin (search_vector)"
    schema_editor.execute(index, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN search_vector", params=None)


class Migration(migrations.Migration):
    dependencies = [("publications", "0013_bundles_for_interpreters")]

    operations = [
        migrations.RunPython(hour_triggers.remove, hour_triggers.install),
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="publishedtranslation",
            name="search_text",
            field=models.TextField(
                blank=True, db_default="", help_text="its words as the library compares them"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(add, remove),
        migrations.RunPython(triggers.install, triggers.remove),
        migrations.RunPython(hour_triggers.install, hour_triggers.remove),
    ]
