"""Digests: what a delegate chose and may read when the mail leaves, once a day, nothing twice, left at once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from presessions.accounts.models import Grant, User
from presessions.desk import digests, notices, tasks
from presessions.desk.models import Digest, DigestLine
from presessions.mail import outbox
from presessions.mail.delivery import drain
from presessions.mail.models import OutgoingMail
from presessions.permissions import Role
from presessions.privacy.erase import erase_person
from presessions.series.models import Issue, State
from tests.factories import make_state, make_user
from tests.publications.sharing import meeting, share, statement, unshare

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)
EVENING = datetime(2027, 3, 1, 18, tzinfo=UTC)
MORNING = datetime(2027, 3, 2, 7, tzinfo=UTC)  # 08:00 in Geneva


@pytest.fixture(autouse=True)
def _evening():
    """What is shared in a test is shared on the evening before."""
    with time_machine.travel(EVENING, tick=False):
        yield


def delegate(*iso3s: str, states: str = "", issues: tuple[str, ...] = (), **fields) -> User:
    """A delegate of these States who chose States and issues before anything was shared."""
    user = make_user(**fields)
    for iso3 in (*iso3s, *states.split()):
        make_state(iso3)
    for iso3 in iso3s:
        Grant.objects.create(user=user, role=Role.DELEGATE, iso3=iso3)
    digests.choose(
        user,
        states=list(State.objects.filter(pk__in=states.split())),
        issues=list(Issue.objects.filter(pk__in=issues)),
        now=EVENING - DAY,
    )
    return user


def send(at: datetime = MORNING) -> int:
    with time_machine.travel(at, tick=False):
        return digests.send_due(at)


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(message=digests.MESSAGE).order_by("pk"))


def letter(row: OutgoingMail | None = None) -> str:
    written = outbox.preview(row or mails()[-1])
    assert all(line in written.html for line in ("Ask 1",)) == ("Ask 1" in written.text)
    return written.text


def test_a_delegate_hears_of_the_states_and_issues_chosen():
    delegate("TLS", states="WSM")
    share(statement(meeting("WSM"), mark="wanted"))
    share(statement(meeting("MLT", hour=1), mark="other"))

    assert send() == 1
    said = letter()
    for shown in (
        "Pre-session on Samoa, series 54",
        "Ask 1 wanted",
        "Org wanted",
        "/54/samoa/",
        "/digest/leave/",
    ):
        assert shown in said
    assert "other" not in said


def test_an_issue_counts_whatever_the_state():
    row = statement(meeting("MLT"), mark="tagged")
    code = row.recommendations.first().issues.get().pk
    delegate("TLS", issues=(code,))
    share(row)

    assert send() == 1
    assert "Ask 1 tagged" in letter()


def test_subject_and_preview_are_neutral_and_the_mail_can_be_left():
    delegate("TLS", states="WSM", language="fr")
    share(statement(meeting("WSM"), mark="zebra"))
    send()
    written = outbox.preview(mails()[0])

    preheader = written.html.split('class="pre">')[1].split("</div>")[0]
    for word in ("Samoa", "zebra", "UPR", "recommand"):
        assert word not in written.subject + preheader
    assert written.language == "fr"
    assert (
        written.list_unsubscribe_url
        == f"{outbox.settings.SITE_ADDRESS}/digest/leave/{Digest.objects.get().token}/"
    )


def test_what_is_for_missions_is_counted_and_not_quoted_and_never_about_the_own_state():
    delegate("TLS", states="WSM", email="other@example.org")
    delegate("WSM", states="WSM", email="reviewed@example.org")
    share(statement(meeting("WSM"), mark="zebra"), to=["missions"])

    assert send() == 1
    assert [row.to for row in mails()] == ["other@example.org"]
    said = letter()
    assert "2 recommendations are shared with missions only: sign in to read them." in said
    assert "zebra" not in said


def test_what_is_withdrawn_while_the_mail_waits_does_not_go_out(mailoutbox):
    delegate("TLS", states="WSM MLT")
    first = share(statement(meeting("WSM"), mark="stays"))
    second = share(statement(meeting("MLT", hour=1), mark="leaves"))
    send()
    unshare(second)
    assert "stays" in letter()
    assert "leaves" not in letter()
    assert "Malta" not in letter()

    unshare(first)
    with pytest.raises(outbox.NoLongerRelevant):
        letter()


@pytest.mark.parametrize("way", ["left", "stopped", "no delegate", "closed"])
def test_who_left_or_is_no_delegate_gets_nothing_that_waits(way):
    user = delegate("TLS", states="WSM")
    share(statement(meeting("WSM")))
    send()
    if way == "left":
        Client(enforce_csrf_checks=True).post(
            f"/digest/leave/{user.digest.token}/", {"List-Unsubscribe": "One-Click"}
        )
    elif way == "stopped":
        digests.stop(user)
    elif way == "no delegate":
        Grant.objects.filter(user=user).delete()
    else:
        User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(outbox.NoLongerRelevant):
        letter()
    assert send(MORNING + DAY) == 0


def test_looking_at_the_leaving_page_leaves_nothing():
    user = delegate("TLS", states="WSM")
    page = Client().get(f"/digest/leave/{user.digest.token}/")
    assert b"<form" in page.content
    user.digest.refresh_from_db()
    assert user.digest.is_on

    unknown = Client().post("/digest/leave/unknown/")
    known = Client().post(f"/digest/leave/{user.digest.token}/")
    assert (unknown.status_code, known.status_code) == (200, 200)
    user.digest.refresh_from_db()
    assert not user.digest.is_on


def test_one_mail_a_day_and_nothing_twice():
    user = delegate("TLS", states="WSM")
    row = meeting("WSM")
    share(statement(row, mark="one"))
    assert [send(), send(), send(MORNING + timedelta(hours=6))] == [1, 0, 0]
    with time_machine.travel(MORNING + timedelta(hours=8), tick=False):
        OutgoingMail.objects.update(status="sent", sent_at=MORNING)
        share(statement(row, number=2, mark="two"))
    assert send(MORNING + timedelta(hours=9)) == 0

    assert send(MORNING + DAY) == 1
    assert "two" in letter()
    assert "one" not in letter()
    OutgoingMail.objects.update(status="sent", sent_at=MORNING)
    assert send(MORNING + 2 * DAY) == 0
    assert len(mails()) == 2
    assert DigestLine.objects.filter(digest=user.digest).count() == 4


def test_what_is_published_anew_unchanged_is_not_told_again():
    delegate("TLS", states="WSM")
    made = share(statement(meeting("WSM"), mark="one"), to=["missions"])
    assert send() == 1
    OutgoingMail.objects.update(status="sent", sent_at=MORNING)
    with time_machine.travel(MORNING + timedelta(hours=2), tick=False):
        unshare(made)
        share(made)  # with everybody this time
    assert send(MORNING + DAY) == 0


def test_while_one_waits_to_leave_no_other_is_written():
    delegate("TLS", states="WSM")
    row = meeting("WSM")
    share(statement(row, mark="one"))
    assert send() == 1
    with time_machine.travel(MORNING + timedelta(hours=8), tick=False):
        share(statement(row, number=2, mark="two"))
    assert send(MORNING + DAY) == 0
    OutgoingMail.objects.update(status="sent", sent_at=MORNING + DAY)
    assert send(MORNING + DAY + timedelta(hours=1)) == 1


def test_a_notice_and_a_digest_are_two_days_apart_never_one():
    delegate("TLS", states="WSM")
    share(statement(meeting("WSM")))
    with time_machine.travel(MORNING - timedelta(hours=3), tick=False):
        assert notices.send_notices(MORNING - timedelta(hours=3)) == 1
    assert send() == 0
    assert send(MORNING + DAY) == 1

    share(statement(meeting("MLT", number=53)))
    with time_machine.travel(MORNING + DAY + timedelta(hours=2), tick=False):
        assert notices.send_notices(MORNING + DAY + timedelta(hours=2)) == 0


def test_before_the_hour_and_without_news_nothing_leaves():
    delegate("TLS", states="WSM")
    assert send() == 0
    share(statement(meeting("WSM")))
    assert send(MORNING - timedelta(hours=2)) == 0  # 06:00 in Geneva


def test_what_was_shared_before_it_was_chosen_is_not_told():
    share(statement(meeting("WSM")))
    user = make_user()
    Grant.objects.create(user=user, role=Role.DELEGATE, iso3=make_state("TLS").pk)
    digests.choose(user, states=[State.objects.get(pk="WSM")], issues=[], now=EVENING + timedelta(minutes=1))

    assert send() == 0


def test_a_long_day_is_cut_and_says_so():
    delegate("TLS", states="WSM")
    row = meeting("WSM")
    for number in range(1, 7):
        made = statement(row, number=number, mark=f"m{number}")
        for order in range(3, 6):
            made.recommendations.create(order=order, text=f"More {order} of m{number} " + "and so on " * 90)
        share(made)
    send()
    written = outbox.preview(mails()[0])

    assert "And 10 more recommendations: they are on the site." in written.text
    assert len(written.html.encode()) + len(written.text.encode()) < 30 * 1024


def test_it_leaves_through_the_outbox_once(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    delegate("TLS", states="WSM", email="one@example.org")
    share(statement(meeting("WSM"), mark="told"))
    with time_machine.travel(MORNING, tick=False):
        tasks.send_digests()
        tasks.send_digests()
        drain()
        drain()

    mine = [mail for mail in mailoutbox if mail.to == ["one@example.org"]]
    assert len(mine) == 1
    assert mine[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "told" in mine[0].body


# --- The page -------------------------------------------------------------------------------


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="presessions.accounts.backends.RoleBackend")
    return client


def test_the_page_keeps_what_is_chosen_and_stops_it():
    user = make_user()
    for iso3 in ("TLS", "WSM", "MLT"):
        make_state(iso3)
    Grant.objects.create(user=user, role=Role.DELEGATE, iso3="TLS")
    client = signed_in(user)
    assert "You get no digest." in client.get("/my/").content.decode()

    empty = client.post("/my/digest/", {"choose": "1"})
    assert (empty.status_code, Digest.objects.exists()) == (422, False)
    assert "Choose at least one State or one issue." in empty.content.decode()
    wrong = client.post("/my/digest/", {"states": ["WSM", "XXX"]})
    assert wrong.status_code == 422
    assert "Choose States from the list." in wrong.content.decode()

    for _ in range(2):
        assert client.post("/my/digest/", {"states": ["WSM", "MLT"]}).status_code == 302
    assert set(user.digest.states.values_list("pk", flat=True)) == {"WSM", "MLT"}
    page = client.get("/my/digest/")
    assert page.content.decode().count(" checked") == 2
    assert "no-store" in page["Cache-Control"]
    assert "States 2, issues 0" in client.get("/my/").content.decode()

    client.post("/my/digest/", {"stop": "1"})
    assert "You get no digest." in client.get("/my/").content.decode()
    assert client.get("/my/digest/").content.decode().count(" checked") == 2


def test_others_find_no_such_page():
    assert signed_in(make_user()).get("/my/digest/").status_code == 404
    assert Client().get("/my/digest/").status_code == 302


def test_taking_it_up_again_begins_anew():
    user = delegate("TLS", states="WSM")
    digests.stop(user)
    share(statement(meeting("WSM")))
    digests.choose(
        user, states=list(State.objects.filter(pk="WSM")), issues=[], now=MORNING - timedelta(hours=1)
    )

    assert send() == 0


def test_who_is_erased_leaves_no_choice():
    user = delegate("TLS", states="WSM")
    erase_person(user.email, by=None)

    assert not Digest.objects.exists()


def test_looking_takes_the_same_number_of_queries_however_much_is_new():
    delegate("TLS", states="WSM")
    row = meeting("WSM")
    counts = []
    for number in (1, 2, 3):
        share(statement(row, number=number, mark=f"m{number}"))
        at = MORNING + number * 2 * DAY
        OutgoingMail.objects.exclude(status="sent").update(status="sent", sent_at=at)
        with time_machine.travel(at, tick=False), CaptureQueriesContext(connection) as seen:
            digests.send_due(at)
        counts.append(len(seen))

    assert len(set(counts[1:])) == 1
