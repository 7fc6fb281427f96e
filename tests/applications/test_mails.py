"""The values of each mail are true when it leaves, in three languages. Needs the database."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from applications.enums import ApplicationStatus as S
from presessions import wording
from presessions.mail import outbox
from tests.factories import make_application

pytestmark = pytest.mark.django_db
MESSAGES = {
    "application_draft_saved": S.DRAFT,
    "deadline_reminder": S.DRAFT,
    "application_received": S.SUBMITTED,
    "application_changed": S.SUBMITTED,
    "application_reopened": S.SUBMITTED,
    "application_withdrawn": S.WITHDRAWN,
    "review_moved": S.SUBMITTED,
    "reserve_notice": S.RESERVE,
    "not_selected": S.NOT_SELECTED,
}


def ids(row):
    return {"application": row.pk}


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("message", MESSAGES)
def test_mail_is_written_and_its_subject_says_little(message, language):
    row = make_application(status=MESSAGES[message], discreet=True)
    letter = outbox.preview(message, ids(row), language)
    assert str(row.public_id) in letter.text
    for word in ("Samoa", "UPR", "EPU", row.organisation_name, row.speaker_name):
        assert word not in letter.subject


@pytest.mark.parametrize("discreet", [True, False])
def test_mail_keeps_quiet_for_whom_asked_for_it(discreet):
    row = make_application(status=S.NOT_SELECTED, discreet=discreet)
    letter = outbox.preview("not_selected", ids(row), "en")
    assert ("application" in letter.subject, letter.unsigned) == (not discreet, discreet)


@pytest.mark.parametrize("message", MESSAGES)
def test_mail_is_dropped_where_it_is_no_longer_true(message):
    row = make_application(status=S.DRAFT if message != "deadline_reminder" else S.SUBMITTED)
    if message == "application_draft_saved":
        row = make_application(status=S.SUBMITTED)
    if message == "review_moved":
        row = make_application(status=S.WITHDRAWN)
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(message, ids(row), "en")


def test_reminder_after_the_deadline_is_dropped():
    row = make_application(status=S.DRAFT)
    row.pre_session.series.closes_at = timezone.now()
    row.pre_session.series.save()
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview("deadline_reminder", ids(row), "en")


@pytest.mark.parametrize("message", MESSAGES)
def test_mail_to_somebody_erased_is_dropped(message):
    row = make_application(status=MESSAGES[message], owner=None)
    with pytest.raises(outbox.NoLongerRelevant):
        outbox.preview(message, ids(row), "en")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("message", ["application_received", "application_changed"])
def test_mail_names_no_deadline_that_has_passed(message, language):
    """Sent in the silent grace, or corrected long after the deadline: it can't be changed until then."""
    row = make_application(status=S.SUBMITTED)
    series = row.pre_session.series
    before = outbox.preview(message, ids(row), language)
    assert " ".join(wording.moment(series.closes_at, language).split()) in " ".join(before.text.split())
    series.closes_at = timezone.now() - timedelta(minutes=1)
    series.save()
    after = outbox.preview(message, ids(row), language)
    assert row.reference in after.text
    with translation.override(language):
        assert gettext("Change it until") not in after.text + after.html
