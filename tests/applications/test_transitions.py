"""The verbs of an application: may, rule, move, mail. Needs the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from applications.eligibility import Code, Page
from applications.enums import ApplicationStatus as S
from applications.keeping import Sent, keep
from applications.models import Application, Organisation
from applications.transitions import (
    NotPossible,
    back_to_received,
    confirm_claims,
    hold_in_reserve,
    not_selected,
    reopen,
    restore,
    select,
    shortlist,
    start_draft,
    submit,
    withdraw,
)
from presessions.accounts.actors import actor_of
from presessions.lifecycle.models import StatusChange
from presessions.lifecycle.tables import Refused as TableRefused
from presessions.mail.models import OutgoingMail
from presessions.permissions import Refused
from presessions.series.models import Series
from tests.factories import (
    make_application,
    make_issue,
    make_officer,
    make_pre_session,
    make_series,
    make_user,
)

pytestmark = pytest.mark.django_db

WHOLE = {
    "organisation_name": "Rede Feto Rural",
    "kind": "national",
    "is_coalition": False,
    "founded": 2011,
    "has_ecosoc": False,
    "about": "We train members.",
    "submitted": "own",
    "works_on_gender": True,
    "speaker_name": "Speaker",
    "speaker_email": "speaker@example.org",
    "gender": "F",
    "under_18": False,
    "attendance": "remote",
    "speaks": "en",
    "statement_language": "en",
    "needs_visa_letter": False,
    "needs_funding": False,
    "risk": "none",
}


def whole_draft(owner=None, meeting=None, **fields):
    row = make_application(meeting, status=S.DRAFT, owner=owner or make_user(), **{**WHOLE, **fields})
    row.issues.create(issue=make_issue(), order=1, why="Now.")
    return row


def mails(message):
    return OutgoingMail.objects.filter(message=message).count()


def test_submit_moves_records_and_mails_once():
    row = whole_draft()
    for _ in range(3):
        row = submit(row, by=row.owner)
    assert row.status == S.SUBMITTED
    assert list(StatusChange.objects.of(row).values_list("from_status", "to_status", "by_what")) == [
        ("draft", "submitted", "applicant")
    ]
    assert mails("application_received") == 1


def test_submit_says_everything_that_is_missing_and_changes_nothing():
    row = whole_draft(about="", risk="")
    with pytest.raises(NotPossible) as refusal:
        submit(row, by=row.owner)
    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [
        (Code.MISSING, "about"),
        (Code.MISSING, "risk"),
    ]
    row.refresh_from_db()
    assert (row.status, row.organisation, mails("application_received")) == (S.DRAFT, None, 0)


@pytest.mark.parametrize(("minutes", "sent"), [(0, True), (60, True), (61, False)])
def test_submit_after_the_deadline(minutes, sent):
    row = whole_draft()
    now = row.pre_session.deadline + timedelta(minutes=minutes)
    if sent:
        assert submit(row, by=row.owner, now=now).status == S.SUBMITTED
        return
    with pytest.raises(NotPossible) as refusal:
        submit(row, by=row.owner, now=now)
    assert refusal.value.problems[0].code == Code.CLOSED


def test_submit_keeps_the_states_own_deadline():
    row = whole_draft()
    row.pre_session.closes_at = row.pre_session.series.closes_at + timedelta(days=7)
    row.pre_session.save()
    later = row.pre_session.series.closes_at + timedelta(days=6)
    assert submit(row, by=row.owner, now=later).status == S.SUBMITTED


def test_submit_is_refused_to_others():
    row = whole_draft()
    for other in (make_user(), make_officer()):
        with pytest.raises(Refused):
            submit(row, by=other)


def test_submit_again_for_the_same_state_is_refused_to_the_same_owner():
    owner, meeting = make_user(), make_pre_session()
    submit(whole_draft(owner, meeting), by=owner)
    second = whole_draft(owner, meeting, organisation_name="REDE  Feto-Rural")
    with pytest.raises(NotPossible) as refusal:
        submit(second, by=owner)
    assert [problem.code for problem in refusal.value.problems] == [Code.ALREADY_APPLIED]


def test_submit_in_a_name_somebody_else_used_tells_nobody():
    meeting = make_pre_session()
    first, second = whole_draft(meeting=meeting), whole_draft(meeting=meeting)
    submit(first, by=first.owner)
    sent = submit(second, by=second.owner)
    assert sent.status == S.SUBMITTED
    assert sent.organisation != Application.objects.get(pk=first.pk).organisation


def test_submit_finds_the_organisation_of_an_earlier_series():
    owner = make_user()
    earlier = submit(whole_draft(owner, make_pre_session(make_series(53), "TLS")), by=owner)
    later = submit(whole_draft(owner, make_pre_session(make_series(54), "TLS"), about="New words."), by=owner)
    assert later.organisation == earlier.organisation
    assert Organisation.objects.get().about == "New words."


def test_start_draft_tells_the_organisation_again():
    owner = make_user()
    submit(whole_draft(owner, make_pre_session(make_series(53), "TLS")), by=owner)
    draft = start_draft(make_pre_session(make_series(54), "WSM"), by=owner, language="fr")
    assert (draft.organisation_name, draft.founded, draft.about) == (
        "Rede Feto Rural",
        2011,
        "We train members.",
    )
    assert (draft.speaker_name, draft.status, draft.language) == ("", S.DRAFT, "fr")


def test_start_draft_after_the_deadline_is_refused():
    meeting = make_pre_session()
    with pytest.raises(NotPossible):
        start_draft(meeting, by=make_user(), language="en", now=meeting.deadline + timedelta(seconds=1))


def test_withdraw_and_undo_before_the_deadline():
    row = submit(whole_draft(), by=None)
    row = withdraw(row, by=row.owner)
    assert (row.status, mails("application_withdrawn")) == (S.WITHDRAWN, 1)
    assert withdraw(row, by=row.owner).status == S.WITHDRAWN
    assert restore(row, by=row.owner).status == S.SUBMITTED
    assert mails("application_withdrawn") == 1


def test_withdraw_after_the_deadline_cannot_be_undone():
    row = submit(whole_draft(), by=None)
    Series.objects.update(closes_at=timezone.now() - timedelta(hours=2))
    row = withdraw(row, by=row.owner)
    with pytest.raises(NotPossible):
        restore(row, by=row.owner)
    assert Application.objects.get().status == S.WITHDRAWN


def test_withdrawn_draft_comes_back_as_draft_without_mail():
    row = whole_draft()
    withdraw(row, by=row.owner)
    assert restore(row, by=row.owner).status == S.DRAFT
    assert OutgoingMail.objects.count() == 0


def test_restore_is_refused_where_another_stands_by_now():
    owner, meeting = make_user(), make_pre_session()
    first = withdraw(submit(whole_draft(owner, meeting), by=owner), by=owner)
    submit(whole_draft(owner, meeting), by=owner)
    with pytest.raises(NotPossible):
        restore(first, by=owner)


def test_restore_of_what_stands_changes_nothing():
    row = submit(whole_draft(), by=None)
    assert restore(row, by=row.owner).status == S.SUBMITTED


def test_staff_verbs_move_and_mail():
    officer, row = make_officer(), submit(whole_draft(), by=None)
    shortlist(row, by=officer)
    back_to_received(row, by=officer)
    hold_in_reserve(row, by=officer, reason="Seventh.")
    select(row, by=officer)
    change = not_selected(row, by=officer)
    assert not_selected(row, by=officer) == change
    assert (row.status, mails("reserve_notice"), mails("not_selected")) == (S.NOT_SELECTED, 1, 1)
    assert Application.objects.get().answer_sent_at == change.at


def test_staff_verbs_are_refused_to_the_owner_and_to_the_recused():
    from presessions.accounts.grants import recuse

    row, officer = submit(whole_draft(), by=None), make_officer()
    recuse(officer, row.pre_session.state_under_review_id, by=None)
    for verb in (shortlist, select, hold_in_reserve, not_selected):
        for by in (row.owner, officer):
            with pytest.raises(Refused):
                verb(row, by=by)


def test_staff_verbs_keep_to_the_table():
    with pytest.raises(TableRefused):
        shortlist(whole_draft(), by=make_officer())


def test_quiet_reserve_tells_nobody():
    row = submit(whole_draft(), by=None)
    hold_in_reserve(row, by=make_officer(), tell=False)
    assert (mails("reserve_notice"), row.answer_sent_at) == (0, None)


def test_confirm_claims_is_staffs():
    row = submit(whole_draft(), by=None)
    values = {"kind": "national", "is_coalition": False, "submitted": True, "evidence": "JS7"}
    with pytest.raises(Refused):
        confirm_claims(row, **values, by=row.owner)
    officer = make_officer()
    confirmed = confirm_claims(row, **values, by=officer)
    assert (confirmed.confirmed_by, confirmed.confirmed_submitted) == (officer, True)


def test_reopen_lets_a_late_draft_be_sent_and_tells_its_owner():
    row = whole_draft()
    Series.objects.update(closes_at=timezone.now() - timedelta(days=1), status="call_closed")
    until = timezone.now() + timedelta(days=2)
    for _ in range(2):
        row = reopen(row, until=until, by=make_officer(), reason="Power cut.")
    assert mails("deadline_reminder") == 1
    assert submit(row, by=row.owner).status == S.SUBMITTED


def test_mail_waits_for_nothing_where_there_is_no_address():
    row = make_application(status=S.DRAFT, owner=None, **{**WHOLE, "safe_contact": "Signal"})
    row.issues.create(issue=make_issue(), order=1, why="Now.")
    assert submit(row, by=None).status == S.SUBMITTED
    assert OutgoingMail.objects.count() == 0


def test_keep_is_refused_to_others():
    row = whole_draft()
    with pytest.raises(Refused):
        keep(row, Sent(Page.SUPPORT, raw={}), held_by=lambda row: {}, actor=actor_of(make_user()))


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_submissions_make_one_application_and_one_mail():
    row = whole_draft()
    owner = row.owner

    def send(_):
        try:
            return submit(Application(pk=row.pk), by=owner).reference
        finally:
            connections.close_all()

    threads = 20 if connection.vendor == "postgresql" else 8
    with ThreadPoolExecutor(threads) as pool:
        references = set(pool.map(send, range(20)))
    assert len(references) == 1
    assert StatusChange.objects.of(row).count() == 1
    assert mails("application_received") == 1
    assert Organisation.objects.count() == 1
