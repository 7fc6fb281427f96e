"""Staff's pages about missions and meetings. Needs the database."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from presessions.accounts.grants import grant, recuse
from presessions.attendance import transitions
from presessions.attendance.changes import Change, RecordChanges
from presessions.attendance.models import Invitation, MeetingRecord, SpeakerRecord
from presessions.permissions import Role
from presessions.series.enums import PreSessionStatus, SeriesStatus
from presessions.series.models import Series
from tests.applications.staff import staff_client
from tests.factories import make_day, make_officer, make_pre_session, make_seat, make_state, make_user

pytestmark = pytest.mark.django_db
MISSIONS = "admin:attendance_invitation_changelist"


def url(name, *args):
    return reverse(f"admin:attendance_{name}", args=args)


def recording(meeting):
    return url("record", meeting.pk)


def names(page):
    return [line.mission.state_id for line in page.context["lines"]]


# --- Missions


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_queries(rows, django_assert_max_num_queries):
    meeting = make_pre_session(iso3="WSM")
    officer = make_officer()
    for number in range(rows):
        other = make_pre_session(meeting.series, ("MLT", "TLS", "CPV")[number])
        invitation = transitions.invite(make_state("MLT").mission, email=f"d{number}@example.org", by=officer)
        transitions.accept(make_user(invitation.email))
        transitions.note_presence(other, RecordChanges(observers=Change(None, 3)), by=officer)
        make_seat(number=number + 1)
    client = staff_client(officer)
    for page in (
        reverse(MISSIONS),
        url("mission", make_state("MLT").mission.pk),
        url("meetings", meeting.series.number),
        recording(meeting),
        url("list", meeting.pk),
    ):
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200


def test_missions_are_found_by_name_region_and_delegates():
    for iso3 in ("MLT", "TLS", "WSM"):
        make_state(iso3)
    transitions.invite(make_state("MLT").mission, email="d@example.org", by=make_officer())
    grant(make_user(), "delegate", by=None, iso3="TLS")
    client = staff_client()
    asked = {"q=mal": ["MLT"], "q=wsm": ["WSM"], "show=waiting": ["MLT"], "show=delegates": ["TLS"]}
    asked |= {"show=none": ["MLT", "WSM"], "region=Asia-Pacific&q=samoa": ["WSM"], "q=nowhere": []}
    asked["show=not_in_geneva"] = ["MLT", "WSM", "TLS"]
    found = {query: names(client.get(f"{reverse(MISSIONS)}?{query}")) for query in asked}
    assert found == asked


def test_on_a_tablet_each_number_of_the_list_says_what_it_counts():
    meeting = make_pre_session()
    page = staff_client().get(url("meetings", meeting.series.number)).text
    labels = re.findall(r'<td class="fact[^>]* data-label="([^"]+)"', page)
    assert labels == ["Missions present", "State under Review", "Speakers noted"]


def test_recused_staff_find_neither_mission_nor_meeting():
    meeting, officer = make_pre_session(iso3="WSM"), make_officer()
    invitation = transitions.invite(make_state("WSM").mission, email="d@example.org", by=officer)
    recuse(officer, "WSM", by=None)
    client = staff_client(officer)
    assert names(client.get(reverse(MISSIONS))) == []
    assert client.get(url("meetings", meeting.series.number)).context["lines"] == []
    pages = [url("mission", invitation.mission_id), recording(meeting), url("list", meeting.pk)]
    assert {client.get(page).status_code for page in pages} == {404}
    acts = [url("again", invitation.pk), url("revoke", invitation.pk), url("held", meeting.pk)]
    assert {client.post(page).status_code for page in acts} == {404}


def test_moderators_record_meetings_and_invite_nobody():
    meeting = make_pre_session()
    client = staff_client(make_officer(role=Role.MODERATOR))
    assert client.get(recording(meeting)).status_code == 200
    assert client.get(reverse(MISSIONS)).status_code == 404
    assert client.get(url("mission", make_state("MLT").mission.pk)).status_code == 404


def test_everybody_else_is_sent_to_the_staff_door():
    meeting = make_pre_session()
    for page in (reverse(MISSIONS), recording(meeting), url("list", meeting.pk)):
        answer = Client().get(page)
        assert answer.status_code == 302
        assert answer.url.startswith(("/staff/login/?next=", "/sign-in/staff/"))


def test_message_names_the_address_as_it_was_typed():
    mission = make_state("MLT").mission
    form = {"email": "delegate@example.org", "name": "", "language": "fr"}
    answer = staff_client().post(url("mission", mission.pk), form, follow=True)
    assert '<li class="success">delegate@example.org is invited.' in answer.text


def test_inviting_sends_again_and_revokes():
    mission, client = make_state("MLT").mission, staff_client()
    form = {"email": "d@example.org", "name": "", "language": "fr"}
    assert client.post(url("mission", mission.pk), form).status_code == 302
    invitation = Invitation.objects.get()
    assert client.post(url("again", invitation.pk), {"version": 1}).status_code == 302
    assert client.post(url("revoke", invitation.pk), {"reason": ""}).status_code == 422
    assert client.post(url("revoke", invitation.pk), {"reason": "Posted elsewhere."}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.status, invitation.version, invitation.language) == ("revoked", 2, "fr")


@pytest.mark.parametrize("email", ["", "nobody", "officer@example.org"])
def test_an_address_that_will_not_do_is_said_beside_it_and_kept(email):
    officer = make_officer("officer@example.org")
    mission = make_state("MLT").mission
    page = staff_client(officer).post(
        url("mission", mission.pk), {"email": email, "name": "Third secretary", "language": "en"}
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["email"])
    assert "Third secretary" in page.content.decode()
    assert Invitation.objects.count() == 0


# --- The record


def test_record_notes_differences_from_the_page():
    meeting, seat = make_pre_session(), make_seat()
    malta, timor = make_state("MLT").mission.pk, make_state("TLS").mission.pk
    client = staff_client()
    form = {
        "came": [malta],
        "sur": "spoke",
        "observers": "12",
        "note": "Two lines,\r\nas typed.",
        f"speaker_{seat.pk}": "replaced",
    }
    assert client.post(recording(meeting), form).status_code == 302
    # a second page, opened before: it neither unticks Malta nor empties anything
    assert client.post(recording(meeting), {"came": [timor]}).status_code == 302
    record = MeetingRecord.objects.get()
    assert sorted(meeting.mission_presences.values_list("mission_id", flat=True)) == sorted([malta, timor])
    assert (record.sur_spoke, record.observers, record.note) == (True, 12, "Two lines,\nas typed.")
    assert SpeakerRecord.objects.get().presence == "replaced"


def test_record_of_a_series_that_is_over_says_that_its_figures_were_counted():
    meeting = make_pre_session(iso3="WSM")
    desk = staff_client(make_officer())
    said = "its key figures were counted then"
    assert said not in desk.get(url("record", meeting.pk)).content.decode()
    Series.objects.update(status=SeriesStatus.ARCHIVED)
    assert said in desk.get(url("record", meeting.pk)).content.decode()


def test_record_unticks_what_the_page_showed_as_ticked():
    meeting, malta = make_pre_session(), make_state("MLT").mission.pk
    client = staff_client()
    client.post(recording(meeting), {"came": [malta]})
    client.post(recording(meeting), {"was_came": [malta]})
    assert meeting.mission_presences.count() == 0


def test_record_shows_what_somebody_else_noted_and_lets_saving_again_replace_it():
    meeting, client = make_pre_session(), staff_client()
    client.post(recording(meeting), {"note": "A", "observers": "3"})
    malta = make_state("MLT").mission.pk
    page = client.post(recording(meeting), {"note": "B", "came": [malta]})
    form = page.context["form"]
    assert (page.status_code, list(form.errors), form["note"].value()) == (422, ["note"], "B")
    assert (form["was_note"].value(), form.ticked) == ("A", {malta})
    client.post(recording(meeting), {"note": "B", "was_note": "A", "came": [malta]})
    assert (MeetingRecord.objects.get().note, meeting.mission_presences.count()) == ("B", 1)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"observers": "many"}, "observers"),
        ({"observers": "-1"}, "observers"),
        ({"sur": "asleep"}, "sur"),
        ({"came": ["1; drop table"]}, "came"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_record_keeps_what_was_typed_where_something_is_wrong(form, field):
    meeting = make_pre_session()
    page = staff_client().post(recording(meeting), {"note": "Kept.", **form})
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert MeetingRecord.objects.count() == 0


def test_record_saves_before_it_searches_and_keeps_ticks_out_of_sight():
    meeting, client = make_pre_session(), staff_client()
    malta, timor = make_state("MLT").mission, make_state("TLS").mission
    answer = client.post(recording(meeting), {"came": [malta.pk], "find": "1", "q": "timor"})
    assert answer.url == f"{recording(meeting)}?q=timor#missions"
    page = client.get(answer.url).content.decode()
    assert f'type="hidden" name="came" value="{malta.pk}"' in page
    assert f'type="checkbox" name="came" value="{timor.pk}"' in page
    assert f'type="checkbox" name="came" value="{malta.pk}"' not in page


def test_held_is_said_or_refused_on_the_page():
    meeting, client = make_pre_session(), staff_client()
    client.post(url("held", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.status == PreSessionStatus.PLANNED
    make_day(meeting.series, timezone.localdate() - timedelta(days=1))
    client.post(url("held", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.status == PreSessionStatus.HELD


def test_list_on_paper_names_all_missions_but_that_of_the_state_under_review():
    meeting = make_pre_session(iso3="WSM")
    make_state("MLT")
    seat = make_seat()
    page = staff_client().get(url("list", meeting.pk))
    listed = [mission.state_id for group in page.context["groups"] for mission, _ in group["lines"]]
    assert (listed, page.context["speakers"]) == (["MLT"], [seat])


def test_entries_of_the_menu_lead_to_their_pages():
    meeting, client = make_pre_session(), staff_client()
    answer = client.get(reverse("admin:attendance_meetingrecord_changelist"))
    assert answer.url == url("meetings", meeting.series.number)
    invitation = transitions.invite(make_state("MLT").mission, email="d@example.org", by=make_officer())
    row = reverse("admin:attendance_invitation_change", args=[invitation.pk])
    assert client.get(row).url == url("mission", invitation.mission_id)
    assert client.get(reverse("admin:attendance_invitation_change", args=[999])).status_code == 404
    record = MeetingRecord.objects.create(pre_session=meeting)
    assert client.get(reverse("admin:attendance_meetingrecord_change", args=[record.pk])).url == recording(
        meeting
    )


def test_menu_without_a_series_says_what_to_do():
    page = staff_client().get(reverse("admin:attendance_meetingrecord_changelist"))
    assert "There is no meeting to record yet" in page.content.decode()
