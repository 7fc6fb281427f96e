"""Addresses of the open data and their manners: GET, HEAD and OPTIONS only, errors as JSON, no copy kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import api_views
from .api import api

METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def read_only(view: View) -> View:
    """Answer HEAD as GET without a body, OPTIONS with what is possible, and nothing else."""

    @csrf_exempt  # nothing is ever changed here; a refusal says which methods there are
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            answer = HttpResponse(status=204)
        elif request.method in ("GET", "HEAD"):
            asked, request.method = request.method, "GET"
            answer = view(request, *args, **kwargs)
            request.method = asked
        else:
            answer = _problem(405, f"This address is read only: {METHODS}.")
        if answer.status_code in (204, 405):
            answer.headers["Allow"] = METHODS
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Access-Control-Allow-Origin"] = "*"  # public data, read without cookies
        return answer

    return door


def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below the API."""
    return _problem(404, "There is no such address in this API. Its description is at /api/v1/openapi.json.")


def _problem(status: int, error: str) -> HttpResponse:
    return JsonResponse(
        {"error": error, "problems": []}, status=status, json_dumps_params={"ensure_ascii": False}
    )


def _guarded(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = read_only(pattern.callback)
    return patterns


described, room, version = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("", api_views.description, name="api"),
    path("v1/", (_guarded(list(described)), room, version)),
    re_path(r"^(?P<rest>.+)$", read_only(nothing), name="api_nothing"),
]
