from django import template

from people.notifications.queries import waiting_count


register = template.Library()


@register.inclusion_tag("components/bell.html")
def bell(user, path=""):
    """Draw the way to what waits for a person, with how many."""
    return {"count": waiting_count(user), "path": path}
