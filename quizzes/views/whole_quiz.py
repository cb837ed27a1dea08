"""A lesson’s quiz on one page: all its questions, answered in place, handed in once."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.offline import allow_keeping
from quizzes.actions.attempts import SaveOutcome, save_response, submit_attempt
from quizzes.facts import attempt_facts
from quizzes.forms import SaveForm
from quizzes.offline import is_answerable_offline
from quizzes.one_page import field_prefix, fields_of
from quizzes.pages import item_question
from quizzes.queries.asking import attempt_items
from quizzes.queries.outlines import last_saved
from quizzes.queries.question_resources import question_resources
from quizzes.queries.translations import shown_answers
from quizzes.specs.codec import from_dict
from quizzes.views.question_pages import (
    INCOMPLETE,
    STALE,
    answer_form,
    hand_in_url,
    new_page_key,
    page_to_return_to,
    question_url,
    said_in,
)


HAND_IN, ANYWAY = "hand_in", "anyway"  # the verb of the form; its button for what is not complete


def show(request, attempt, places, items):
    """`items`: of the attempt, saved, or those that its first answer will begin (queries.planned)."""
    sent = _sent_before(request, attempt)
    forms = {} if sent is None else _forms(sent, attempt, items)
    questions = _questions(attempt, items, forms)
    keeps = is_answerable_offline(attempt, places)
    if keeps:
        allow_keeping(request)
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "questions": questions,
        "total": len(items),
        "left": [one for one in questions if one["error"]],
        "facts": attempt_facts(attempt, places),
        "page_key": new_page_key(),
        "last_saved": last_saved(places),
        "kept_next": hand_in_url(attempt) if keeps else "",
        "back": page_to_return_to(request, attempt),
    }
    return render(request, "quizzes/whole_quiz.html", context)


def is_handed_in(data):
    return data.get("verb") == HAND_IN or ANYWAY in data


def hand_in(request, attempt):
    """Keep all answers, then submit them; what is not complete is asked again once."""
    if attempt.is_over(attempt.now):
        return redirect(question_url(attempt, None))
    items = attempt_items(attempt)
    outcomes = [_save(request.POST, attempt, item) for item in items if _is_answerable(item)]
    if None in outcomes:
        return HttpResponse(status=400)
    if SaveOutcome.STALE in outcomes:
        messages.warning(request, STALE)
        return redirect(question_url(attempt, None))
    is_partial = ANYWAY in request.POST
    forms = _forms(request.POST, attempt, items, is_partial=is_partial)
    if not all(form.is_valid() for form in forms.values()):
        request.session[INCOMPLETE] = {
            "question": str(attempt.uuid),
            "sent": request.POST.urlencode(),
        }
        return redirect(question_url(attempt, None))
    submit_attempt(attempt=attempt.uuid)
    return redirect("quizzes:result", attempt.uuid)


def _save(data, attempt, item):
    """Keep one answer; None where the page did not say after how many others it was given."""
    own = fields_of(data, item.slot)
    sent = SaveForm(own.dict() | {"slot": item.slot})
    if not sent.is_valid():
        return None
    raw = from_dict(item.version.spec).raw_response(own)
    return save_response(attempt=attempt.uuid, raw=raw, **sent.cleaned_data)


def _is_answerable(item):
    return from_dict(item.version.spec).is_answerable


def _forms(data, attempt, items, *, is_partial=False):
    return {
        item.slot: answer_form(fields_of(data, item.slot), attempt, item, is_partial=is_partial)
        for item in items
    }


def _sent_before(request, attempt):
    """Return what was just handed in and is not complete, once; else None."""
    if request.session.get(INCOMPLETE, {}).get("question") != str(attempt.uuid):
        return None
    return QueryDict(request.session.pop(INCOMPLETE)["sent"])


def _error_of(form):
    """One sentence, "" where all is there. What is missing is no mistake: it may be handed in so."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return _("This answer is not complete.") if codes == {"required"} else form.first_error()


def _questions(attempt, items, forms):
    """Return each question with its number, the prefix of its fields and what is wrong with its answer."""
    around = question_resources(items)
    here = {} if attempt.plan else shown_answers(items)  # by key: one that is planned has none
    shown = []
    for number, item in enumerate(items, start=1):
        form = forms.get(item.slot)
        question = item_question(
            item,
            attempt,
            response=said_in(item, form) if form else None,
            around=around,
            here=here.get(item.pk),
        )
        shown.append(
            {
                "question": question,
                "number": number,
                "prefix": field_prefix(item.slot),
                "error": _error_of(form) if form else "",
                "wrong_fields": list(form.errors) if form else [],
            }
        )
    return shown
