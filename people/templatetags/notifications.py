from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from core.templatetags.passerelle import draw_fixed
from people.notifications.queries import waiting_count


register = template.Library()


@register.simple_tag
def bell(user, path="") -> SafeString:
    """Draw the way to what waits for a person, with how many."""
    is_here = path == reverse("people:waiting")
    return draw_fixed("components/bell.html", count=waiting_count(user), is_here=is_here)
