"""Seeds and seals of the draw."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from presessions.series.draw import commitment, state_seed

ISO3 = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
SEEDS = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)


def test_state_seed_is_the_documented_formula():
    expected = hmac.new(b"ab" * 32, b"TLS", hashlib.sha256).hexdigest()
    assert state_seed("ab" * 32, "TLS") == expected


def test_commitment_is_the_hash_of_the_seed_as_text():
    assert commitment("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(SEEDS, ISO3, ISO3)
def test_state_seed_differs_between_states_and_tells_nothing_of_its_commitment(series_seed, one, other):
    seed = state_seed(series_seed, one)
    assert len(seed) == 64
    assert (seed == state_seed(series_seed, other)) == (one == other)
    assert commitment(seed) not in (seed, series_seed)
