"""The local mailbox of the demonstration: everybody reads everybody's mail, so it exists nowhere else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from presessions.mail import mailbox
from presessions.mail.frames import framed

SHOWN = 50

View = Callable[..., HttpResponse]


def _in_the_demonstration(view: View) -> View:
    @wraps(view)
    def only_there(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return only_there


def _letter(key: str) -> mailbox.Letter:
    found = mailbox.read(key)
    if found is None:
        raise Http404
    return found


@_in_the_demonstration
@require_safe
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """The newest letters; ``?to=`` narrows them to one reader."""
    to = request.GET.get("to", "")[:254]
    found = mailbox.newest(SHOWN, to=to)
    return render(request, "mail/mailbox.html", {"letters": found, "to": to, "shown": SHOWN})


@_in_the_demonstration
@require_safe
@never_cache
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One letter: its text, and its HTML in a frame."""
    return render(request, "mail/letter.html", {"letter": _letter(key)})


@_in_the_demonstration
@require_safe
@never_cache
def letter_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, for the frame."""
    return framed(_letter(key).html, links=True)
