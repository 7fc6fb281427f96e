"""What the mails about seats say, from a seat or an application; to send or to look at beforehand."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application
from presessions import wording
from presessions.mail import messages
from presessions.mail.messages import Values
from presessions.mail.rendering import Rendered, render
from presessions.series.models import Series

from .models import Seat


def about_seat(seat: Seat) -> Values:
    """Reference and page: what every mail about a seat carries."""
    url = settings.SITE_ADDRESS + reverse("panels:seat", args=[seat.public_id])
    return {"reference": seat.application.reference, "url": url, "discreet": seat.application.discreet}


def about_application(application: Application) -> Values:
    """The same for an application without a seat."""
    url = settings.SITE_ADDRESS + reverse("applications:status", args=[application.public_id])
    return {"reference": application.reference, "url": url, "discreet": application.discreet}


def statement_due(series: Series, language: str) -> str:
    """When the statement is due: before the first day of the series, as long as no hour is fixed.

    Whoever follows on a seat that late that the day has passed is not given it.
    """
    first = series.days.first()
    if first is None:
        return _("%(days)s days before the meeting") % {"days": series.statement_due_days}
    due = first.date - timedelta(days=series.statement_due_days)
    if due < wording.in_geneva(timezone.now()).date():
        return _("As soon as you can")
    return wording.day(due, language, year=True)


def preview_offer(seat: Seat) -> Rendered:
    """The offer as it would read if it left now."""
    language = seat.application.language
    until = seat.answer_by or seat.panel.pre_session.series.offer_ends(timezone.now())
    values = {**about_seat(seat), "answer_by": wording.moment(until, language)}
    return render(messages.build("seat_offer", values), language)


def preview_answer(application: Application, message: str) -> Rendered:
    """The answer to somebody without a seat (``reserve_notice`` or ``not_selected``) as it would read now."""
    return render(messages.build(message, about_application(application)), application.language)
