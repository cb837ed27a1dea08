from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from people.privacy_registry import Holding


register = template.Library()


@register.simple_tag
def holding_facts(holding: Holding) -> SafeString:
    """Draw why a class of data is held, from where, for whom and for how long; once for the same words."""
    return _drawn(
        get_language(),
        str(holding.purpose),
        str(holding.source),
        str(holding.recipients),
        str(holding.retention),
    )


@lru_cache(maxsize=1024)
def _drawn(
    _language: str | None, purpose: str, source: str, recipients: str, retention: str
) -> SafeString:
    context = {
        "purpose": purpose,
        "source": source,
        "recipients": recipients,
        "retention": retention,
    }
    return render_to_string("people/holding_facts.html", context)
