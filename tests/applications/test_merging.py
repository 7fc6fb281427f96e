"""Organisations once: side by side, merged, undone; coalitions and their members. Needs the database."""

import pytest
from django.urls import reverse

from applications.enums import ApplicationStatus
from applications.merging import NotMerged, likely_pairs, merge, standing_overlaps, undo
from applications.models import Organisation, OrganisationMerge
from applications.organisations import organisation_for
from presessions.accounts.actors import actor_of
from presessions.accounts.grants import recuse
from tests.applications.staff import staff_client
from tests.factories import (
    make_application,
    make_officer,
    make_organisation,
    make_pre_session,
    make_series,
    make_state,
)

pytestmark = pytest.mark.django_db
PAGES = "/staff/applications/organisation/"


def page_of(row):
    return reverse("admin:applications_organisation_change", args=[row.pk])


def together(one, two):
    return reverse("admin:applications_organisation_merge", args=[one.pk, two.pk])


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def world():
    """Two rows of one organisation, each with an application of another series and a coalition."""
    old = make_application(make_pre_session(make_series(53)), organisation_name="Wells of Samoa")
    new = make_application(make_pre_session(make_series(54), "WSM"), organisation_name="WELLS OF SAMOA")
    coalition = make_organisation("Water for all", is_coalition=True)
    coalition.members.add(old.organisation)
    return old, new, coalition


def test_merge_moves_applications_and_links_and_undo_puts_them_back(world, officer):
    old, new, coalition = world
    client = staff_client(officer)
    listed = client.get(f"{PAGES}duplicates/").content.decode()
    assert together(old.organisation, new.organisation) in listed
    assert client.get(together(old.organisation, new.organisation)).status_code == 200
    answer = client.post(together(old.organisation, new.organisation), {"keep": new.organisation_id})
    assert answer.url == page_of(new.organisation)
    assert set(new.organisation.applications.all()) == {old, new}
    assert list(coalition.members.all()) == [new.organisation]
    assert "Wells of Samoa" not in client.get(PAGES).content.decode()
    assert "Undo" in client.get(page_of(new.organisation)).content.decode()
    again = client.post(together(old.organisation, new.organisation), {"keep": new.organisation_id})
    assert (again.status_code, OrganisationMerge.objects.count()) == (302, 1)
    done = OrganisationMerge.objects.get()
    for _ in range(2):
        client.post(reverse("admin:applications_organisation_undo", args=[done.pk]))
    assert list(Organisation.objects.get(name="Wells of Samoa").applications.all()) == [old]
    assert list(coalition.members.all()) == [old.organisation]


def test_a_new_application_in_the_merged_name_goes_to_the_one_that_stays(world, officer):
    old, new, _ = world
    merge(new.organisation, old.organisation, by=officer)
    third = make_application(
        make_pre_session(make_series(55)),
        organisation=None,
        owner=new.owner,
        organisation_name="Wells of Samoa",
    )
    Organisation.objects.filter(pk__in=(old.organisation_id, new.organisation_id)).update(owner=new.owner)
    Organisation.objects.filter(pk=new.organisation_id).update(name="Another name")
    assert organisation_for(third) == (new.organisation, False)


def test_two_with_an_application_for_one_state_are_not_merged(officer):
    one, two = make_application(organisation_name="Wells"), make_application(organisation_name="wells")
    answer = staff_client(officer).post(
        together(one.organisation, two.organisation), {"keep": one.organisation_id}
    )
    assert answer.status_code == 422
    assert one.reference in answer.content.decode()
    assert OrganisationMerge.objects.count() == 0


def test_held_apart_is_not_proposed_again_and_nothing_chosen_is_said(world, officer):
    old, new, _ = world
    client = staff_client(officer)
    assert client.post(together(old.organisation, new.organisation), {}).status_code == 422
    client.post(together(new.organisation, old.organisation), {"do": "apart"})
    assert likely_pairs(actor_of(officer)) == []


def test_who_keeps_out_of_a_state_merges_nothing_of_it(world, officer):
    old, new, _ = world
    done = merge(new.organisation, old.organisation, by=officer)
    recuse(officer, "WSM", by=None)
    with pytest.raises(NotMerged, match="Somebody else"):
        undo(done, by=officer)


def test_who_keeps_out_of_a_state_reads_no_name_of_it_beside_another(officer):
    here, there = make_state("TLS"), make_state("WSM")
    coalition = Organisation.objects.create(name="Water for all", state=here)
    names = ("Wells of Apia", "Springs of Apia", "Rivers of Apia")
    member, above, same = (Organisation.objects.create(name=name, state=there) for name in names)
    coalition.members.add(member)
    coalition.coalitions.add(above)
    merge(coalition, same, by=officer)
    client = staff_client(officer)
    assert [name in client.get(page_of(coalition)).text for name in names] == [True] * 3
    recuse(officer, "WSM", by=None)
    page = client.get(page_of(coalition))
    assert page.status_code == 200
    assert [name in page.text for name in names] == [False] * 3


def test_coalition_and_member_for_one_state_are_flagged(officer, django_assert_max_num_queries):
    meeting = make_pre_session()
    coalition = make_application(
        meeting, is_coalition=True, coalition_members="wells\nNobody known", organisation_name="Water for all"
    )
    member = make_application(meeting, organisation_name="Wells")
    gone = make_application(meeting, organisation_name="Gone")
    Organisation.objects.filter(pk=coalition.organisation_id).update(is_coalition=True)
    client = staff_client(officer)
    assert (
        "Named in an application and known here"
        in client.get(page_of(coalition.organisation)).content.decode()
    )
    address = reverse("admin:applications_organisation_member", args=[coalition.organisation_id])
    for each in (member, gone):
        client.post(address, {"member": each.organisation_id})
    gone.status = ApplicationStatus.WITHDRAWN
    gone.save()
    assert standing_overlaps(coalition) == [(member, "a member of this coalition")]
    assert standing_overlaps(member) == [(coalition, "a coalition it belongs to")]
    client.get("/staff/")  # where what was said is read
    with django_assert_max_num_queries(15):
        page = client.get(f"{page_of(coalition.organisation)}?find=wel").content.decode()
    assert "Coalition and member apply for one State." in page
    listed = client.get("/staff/applications/application/?overlap=yes").content.decode()
    assert (coalition.reference_code in listed, member.reference_code in listed) == (True, True)
    assert gone.reference_code not in listed
    client.post(address, {"member": member.organisation_id, "do": "remove"})
    assert standing_overlaps(member) == []
    client.post(
        reverse("admin:applications_organisation_member", args=[gone.organisation_id]), {"member": "x"}
    )


@pytest.mark.parametrize("path", ["duplicates/", ""])
def test_lists_ask_the_same_number_of_queries(path, django_assert_max_num_queries):
    for number in range(8):
        make_application(make_pre_session(make_series(30 + number)), organisation_name=f"Wells {number % 2}")
    client = staff_client()
    with django_assert_max_num_queries(15):
        assert client.get(f"{PAGES}{path}").status_code == 200
