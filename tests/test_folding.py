"""Names stand in the order of their letters, accents or not, in the database and beside it."""

from io import StringIO

import pytest
from django.core.management import call_command

from presessions.folding import in_order
from presessions.series.models import State

NAMES = {
    "DNK": "Danemark",
    "EGY": "Égypte",
    "ESP": "Espagne",
    "SLB": "Îles Salomon",
    "IND": "Inde",
    "ZWE": "Zimbabwe",
}


@pytest.mark.both_databases
@pytest.mark.django_db
def test_names_of_all_states_stand_in_the_order_of_their_letters_in_each_language() -> None:
    call_command("load_reference", stdout=StringIO())
    for language in ("en", "fr", "es"):
        names = list(State.objects.by_name(language).values_list(f"name_{language}", flat=True))

        assert len(names) == 193
        assert names == sorted(names, key=in_order)
