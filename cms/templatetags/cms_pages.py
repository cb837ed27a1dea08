"""Template tags of content pages: panels, values of blocks as components take them, texts in another language."""

from django import template
from django.core.paginator import Paginator
from django.template import Engine
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText
from wagtail.templatetags.wagtailcore_tags import richtext

from cms.glossary_marks import Marks
from cms.languages import reading_language
from cms.queries import (
    ArticleLink,
    articles_above,
    articles_below,
    glossary,
    page_addresses,
    screen_shown,
)
from cms.search.excerpts import Part


register = template.Library()

ARTICLES_A_PAGE = 50


@register.simple_tag(takes_context=True)
def panel(context: template.Context, shown, values) -> SafeString:
    """Draw a panel of core.registry inside this page's own context."""
    drawn_by = Engine.get_default()
    with context.push(**values):
        return drawn_by.get_template(shown.template).render(context)


@register.filter
def as_tasks(items) -> list[dict]:
    """Return the items of a checklist block for the checklist component: nothing is ticked, nothing is stored."""
    return [
        {"value": number, "label": item, "checked": False} for number, item in enumerate(items, 1)
    ]


@register.filter
def kind_and_size(document) -> str:
    """Return "PDF, 120 Ko", what a reader wants to know before a download; the size, where it is known."""
    kind = document.file_extension.upper()
    size = document.file_size
    return f"{kind}, {filesizeformat(size)}" if size is not None else kind


@register.simple_tag(takes_context=True)
def screen_notice(context: template.Context, page) -> dict[str, object] | None:
    """Return the notice of a page's screen; None where it shows none. `fields`: what a report sends along."""
    screen = screen_shown(page.screen_id)
    if screen is None:
        return None
    return {
        "screen": screen,
        "is_reported": screen.is_reported,
        "url": reverse("cms:screen_changed", args=[screen.pk]),
        "fields": {"next": context["request"].path},
    }


@register.simple_tag(takes_context=True)
def glossary_marks(context: template.Context) -> Marks:
    """Set `marks` for a page whose texts explain their terms: see `explained`."""
    page = context.get("page")
    return Marks(glossary(context["request"], getattr(page, "language", "")))


@register.simple_tag(takes_context=True)
def explained(context: template.Context, value: RichText | str) -> SafeString:
    """Return an editor's text; the first of each glossary term becomes a button where the page has `marks`."""
    html, marks = str(richtext(value)), context.get("marks")
    return mark_safe(marks.mark(html) if isinstance(marks, Marks) else html)  # noqa: S308


@register.simple_tag(takes_context=True)
def articles_below_here(context: template.Context, page) -> dict[str, object] | None:
    """Return the `links` below an article and the `page` of the list; None where nothing stands there."""
    articles = articles_below(page)
    if not articles.query.is_empty():
        number = context["request"].GET.get("page")
        part, address = Paginator(articles, ARTICLES_A_PAGE).get_page(number), page_addresses()
        links = [
            ArticleLink(
                article.title, article.introduction, address(article.url_path), article.language
            )
            for article in part
        ]
        return {"links": links, "page": part} if links else None
    return None


@register.simple_tag
def trail(page) -> list[tuple[str, str]]:
    """Return the way to an article, for the breadcrumb: pairs of label and address."""
    above = [
        (spoken(article.title, article.language), article.url) for article in articles_above(page)
    ]
    return [(_("Home"), "/"), *above]


@register.filter
def spoken(text: str, language: str) -> str:
    """Mark a text that is not in the reader's language: a screen reader would mispronounce it."""
    if not language or language == reading_language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.filter
def marks(parts: list[Part]) -> SafeString:
    """Return the parts of a text as HTML, each escaped, those that were looked for in <mark>."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", part.text) if part.is_marked else part.text,)
            for part in parts
        ),
    )


@register.simple_tag
def lang_of(language: str) -> str:
    """Return the attribute of an element whose words are in this language, "" where that is the page's."""
    if not language or language == reading_language():
        return ""
    return format_html(' lang="{}"', language)


@register.simple_tag
def lang_of_reader(language: str) -> str:
    """Return the attribute of our own words, in the reader's language, inside such an element."""
    if not language or language == reading_language():
        return ""
    return format_html(' lang="{}"', reading_language())


@register.simple_block_tag
def spoken_part(content: SafeString, language: str) -> SafeString:
    """Mark a part of a lesson's body in the same way."""
    lang = lang_of(language)
    return format_html('<div class="lesson__body"{}>{}</div>', lang, content) if lang else content
