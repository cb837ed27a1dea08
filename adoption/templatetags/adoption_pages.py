from django import template
from django.utils.translation import gettext as _

from adoption.actions.declarations import is_open
from adoption.indicators import CHAIN
from adoption.periods import Month
from core.dates import today
from people.models import Team


register = template.Library()

DEEPER = "\u2003"
TITLES = {str(each.code): each.title for each in CHAIN}


@register.filter
def indented_name(team: Team) -> str:
    """A population in a flat list, set in by its depth in the tree."""
    return DEEPER * (team.depth - 1) + team.name


@register.filter
def is_open_month(month: Month) -> bool:
    """Whether an answer for the month may still be changed."""
    return is_open(month, today())


@register.filter
def indicator_title(code: str) -> str:
    """What a publication counted, in words; an indicator that is no more keeps its code."""
    return _(TITLES[code]) if code in TITLES else code
