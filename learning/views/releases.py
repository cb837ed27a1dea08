from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cms.languages import source_language
from cms.models import Portal
from core.dates import today
from learning.queries.releases import release_news


@require_safe
def portal_changes(request, slug):
    """Show what the releases of a portal change, to all staff; a partner's learner has no portal to follow."""
    if request.user.is_external:
        raise Http404
    portal = get_object_or_404(Portal.objects.open(), slug=slug)
    context = {
        "portal": portal,
        "news": release_news(portal, on=today()),
        "written": source_language(),
    }
    return render(request, "learning/portal_changes.html", context)
