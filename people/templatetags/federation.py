from typing import Any

from django import template
from django.conf import settings

from people.federation.providers import doors


register = template.Library()


@register.inclusion_tag("people/federation/doors.html", takes_context=True)
def sign_in_doors(context: template.Context) -> dict[str, Any]:
    """A button for each identity provider; nothing where there is none."""
    return {
        "doors": doors(),
        "next": context.get("next", ""),
        "csrf_token": context["csrf_token"],
    }


@register.simple_tag
def password_is_for_all() -> bool:
    """Whether the password's form stands open on the sign-in page."""
    return settings.PASSWORD_SIGN_IN == "everybody"  # noqa: S105 - a word, no password
