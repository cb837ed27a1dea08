"""Template tags that link scripts and style sheets with the nonce that the browser requires. Joined into
`passerelle`."""

import json
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


register = template.Library()

# An attribute of an element is no program, and asks no other site. htmx reads the first such tag of a page.
HTMX_CONFIG = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
}


def csp_nonce(context: template.Context) -> str:
    """Return the nonce of this answer; "" for one that has no policy, such as to a refused host name."""
    request = getattr(context, "request", None) or context.get("request")
    return str(getattr(request, "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def script(context: template.Context, path: str) -> SafeString:
    before, after = _script_around(path)
    return mark_safe(f"{before}{escape(csp_nonce(context))}{after}")  # noqa: S308


@cache
def _script_around(path: str) -> tuple[str, str]:
    return format_html('<script src="{}" nonce="', static(path)), '" defer></script>'


@register.simple_tag(takes_context=True)
def stylesheet(context: template.Context, path: str = "", *, href: str = "") -> SafeString:
    """Link a file of `static/`, or the address `href`."""
    nonce = csp_nonce(context)
    return format_html('<link rel="stylesheet" href="{}" nonce="{}">', href or static(path), nonce)


@register.simple_tag
def htmx_config() -> SafeString:
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(HTMX_CONFIG))
