"""What the database itself holds to: consents that are only added, rows that need one; and words to search by.

On PostgreSQL the words of texts, recommendations and translations are one stored vector, so that a search reads and
does not compute: the words as the library compares them, and those of the stemming of the text's own language. Django
knows nothing of the column: the database keeps it.
"""

from django.db import migrations

from presessions.lifecycle import append_only
from publications import guardian_triggers, hour_triggers, proof_triggers, triggers, word_triggers

VECTOR = """
    array_to_tsvector(string_to_array(btrim(search_text), ' ')) || CASE language
        WHEN 'en' THEN to_tsvector('english', text)
        WHEN 'fr' THEN to_tsvector('french', text)
        WHEN 'es' THEN to_tsvector('spanish', text)
        ELSE ''::tsvector
    END
"""
SEARCHED = {
    "publications_publishedrecommendation": "published_vector",
    "publications_publishedtext": "published_text_vector",
    "publications_publishedtranslation": "published_translation_vector",
}
MODULES = (triggers, hour_triggers, word_triggers, guardian_triggers, proof_triggers)


def add_vectors(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, index in SEARCHED.items():
            column = f"search_vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED"
            schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {column}", params=None)
            schema_editor.execute(f"CREATE INDEX {index} ON {table} USING gin (search_vector)", params=None)


def remove_vectors(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in SEARCHED:
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search_vector", params=None)


class Migration(migrations.Migration):
    replaces = [
        ("publications", "0002_consent_triggers"),
        ("publications", "0005_names_follow_their_sources"),
        ("publications", "0006_words_as_a_vector"),
        ("publications", "0010_the_hour_of_a_panel"),
        ("publications", "0015_no_consent_in_place_of_another"),
        ("publications", "0016_words_as_agreed_to"),
        ("publications", "0017_no_emptying_of_consents"),
    ]

    dependencies = [
        ("publications", "0001_tables"),
        ("applications", "0001_tables"),
        ("panels", "0001_tables"),
        ("series", "0001_tables"),
    ]

    operations = [
        append_only.guard("publications_consent"),
        append_only.guard_replacing("publications_consent"),
        append_only.guard_emptying("publications_consent"),
        *(module.GUARDS.operation() for module in MODULES),
        migrations.RunPython(add_vectors, remove_vectors),
    ]
