"""The demonstration's mailbox, and that it exists nowhere else. Needs the database for sessions only."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from presessions.mail import delivery, mailbox, outbox
from presessions.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def local(settings, tmp_path):
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.EMAIL_BACKEND = "presessions.mail.mailbox.LocalMailbox"
    return tmp_path


def test_letter_is_kept_and_read_again(local, client):
    outbox.queue_code("reader@example.org", "KQMT7XPA", "fr", page="https://site.example/sign-in/")
    delivery.drain()
    [letter] = mailbox.newest(10)
    assert (letter.to, letter.message_id) == ("reader@example.org", OutgoingMail.objects.get().message_id)
    assert "KQMT7XPA" in letter.text
    assert "KQMT7XPA" in letter.html

    listed = client.get(reverse("mail:mailbox"))
    assert letter.subject in listed.content.decode()
    page = client.get(reverse("mail:letter", args=[letter.key]))
    assert "KQMT7XPA" in page.content.decode()
    assert '<a href="https://site.example/sign-in/"' in page.content.decode()
    frame = client.get(reverse("mail:letter_html", args=[letter.key]))
    assert "sandbox allow-top-navigation-by-user-activation" in frame["Content-Security-Policy"]
    assert {response["Cache-Control"] for response in (listed, page)} == {
        "max-age=0, no-cache, no-store, must-revalidate, private"
    }


def test_mailbox_narrows_to_one_reader(local, client):
    for name in ("one", "two"):
        EmailMessage(f"to {name}", "text", to=[f"{name}@example.org"]).send()
    page = client.get(reverse("mail:mailbox"), {"to": "TWO@example.org"}).content.decode()
    assert "to two" in page
    assert "to one" not in page


def test_mailbox_without_letters_says_so(local, client):
    assert "There is no letter yet" in client.get(reverse("mail:mailbox")).content.decode()


@pytest.mark.parametrize("key", ["x", "0" * 19 + "-" + "0" * 12, "-etc-passwd"])
def test_letter_that_is_not_there_is_not_found(local, client, key):
    assert client.get(f"/mail/{key}/").status_code == 404
    assert client.get(f"/mail/{key}/html/").status_code == 404


def test_outside_the_demonstration_there_is_no_mailbox(local, client, settings):
    EmailMessage("secret", "text", to=["one@example.org"]).send()
    [letter] = mailbox.newest(1)
    settings.DEMO = False
    for address in ("/mail/", f"/mail/{letter.key}/", f"/mail/{letter.key}/html/"):
        assert client.get(address).status_code == 404


def test_only_the_newest_letters_are_kept(local, monkeypatch):
    monkeypatch.setattr(mailbox, "KEPT", 3)
    monkeypatch.setattr(mailbox, "TIDY_EVERY", 1)
    line = get_connection()
    for number in range(5):
        line.send_messages([EmailMessage(f"letter {number}", "text", to=["one@example.org"])])
    assert [letter.subject for letter in mailbox.newest(10)] == ["letter 4", "letter 3", "letter 2"]
