from django import template

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
