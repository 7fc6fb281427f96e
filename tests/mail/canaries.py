"""A value for every parameter of every message, easy to find again in what is rendered."""

import inspect

from presessions.mail import messages

TEXTS = {
    "code": "CNRY-CODE",
    "series": "77",
    "reference": "54-CNRY",
    "opens": "Monday 5 October 2026, 09:00 Geneva time (UTC+2)",
    "closes": "Wednesday 28 October 2026, 23:59 Geneva time (UTC+1)",
    "deadline": "Wednesday 4 November 2026, 23:59 Geneva time (UTC+1)",
    "answer_by": "Friday 20 November 2026, 18:00 Geneva time (UTC+1)",
    "statement_due": "Monday 23 November 2026, 12:00 Geneva time (UTC+1)",
    "until": "Tuesday 24 November 2026, 12:45 Geneva time (UTC+1)",
    "due": "Tuesday 24 November 2026, 12:00 Geneva time (UTC+1)",
}
ADDRESSES = {
    "url": "https://site.example/my/CNRY-URL/",
    "page": "https://site.example/sign-in/CNRY-PAGE/",
    "entry_url": "https://site.example/entry/CNRY-ENTRY.ics",
    "unsubscribe_url": "https://site.example/leave/CNRY-LEAVE/",
}
NUMBERS = {"minutes": 10, "days": 3, "draft": 0, "coming": 0, "shown": 1}
# The digest alone quotes: what is public, to delegates, and in its body only.
PARTS = [
    {
        "title": "CNRY-STATE",
        "url": ADDRESSES["url"],
        "lines": [{"text": "CNRY-TEXT", "name": "CNRY-NAME"}],
        "for_missions": 2,
    }
]
QUOTES = {"mission_digest": {"parts": PARTS, "more": 3}}
COUNTS = {"counts": [("CNRY-COUNT offers", 4)]}


def values(name: str) -> messages.Values:
    """Every parameter of the message ``name``, filled."""
    known = {**TEXTS, **ADDRESSES, **NUMBERS, **COUNTS, **QUOTES.get(name, {})}
    function = getattr(messages, name)
    return {parameter: known[parameter] for parameter in inspect.signature(function).parameters}
