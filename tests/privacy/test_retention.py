"""Forgetting what has had its time; needs the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command

from presessions.accounts.models import ParkedPost, User
from presessions.privacy import retention
from presessions.privacy.retention import Rule, register_retention
from presessions.privacy.tasks import apply_retention

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def old_and_new():
    user = User.objects.create_user("officer@example.org")
    kind = ContentType.objects.get_for_model(User)
    for age in (timedelta(days=91), timedelta(days=89)):
        entry = LogEntry.objects.create(
            user=user, content_type=kind, object_id="1", object_repr="x", action_flag=CHANGE
        )
        LogEntry.objects.filter(pk=entry.pk).update(action_time=NOW - age)
    for hours in (25, 23):
        ParkedPost.objects.create(
            browser=str(hours), path="/", payload=b"", parked_at=NOW - timedelta(hours=hours)
        )
    for hours in (-1, 1):
        Session.objects.create(
            session_key=f"k{hours}", session_data="", expire_date=NOW + timedelta(hours=hours)
        )


def left() -> tuple[int, int, int]:
    return LogEntry.objects.count(), ParkedPost.objects.count(), Session.objects.count()


MINE = ("text parked while signed out", "sessions that ended", "the admin's log")


def test_what_is_too_old_goes_and_the_rest_stays(old_and_new):
    with time_machine.travel(NOW, tick=False):
        counts = retention.apply_all(NOW)
    assert [counts[name] for name in MINE] == [1, 1, 1]
    assert left() == (1, 1, 1)


def test_a_rehearsal_counts_the_same_and_changes_nothing(old_and_new):
    with time_machine.travel(NOW, tick=False):
        rehearsed = retention.apply_all(NOW, dry_run=True)
        assert left() == (2, 2, 2)
        assert rehearsed == retention.apply_all(NOW)


def test_the_daily_task_applies_the_rules(old_and_new):
    with time_machine.travel(NOW, tick=False):
        apply_retention()
    assert left() == (1, 1, 1)


def test_command_names_each_rule_with_its_time(old_and_new, capsys):
    with time_machine.travel(NOW, tick=False):
        call_command("retention", "--dry-run")
    said = capsys.readouterr().out
    assert "the admin's log (kept 90 days): 1" in said
    assert "text parked while signed out (kept 24 hours): 1" in said
    assert said.endswith("Nothing was changed.\n")


def test_a_rule_that_fails_does_not_keep_the_others_from_their_work(old_and_new, monkeypatch):
    def fail(before):
        raise RuntimeError("no")

    monkeypatch.setitem(retention._rules, "a rule", Rule("a rule", timedelta(1), fail))
    with time_machine.travel(NOW, tick=False), pytest.raises(ExceptionGroup):
        retention.apply_all(NOW)
    assert left() == (1, 1, 1)


def test_two_rules_of_one_name_are_an_error():
    with pytest.raises(ValueError, match="already a rule"):
        register_retention(Rule(MINE[0], timedelta(1), lambda before: 0))
