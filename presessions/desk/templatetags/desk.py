"""The tag library `desk`: what the staff's first page shows (the admin site below can't know this room)."""

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from presessions.accounts.actors import actor_of
from presessions.desk import dashboard

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_dashboard(context: RequestContext) -> dashboard.Dashboard:
    """What is due today for whoever reads: `{% staff_dashboard as board %}`."""
    return dashboard.dashboard(actor_of(context["request"]), timezone.now())
