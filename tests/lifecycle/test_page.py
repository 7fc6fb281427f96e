"""docs/lifecycles.md and the tables it is written from."""

import pytest
from django.core.management import call_command

from presessions.lifecycle import page
from presessions.lifecycle.tables import covers

MODELS = page.with_lifecycle()


def test_lifecycles_page_is_up_to_date():
    call_command("write_lifecycles", "--check")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_status_is_in_its_table(model):
    statuses = [value for value, _ in model._meta.get_field("status").flatchoices]
    assert covers(model.LIFECYCLE, statuses)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_status_can_be_reached(model):
    assert model.LIFECYCLE.reachable() == set(model.LIFECYCLE.statuses)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_new_thing_begins_where_its_table_begins(model):
    assert model._meta.get_field("status").default == model.LIFECYCLE.start
