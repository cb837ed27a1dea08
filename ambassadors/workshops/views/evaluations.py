"""Pages to answer an evaluation, and for those who run the session to read the results."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.try_action import try_action
from ambassadors.workshops.actions.evaluations import answer_evaluation
from ambassadors.workshops.enums import Wave
from ambassadors.workshops.evaluation import LEAST_ANSWERS
from ambassadors.workshops.forms.evaluations import EvaluationForm
from ambassadors.workshops.models import Evaluation
from ambassadors.workshops.policies import seats_visible_to, sessions_run_by
from ambassadors.workshops.queries.evaluations import marks_of, results_of


@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request, uuid, wave):
    """Answer an evaluation; 404 for those not asked, and once it is closed."""
    came = seats_visible_to(request.user).filter(has_come=True).order_by().values("session")
    evaluation = get_object_or_404(
        Evaluation.objects.filter(closed_at=None, session__in=came).select_related(
            "session__workshop", "session__site"
        ),
        session__uuid=uuid,
        wave=wave,
    )
    mark = marks_of(evaluation, request.user).first()
    if mark is None:
        raise Http404
    form = EvaluationForm(Wave(wave), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try_action(
            request,
            _("Thank you. Your answers are counted, without your name."),
            answer_evaluation,
            evaluation=evaluation,
            person=request.user,
            answers=form.cleaned_data,
        )
        return redirect("workshops:session", uuid=uuid)
    context = {
        "evaluation": evaluation,
        "session": evaluation.session,
        "form": form,
        "has_answered": mark.has_answered,
        "fewest": LEAST_ANSWERS,
    }
    return render(request, "ambassadors/workshops/evaluate.html", context)


@require_safe
def results(request, uuid):
    """Show a session's results once closed with at least five answers."""
    session = get_object_or_404(
        sessions_run_by(request.user).select_related("workshop", "site"), uuid=uuid
    )
    context = {"session": session, "results": results_of(session), "fewest": LEAST_ANSWERS}
    return render(request, "ambassadors/workshops/evaluation_results.html", context)
