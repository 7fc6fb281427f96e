"""The staff site: order of work, and what a recused reader does not find; needs the database."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.http import Http404
from django.urls import reverse

from presessions.accounts.grants import grant, recuse
from presessions.accounts.models import User
from presessions.admin_site import ORDER_OF_WORK, RecusalMixin, StaffAdmin, StaffSite
from presessions.permissions import Role
from presessions.series.models import PermanentMission, State
from tests.applications.staff import staff_client
from tests.factories import make_officer

pytestmark = pytest.mark.django_db


class MissionAdmin(RecusalMixin, admin.ModelAdmin):
    recusal_path = "state"


@pytest.fixture
def missions() -> dict[str, PermanentMission]:
    found = {}
    for iso3, iso2, name in (("KEN", "KE", "Kenya"), ("FRA", "FR", "France")):
        state = State.objects.create(
            iso3=iso3, iso2=iso2, name_en=name, name_fr=name, name_es=name, regional_group="x"
        )
        found[iso3] = PermanentMission.objects.create(state=state)
    return found


@pytest.fixture
def request_(rf):
    user = User.objects.create_user("officer@example.org")
    grant(user, Role.ADMINISTRATOR, by=None)
    recuse(user, "KEN", by=None)
    request = rf.get("/staff/")
    request.user, request.session = User.objects.get(pk=user.pk), {}
    return request


@pytest.fixture
def page() -> MissionAdmin:
    return MissionAdmin(PermanentMission, admin.site)


def test_rows_of_a_recused_state_are_in_no_list(page, request_, missions):
    assert list(page.get_queryset(request_)) == [missions["FRA"]]


@pytest.mark.parametrize("view", ["change_view", "history_view", "delete_view"])
def test_a_recused_row_is_not_found_exactly_like_a_missing_one(page, request_, missions, view):
    for pk in (missions["KEN"].pk, 999999):
        with pytest.raises(Http404):
            getattr(page, view)(request_, str(pk))


def test_apps_stand_in_the_order_of_work(request_):
    assert isinstance(admin.site, admin.AdminSite)
    labels = [app["app_label"] for app in admin.site.get_app_list(request_)]
    known = [label for label in labels if label in ORDER_OF_WORK]
    assert known == sorted(known, key=ORDER_OF_WORK.index)


def test_the_admin_is_ours():
    assert (
        type(admin.sites.site._wrapped if hasattr(admin.sites.site, "_wrapped") else admin.site) is StaffSite
    )


def test_secrets_of_others_are_in_no_admin_list():
    from allauth.mfa.models import Authenticator
    from django.contrib.sessions.models import Session

    registered = {model._meta.label for model in admin.site._registry}
    assert (
        registered & {Authenticator._meta.label, Session._meta.label, "auth.Group", "accounts.ParkedPost"}
        == set()
    )


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (User, "password__startswith"),
        (apps.get_model("applications.Application"), "recovery_hash__regex"),
        (apps.get_model("series.Series"), "seed__startswith"),
        (apps.get_model("series.Contact"), "token"),
    ],
)
def test_secrets_are_asked_of_no_list(model, lookup, request_):
    staff_page = admin.site._registry[model]

    assert not staff_page.lookup_allowed(lookup, "a", request_)
    assert staff_page.lookup_allowed("pk", "1", request_)


def test_every_search_of_a_list_has_a_label_that_is_seen():
    client = staff_client(make_officer(role=Role.ADMINISTRATOR))
    searched = [model for model, page in admin.site._registry.items() if page.search_fields]
    assert len(searched) > 5
    for model in searched:
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert page.status_code == 200, model
        assert '<label class="search-label" for="searchbar">Search for</label>' in page.text, model


def test_box_before_a_row_is_the_one_django_writes(missions):
    mission = missions["KEN"]
    mission.state.name_en = "“Kenya” <b>"
    lists = StaffAdmin(PermanentMission, admin.site)
    assert lists.action_checkbox(mission) == admin.ModelAdmin.action_checkbox(lists, mission)


def test_the_page_of_the_password_has_the_masthead_of_every_staff_page():
    page = staff_client(make_officer()).get(reverse("admin:password_change")).text
    for link in ("View site", "Outbox", "Second factor", "Log out"):
        assert link in page
    assert "theme-toggle" not in page


def test_a_list_is_titled_by_what_it_holds():
    page = staff_client(make_officer()).get(reverse("admin:mail_outgoingmail_changelist")).text
    assert "<h1>Outbox</h1>" in page
