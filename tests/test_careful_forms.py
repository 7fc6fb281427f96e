"""Two members of staff with one form of the admin open: nobody writes over what the other saved. Needs the database."""

from __future__ import annotations

import html
import re
from datetime import time
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from presessions.admin_site import StaffInline
from presessions.careful_forms import CarefulForm
from presessions.permissions import Role
from presessions.series.enums import ContactKind
from presessions.series.models import Contact, PermanentMission
from tests.applications.staff import staff_client
from tests.factories import make_day, make_officer, make_series, make_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission() -> PermanentMission:
    found: PermanentMission = PermanentMission.objects.get_or_create(state=make_state("TLS"))[0]
    return found


@pytest.fixture
def desks() -> tuple[Client, Client]:
    names = ("a@example.org", "b@example.org")
    first, second = (staff_client(make_officer(name, role=Role.ADMINISTRATOR)) for name in names)
    return first, second


def address(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def open_form(desk: Client, row: Any) -> dict[str, Any]:
    """What a browser would send of the form as it was opened."""
    page = desk.get(address(row))
    return sent_by(page)


def sent_by(page: Any) -> dict[str, Any]:
    form = page.context["adminform"].form
    data = {each.html_name: "" if each.value() is None else each.value() for each in form}
    hidden = re.findall(r'<input type="hidden" name="(seen_values)" value="([^"]*)"', page.text)
    return data | {name: html.unescape(value) for name, value in hidden}


def test_a_second_editor_is_told_and_may_replace_it(desks, mission):
    ours, theirs = open_form(desks[0], mission), open_form(desks[1], mission)
    desks[0].post(address(mission), ours | {"email": "a@mission.example"})

    told = desks[1].post(address(mission), theirs | {"email": "b@mission.example", "note": "By B."})

    mission.refresh_from_db()
    assert (mission.email, mission.note) == ("a@mission.example", "")
    errors = told.context["adminform"].form.errors
    assert list(errors) == ["email"]
    assert "Somebody changed this meanwhile to “a@mission.example”." in errors["email"][0]
    assert 'value="b@mission.example"' in told.text

    desks[1].post(address(mission), sent_by(told))
    mission.refresh_from_db()
    assert (mission.email, mission.note) == ("b@mission.example", "By B.")


def test_a_field_that_the_other_left_empty_is_not_emptied_again(desks, mission):
    ours, theirs = open_form(desks[0], mission), open_form(desks[1], mission)
    desks[0].post(address(mission), ours | {"email": "a@mission.example"})

    told = desks[1].post(address(mission), theirs | {"note": "By B."})

    mission.refresh_from_db()
    assert (told.status_code, mission.email, mission.note) == (200, "a@mission.example", "")


def test_who_is_told_and_has_another_mistake_is_told_again_nothing_new(desks, mission):
    ours, theirs = open_form(desks[0], mission), open_form(desks[1], mission)
    desks[0].post(address(mission), ours | {"note": "By A."})

    told = desks[1].post(address(mission), theirs | {"note": "By B.", "email": "no address"})

    assert set(told.context["adminform"].form.errors) == {"note", "email"}


def test_choices_are_told_in_their_words(desks):
    row = Contact.objects.create(email="c@example.org", asked_version=1)
    ours, theirs = open_form(desks[0], row), open_form(desks[1], row)
    desks[0].post(address(row), ours | {"kind": ContactKind.NHRI})

    told = desks[1].post(address(row), theirs | {"kind": ContactKind.OTHER})

    assert f"to “{ContactKind.NHRI.label}”" in told.context["adminform"].form.errors["kind"][0]
    row.refresh_from_db()
    assert row.kind == ContactKind.NHRI


def test_saved_alike_or_elsewhere_is_no_conflict(desks, mission):
    ours, theirs = open_form(desks[0], mission), open_form(desks[1], mission)
    desks[0].post(address(mission), ours | {"note": "The same."})
    assert desks[1].post(address(mission), theirs | {"note": "The same."}).status_code == 302


@pytest.mark.parametrize("seen", ["", "no json", "[]", "7"])
def test_marks_that_are_none_refuse_nothing(desks, mission, seen):
    data = open_form(desks[0], mission) | {"note": "By A.", "seen_values": seen}
    assert desks[0].post(address(mission), data).status_code == 302


def opened_series(desk: Client, series: Any) -> dict[str, Any]:
    page = desk.get(address(series))
    rows = [each.formset for each in page.context["inline_admin_formsets"]]
    fields = [
        field
        for formset in rows
        for form in (formset.management_form, *formset.initial_forms)
        for field in form
    ]
    return sent_by(page) | {each.html_name: "" if each.value() is None else each.value() for each in fields}


def test_the_rows_below_a_form_are_guarded_like_it(desks):
    series = make_series()
    day = make_day(series)
    ours, theirs = opened_series(desks[0], series), opened_series(desks[1], series)
    assert desks[0].post(address(series), ours | {"days-0-closes": "12:00"}).status_code == 302

    told = desks[1].post(address(series), theirs | {"days-0-closes": "12:30"})

    errors = told.context["inline_admin_formsets"][0].formset.errors[0]
    assert "Somebody changed this meanwhile to “12:00" in errors["closes"][0]
    day.refresh_from_db()
    assert day.closes == time(12)
    again = theirs | {"days-0-closes": "12:30", "seen_values": sent_by(told)["seen_values"]}
    assert desks[1].post(address(series), again).status_code == 302
    day.refresh_from_db()
    assert day.closes == time(12, 30)


def test_every_form_of_the_admin_carries_its_marks(desks):
    request = desks[0].get(reverse("admin:index")).wsgi_request
    own = [each for each in admin.site._registry.values() if each.has_change_permission(request)]
    without = [each for each in own if not issubclass(each.get_form(request, None, change=True), CarefulForm)]

    assert len(own) >= 4
    assert without == []
    assert {each for one in own for each in one.inlines if not issubclass(each, StaffInline)} == set()
