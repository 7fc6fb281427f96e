"""The recovery phrase; needs the database for its limits."""

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from presessions.accounts import recovery
from presessions.accounts.recovery import (
    TooManyAttempts,
    hash_phrase,
    new_phrase,
    open_with_phrase,
    phrase_matches,
)
from presessions.accounts.sessions import opened_applications


def test_list_holds_2048_different_plain_words():
    words = recovery.words()
    assert (len(words), len(set(words))) == (2048, 2048)
    assert all(word.isalpha() and word.islower() and len(word) == 4 for word in words)
    assert list(words) == sorted(words)


def test_phrase_is_six_words_of_the_list_and_never_the_same():
    phrases = {new_phrase("fr") for _ in range(50)}
    assert len(phrases) == 50
    assert all(
        set(phrase.split()) <= set(recovery.words()) and len(phrase.split()) == 6 for phrase in phrases
    )


@pytest.mark.parametrize(
    "typed",
    [
        "Bada-Befo mino",
        "  bada\nbefo   mino ",
        "BADA, BEFO, MINÓ",
        "1. bada 2. befo 3. mino",
        "ba\u200bda\u00a0be\u00adfo\u2003\ufeffmino\u200e",  # signs of no width, as programs add them
        "ｂａｄａ ｂｅｆｏ ｍｉｎｏ",
        "bada befo mıno",  # a Turkish keyboard
        "BADA BEFO MİNO",
    ],
)
def test_phrase_matches_however_it_is_copied(typed):
    assert phrase_matches(typed, hash_phrase("bada befo mino")) is True


def test_phrase_does_not_match_another_nor_nothing():
    hashed = hash_phrase("bada befo mino")
    assert phrase_matches("bada mino befo", hashed) is False
    assert phrase_matches("bada befo mino", "") is False
    assert "bada" not in hashed


@given(st.text())
def test_normalising_is_steady(text):
    once = recovery.normalised(text)
    assert recovery.normalised(once) == once


@pytest.fixture
def request_(rf: RequestFactory, client):
    request = rf.post("/")
    request.session = client.session
    return request


@pytest.mark.django_db
def test_right_phrase_opens_that_application_only(request_):
    opened = open_with_phrase(request_, public_id="a1", phrase="one two", hashed=hash_phrase("one two"))
    assert (opened, opened_applications(request_)) == (True, {"a1"})


@pytest.mark.django_db
def test_wrong_phrase_and_missing_application_open_nothing(request_):
    assert open_with_phrase(request_, public_id="a1", phrase="x", hashed=hash_phrase("one two")) is False
    assert open_with_phrase(request_, public_id="none", phrase="x", hashed="") is False
    assert opened_applications(request_) == frozenset()


@pytest.mark.django_db
def test_trying_phrases_is_refused_after_ten(request_):
    caches["limits"].clear()
    for _ in range(10):
        open_with_phrase(request_, public_id="a1", phrase="x", hashed="")
    with pytest.raises(TooManyAttempts):
        open_with_phrase(request_, public_id="a1", phrase="one two", hashed=hash_phrase("one two"))


@pytest.mark.django_db
def test_trying_phrases_elsewhere_does_not_keep_the_owner_out(request_, rf, client):
    caches["limits"].clear()
    hashed = hash_phrase("one two")
    for _ in range(11):
        try:
            open_with_phrase(request_, public_id="a1", phrase="x", hashed=hashed)
        except TooManyAttempts:
            break
    owner = rf.post("/", REMOTE_ADDR="198.51.100.7")
    owner.session = client.session
    assert open_with_phrase(owner, public_id="a1", phrase="one two", hashed=hashed) is True
