import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Month
from adoption.foundation.policies import may_read_every_figure
from adoption.publishing.models import Publication
from adoption.usage.actions.declarations import is_month_open
from cms.models import Portal
from core.dates import today
from people.models import Team


register = template.Library()

DEEPER = "\u2003"
# Which page, its address, its name, and whether it is for whoever reads every figure, or does not.
PROGRAMME_TABS = (
    ("adoption", "programme", pgettext_lazy("menu", "Adoption"), {True}),
    ("team", "team", _("My team"), {False}),
    ("contacts", "contacts", pgettext_lazy("menu", "Contacts and desks"), {True, False}),
    ("experiments", "experiments", _("Experiments"), {True, False}),
    ("comparison", "comparison", pgettext_lazy("menu", "Comparison"), {True, False}),
    ("report", "report", pgettext_lazy("menu", "Report"), {True}),
    ("reports", "custom_reports", _("My reports"), {True}),
)


@register.filter
def indented_name(team: Team) -> str:
    """Name of a population indented by its depth in the tree, for a flat list."""
    return DEEPER * (team.depth - 1) + team.name


@register.filter
def months_of(publications: Iterable[Publication]) -> tuple[date, ...]:
    return tuple(publication.month for publication in publications)


@register.filter
def is_open_month(month: Month) -> bool:
    """Whether the declaration for the month may still be changed."""
    return is_month_open(month, today())


@register.inclusion_tag("components/tabs.html", takes_context=True)
def programme_tabs(context: Context, current: str, portal: Portal | None = None) -> dict[str, Any]:
    """Tabs of the programme pages. `current`: of PROGRAMME_TABS; "adoption/" lies below it.

    Whoever reads the organisation alone, and not every group, comes back to the page of their team.
    """
    reads_all = may_read_every_figure(context["request"].user)
    query = f"?portail={portal.slug}" if portal else ""
    entries = [
        {
            "label": label,
            "url": reverse(f"adoption:{name}") + query,
            "current": "page" if current == key else "true" if current == f"{key}/" else "",
        }
        for key, name, label, for_all in PROGRAMME_TABS
        if reads_all in for_all
    ]
    return {"entries": entries, "label": gettext("The programme")}


STRONG = re.compile(r"\*\*(.+?)\*\*")


@register.filter
def survey_words(text: str) -> SafeString:
    """Paragraphs and bold text, the only markup of survey texts."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip()))
    html = (STRONG.sub(r"<strong>\1</strong>", escape(paragraph)) for paragraph in paragraphs)
    return mark_safe("".join(f"<p>{paragraph}</p>" for paragraph in html))  # noqa: S308 - escaped above
