"""Every field of every model of ours is classified."""

import pytest
from django.apps import apps

from presessions.privacy.fields import Privacy

OURS = ("presessions.", "applications", "panels", "publications")
MODELS = [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def by_label(model):
    return model._meta.label


def declared(model) -> dict[str, Privacy]:
    """What the model says, together with what it inherits."""
    return {
        name: value
        for base in reversed(model.__mro__)
        for name, value in vars(base).get("PRIVACY", {}).items()
    }


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_every_field_is_classified(model):
    needed = {field.name for field in model._meta.concrete_fields if not _is_id(field)}
    assert needed - set(declared(model)) == set()


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_no_classification_is_left_of_a_field_that_went(model):
    known = {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}
    assert set(declared(model)) - known == set()


@pytest.mark.parametrize("model", MODELS, ids=by_label)
def test_every_classification_is_one_of_four(model):
    assert {type(value) for value in declared(model).values()} == {Privacy}


def _is_id(field) -> bool:
    return field.primary_key and field.get_internal_type() in ("BigAutoField", "AutoField")


def test_secrets_of_an_account_are_restricted():
    from presessions.accounts.models import User

    assert User.PRIVACY["password"] is Privacy.RESTRICTED


def test_lists_of_names_become_classifications():
    assert Privacy.all_public("a b") == {"a": Privacy.PUBLIC, "b": Privacy.PUBLIC}
    assert Privacy.all_staff("a") == {"a": Privacy.STAFF}
    assert Privacy.all_restricted("a") == {"a": Privacy.RESTRICTED}
