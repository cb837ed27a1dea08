"""For pages of the contents: panels of the first screen, and values of blocks as components take them."""

from django import template
from django.template import Engine
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString


register = template.Library()


@register.simple_tag(takes_context=True)
def panel(context: template.Context, shown, values) -> SafeString:
    """Draw a panel of core.registry inside this page's own context."""
    drawn_by = Engine.get_default()
    with context.push(**values):
        return drawn_by.get_template(shown.template).render(context)


@register.filter
def as_tasks(items) -> list[dict]:
    """The items of a checklist block, for the checklist component: nothing is ticked, nothing is kept."""
    return [
        {"value": number, "label": item, "checked": False} for number, item in enumerate(items, 1)
    ]


@register.filter
def kind_and_size(document) -> str:
    """ "PDF, 120 Ko": what a reader wants to know before a download. The size, where it is known."""
    kind = document.file_extension.upper()
    size = document.file_size
    return f"{kind}, {filesizeformat(size)}" if size is not None else kind
