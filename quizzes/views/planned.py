"""A quiz that a device took along and that is not begun: its questions are read, and its first answer begins it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.offline import allow_keeping
from quizzes.actions.starts import start_planned
from quizzes.forms import SlotForm
from quizzes.one_page import is_on_one_page
from quizzes.policies import attempts_visible_to
from quizzes.queries.planned import may_begin_planned, read_plan
from quizzes.quiz_pages import quiz_page_url
from quizzes.views import whole_quiz
from quizzes.views.question_pages import asked_place, question_page, question_url


def plan_or_404(request, uuid):
    """The plan that the request carries, of the attempt that will have this number."""
    text = request.POST.get("plan") or request.GET.get("plan", "")
    plan = read_plan(text, learner=request.user)
    if plan is None or plan.attempt.uuid != uuid:
        raise Http404
    return plan


def shown_plan_or_404(request, uuid):
    """The same, for a page: only as long as an attempt may begin."""
    plan = plan_or_404(request, uuid)
    if not may_begin_planned(plan.attempt.quiz, request.user):
        raise Http404
    return plan


def begin(request, uuid, slot):
    """Return the attempt that the plan begins, or joins, and the place of the question. Raises ValidationError."""
    return start_planned(plan=plan_or_404(request, uuid), learner=request.user, slot=slot)


def show(request, uuid):
    """Show a question; where the same quiz was begun elsewhere, that attempt."""
    plan = shown_plan_or_404(request, uuid)
    if begun := _open_attempt(request, plan):
        return redirect("quizzes:attempt", begun.uuid)
    if is_on_one_page(plan.attempt, plan.places):
        return whole_quiz.show(request, plan.attempt, plan.places, plan.items)
    place = asked_place(request, plan.places)
    item = next(one for one in plan.items if one.slot == place.slot)
    page = question_page(request, plan.attempt, plan.places, item)
    if page["kept_next"]:
        allow_keeping(request)
    return render(request, "quizzes/attempt.html", page)


def answer(request, uuid, answered):
    """Begin with the answer that was sent, which `answered(attempt)` takes; where the same quiz was begun elsewhere, go
    on there."""
    form = SlotForm({"slot": 1} if whole_quiz.is_handed_in(request.POST) else request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        attempt, slot = begin(request, uuid, form.cleaned_data["slot"])
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(quiz_page_url(plan_or_404(request, uuid).attempt.quiz) or "/")
    if attempt.uuid == uuid:
        return answered(attempt)
    messages.warning(
        request,
        _("You began this quiz on another page or device: go on here. This answer is not kept."),
    )
    return redirect(question_url(attempt, slot))


def refuse_to_hand_in(request, uuid):
    """Say why there is nothing to hand in under this number."""
    plan = plan_or_404(request, uuid)
    begun = _open_attempt(request, plan)
    said = (
        _("You began this quiz elsewhere too: your answers joined it. Hand it in there.")
        if begun
        else _("No answer was sent: this quiz is not begun.")
    )
    messages.warning(request, said)
    return redirect(question_url(begun, None) if begun else quiz_page_url(plan.attempt.quiz) or "/")


def _open_attempt(request, plan):
    return attempts_visible_to(request.user).open().filter(quiz=plan.attempt.quiz).first()
