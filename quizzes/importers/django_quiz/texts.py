"""Texts and names of the package in the form that ours take."""

import html
import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from quizzes.html import sanitise
from quizzes.values.texts import Rich, TextFormat


_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_VOID = {"br", "hr", "img"}
_FORMATTING = _VOID | {"a", "abbr", "b", "blockquote", "code", "div", "em", "h1", "h2", "h3", "h4"}
_FORMATTING |= {"i", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
_FORMATTING |= {"table", "tbody", "td", "th", "thead", "tr", "ul"}
_LINK = re.compile(r"""<a\s[^>]*href\s*=\s*["']?([^"'\s>]+)[^>]*>(.*?)</a>""", re.I | re.S)
_LINE_END = re.compile(r"\s*(?:<br\s*/?>|</(?:p|div|li|h[1-6]|tr|ul|ol|blockquote)>)\s*", re.I)


def is_html(text: str) -> bool:
    """Return whether every tag in it is one of formatting, opened and closed in turn.

    The package showed texts as they were typed. So "<SSI>" is a word, "<b>" alone the subject of a question,
    and both must be read as before; a text that its author formatted is shown with its format.
    """
    open_tags: list[str] = []
    tags = list(_TAG.finditer(text))
    for tag in tags:
        closing, name = tag[1], tag[2].lower()
        if name not in _FORMATTING:
            return False
        if name in _VOID:
            continue
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return bool(tags) and not open_tags


def to_rich(text: str) -> Rich:
    """Return a text that is safe to keep: formatting alone is left of HTML; other text stays as typed."""
    return Rich(sanitise(text), TextFormat.HTML) if is_html(text) else Rich(text)


def to_plain_text(text: str) -> str:
    """Return a text for fields without format: paragraphs become lines, a link its words and its address."""
    if not is_html(text):
        return text.strip()
    lines = _LINE_END.sub("\n", _LINK.sub(r"\2 (\1)", " ".join(text.split())))
    return html.unescape(re.sub(r"<[^>]*>", "", lines)).strip()


def category_path_name(category: str | None, sub_category: str | None) -> str:
    """Return the bank's name of a category and a subcategory, "RGPD/Droits". A slash inside a name is doubled."""
    names = [name.replace("/", "//") for name in (category, sub_category) if name and name.strip()]
    return "/".join(names) if names else default_category_name()


def default_category_name() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("Without category")
