"""What the pages of the administration share here: who finds them, and Wagtail's furniture around them."""

from functools import wraps

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def restricted_to(is_allowed):
    """`is_allowed(person)`; there is no such page for anybody else."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not is_allowed(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def render_admin_page(request, name, title, context, *, icon, up=()):
    """`up`: the page above, with its title, unless it is this one."""
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *up, ("", title)]
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }
    return render(request, f"ambassadors/{name}.html", frame | context)
