"""For pages of the contents: panels of the first screen, and values of blocks as components take them."""

from dataclasses import dataclass

from django import template
from django.template import Engine
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from cms.glossary_marks import Marks
from cms.queries import glossary, screen_shown


register = template.Library()


@dataclass(frozen=True, slots=True)
class ScreenNotice:
    """The screen that a page shows. `fields`: what saying that it changed sends along."""

    screen: object
    is_reported: bool
    url: str
    fields: dict[str, str]


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


@register.simple_tag(takes_context=True)
def screen_notice(context: template.Context, page) -> ScreenNotice | None:
    """None where the page shows no screen."""
    screen = screen_shown(page.screen_id)
    if screen is None:
        return None
    return ScreenNotice(
        screen=screen,
        is_reported=screen.is_reported,
        url=reverse("cms:screen_changed", args=[screen.pk]),
        fields={"next": context["request"].path},
    )


@register.simple_tag(takes_context=True)
def glossary_marks(context: template.Context) -> Marks:
    """For a page whose texts explain their words, under the name `marks`: see `explained`."""
    return Marks(glossary(context["request"]))


@register.simple_tag(takes_context=True)
def explained(context: template.Context, value: RichText | str) -> SafeString:
    """The text of an editor; the first of each word of the glossary becomes a button where the page has `marks`."""
    html, marks = str(richtext(value)), context.get("marks")
    return mark_safe(marks.mark(html) if isinstance(marks, Marks) else html)  # noqa: S308
