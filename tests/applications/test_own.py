"""A person's own applications in one line each. Needs the database."""

import pytest
from django.utils import timezone

from applications.enums import ApplicationStatus as S
from applications.own import own_applications
from tests.factories import make_application, make_pre_session, make_series, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_own_applications_in_one_query_and_no_others(rows, django_assert_num_queries):
    owner, series = make_user(), make_series()
    for iso3 in ("TLS", "WSM", "MLT")[:rows]:
        meeting = make_pre_session(series, iso3)
        make_application(meeting, owner=owner)
        make_application(meeting)
    with django_assert_num_queries(1):
        assert len(own_applications(owner.pk)) == rows


@pytest.mark.parametrize(
    ("status", "told", "words"),
    [
        (S.DRAFT, False, "draft"),
        (S.SHORTLISTED, False, "received"),
        (S.NOT_SELECTED, False, "received"),
        (S.NOT_SELECTED, True, "not selected"),
        (S.RESERVE, True, "in reserve"),
        (S.WITHDRAWN, False, "withdrawn"),
    ],
)
def test_status_is_told_once_its_letter_has_left(status, told, words):
    row = make_application(status=status, answer_sent_at=timezone.now() if told else None)
    assert own_applications(row.owner_id)[0].status == words
