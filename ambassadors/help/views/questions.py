"""Pages of the question box, of the questions on a lesson, and of their answers.

No view here reads who signed in, but for a question that is asked with a name, for the mark that says once that an
answer helped, and for whether somebody is of the staff.
"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.help.actions.questions import ask_with_name, count_helped, submit_question
from ambassadors.help.enums import ABOUT_SLUGS
from ambassadors.help.forms.questions import LessonQuestionForm, QuestionForm
from ambassadors.help.models import BoxedQuestion
from ambassadors.help.policies import takes_no_lesson_questions
from ambassadors.help.queries.questions import answered_question, shown_questions
from ambassadors.help.question_limit import (
    claim_helped,
    may_submit_question,
    may_take_question,
)
from ambassadors.try_action import try_action_of_form
from core.cache import CacheUnavailable
from core.redirects import post_only
from learning.policies import published_lesson_pages
from people.enums import NoticePurpose
from people.notice_views import notice_page


QUESTIONS_A_PAGE = 20
DONE = "fait"  # what was just done; a message would be written into the session
SUBJECTS = {slug: about for about, slug in ABOUT_SLUGS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request):
    form = QuestionForm(request.POST or None)
    if form.is_valid() and _submitted(request, form):
        return redirect("ambassadors:question_put")
    answered = BoxedQuestion.objects.of_the_box().answered()
    return _page(request, "questions", answered, form)


@require_http_methods(["GET", "HEAD", "POST"])
def questions_about(request, slug):
    """Take a question of the staff on a subject whose answers come out together, and show those that are out."""
    about = _subject(request, slug)
    form = QuestionForm(request.POST or None)
    if form.is_valid() and _submitted(request, form, about=about):
        return redirect("ambassadors:question_about_put", slug=slug)
    out = BoxedQuestion.objects.published_about(about)
    return _page(request, "questions_about", out, form, about=about.value, slug=slug)


def _submitted(request, form, **about):
    """Put a question in the box, or say on its form why not."""
    refusal = _refusal(request.session.session_key or "")
    if refusal:
        form.add_error(None, refusal)
        return False
    submit_question(text=form.cleaned_data["text"], **about)
    return True


def _refusal(sign_in):
    """Return why no question is taken now, or ""; counts this attempt."""
    try:
        if not may_submit_question(sign_in):
            return _("You have put several questions this hour. Please come back later.")
        if not may_take_question():
            return _("Many questions came in this hour. Please come back later.")
    except CacheUnavailable:
        return _(
            "Your question was not taken: the count that limits this box does not answer just now. Please try "
            "again in a few minutes."
        )
    return ""


@require_safe
def question_put(request, slug=""):
    """Confirm on a page of its own: a message would be written into the session."""
    about = _subject(request, slug) if slug else None
    return render(request, "ambassadors/help/question_put.html", {"about": about, "slug": slug})


def _subject(request, slug):
    """Return the subject that an address names, to the staff."""
    if slug not in SUBJECTS or request.user.is_external:
        raise Http404
    return SUBJECTS[slug]


def _page(request, name, listed, form, **context):
    page = Paginator(listed, QUESTIONS_A_PAGE).get_page(request.GET.get("p"))
    return render(request, f"ambassadors/help/{name}.html", {"form": form, "page": page} | context)


# --- On a lesson ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_questions(request, uuid):
    """Show the questions on a lesson; take one, with a name or without."""
    page = _lesson_page(record__uuid=uuid)
    if request.method != "POST":
        return _lesson(request, page, LessonQuestionForm())
    form = LessonQuestionForm(request.POST)
    if not form.is_valid():
        return _lesson(request, page, form)
    about = {"lesson": page.record, "language": page.language}
    if request.POST.get("name") == "yes":
        notice = notice_page(request, NoticePurpose.HELP)
        if notice is not None:
            return notice
        text = form.cleaned_data["text"]
        asked = try_action_of_form(form, ask_with_name, person=request.user, text=text, **about)
    else:
        asked = _submitted(request, form, **about)
    return _back(uuid, "question") if asked else _lesson(request, page, form)


@post_only
def helped(request, uuid):
    """Count that an answer helped, once for each reader; the page says the same each time."""
    question = get_object_or_404(BoxedQuestion.objects.answered(), uuid=uuid)
    page = _lesson_page(record__uuid=question.lesson_id)
    get_object_or_404(shown_questions(page.record, question.language), uuid=uuid)
    try:
        if claim_helped(request.user, question):
            count_helped(question=question)
    except CacheUnavailable:
        return _back(question.lesson_id, "plus-tard")
    return _back(question.lesson_id, "merci")


def _lesson_page(**lesson):
    """Return the page of a published lesson, where questions are taken."""
    page = published_lesson_pages().filter(**lesson).select_related("record").first()
    if page is None or takes_no_lesson_questions().exists():
        raise Http404
    return page


def _lesson(request, page, form):
    shown = shown_questions(page.record, page.language)
    found = Paginator(shown, QUESTIONS_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "lesson": page,
        "lesson_url": page.get_url(request),
        "page": found,
        "questions": [
            answered_question(row.uuid, row.text, row.answer, row.helped) for row in found
        ],
        "done": request.GET.get(DONE, ""),
    }
    return render(request, "ambassadors/help/lesson_questions.html", context)


def _back(lesson, done):
    return redirect(f"{reverse('ambassadors:lesson_questions', args=[lesson])}?{DONE}={done}")
