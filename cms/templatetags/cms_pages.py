"""For pages of the contents: panels of the first screen, values of blocks as components take them, and
what is in another language than the page around it."""

from django import template
from django.template import Engine
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.languages import reading_language


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
def spoken(text: str, language: str) -> str:
    """A title or a sentence, marked when it is not in the reader's language: a screen reader would
    pronounce it as the page's."""
    if not language or language == reading_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag
def lang_of(language: str) -> str:
    """The attribute of an element whose words are in this language, "" where that is the page's."""
    if not language or language == reading_language():
        return ""
    return format_html(' lang="{}"', language)


@register.simple_tag
def lang_of_reader(language: str) -> str:
    """Inside such an element: the attribute of our own words, which are in the reader's language."""
    if not language or language == reading_language():
        return ""
    return format_html(' lang="{}"', reading_language())


@register.simple_block_tag
def spoken_part(content: SafeString, language: str) -> SafeString:
    """Part of a lesson's body, the same way."""
    lang = lang_of(language)
    return format_html('<div class="lesson__body"{}>{}</div>', lang, content) if lang else content
