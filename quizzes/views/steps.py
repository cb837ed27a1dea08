from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.redirects import post_only
from quizzes.actions.steps import choose_step, give_up_steps
from quizzes.forms import StepForm
from quizzes.policies import attempts_visible_to
from quizzes.specs.codec import from_dict
from quizzes.views.attempts import INCOMPLETE


@post_only
def choose(request, attempt):
    """One choice, or giving up. The page of the question shows what follows."""
    attempt = get_object_or_404(attempts_visible_to(request.user), uuid=attempt)
    form = StepForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    slot, step, choice = (form.cleaned_data[name] for name in ("slot", "step", "choice"))
    item = get_object_or_404(attempt.items.select_related("version"), slot=slot)
    if not from_dict(item.version.spec).is_stepwise:
        raise Http404
    if request.POST.get("verb") == "skip":
        give_up_steps(attempt=attempt.uuid, slot=slot)
    elif choice:
        choose_step(attempt=attempt.uuid, slot=slot, step=step, choice=choice)
    else:
        request.session[INCOMPLETE] = {"question": f"{attempt.uuid}:{slot}", "sent": ""}
    return redirect(f"{reverse('quizzes:attempt', args=[attempt.uuid])}?q={slot}")
