"""Gives the frame of Wagtail's administration what our pages say at their head."""

from django import template

from core.admin_tasks import AdminHead, head_of


register = template.Library()


@register.simple_tag(takes_context=True)
def admin_head(context: template.Context) -> AdminHead | None:
    request = context.get("request")
    return head_of(request) if request is not None else None
