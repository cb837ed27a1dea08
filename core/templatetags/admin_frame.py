"""Gives the frame of Wagtail's administration the head of our pages."""

from django import template
from django.template.loader import render_to_string

from core.admin_tasks import head_of


register = template.Library()
# What the header of Wagtail takes, by the name under which its pages have it.
TAKEN = {
    "breadcrumbs_items": "breadcrumbs_items",
    "side_panels": "side_panels",
    "history_url": "history_url",
    "title": "header_title",
    "search_url": "index_results_url",
    "search_form": "search_form",
    "filters": "filters",
    "buttons": "header_buttons",
}


@register.simple_tag(takes_context=True)
def admin_head(context: template.Context) -> str:
    """Draw the head of one of our pages; "" on Wagtail's own."""
    request = context.get("request")
    head = head_of(request) if request is not None and context.get("breadcrumbs_items") else None
    if head is None:
        return ""
    taken = {name: context.get(source) for name, source in TAKEN.items()}
    return render_to_string("core/admin_head.html", taken | {"head": head}, request)
