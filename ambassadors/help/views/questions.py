"""Pages of the anonymous question box and its answers. No view here reads who signed in."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.questions import submit_question
from ambassadors.help.forms.questions import QuestionForm
from ambassadors.help.models import BoxedQuestion
from ambassadors.help.question_limit import may_submit_question
from people.throttling import allow_attempt


QUESTIONS_A_PAGE = 20
SHARED_LIMIT = "everybody"  # one count for all: one for each person would tell who asked


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request):
    if request.method != "POST":
        return _page(request, QuestionForm())
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    if not may_submit_question(request.session.session_key or ""):
        form.add_error(None, _("You have put several questions this hour. Please come back later."))
        return _page(request, form)
    if not allow_attempt(request, "question_box", SHARED_LIMIT):
        form.add_error(None, _("Many questions came in this hour. Please come back later."))
        return _page(request, form)
    submit_question(text=form.cleaned_data["text"])
    return redirect("ambassadors:question_put")


@require_safe
def question_put(request):
    """Confirm on a page of its own: a message would be written into the session."""
    return render(request, "ambassadors/help/question_put.html")


def _page(request, form):
    answered = BoxedQuestion.objects.answered()
    page = Paginator(answered, QUESTIONS_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "ambassadors/help/questions.html", {"form": form, "page": page})
