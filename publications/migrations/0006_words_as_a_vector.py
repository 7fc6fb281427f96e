"""On PostgreSQL the words of recommendations as one stored vector, so that a search reads and does not compute.

It holds the words as the library compares them and those of the stemming of the text's own language. Django knows
nothing of the column: the database keeps it.
"""

from django.db import migrations

TABLE = "publications_publishedrecommendation"
OLD = ("published_words", "published_english", "published_french", "published_spanish")
VECTOR = """
    array_to_tsvector(string_to_array(btrim(search_text), ' ')) || CASE language
        WHEN 'en' THEN to_tsvector('english', text)
        WHEN 'fr' THEN to_tsvector('french', text)
        WHEN 'es' THEN to_tsvector('spanish', text)
        ELSE ''::tsvector
    END
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for index in OLD:
        schema_editor.execute(f"DROP INDEX IF EXISTS {index}", params=None)
    column = f"search_vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED"
    schema_editor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {column}", params=None)
    schema_editor.execute(f"CREATE INDEX published_vector ON {TABLE} USING gin (search_vector)", params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN search_vector", params=None)


class Migration(migrations.Migration):
    dependencies = [("publications", "0005_names_follow_their_sources")]

    operations = [migrations.RunPython(add, remove)]
