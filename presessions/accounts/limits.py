"""How often somebody may try, so that guessing stops and nobody can shut another person out.

What counts first is one account tried from one network; a network, and an
account tried from everywhere, are stopped much later. Whoever asks for codes
in another person's name, or guesses, uses up their own network's tries: the
owner comes in from any other. Counts lie in the database, so that Redis going
away neither locks out nor lets in. A network is an IPv4 address or an IPv6 /64.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.http import HttpRequest

APP = "presessions.accounts"


@dataclass(frozen=True)
class Limit:
    """Rates as "number/time". ``pace``: what one network may still do beyond ``network``, up to ``most``."""

    account_here: str
    network: str
    account: str
    pace: str = ""
    most: str = ""


def use(request: HttpRequest, action: str, account: str) -> RateLimitUsage | None:
    """Count one try at ``action`` (a key of SIGN_IN_LIMITS) for ``account``; None where it is one too many.

    A refused try counts nowhere; ``rollback()`` on the answer takes back one that was right.
    """
    limit = Limit(**settings.SIGN_IN_LIMITS[action])
    network = ratelimit.get_ip(request)
    counted: list[tuple[str, list[tuple[str, ...]]]] = [
        (f"{account} {network}", [(limit.account_here,)]),
        (network, [(limit.network,), (limit.pace, limit.most)]),
        (account, [(limit.account,)]),
    ]
    used = RateLimitUsage(usage=[])
    for key, alternatives in counted:
        one = next(filter(None, (_consume(request, action, key, rates) for rates in alternatives)), None)
        if one is None:
            used.rollback()
            return None
        used.usage += one.usage
    return used


def _consume(request: HttpRequest, action: str, key: str, rates: tuple[str, ...]) -> RateLimitUsage | None:
    if not all(rates):
        return None
    config = {action: ",".join(f"{rate}/key" for rate in rates)}
    return ratelimit.consume(request, app=APP, action=action, config=config, key=key)
