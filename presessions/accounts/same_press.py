"""A button pressed twice where no script keeps the second press back.

Coming in gives the browser a new session, and the second press still brings the
key of the old one: it would meet a stranger's page. So for some seconds the form's
token leads to the session that its first press opened, as long as that one lives.
The token is masked anew for each page: nobody knows it but the browser that was
given the page, and a session that was planted there beforehand leads nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from presessions.accounts import parking
from presessions.accounts.actors import forget_actor

View = Callable[..., HttpResponse]
SECONDS = 20


def finds_its_session(view: View) -> View:
    """For views that open a session: a second press of the same button goes on in it."""

    @wraps(view)
    def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark = request.POST.get("csrfmiddlewaretoken", "") if request.method == "POST" else ""
        if not mark:
            return view(request, *args, **kwargs)
        before = request.session.session_key
        _go_on(request, mark)
        with transaction.atomic():  # the old session goes and the mark comes at one moment
            answer = view(request, *args, **kwargs)
            if request.session.session_key not in (None, before):
                request.session.save()
                opened = (request.session.session_key, parking.browser_of(request))
                caches["limits"].set(_name(mark), opened, SECONDS)
        return answer

    return pressed


def _go_on(request: HttpRequest, mark: str) -> None:
    key, browser = caches["limits"].get(_name(mark), ("", ""))
    if not key or request.session.session_key == key:
        return
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    if not session.exists(key):
        return  # signed out meanwhile
    request.session = session
    request.session.modified = True
    request.user = get_user(request)
    forget_actor(request)
    parking.follow(request, browser)  # what it parked went with the answer that it did not wait for


def _name(mark: str) -> str:
    return "pressed-" + hashlib.sha256(mark.encode()).hexdigest()
