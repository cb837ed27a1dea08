from django import template
from django.conf import settings

from people.federation.providers import SignInButton, sign_in_buttons


register = template.Library()


@register.simple_tag
def sign_in_doors() -> list[SignInButton]:
    """Return a button for each identity provider."""
    return sign_in_buttons()


@register.simple_tag
def password_is_for_all() -> bool:
    return settings.PASSWORD_SIGN_IN == "everybody"  # noqa: S105 - a word, no password
