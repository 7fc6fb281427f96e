"""From a proposal to confirmed panelists. Needs the database."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.models import ProtectedError
from django.utils import timezone

from applications import transitions as applications
from applications.enums import ApplicationStatus
from panels import proposals, transitions
from panels.enums import HowSeated, PanelStatus, SeatStatus
from panels.locks import Outpaced
from panels.models import Panel, Proposal, Seat, Wish
from panels.transitions import NotPossible
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused, Role
from tests.append_only import overwriting
from tests.factories import make_confirmed_application, make_officer, make_seat
from tests.panels.houses import make_offered, make_pool

pytestmark = pytest.mark.django_db


def names(panel, *statuses):
    wanted = statuses or (SeatStatus.PROPOSED, SeatStatus.OFFERED, SeatStatus.CONFIRMED)
    return sorted(
        panel.seats.filter(status__in=wanted).values_list("application__organisation_name", flat=True)
    )


def mails(message):
    return OutgoingMail.objects.filter(message=message).count()


def outside(panel):
    """An application that has no seat."""
    seated = panel.seats.active().values("application_id")
    return panel.pre_session.applications.exclude(pk__in=seated).first()


def test_propose_seats_six_and_keeps_the_record():
    panel = make_pool(8)
    proposal = transitions.propose(panel, by=make_officer())
    assert panel.seats.active().count() == 6
    assert sorted(panel.seats.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert proposal.sha256 == proposal.record["sha256"]
    assert set(proposal.result["reasons"]) == {str(a.public_id) for a in panel.pre_session.applications.all()}
    assert len(proposal.result["reserve"]) == panel.reserve.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE panels_proposal SET sha256 = ''",
        "UPDATE panels_proposal SET made_by_id = NULL",
        "DELETE FROM panels_proposal",
    ],
)
def test_a_run_of_the_rule_cannot_be_rewritten_by_raw_sql(statement):
    transitions.propose(make_pool(2), by=make_officer())
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_run_of_the_rule_does_not_take_the_place_of_another_by_raw_sql():
    transitions.propose(make_pool(2), by=make_officer())
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(overwriting(Proposal))


def test_neither_a_panel_nor_an_officer_is_deleted_from_under_a_run_of_the_rule():
    panel, officer = make_pool(2), make_officer()
    transitions.propose(panel, by=officer)
    for gone in (panel, panel.pre_session, officer):
        with pytest.raises(ProtectedError):
            gone.delete()


def test_propose_counts_only_what_is_confirmed():
    panel = make_pool(0)
    row = make_confirmed_application(panel.pre_session, kind="nhri", is_coalition=True)
    row.confirmed_kind, row.confirmed_is_coalition, row.confirmed_submitted = "", None, None
    row.confirmed_at = None
    row.save()
    proposal = transitions.propose(panel, by=make_officer())
    applicant = proposal.record["applicants"][0]
    assert (applicant["kind"], applicant["coalition"], applicant["submitted"]) == (
        "international",
        False,
        False,
    )
    assert proposal.result["unconfirmed"] == [str(row.public_id)]


def test_speaker_to_be_named_later_counts_as_undisclosed():
    panel = make_pool(0)
    make_confirmed_application(panel.pre_session, gender="F", speaker_later=True)
    proposal = transitions.propose(panel, by=make_officer())
    assert proposal.record["applicants"][0]["gender"] == "undisclosed"


def test_a_series_with_smaller_panels_seats_fewer():
    panel = make_pool(8, panel_size=4)
    transitions.propose(panel, by=make_officer())
    assert panel.seats.active().count() == 4


def test_a_coalition_and_its_linked_member_do_not_sit_together():
    panel = make_pool(2)
    one, other = panel.pre_session.applications.all()
    one.organisation.members.add(other.organisation)
    transitions.propose(panel, by=make_officer())
    assert panel.seats.active().count() == 1


def test_pin_seats_the_pinned_and_tells_its_price():
    panel, officer = make_pool(6), make_officer()
    weak = make_confirmed_application(panel.pre_session, kind="international", submitted="none", gender="M")
    transitions.propose(panel, by=officer)
    proposal = transitions.wish(panel, weak, Wish.Kind.PIN, by=officer, reason="Only voice from the islands")
    assert panel.seats.active().get(application=weak).how == HowSeated.PINNED
    price = proposal.result["wishes"][0]
    assert price["id"] == str(weak.public_id)
    assert price["changes"]["national_or_grassroots"] == -1


def test_exclusion_is_honoured_and_taken_back():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    row = panel.seats.active().first().application
    before = names(panel)
    transitions.wish(panel, row, Wish.Kind.EXCLUDE, by=officer, reason="Came last time")
    assert row.organisation_name not in names(panel)
    transitions.unwish(panel, row, by=officer)
    assert names(panel) == before


def test_swap_puts_one_out_and_one_in():
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    out, into = panel.seats.active().first().application, outside(panel)
    transitions.swap(panel, out, into, by=officer, reason="Different region")
    seated = set(panel.seats.active().values_list("application_id", flat=True))
    assert (out.pk in seated, into.pk in seated) == (False, True)


def test_wishes_that_clash_leave_the_seats_and_say_so():
    panel, officer = make_pool(2), make_officer()
    transitions.propose(panel, by=officer)
    one, other = panel.pre_session.applications.all()
    one.organisation.members.add(other.organisation)
    transitions.wish(panel, one, Wish.Kind.PIN, by=officer)
    proposal = transitions.wish(panel, other, Wish.Kind.PIN, by=officer)
    assert proposal.result["panel"] is None
    assert proposal.result["clashes"] != []


def test_two_editors_notice_each_other():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    panel.refresh_from_db()
    seen = panel.version
    row = outside(panel)
    transitions.wish(panel, row, Wish.Kind.PIN, by=officer, version=seen)
    with pytest.raises(Outpaced) as outpaced:
        transitions.unwish(panel, row, by=officer, version=seen)
    assert [change["what"] for change in outpaced.value.changes] == [f"pinned: {row.reference_code}"]
    assert Wish.objects.count() == 1


def test_approval_needs_a_reason_for_each_overrule():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    transitions.wish(panel, outside(panel), Wish.Kind.PIN, by=officer)
    with pytest.raises(NotPossible, match="Say why"):
        transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.give_reason(Wish.objects.get(), reason="Only voice from the islands", by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    panel.refresh_from_db()
    assert (panel.status, panel.approved_by) == (PanelStatus.APPROVED, officer)


def test_approval_by_a_second_person_where_the_office_wants_it(settings):
    settings.SECOND_APPROVAL = True
    panel, officer = make_pool(6), make_officer()
    transitions.propose(panel, by=officer)
    with pytest.raises(NotPossible, match="second person"):
        transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.approve(panel, by=make_officer(), reason="Balanced.")
    panel.refresh_from_db()
    assert panel.status == PanelStatus.APPROVED


def test_approved_panel_is_composed_no_more_until_reopened():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    with pytest.raises(NotPossible, match="Reopen"):
        transitions.wish(panel, outside(panel), Wish.Kind.PIN, by=officer)
    transitions.reopen(panel, by=officer)
    transitions.wish(panel, outside(panel), Wish.Kind.PIN, by=officer)


def test_reopening_what_somebody_else_approved_meanwhile_is_refused():
    panel, one, other = make_pool(8), make_officer(), make_officer()
    transitions.propose(panel, by=one)
    seen = transitions.approve(panel, by=one, reason="Balanced.").version
    transitions.reopen(panel, by=other, version=seen)
    again = transitions.approve(panel, by=other, reason="Balanced, looked at twice.")
    with pytest.raises(Outpaced):
        transitions.reopen(panel, by=one, version=seen)
    assert transitions.reopen(panel, by=one, version=again.version).status == PanelStatus.OPEN


def test_a_reason_on_which_a_panel_was_approved_or_a_seat_offered_stays():
    panel, officer = make_pool(9), make_officer()
    transitions.propose(panel, by=officer)
    wished = panel.seats.first().application
    transitions.wish(panel, wished, "pin", by=officer, reason="Speaks for the islands.")
    transitions.approve(panel, by=officer, reason="Balanced.")
    with pytest.raises(NotPossible, match="This panel is approved"):
        transitions.give_reason(panel.wishes.get(), reason="", by=officer)
    transitions.offer_seats(panel, by=officer)
    freed = panel.seats.exclude(application=wished).first()
    transitions.decline_seat(freed, by=freed.panelist)
    with pytest.raises(NotPossible, match="its reason stays as it was given"):
        transitions.give_reason(panel.wishes.get(), reason="", by=officer)
    assert panel.wishes.get().reason == "Speaks for the islands."


def test_reopen_ends_when_offers_are_out():
    with pytest.raises(NotPossible, match="Offers have gone out"):
        transitions.reopen(make_offered(), by=make_officer())


def test_offer_twice_is_one_offer_and_one_mail_each():
    officer = make_officer()
    panel = make_pool()
    panel.pre_session.series.days.update(date=timezone.localdate() + timedelta(days=90))
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    assert transitions.offer_seats(panel, by=officer) == []
    assert mails("seat_offer") == 6
    selected = panel.pre_session.applications.filter(status=ApplicationStatus.SELECTED)
    assert selected.count() == 6
    seat = panel.seats.active().first()
    assert seat.answer_by - seat.offered_at == timedelta(days=panel.pre_session.series.offer_days)


def test_offer_before_approval_is_refused():
    panel, officer = make_pool(), make_officer()
    transitions.propose(panel, by=officer)
    with pytest.raises(NotPossible, match="Approve"):
        transitions.offer_seats(panel, by=officer)
    assert mails("seat_offer") == 0


def test_accept_twice_is_one_answer_and_one_mail():
    seat = make_offered().seats.active().first()
    for _ in range(2):
        transitions.confirm_seat(seat, by=seat.panelist)
    assert mails("seat_confirmed") == 1


def test_panel_is_complete_when_all_have_accepted():
    panel = make_offered()
    for seat in panel.seats.active():
        transitions.confirm_seat(seat, by=seat.panelist)
    panel.refresh_from_db()
    assert panel.status == PanelStatus.COMPLETE


def test_decline_brings_the_next_and_keeps_the_others():
    officer = make_officer()
    panel = make_offered(8, by=officer)
    first, second, *_ = panel.seats.active()
    transitions.confirm_seat(first, by=first.panelist)
    transitions.decline_seat(second, by=second.panelist, reason="Not free that week")
    kept = set(
        panel.seats.filter(status__in=[SeatStatus.OFFERED, SeatStatus.CONFIRMED]).values_list("pk", flat=True)
    )
    assert len(kept) == 5
    assert first.pk in kept
    following = panel.seats.get(status=SeatStatus.PROPOSED)
    assert (following.number, following.how) == (second.number, HowSeated.FROM_RESERVE)
    assert following.application_id != second.application_id
    assert panel.proposals.first().result["cause"] == "declined"
    assert [seat.pk for seat in transitions.offer_seats(panel, by=officer)] == [following.pk]
    assert (mails("seat_offer"), mails("seat_declined_ack")) == (7, 1)


def test_who_declined_is_offered_again_only_when_pinned():
    officer = make_officer()
    panel = make_offered(6, by=officer)
    seat = panel.seats.active().first()
    transitions.decline_seat(seat, by=seat.panelist)
    assert panel.seats.active().count() == 5
    transitions.wish(panel, seat.application, Wish.Kind.PIN, by=officer, reason="Can come after all")
    assert panel.seats.get(status=SeatStatus.PROPOSED).application_id == seat.application_id


def test_panel_is_complete_with_five_where_nobody_is_left():
    panel = make_offered(6)
    gone, *others = panel.seats.active()
    for seat in others:
        transitions.confirm_seat(seat, by=seat.panelist)
    transitions.decline_seat(gone, by=gone.panelist)
    panel.refresh_from_db()
    assert panel.status == PanelStatus.COMPLETE


def test_lapse_waits_for_its_time():
    panel = make_offered(7)
    seat = panel.seats.active().first()
    assert transitions.lapse(seat).status == SeatStatus.OFFERED
    Seat.objects.filter(pk=seat.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
    assert transitions.lapse(seat).status == SeatStatus.LAPSED
    assert transitions.lapse(seat).status == SeatStatus.LAPSED
    assert mails("seat_lapsed") == 1
    assert panel.seats.active().count() == 6


def test_answer_after_the_offer_ended_says_so():
    seat = make_offered().seats.active().first()
    transitions.decline_seat(seat, by=seat.panelist)
    with pytest.raises(NotPossible, match="has ended"):
        transitions.confirm_seat(seat, by=seat.panelist)


def test_only_the_owner_answers():
    panel = make_offered()
    one, other, *_ = panel.seats.active()
    with pytest.raises(Refused):
        transitions.confirm_seat(one, by=other.panelist)
    with pytest.raises(Refused):
        transitions.confirm_seat(one, by=make_officer())


def test_moderators_compose_no_panel():
    with pytest.raises(Refused):
        transitions.propose(make_pool(), by=make_officer(role=Role.MODERATOR))


def test_release_needs_a_reason_and_brings_the_next():
    officer = make_officer()
    panel = make_offered(7, by=officer)
    seat = panel.seats.active().first()
    with pytest.raises(NotPossible, match="Say why"):
        transitions.release_seat(seat, by=officer, reason=" ")
    transitions.release_seat(seat, by=officer, reason="Asked by phone to step back")
    assert panel.seats.active().count() == 6
    assert panel.seats.get(status=SeatStatus.PROPOSED).application_id != seat.application_id


def test_withdrawal_frees_the_seat_and_completes_no_panel_by_mistake():
    panel = make_offered(8)
    seats = list(panel.seats.active())
    for seat in seats:
        transitions.confirm_seat(seat, by=seat.panelist)
    applications.withdraw(seats[0].application, by=seats[0].panelist)
    panel.refresh_from_db()
    assert panel.status == PanelStatus.OFFERED
    assert Seat.objects.get(pk=seats[0].pk).status == SeatStatus.RELEASED
    assert names(panel, SeatStatus.PROPOSED) != []
    assert seats[0].application.organisation_name not in names(panel)


def test_withdrawal_before_the_offers_ends_the_approval():
    panel, officer = make_pool(7), make_officer()
    transitions.propose(panel, by=officer)
    transitions.approve(panel, by=officer, reason="Balanced.")
    row = panel.seats.active().first().application
    applications.withdraw(row, by=row.owner)
    panel.refresh_from_db()
    assert (panel.status, panel.approved_by, panel.seats.active().count()) == (PanelStatus.OPEN, None, 6)


def test_naming_the_speaker_judges_the_panel_again():
    panel = make_offered(6)
    seat = panel.seats.active().filter(gender="M").first()
    runs = panel.proposals.count()
    given = {"position": "", "under_18": False, "language": "fr", "needs": ""}
    transitions.name_speaker(seat, name="Speaker A", gender="F", **given, by=seat.panelist)
    newest, before = panel.proposals.first(), panel.proposals.all()[1]
    assert panel.proposals.count() == runs + 1
    assert newest.result["cause"] == "speaker"
    assert newest.result["criteria"]["gender_gap"] != before.result["criteria"]["gender_gap"]
    transitions.name_speaker(seat, name="Speaker B", gender="F", **given, by=seat.panelist)
    assert panel.proposals.count() == runs + 1


def test_others_are_answered_once():
    officer = make_officer()
    panel = make_offered(12, by=officer)
    assert transitions.answer_others(panel, by=officer) == {"reserve": 4, "not_selected": 2}
    assert transitions.answer_others(panel, by=officer) == {"reserve": 0, "not_selected": 0}
    assert (mails("reserve_notice"), mails("not_selected")) == (4, 2)


def test_proposal_knows_when_it_is_out_of_date():
    panel = make_pool(3)
    proposal = transitions.propose(panel, by=make_officer())
    assert not proposals.is_out_of_date(proposal, proposals.question_for(panel))
    row = panel.pre_session.applications.first()
    row.confirmed_submitted = not row.confirmed_submitted
    row.save()
    assert proposals.is_out_of_date(proposal, proposals.question_for(panel))


def test_seventh_seat_is_refused_by_the_database():
    from django.db import IntegrityError, transaction

    panel = make_offered(6)
    for number in (7, 0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_seat(panel, number=number)
    assert Panel.objects.get().seats.active().count() == 6


def standing(panel):
    """Who is seated, and what staff wish with its reason, author and day."""
    wishes = panel.wishes.values_list("application_id", "kind", "reason", "by_id", "at")
    return names(panel), sorted(wishes)


def test_undo_takes_both_wishes_of_a_swap_back():
    panel, officer = make_pool(9), make_officer()
    transitions.propose(panel, by=officer)
    kept = outside(panel)
    transitions.wish(panel, kept, Wish.Kind.PIN, by=officer, reason="Only voice from the islands")
    before = standing(panel)
    out = panel.seats.active().exclude(application=kept).first().application
    transitions.swap(panel, out, outside(panel), by=officer, reason="Different region")
    transitions.undo(panel, by=officer)
    assert standing(panel) == before
    assert panel.proposals.first().result["cause"] == "undo"
    transitions.undo(panel, by=officer)
    assert Wish.objects.count() == 0
    with pytest.raises(NotPossible, match="nothing to undo"):
        transitions.undo(panel, by=officer)


def test_undo_brings_a_replaced_wish_back_with_its_reason_and_author():
    panel, officer = make_pool(8), make_officer()
    transitions.propose(panel, by=officer)
    row = outside(panel)
    transitions.wish(panel, row, Wish.Kind.PIN, by=officer, reason="Only voice from the islands")
    before = standing(panel)
    for change in (
        lambda: transitions.wish(panel, row, Wish.Kind.EXCLUDE, by=make_officer(), reason="Came last time"),
        lambda: transitions.unwish(panel, row, by=make_officer()),
        lambda: transitions.give_reason(Wish.objects.get(), reason="Another", by=make_officer()),
    ):
        change()
        assert standing(panel) != before
        transitions.undo(panel, by=make_officer())
        assert standing(panel) == before


def test_undo_ends_with_the_offers_and_with_a_withdrawal():
    panel, officer = make_pool(9), make_officer()
    transitions.propose(panel, by=officer)
    gone = outside(panel)
    transitions.wish(panel, gone, Wish.Kind.EXCLUDE, by=officer, reason="Told us in confidence")
    applications.withdraw(gone, by=gone.owner)
    panel.refresh_from_db()
    assert "in confidence" not in str(panel.recent)
    row = panel.seats.active().last().application
    transitions.wish(panel, row, Wish.Kind.PIN, by=officer, reason="Only voice")
    transitions.approve(panel, by=officer, reason="Balanced.")
    transitions.offer_seats(panel, by=officer)
    seat = panel.seats.active().exclude(how=HowSeated.PINNED).first()
    transitions.decline_seat(seat, by=seat.panelist)
    with pytest.raises(NotPossible, match="nothing to undo"):
        transitions.undo(panel, by=officer)


def test_a_panel_all_confirmed_with_a_place_left_can_still_be_composed():
    """Nobody was left to follow on who declined; then somebody applies late, or is asked once more."""
    officer = make_officer()
    panel = make_offered(6, by=officer)
    first, *others = panel.seats.all()
    for seat in others:
        transitions.confirm_seat(seat, by=seat.panelist)
    transitions.decline_seat(first, by=first.panelist)
    panel.refresh_from_db()
    assert panel.status == PanelStatus.COMPLETE
    late = make_confirmed_application(panel.pre_session, organisation_name="Late")
    transitions.propose(panel, by=officer)
    (seat,) = transitions.offer_seats(panel, by=officer)
    assert (seat.application, seat.number) == (late, first.number)
    transitions.confirm_seat(seat, by=seat.panelist)
    panel.refresh_from_db()
    assert panel.status == PanelStatus.COMPLETE
    with pytest.raises(NotPossible, match="Every seat of this panel is confirmed"):
        transitions.propose(panel, by=officer)
