"""Which rows a reader is given. Needs the database; what is in the rows stands in ``test_publishing.py``."""

import pytest

from publications.consent import Audience
from publications.published import PublishedIssue, PublishedText, counting_index
from tests.publications.sharing import meeting, share, statement

pytestmark = [pytest.mark.django_db]


def audiences(rows):
    return sorted({row.audience for row in rows})


@pytest.mark.parametrize(
    ("audience", "read"),
    [
        (Audience.PUBLIC, ["public"]),
        (Audience.MISSIONS, ["missions", "public"]),
        (Audience.INTERPRETERS, ["public"]),
        (Audience.STAFF, []),
    ],
)
def test_readable_by_gives_the_rows_of_an_audience(audience, read):
    share(statement(meeting()))

    assert audiences(PublishedText.objects.readable_by(audience)) == read


def test_on_gives_the_rows_of_one_meeting():
    first, second = meeting("WSM"), meeting("TLS", hour=1)
    share(statement(first, mark="one"), to=["public"])
    share(statement(second, mark="two"), to=["public"])

    assert {row.text for row in PublishedText.objects.on(second)} == {"Plan two", "Summary two"}


def test_rows_name_themselves_by_item_and_audience():
    share(statement(meeting()), ["section:plan", "recommendation"], to=["missions"])

    assert [str(row) for row in PublishedText.objects.all()] == ["section:plan for missions"]
    assert {str(row) for row in PublishedIssue.objects.all()} == {"UI-WOMEN"}


def test_library_counts_in_the_index():
    index = counting_index("some_name")

    assert (index.name, index.fields) == (
        "some_name",
        ["audience", "pre_session", "statement", "language", "id"],
    )
