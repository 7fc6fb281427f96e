"""What staff may type into a list's address: a value no row can have is answered in words. Needs the database."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from presessions.admin_site import StaffAdmin
from presessions.permissions import Role
from tests.applications.staff import staff_client
from tests.factories import make_application, make_officer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
]  # a refused look-up must not spoil the next one
HUGE = "9" * 30


def list_of(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def request_of(client: Any) -> Any:
    """A request of that person, to ask which actions a list has."""
    return client.get(reverse("admin:index")).wsgi_request


def bad_queries(page: Any) -> list[str]:
    """For every filter of a list and every date in it: years, keys and words that fit no row."""
    names = [entry[0] if isinstance(entry, tuple) else entry for entry in page.list_filter]
    asked = [
        f"{name}__exact={HUGE}" if isinstance(name, str) else f"{name.parameter_name}={HUGE}"
        for name in names
    ]
    dates = [
        f.name for f in page.model._meta.fields if f.get_internal_type() in ("DateTimeField", "DateField")
    ]
    asked += [f"{name}__year={value}" for name in dates[:1] for value in ("99999", HUGE, "x", "0")]
    asked += [f"{name}__year=2026&{name}__month=99&{name}__day=99" for name in dates[:1]]
    return [*asked, f"id__exact={HUGE}", f"pk__in={HUGE}", f"p={HUGE}", f"o={HUGE}", "q=%00", "e=1"]


def test_every_list_answers_what_fits_no_row():
    make_application()
    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    client.raise_request_exception = False
    wrong = []
    for model, page in admin.site._registry.items():
        assert isinstance(page, StaffAdmin), f"{page} is no StaffAdmin"
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        wrong += [
            (address, answer.status_code)
            for query in bad_queries(page)
            if (answer := client.get(address := f"{reverse(f'{name}_changelist')}?{query}")).status_code
            not in (200, 302, 400, 404)
        ]
        for key in (HUGE, "0", "x"):
            answer = client.get(address := reverse(f"{name}_change", args=[key]))
            if answer.status_code not in (302, 404):
                wrong.append((address, answer.status_code))
    assert wrong == []


def test_no_list_is_asked_what_its_filters_do_not_ask():
    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    client.raise_request_exception = False
    answered = {
        (model.__name__, asked): client.get(f"{list_of(model)}?{asked}").status_code
        for model, page in admin.site._registry.items()
        if type(page).changelist_view is StaffAdmin.changelist_view  # others read no look-ups
        for asked in (
            f"{model._meta.pk.name}__regex=(",
            f"{model._meta.pk.name}__range=1",
            f"{model._meta.pk.name}__contains=1",
            f"{model._meta.fields[-1].name}__iregex=(",
        )
    }
    assert {where: status for where, status in answered.items() if status != 400} == {}
    assert len(answered) > 40


def test_a_tick_no_row_can_have_is_answered_in_words():
    make_application()
    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    client.raise_request_exception = False
    wrong = []
    for model in admin.site._registry:
        actions = admin.site._registry[model].get_actions(request_of(client))
        for action in actions:
            answer = client.post(list_of(model), {"action": action, "_selected_action": HUGE, "index": "0"})
            if answer.status_code != 302:
                wrong.append((model.__name__, action, answer.status_code))
    assert wrong == []


def test_an_unreadable_filter_is_said_above_the_whole_list():
    client = staff_client()
    answer = client.get(
        reverse("admin:mail_outgoingmail_changelist") + "?created_at__year=99999", follow=True
    )
    assert answer.status_code == 200
    assert "This filter or search can’t be read" in answer.content.decode()


def numbered_addresses(resolver: Any, before: str = "/") -> Iterator[str]:
    """Every address with a number in it, with one no database counts; other parts as short as they may be."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from numbered_addresses(entry, route)
        elif "<int:" in route or "<small:" in route:
            filled = re.sub(r"<(?:int|small):\w+>", HUGE, route)
            filled = re.sub(r"<uuid:\w+>", str(uuid.uuid4()), filled)
            yield re.sub(r"<(?:\w+:)?\w+>", "x", filled)


def test_no_address_stumbles_over_a_number_no_database_counts():
    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    client.raise_request_exception = False
    addresses = [each for each in numbered_addresses(get_resolver()) if "(?P" not in each]
    wrong = {each: status for each in addresses if (status := client.get(each).status_code) >= 500}

    assert len(addresses) > 40
    assert wrong == {}
