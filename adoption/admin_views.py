from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.models import Publication
from adoption.policies import may_see_publications


PAGE = 50


@require_safe
def publications(request):
    """What went out, when and under which settings. No figure, and nothing to change.

    What the audit counted is left out too: how many coalitions it tries depends on the true values.
    """
    if not may_see_publications(request.user):
        raise PermissionDenied
    rows = Publication.objects.select_related("portal").order_by("-month", "portal")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    title = _("Publications")
    context = {
        "page": page,
        "page_title": title,
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "adoption/admin/publications.html", context)
