"""Access guard and layout shared by the app's administration pages."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def restricted_to(is_allowed):
    """Raise 404 for people for whom `is_allowed(person)` is false."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not is_allowed(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def render_admin_page(request, name, title, context, *, icon, up=()):
    """Render a page in Wagtail's layout. `up`: pages above, as (url, title)."""
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *up, ("", title)]
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }
    return render(request, f"ambassadors/{name}.html", frame | context)
