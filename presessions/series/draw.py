"""The seeds of the draw: one secret per series, one seed per State, one commitment per seed.

The seed of a State is the lower-case hex of HMAC-SHA-256 with the series seed as key and the
State's ISO 3166-1 alpha-3 code as message. The call publishes each State's commitment, the
SHA-256 of the seed's text, before anybody applies; a State's seed is revealed with its result,
the series seed never. So a draw can be checked, and no seed can be chosen once the applications
are known. (docs/selection.md)

Pure: no Django, no chance, no clock.
"""

import hashlib
import hmac


def state_seed(series_seed: str, iso3: str) -> str:
    """The seed of one State: 64 lower-case hex digits."""
    return hmac.new(series_seed.encode(), iso3.encode(), hashlib.sha256).hexdigest()


def commitment(seed: str) -> str:
    """The SHA-256 of a State's seed as text (UTF-8), in lower-case hex."""
    return hashlib.sha256(seed.encode()).hexdigest()
