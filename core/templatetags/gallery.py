from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


register = template.Library()


@register.simple_block_tag
def specimen(content: SafeString, title: str, names: str, rule: str) -> SafeString:
    """Draw one entry of the gallery: what it is called, when to use it, then its states."""
    context = {"content": content, "title": title, "names": names, "rule": rule}
    return render_to_string("components/specimen.html", context)
