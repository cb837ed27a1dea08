from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ambassadors.commitments.policies import commitments_visible_to
from ambassadors.help.enums import ABOUT_SLUGS, NEWEST_ANSWERS, QuestionAbout
from ambassadors.help.models import BoxedQuestion


@require_safe
def commitments(request):
    """Show the staff what is promised, what became of it, and what was asked about it."""
    if request.user.is_external:
        raise Http404
    about = QuestionAbout.COMMITMENTS
    context = {
        "commitments": commitments_visible_to(request.user).to_show(),
        "questions": BoxedQuestion.objects.published_about(about)[:NEWEST_ANSWERS],
        "slug": ABOUT_SLUGS[about],
    }
    return render(request, "ambassadors/commitments/commitments.html", context)
