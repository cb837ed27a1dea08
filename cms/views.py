from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import GlossaryTerm, PortalScreen
from cms.policies import articles_visible
from cms.queries import ACCESSIBILITY, organisation
from cms.screen_reports import count_report
from core.addresses import own_address, posts_only
from core.collation import alphabetical


A_DAY = 24 * 60 * 60


@login_not_required
@require_safe
def organisation_css(request):
    """The one colour of the organisation. Its address changes with the colour, so it may be kept."""
    accent = organisation(request).accent
    css = f":root{{--org-accent:{accent}}}" if accent else ""
    response = HttpResponse(css, content_type="text/css")
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@login_not_required
@require_safe
def accessibility(request):
    """The one article that the law wants open to everybody. Until it is written, its one sentence."""
    page = articles_visible().filter(slug=ACCESSIBILITY).first()
    return page.serve(request) if page else render(request, "cms/accessibility.html")


@require_safe
def article(request, slug):
    """A stable address for an article, wherever editors move it."""
    page = get_object_or_404(articles_visible().filter(slug=slug)[:1])
    return redirect(page.get_url(request))


@require_safe
def glossary(request):
    terms = sorted(GlossaryTerm.objects.all(), key=lambda each: alphabetical(each.term))
    return render(request, "cms/glossary.html", {"terms": terms})


@posts_only
def screen_changed(request, pk):
    """« Cet écran a changé »."""
    screen = get_object_or_404(PortalScreen, pk=pk)
    messages.success(request, _("Thank you. The editors will look at this screen."))
    response = redirect(own_address(request, request.POST.get("next", "")))
    count_report(request, response, screen)
    return response
