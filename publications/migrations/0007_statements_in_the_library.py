"""Words to search statements by, and on PostgreSQL their vector; as for recommendations (0003, 0006).

The triggers are taken off meanwhile: SQLite makes the table anew, which loses them, and published rows can't be
updated while they are there.
"""

from django.db import migrations, models

from publications import triggers, words

TABLE = "publications_publishedtext"
VECTOR = """
    array_to_tsvector(string_to_array(btrim(search_text), ' ')) || CASE language
        WHEN 'en' THEN to_tsvector('english', text)
        WHEN 'fr' THEN to_tsvector('french', text)
        WHEN 'es' THEN to_tsvector('spanish', text)
        ELSE ''::tsvector
    END
"""


def fill(apps, schema_editor):
    rows = apps.get_model("publications", "PublishedText")._base_manager
    for row in rows.only("id", "text").iterator():
        rows.filter(pk=row.pk).update(search_text=words.searchable(row.text))


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    column = f"search_vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED"
    schema_editor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {column}", params=None)
    schema_editor.execute(f"CREATE INDEX published_text_vector ON {TABLE} USING gin (search_vector)", params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN search_vector", params=None)


class Migration(migrations.Migration):
    dependencies = [("publications", "0006_words_as_a_vector")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="publishedtext",
            name="search_text",
            field=models.TextField(
                blank=True, db_default="", help_text="its words as the library compares them"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(add, remove),
        migrations.RunPython(triggers.install, triggers.remove),
        *(
            migrations.AddIndex(
                model_name=model,
                index=models.Index(
                    fields=["audience", "pre_session", "statement", "language", "id"], name=name
                ),
            )
            for model, name in (
                ("publishedtext", "published_text_counted"),
                ("publishedrecommendation", "published_counted"),
            )
        ),
    ]
