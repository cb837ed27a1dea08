"""Offers our components as template tags: the signature is the contract, a mistyped argument fails.

Each tag draws `templates/components/<its name>.html`; the gallery shows all of them. A list argument takes
mappings or objects with the names that the template's header gives.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from secrets import token_hex
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core import dates, typography
from core.counterparts import admin_links
from core.html import RICH_TEXT, clean
from core.icons import DRAWINGS, SPRITE, drawing_names, drawing_shapes, icon_names
from core.joys import joy_drawing
from core.qr import QrCode, qr_code
from core.redirects import return_url
from core.templatetags import asset_tags, figure_tags, form_tags


register = template.Library()
for part in (asset_tags, form_tags, figure_tags):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)

CALLOUT_ICONS = {
    "": "lightbulb",
    "warn": "triangle-alert",
    "good": "circle-check",
    "bad": "circle-x",
    "plain": "info",
}
NOTICE_ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "info": "info",
}
# Django's message levels, as tones of a toast.
MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad"}
BRIDGE_STEPS = (3, 7)
FIXED_KEPT = 1_000  # pieces of pages of a process, a kilobyte each
# No text of anybody's has these: they are others in each process.
CSRF_PLACE, HERE_PLACE = f"csrf-{token_hex(16)}", f"here-{token_hex(16)}"


def component_tag(component: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{component}.html", context)


@register.simple_tag(takes_context=True)
def fixed(context: template.Context, name: str, **values: Hashable) -> SafeString:
    """Draw a template of words, icons and addresses, and of values that say nothing of anybody: once for each language and
    these. Its `csrf_token` and `here`, where its forms lead back, are filled in for each page."""
    html: str = draw_fixed(name, **values)
    if CSRF_PLACE in html:
        html = html.replace(CSRF_PLACE, escape(context.get("csrf_token", "")))
    if HERE_PLACE in html:
        html = html.replace(HERE_PLACE, escape(return_url(context["request"])))
    return mark_safe(html)  # noqa: S308 - what was filled in is escaped


def draw_fixed(name: str, **values: Hashable) -> SafeString:
    return _draw_fixed(name, get_language(), **values)


@lru_cache(maxsize=FIXED_KEPT, typed=True)
def _draw_fixed(name: str, _language: str | None, **values: Hashable) -> SafeString:
    return render_to_string(name, values | {"csrf_token": CSRF_PLACE, "here": HERE_PLACE})


@register.filter
def as_rich_text(html: str) -> SafeString:
    """Clean what an editor wrote on its way out too: it may have been stored before the cleaner was."""
    return mark_safe(clean(html, RICH_TEXT))  # noqa: S308 - cleaned


@register.simple_tag(takes_context=True)
def admin_doors(context: template.Context) -> list[tuple[Any, str]]:
    """Return where what this page shows is kept, for whoever has a role and may go there: label and address."""
    request: Any = context.get("request")
    person = getattr(request, "user", None)
    if person is None or not (getattr(person, "roles", None) or person.is_superuser):
        return []
    shown: Any = context.flatten()
    return admin_links(request, shown)


# --- Typography -----------------------------------------------------------------------------


register.filter("page_of_form", return_url)


@register.filter
def nbsp_number(value: float, decimals: int = 0) -> str:
    return typography.format_number(value, decimals)


@register.filter
def percent(value: float, decimals: int = 0) -> str:
    return typography.format_percent(value, decimals)


@register.filter(expects_localtime=True)
def day(value: date, shape: str = "DATE_FORMAT") -> str:
    return typography.day_text(value, shape)


@register.filter
def moment(value: datetime) -> str:
    return typography.moment_text(value)


@register.filter
def duration(minutes: int) -> str:
    return typography.duration_text(minutes)


@register.filter(expects_localtime=True)
def weekday(value: date) -> str:
    return typography.weekday_text(value)


@register.filter
def of_name(name: object) -> str:
    return typography.of_name(str(name))


@register.filter
def initials(name: object) -> str:
    return typography.initials(str(name))


@register.simple_tag
def today() -> date:
    return dates.today()


# --- Small ------------------------------------------------------------------------------------


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a decorative icon of the sprite: words beside it say what it means."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"No icon is named {name!r} in static/{SPRITE}")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        static(SPRITE),
        name,
    )


@register.inclusion_tag("components/drawing.html")
def drawing(name: str, icon: str = "book-open", *, alone: bool = False) -> dict[str, Any]:
    """Draw a module's drawing, or its icon where `name` is "". Its title stands beside it.

    `alone`: the page shows no other, and fetches no file of all drawings for it.
    """
    if name and name not in drawing_names():
        raise template.TemplateSyntaxError(f"No drawing is named {name!r} in static/{DRAWINGS}")
    drawn = drawing_shapes(name) if alone and name else ""
    return {"name": name, "icon": icon, "sprite": static(DRAWINGS), "drawn": drawn}


@register.simple_tag(takes_context=True)
def forced_theme(context: template.Context) -> str:
    """Return the theme that the signed-in person chose, "light" or "dark"; "" follows the device."""
    person = getattr(context.get("request"), "user", None)
    return str(getattr(person, "theme", ""))


@register.filter
def drawing_of(message: Message) -> str:
    return joy_drawing(message.extra_tags or "")


@register.filter
def message_tone(level_tag: str) -> str:
    return MESSAGE_TONES.get(level_tag, "info")


@register.inclusion_tag("components/badge.html")
def badge(text: str, tone: str = "", icon: str = "") -> dict[str, Any]:
    """Draw a badge. Labels of choices begin small; alone on a badge, they begin a sentence."""
    return {"text": capfirst(text), "tone": tone, "icon": icon}


@register.inclusion_tag("components/avatar.html")
def avatar(name: object, large: bool = False) -> dict[str, Any]:
    return {"name": str(name), "large": large}


@register.inclusion_tag("components/person.html")
def person(name: object, note: str = "", level: int = 0) -> dict[str, Any]:
    return {"name": str(name), "note": note, "level": level}


@register.inclusion_tag("components/when.html")
def when(date: date, title: str, note: str = "") -> dict[str, Any]:
    return {"date": date, "title": title, "note": note}


# --- Boxes, which take nested content -----------------------------------------------------------


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    icon: str = "",
    level: int = 2,
    tone: str = "",
    id: str = "",  # noqa: A002 - the attribute's own name
) -> SafeString:
    return component_tag(
        "card", content=content, title=title, icon=icon, level=level, tone=tone, id=id
    )


@register.simple_block_tag
def private(
    content: SafeString,
    title: str = "",
    level: int = 2,
    note: str = "",
    id: str = "",  # noqa: A002 - the attribute's own name
) -> SafeString:
    """Draw a card that its owner alone sees. The dashed edge and the padlock are used for nothing else."""
    return component_tag(
        "private",
        content=content,
        title=title,
        level=level,
        note=note or _("Only you can see this"),
        id=id,
    )


@register.simple_block_tag
def callout(content: SafeString, title: str, tone: str = "", icon: str = "") -> SafeString:
    return component_tag(
        "callout", content=content, title=title, tone=tone, icon=icon or CALLOUT_ICONS[tone]
    )


@register.simple_block_tag
def banner(content: SafeString, tone: str = "warn", icon: str = "") -> SafeString:
    return component_tag("banner", content=content, tone=tone, icon=icon or NOTICE_ICONS[tone])


@register.simple_block_tag
def toast(content: SafeString, tone: str = "good", icon: str = "", drawing: str = "") -> SafeString:
    icon = icon or NOTICE_ICONS[tone]
    return component_tag("toast", content=content, tone=tone, icon=icon, drawing=drawing)


@register.simple_block_tag
def empty_state(content: SafeString, title: str, level: int = 2, art: bool = False) -> SafeString:
    return component_tag("empty_state", content=content, title=title, level=level, art=art)


@register.simple_block_tag
def hero(
    content: SafeString,
    kicker: str,
    title: str,
    text: str = "",
    facts: Iterable[Any] | None = None,
    art: bool = False,
    level: int = 2,
    id: str = "next-step",  # noqa: A002 - the attribute's own name
    step: bool = False,
    drawing: str = "",
) -> SafeString:
    """Draw the one next step of a page. `content` holds its actions. `step`: smaller, among other parts.

    `drawing`: that of the module in which it stands, in place of the footbridge.
    """
    return component_tag(
        "hero",
        content=content,
        kicker=kicker,
        title=title,
        text=text,
        facts=list(facts or ()),
        art=art and not drawing,
        level=level,
        id=id,
        is_step=step,
        drawing=drawing,
    )


@register.simple_block_tag
def due(content: SafeString, what: str, note: str = "", url: str = "") -> SafeString:
    return component_tag("due", content=content, what=what, note=note, url=url)


@register.simple_block_tag
def quiet_details(content: SafeString, summary: str, opened: bool = False) -> SafeString:
    return component_tag("quiet_details", content=content, summary=summary, is_open=opened)


@register.simple_block_tag
def fold(
    content: SafeString,
    title: str,
    count: str = "",
    quiet: bool = False,
    heading: bool = False,
    opened: bool = False,
    preview: str = "",
) -> SafeString:
    """Draw a line that opens, for one of many things on a short page. Several stand in a `folds`.

    `heading`: a chapter of the page (h2), which may hold folds of its own. `opened`: it stands open at first.
    """
    return component_tag(
        "fold",
        content=content,
        title=title,
        count=count,
        is_quiet=quiet,
        is_heading=heading,
        is_open=opened,
        preview=preview,
    )


@register.inclusion_tag("components/qr.html")
def qr(address: str, label: str) -> dict[str, QrCode | str]:
    """Draw the QR code of a whole address. `label`: where it leads, for who does not see it."""
    return {"code": qr_code(address), "label": label}


# --- Paths and lists ------------------------------------------------------------------------------


@register.inclusion_tag("components/bridge.html")
def bridge(steps: Iterable[Any]) -> dict[str, Any]:
    """Draw a path of three to seven steps; another length has its own component (`toc`, `bar`)."""
    steps = list(steps)
    fewest, most = BRIDGE_STEPS
    if not fewest <= len(steps) <= most:
        raise ValueError(f"A bridge has {fewest} to {most} steps, not {len(steps)}")
    return {"steps": steps}


@register.filter
def carries_on(text: Any) -> bool:
    """Whether the text continues the sentence before it, with no space between them but its own."""
    return (
        strip_tags(str(getattr(text, "source", text)))
        .lstrip()
        .startswith((",", ";", ":", ".", "…"))
    )


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/checklist.html")
def checklist(items: Iterable[Any], name: str) -> dict[str, Any]:
    return {"entries": items, "name": name}


@register.inclusion_tag("components/toc.html")
def toc(entries: Iterable[Any]) -> dict[str, Any]:
    return {"entries": entries}


@register.inclusion_tag("components/facts.html")
def facts(items: Iterable[Any]) -> dict[str, Any]:
    return {"entries": items}


@register.inclusion_tag("components/months.html")
def months(items: Iterable[Any], label: str) -> dict[str, Any]:
    return {"months": items, "label": label}


@register.inclusion_tag("components/quiz_count.html")
def quiz_count(done: int, total: int) -> dict[str, Any]:
    return {"states": ["on" if n < done else "now" if n == done else "" for n in range(total)]}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """Draw pairs of label and address from the root down, then the label of the current page."""
    if len(parts) % 2 == 0:
        raise template.TemplateSyntaxError("breadcrumb takes pairs, then the current label")
    return {"links": list(zip(parts[:-1:2], parts[1::2], strict=True)), "current": parts[-1]}


@register.inclusion_tag("components/tabs.html")
def tabs(entries: Iterable[Any], label: str) -> dict[str, Any]:
    return {"entries": entries, "label": label}


@register.inclusion_tag("components/turn.html")
def turn(
    previous_url: str = "",
    previous_label: str = "",
    previous_hint: str = "",
    next_url: str = "",
    next_label: str = "",
    next_hint: str = "",
    next_is_post: bool = False,
) -> dict[str, Any]:
    return {
        "previous_url": previous_url,
        "previous_label": previous_label,
        "previous_hint": previous_hint,
        "next_url": next_url,
        "next_label": next_label,
        "next_hint": next_hint,
        "next_is_post": next_is_post,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, Any]:
    """Draw the pages of a list. Links keep the other arguments of the address, so that filters stay."""
    arguments = context["request"].GET.copy()
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "is_needed": page.paginator.num_pages > 1,
        "entries": [_page_entry(arguments, number, page) for number in elided],
        "previous": _page_url(arguments, page.number - 1) if page.has_previous() else "",
        "next": _page_url(arguments, page.number + 1) if page.has_next() else "",
    }


def _page_entry(arguments: Any, number: int | str, page: Page) -> Mapping[str, Any]:
    if not isinstance(number, int):
        return {"label": str(number), "url": "", "is_current": False}
    return {
        "label": typography.format_number(number),
        "url": _page_url(arguments, number),
        "is_current": number == page.number,
    }


def _page_url(arguments: Any, number: int) -> str:
    arguments["page"] = str(number)
    return f"?{arguments.urlencode()}"
