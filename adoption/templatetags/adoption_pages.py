import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from adoption.actions.declarations import is_open
from adoption.periods import Month
from core.dates import today
from people.models import Team


register = template.Library()

DEEPER = "\u2003"


@register.filter
def indented_name(team: Team) -> str:
    """A population in a flat list, set in by its depth in the tree."""
    return DEEPER * (team.depth - 1) + team.name


@register.filter
def is_open_month(month: Month) -> bool:
    """Whether an answer for the month may still be changed."""
    return is_open(month, today())


STRONG = re.compile(r"\*\*(.+?)\*\*")


@register.filter
def survey_words(text: str) -> SafeString:
    """Paragraphs, and what is said strongly in them: all that the words of a survey may hold."""
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", text.strip()))
    html = (STRONG.sub(r"<strong>\1</strong>", escape(each)) for each in paragraphs)
    return mark_safe("".join(f"<p>{each}</p>" for each in html))  # noqa: S308 - escaped above
