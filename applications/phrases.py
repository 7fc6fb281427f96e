"""Making a recovery phrase and showing it, once."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from presessions.accounts.recovery import hash_phrase, new_phrase

from .models import Application


def give_phrase(request: HttpRequest, application: Application) -> HttpResponse:
    """Make a phrase, keep its hash, show it in this answer and never again; an earlier one stops working."""
    phrase = new_phrase((get_language() or "en")[:2])
    with transaction.atomic():
        row = Application.objects.select_for_update().get(pk=application.pk)
        row.recovery_hash = hash_phrase(phrase)
        row.save(update_fields=["recovery_hash", "changed_at"])
    values = {"application": application, "words": phrase.split()}
    return render(request, "applications/phrase.html", values)
