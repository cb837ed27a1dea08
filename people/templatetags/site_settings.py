from django import template
from django.template.loader import render_to_string


register = template.Library()


@register.simple_tag
def setting_preview(setting):
    """Draw what is shown of a setting beside its words; nothing for most kinds."""
    if not setting.kind.template:
        return ""
    return render_to_string(setting.kind.template, {"shown": setting.kind.preview(setting.value)})
