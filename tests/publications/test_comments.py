"""Comments of staff: sent together, answered, done; seen by nobody else. Needs the database."""

import pytest
from django.test import Client
from django.urls import reverse

from presessions.mail import registry
from presessions.mail.models import OutgoingMail
from presessions.privacy.erase import Person
from publications import comments, erasing, transitions
from publications.beside_models import Comment
from publications.models import Section, Statement
from tests.applications.staff import staff_client
from tests.factories import make_issue
from tests.publications.sharing import everything, meeting, surfaces
from tests.publications.sharing import share as share_all
from tests.publications.sharing import statement as shared_statement
from tests.publications.speakers import make_spoken, speaker_client
from tests.publications.test_losing_nothing import cut
from tests.publications.test_views import url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

SUMMARY = "section:summary"


def sent() -> Statement:
    """A statement that its speaker has sent."""
    statement = make_spoken()
    transitions.receive(statement, by=statement.seat.panelist)
    return statement


def note(staff: Client, statement: Statement, text: str = "Which island?", item: str = SUMMARY):
    address = reverse("admin:publications_statement_comment", args=[statement.pk])
    return staff.post(address, {"item": item, "text": text})


def send(staff: Client, statement: Statement):
    return staff.post(reverse("admin:publications_statement_comments_send", args=[statement.pk]))


def mails() -> int:
    return OutgoingMail.objects.filter(message="statement_comments").count()


def test_comments_are_read_once_sent_together_with_one_mail():
    statement, staff = sent(), staff_client()
    speaker = speaker_client(statement)
    note(staff, statement)
    note(staff, statement, "Which judges?", statement.recommendations.first().item)
    assert "Which island?" not in speaker.get(url(statement, "comments")).content.decode()
    assert mails() == 0
    send(staff, statement)
    send(staff, statement)

    assert mails() == 1
    page = speaker.get(url(statement, "comments")).content.decode()
    assert "Which island?" in page
    assert "Which judges?" in page
    assert "Which island?" in speaker.get(url(statement, "statement_section", "summary")).content.decode()
    assert "Which judges?" in speaker.get(url(statement, "recommendations")).content.decode()
    assert "Which judges?" not in speaker.get(url(statement, "statement_section", "plan")).content.decode()


def test_next_batch_is_another_mail():
    statement, staff = sent(), staff_client()
    for text in ("First.", "Second."):
        note(staff, statement, text)
        send(staff, statement)

    assert mails() == 2


def test_double_click_notes_once():
    statement, staff = sent(), staff_client()
    note(staff, statement)
    note(staff, statement)

    assert Comment.objects.count() == 1


def test_comment_is_taken_back_until_it_is_sent():
    statement, staff = sent(), staff_client()
    note(staff, statement, "First.")
    back = reverse(
        "admin:publications_statement_comment_back", args=[statement.pk, Comment.objects.get().public_id]
    )
    staff.post(back)
    assert Comment.objects.count() == 0
    note(staff, statement, "Second.")
    send(staff, statement)
    staff.post(
        reverse(
            "admin:publications_statement_comment_back", args=[statement.pk, Comment.objects.get().public_id]
        )
    )

    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "item"), [("", SUMMARY), ("x" * 2001, SUMMARY), ("Fine.", "section:nowhere")]
)
def test_what_does_not_fit_is_given_back(text, item):
    statement, staff = sent(), staff_client()
    answer = note(staff, statement, text, item)

    assert (answer.status_code, Comment.objects.count()) == (422, 0)
    assert text in answer.content.decode()


def test_statement_that_was_not_sent_is_not_commented_on():
    statement, staff = make_spoken(), staff_client()

    assert note(staff, statement).status_code == 422
    assert Comment.objects.count() == 0


def told(statement: Statement, staff: Client, text: str = "Which island?") -> Comment:
    note(staff, statement, text)
    send(staff, statement)
    return Comment.objects.last()


def fields(client: Client, statement: Statement, comment: Comment, **more) -> dict:
    page = client.get(url(statement, "comments"))
    [found] = [each for each in page.context["notes"] if each.comment == comment]
    return {
        "seen": found.seen,
        "comment": str(comment.public_id),
        "answer": found.typed,
        "whole": "1",
        **more,
    }


def test_speaker_answers_and_marks_as_done_and_staff_read_it():
    statement, staff = sent(), staff_client()
    comment, speaker = told(statement, staff), speaker_client(statement)
    address = url(statement, "comments")
    speaker.post(address, fields(speaker, statement, comment, answer="The northern one."))
    comment.refresh_from_db()
    assert (comment.answer, comment.done_at) == ("The northern one.", None)
    speaker.post(address, fields(speaker, statement, comment, done="1"))
    page = staff.get(reverse("admin:publications_statement_change", args=[statement.pk])).content.decode()

    assert "The northern one." in page
    assert "Done " in page
    assert "Which island?" not in speaker.get(url(statement, "statement_section", "summary")).content.decode()
    speaker.post(address, fields(speaker, statement, comment, reopen="1"))
    assert Comment.objects.get().done_at is None


def test_two_windows_notice_each_other():
    statement, staff = sent(), staff_client()
    comment, speaker = told(statement, staff), speaker_client(statement)
    old = fields(speaker, statement, comment, answer="From the second window.")
    speaker.post(url(statement, "comments"), {**old, "answer": "From the first window."})
    answer = speaker.post(url(statement, "comments"), old)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the first window." in page
    assert "From the second window." in page
    assert Comment.objects.get().answer == "From the first window."


def test_answer_that_is_too_long_is_given_back_and_half_of_one_is_refused():
    statement, staff = sent(), staff_client()
    comment, speaker = told(statement, staff), speaker_client(statement)
    long = fields(speaker, statement, comment, answer="x" * 2010)
    answer = speaker.post(url(statement, "comments"), long)

    assert answer.status_code == 422
    assert "Shorten your answer by 10 characters." in answer.content.decode()
    assert long["answer"] in answer.content.decode()
    assert cut(speaker, url(statement, "comments"), long) == 400
    assert Comment.objects.get().answer == ""


def test_comment_stays_readable_when_its_part_is_gone():
    statement, staff = sent(), staff_client()
    told(statement, staff)
    Section.objects.all().delete()

    page = speaker_client(statement).get(url(statement, "comments")).content.decode()
    assert "A part that is no longer there" in page
    assert "We checked every well on the island." in page


@pytest.mark.parametrize("key", ["x", "00000000-0000-4000-8000-000000000000"])
def test_comment_that_was_not_sent_is_not_found(key):
    statement, staff = sent(), staff_client()
    note(staff, statement)
    speaker = speaker_client(statement)
    unsent = str(Comment.objects.get().public_id)
    for each in (key, unsent):
        assert speaker.post(url(statement, "comments"), {"comment": each, "answer": "x"}).status_code == 404


def test_mail_says_neither_what_nor_how_much_and_is_dropped_once_all_is_done():
    statement, staff = sent(), staff_client()
    comment, speaker = told(statement, staff, "Secret of the island"), speaker_client(statement)
    values = registry.values("statement_comments", {"statement": statement.pk}, "en")
    assert "Secret" not in str(values)
    assert values["url"].endswith("/comments/")
    speaker.post(url(statement, "comments"), fields(speaker, statement, comment, done="1"))

    assert registry.values("statement_comments", {"statement": statement.pk}, "en") is None


@pytest.mark.slow
def test_comments_and_answers_are_nowhere_outside():
    make_issue()
    statement = share_all(shared_statement(meeting(), mark="shared"))
    staff = staff_client()
    note(staff, statement, "commentword")
    send(staff, statement)
    Comment.objects.update(answer="answerword")
    found = everything(Client(), surfaces()) + everything(staff, surfaces())

    assert "commentword" not in found
    assert "answerword" not in found


def test_comments_are_erased_with_their_person():
    statement, staff = sent(), staff_client()
    told(statement, staff)
    erasing.forget_person(Person("", user=statement.seat.panelist))

    assert Comment.objects.count() == 0


def test_staff_list_filters_by_comments():
    statement, staff = sent(), staff_client()
    comment = told(statement, staff)
    address = reverse("admin:publications_statement_changelist")
    assert statement.seat.application.reference in staff.get(f"{address}?comments=open").content.decode()
    assert (
        statement.seat.application.reference not in staff.get(f"{address}?comments=answered").content.decode()
    )
    comments.answer(
        statement,
        comment.public_id,
        text="Yes.",
        seen=comments.note_mark(""),
        done=None,
        actor=_actor(statement),
    )
    assert statement.seat.application.reference in staff.get(f"{address}?comments=answered").content.decode()


def _actor(statement: Statement):
    from presessions.accounts.actors import actor_of

    return actor_of(statement.seat.panelist)
