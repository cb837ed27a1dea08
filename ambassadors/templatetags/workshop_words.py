"""Template filters that put a workshop session into words."""

from django import template
from django.utils.timezone import now
from django.utils.translation import gettext as _

from ambassadors.workshops.presence_codes import is_check_in_open
from ambassadors.workshops.words import when_in_words, where_in_words
from cms.languages import language_of, text_in_reader_language
from cms.templatetags.cms_pages import spoken
from core.typography import hour_text


register = template.Library()
register.filter("session_when", when_in_words)
register.filter("session_where", where_in_words)
register.filter("hour", hour_text)


@register.filter
def workshop_title(workshop):
    """Return the title in the reader's language, or marked as another one where it was not written in it."""
    title = text_in_reader_language(workshop.title, workshop.title_en)
    return spoken(title, language_of(workshop.title_en))


@register.filter
def session_is_full(session):
    """Return whether joining now means queueing. `session`: from annotate_for_person()."""
    return not session.starts_at or session.waiting > 0 or session.held >= session.capacity


@register.filter
def session_has_begun(session):
    return session.starts_at is not None and session.starts_at <= now()


@register.filter
def session_takes_codes(session):
    """Return whether people with a seat can check in now."""
    return session.cancelled_at is None and is_check_in_open(
        session.starts_at, session.ends_at, now()
    )


@register.filter
def session_room(session):
    """Say whether there is room, without a number: two numbers tell whether somebody has a seat
    (docs/decisions/0042)."""
    if session_has_begun(session):
        return _("It has begun: one can no longer join it.")
    if not session.starts_at:
        return _("The day is set once enough people are in the queue.")
    if session_is_full(session):
        return _("No seat is left. Whoever gives one up makes room for the first in the queue.")
    return _("There are seats left.")
