"""Puts a source in place for one test."""

from contextlib import contextmanager

from presessions.mail import registry


@contextmanager
def serving(message, function):
    """``message`` takes its values from ``function`` for as long as this lasts."""
    before = registry._sources.get(message)
    registry._sources[message] = function
    try:
        yield
    finally:
        if before is None:
            del registry._sources[message]
        else:
            registry._sources[message] = before


def received(ids, language):
    """Values of ``application_received`` from its ids."""
    return {
        "reference": f"54-{ids['number']}",
        "url": "https://site.example/my/",
        "deadline": "Wednesday 28 October 2026, 23:59 Geneva time (UTC+1)",
    }
