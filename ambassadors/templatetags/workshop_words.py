"""A workshop session in words."""

from django import template
from django.utils.translation import gettext as _

from ambassadors.wording import when_in_words, where_in_words


register = template.Library()
register.filter("session_when", when_in_words)
register.filter("session_where", where_in_words)


@register.filter
def session_is_full(session):
    """Whoever joins now waits. `session`: as_seen_by()."""
    return not session.starts_at or session.waiting > 0 or session.held >= session.capacity


@register.filter
def session_room(session):
    """No number: two of them tell whether somebody has a seat (docs/decisions/0042)."""
    if not session.starts_at:
        return _("The day is set once enough people are in the queue.")
    if session_is_full(session):
        return _("No seat is left. Whoever gives one up makes room for the first in the queue.")
    return _("There are seats left.")
