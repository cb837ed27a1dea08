from datetime import UTC, datetime

from django import template

from ambassadors.help.wording import moment_words


register = template.Library()

register.filter("meeting_moment", moment_words)


@register.filter
def iso_moment(moment: datetime) -> str:
    """Write a moment as a form sends it."""
    return moment.astimezone(UTC).isoformat()


@register.filter
def from_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)
