"""The second PostgreSQL role: what it can read is public, and it can write nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from presessions.privacy.fields import Privacy
from presessions.scheduling import transitions
from presessions.scheduling.enums import TimetableStatus
from presessions.scheduling.joint import save_joint
from presessions.scheduling.models import Sitting, Timetable
from presessions.series.models import Room
from publications import feeds, library, programme, reading
from publications.consent import Audience
from tests.factories import make_pre_session
from tests.publications.sharing import meeting, share, statement
from tests.scheduling.halls import TUESDAY, make_draft, meeting_on, the_room

ROLE = "presessions_outside"
GRANTS = (Path(__file__).resolve().parents[2] / "deploy" / "outside-role.sql").read_text()
# Needed to tell published sittings from drafts, or read with the row they are part of: numbers and a word.
BESIDE = {
    *(("scheduling.Sitting", column) for column in ("moderator_id", "locked")),
    # which Pre-sessions are asked together; a table between two has no classes of its own
    *(
        ("scheduling.JointQuestions_pre_sessions", column)
        for column in ("id", "jointquestions_id", "presession_id")
    ),
    *(("scheduling.Timetable", column) for column in ("id", "series_id", "status", "published_at")),
}

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


@pytest.fixture
def role(db: None) -> Iterator[str]:
    """The role with its grants, gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}') "
            f"THEN CREATE ROLE {ROLE}; END IF; END $$"
        )
        cursor.execute(GRANTS)
    yield ROLE
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


def may(role: str, what: str, table: str, column: str = "") -> bool:
    with connection.cursor() as cursor:
        if column:
            cursor.execute("SELECT has_column_privilege(%s, %s, %s, %s)", [role, table, column, what])
        else:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, what])
        return bool(cursor.fetchone()[0])


def test_outside_role_reads_no_column_that_is_not_public(role: str) -> None:
    wrong = [
        (model._meta.label, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if getattr(model, "PRIVACY", {}).get(field.name) != Privacy.PUBLIC
        and may(role, "SELECT", model._meta.db_table, field.column)
    ]

    assert set(wrong) == BESIDE


@pytest.mark.parametrize("what", ["INSERT", "UPDATE", "DELETE", "TRUNCATE"])
def test_outside_role_writes_nothing(role: str, what: str) -> None:
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]

    assert [table for table in tables if may(role, what, table)] == []


def test_outside_role_suffices_for_every_outside_page(role: str) -> None:
    row = meeting()
    share(statement(row, mark="x"))
    state = row.state_under_review
    become(role)

    series = programme.all_series()[0]
    assert len(reading.page(reading.pre_sessions().get(), Audience.MISSIONS).recommendations) == 2
    assert [len(line.names) for line in programme.of_series(series, delegate_states=["TLS"]).lines] == [1]
    assert programme.state_record(state, delegate_states=["TLS"]).meetings[0].recommendations == 2
    assert programme.on_record() == []
    assert programme.states_by_region("fr") == [(state.regional_group, [state])]
    question = library.Question(words="asks", issues=("UI-WOMEN",), kinds=("national",))
    assert (
        library.search(question, over=library.meetings(), delegate_states=["TLS"]).page.paginator.count == 2
    )
    assert len(feeds.sittings()) == 1
    assert "/54/samoa/" in feeds.sitemap()
    assert "Samoa" in feeds.atom("/feed/")


def test_outside_role_reads_joint_questions_where_they_are_published(role: str) -> None:
    draft = make_draft()
    draft.series.status = "announced"
    draft.series.save()
    heard = [meeting_on(draft.series, iso3) for iso3 in ("WSM", "TLS")]
    joint = save_joint(draft.series, pre_sessions=heard, minutes=30, by=None)
    row = transitions.place(draft, joint, date=TUESDAY, start=750, room=the_room(draft.series), by=None)
    transitions.publish_timetable(draft, by=None, reason="nobody moderates yet")
    become(role)

    shown = programme.of_series(programme.all_series()[0])
    assert [each.joint.states for day in shown.days for each in day.joint] == ["Samoa, Timor-Leste"]
    assert b"Joint questions: Samoa" in (feeds.one(row.uid) or b"")


def test_outside_role_is_refused_the_private_tables(role: str) -> None:
    become(role)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        apps.get_model("applications.Application").objects.first()


@pytest.mark.parametrize(("status", "seen"), [(TimetableStatus.DRAFT, 0), (TimetableStatus.PUBLISHED, 1)])
def test_outside_role_sees_sittings_of_published_timetables_only(role: str, status: str, seen: int) -> None:
    pre_session = make_pre_session()
    start = datetime(2026, 4, 7, 7, 5, tzinfo=UTC)
    Sitting.objects.create(
        timetable=Timetable.objects.create(series=pre_session.series, status=status),
        pre_session=pre_session,
        room=Room.objects.create(series=pre_session.series, name="Room XXIV"),
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
    )
    become(role)

    assert Sitting.objects.count() == seen
