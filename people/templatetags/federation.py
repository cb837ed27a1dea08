from django import template
from django.conf import settings

from people.federation.providers import Door, doors


register = template.Library()


@register.simple_tag
def sign_in_doors() -> list[Door]:
    """A button for each identity provider."""
    return doors()


@register.simple_tag
def password_is_for_all() -> bool:
    return settings.PASSWORD_SIGN_IN == "everybody"  # noqa: S105 - a word, no password
