"""The readable description of the open data: made from the same schema that machines read, without anybody's script."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from presessions.conditional import etagged

from . import linked_data, sources
from .api import api

EXAMPLES = {
    "recommendations": "?q=water&per_page=5",
}


@require_safe
@etagged
def description(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters and what it says."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1")
    values = {
        "operations": [_operation(path, each["get"], schema) for path, each in schema["paths"].items()],
        "openapi": settings.SITE_ADDRESS + reverse("api-1:openapi-json"),
        "terms": sources.terms(),
        "licence": sources.licence(),
        "data": linked_data.dataset(),
    }
    return render(request, "publications/public/api.html", values)


def _operation(path: str, said: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = said["operationId"]
    return {
        "path": path,
        "about": said.get("description", ""),
        "parameters": [_parameter(each) for each in said.get("parameters", ())],
        "fields": _fields(said["responses"][200]["content"]["application/json"]["schema"], schema),
        "example": "" if "{" in path else path + EXAMPLES.get(name, ""),
    }


def _parameter(said: dict[str, Any]) -> dict[str, str]:
    about = said["schema"]
    limits = [f"{word} {about[key]}" for key, word in (("minimum", "≥"), ("maximum", "≤")) if key in about]
    return {
        "name": said["name"],
        "about": ", ".join([part for part in (about.get("description", ""), *limits) if part]),
    }


def _fields(answer: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """The names in an answer; of a list those of one of its members."""
    target = answer.get("items", answer).get("$ref", "").rsplit("/", 1)[-1]
    return list(schema["components"]["schemas"].get(target, {}).get("properties", {}))
