"""Pages of whoever answers questions: what waits, and the answer to one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.questions import (
    answer_question,
    delete_question,
    next_day_of_answers,
    reword_question,
)
from ambassadors.help.forms.questions import AnswerForm
from ambassadors.help.models import BoxedQuestion, NamedAsker
from ambassadors.help.policies import (
    may_answer_questions,
    may_moderate_questions,
    questions_answerable_by,
    questions_moderated_by,
    questions_told_to,
)
from ambassadors.help.queries.questions import with_lesson_titles
from ambassadors.try_action import try_action_of_form
from core.redirects import post_only
from core.typography import day_text
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData
from people.second_factor import require_second_factor


QUESTIONS_A_PAGE = 20


def _may_moderate(request):
    return may_moderate_questions(request.user)


@require_second_factor(_may_moderate)
@require_safe
def to_answer(request):
    """List what waits, and to whoever moderates what was answered after it."""
    if not may_answer_questions(request.user):
        raise Http404
    listed = (
        questions_answerable_by(request.user)
        .alias(is_answered=~Q(answer=""))
        .annotate(has_name=Exists(NamedAsker.objects.filter(question=OuterRef("pk"))))
        .select_related("lesson")
        .order_by("is_answered", "-week", "uuid")
    )
    page = Paginator(listed, QUESTIONS_A_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "questions": with_lesson_titles(page)}
    return render(request, "ambassadors/help/questions_to_answer.html", context)


@require_second_factor(_may_moderate)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, uuid):
    question = get_object_or_404(
        questions_told_to(request.user).select_related("lesson"), uuid=uuid
    )
    is_theirs = questions_answerable_by(request.user).filter(pk=question.pk).exists()
    if not is_theirs and request.method != "POST":
        raise Http404
    moderates = questions_moderated_by(request.user).filter(pk=question.pk).exists()
    form = AnswerForm(
        request.POST or None, question=question, may_only_reword=moderates and question.lesson_id
    )
    if request.method == "POST" and form.is_valid():
        if not is_theirs:
            form.add_error(
                None, _("Somebody has answered it meanwhile. What you wrote is kept below.")
            )
        elif _answered(request, form, question):
            return redirect("ambassadors:questions_to_answer")
    return _page(request, form, question, moderates=moderates)


def _answered(request, form, question):
    values = form.cleaned_data
    if values["answer"]:
        done = try_action_of_form(form, answer_question, question=question, **values)
        message = _("The answer is noted. Everybody may read it.")
        if question.is_gathered and question.shown_from is None:
            message = _("The answer is noted. It comes out on %(day)s, with the week’s others.")
            message %= {"day": day_text(next_day_of_answers(), "l j F")}
    else:
        del values["answer"]
        done = try_action_of_form(form, reword_question, question=question, **values)
        message = _("Noted. Ambassadors of the topic may answer it.")
    if done:
        messages.success(request, message)
    return done


def _page(request, form, question, *, moderates):
    asker = NamedAsker.objects.filter(question=question).select_related("person").first()
    if asker is not None:
        record_look(
            by=request.user, at=[asker.person], purpose=Purpose.HELP_REQUEST, seen=ViewedData.HELP
        )
    current = BoxedQuestion.objects.filter(pk=question.pk).select_related("lesson").first()
    if form.is_bound and current is not None:
        form.data = form.data.copy()
        form.data["seen"] = current.state
    context = {
        "form": form,
        "question": with_lesson_titles([current or question])[0],
        "asker": asker and asker.person,
        "moderates": moderates,
        "comes_out": next_day_of_answers(),
    }
    return render(request, "ambassadors/help/answer_question.html", context)


@post_only
def delete(request, uuid):
    """Take a question down: whoever moderates it alone."""
    delete_question(question=get_object_or_404(questions_moderated_by(request.user), uuid=uuid))
    messages.success(request, _("The question is deleted."))
    return redirect("ambassadors:questions_to_answer")
