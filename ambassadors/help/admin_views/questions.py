"""Administration pages of anonymous questions: read, answer for all, or delete."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from ambassadors.help.actions.questions import answer_question, delete_question
from ambassadors.help.forms.questions import AnswerForm
from ambassadors.help.models import BoxedQuestion
from ambassadors.help.policies import may_run_rounds
from ambassadors.workshops.admin_views.layout import render_admin_page, restricted_to
from core.redirects import post_only


QUESTIONS_A_PAGE = 50

for_those_who_answer = restricted_to(may_run_rounds)


@for_those_who_answer
@require_safe
def questions(request):
    """List questions, unanswered ones first."""
    listed = BoxedQuestion.objects.alias(is_answered=~Q(answer="")).order_by(
        "is_answered", "-week", "uuid"
    )
    page = Paginator(listed, QUESTIONS_A_PAGE).get_page(request.GET.get("p"))
    return render_admin_page(request, "help/admin/questions", _title(), {"page": page}, icon="help")


@for_those_who_answer
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, uuid):
    question = get_object_or_404(BoxedQuestion, uuid=uuid)
    form = AnswerForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        answer_question(question=question, **form.cleaned_data)
        messages.success(request, _("The answer can be read by everybody."))
        return redirect("questions_admin:questions")
    context = {"form": form, "question": question, "back": reverse("questions_admin:questions")}
    above = [(reverse("questions_admin:questions"), _title())]
    return render_admin_page(
        request, "help/admin/question", _("A question"), context, icon="help", up=above
    )


@for_those_who_answer
@post_only
def delete(request, uuid):
    delete_question(question=get_object_or_404(BoxedQuestion, uuid=uuid))
    messages.success(request, _("The question is deleted."))
    return redirect("questions_admin:questions")


def _title():
    return _("Questions without a name")
