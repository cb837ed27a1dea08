"""Answer the barometer and the baseline of one's habits, on one page each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from adoption.surveys.actions.answers import (
    answer_survey,
    dismiss_survey,
    forget_survey_answers,
    save_barometer_copy,
)
from adoption.surveys.enums import ANONYMOUS, SurveyKind
from adoption.surveys.models import SurveyRound
from adoption.surveys.queries import (
    TO_OFFER,
    least_agreed_statements,
    open_token,
    own_answers,
    suggested_module,
)
from adoption.surveys.suggested_steps import suggested_steps
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.policies import is_wholly_sealed, sealed_use
from adoption.usage.queries.own_use import objects_to_measurement
from adoption.usage.views.own_use import CLOSED, asked_person_required
from core.dates import today
from core.redirects import post_only
from people.enums import NoticePurpose
from people.notice_views import require_notice


PREFIX = "q-"  # before the key of a question, as the name of its field
ROUND = "round"
ADDRESSES = {survey: f"adoption:{survey.value}" for survey in TO_OFFER}


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.SURVEYS, UNDER_SUBJECT)
def barometer(request):
    """GET: the statements. POST: count the answers, and offer a next step from what was just sent."""
    return _survey(request, SurveyKind.BAROMETER)


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.SURVEYS, UNDER_SUBJECT)
def habits(request):
    """GET: the questions. POST: keep the answers."""
    return _survey(request, SurveyKind.HABITS)


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.SURVEYS, UNDER_SUBJECT)
def questions(request):
    """GET: the questions of the organisation. POST: count the answers."""
    return _survey(request, SurveyKind.QUESTIONS)


def _survey(request, survey):
    if request.method == "POST":
        return _answered(request, survey)
    if objects_to_measurement(request.user):
        return redirect("adoption:measurement")
    token = open_token(request.user, survey, today())
    context = {
        "survey": survey.value,
        "survey_title": survey.label,
        "is_anonymous": survey in ANONYMOUS,
        "is_barometer": survey == SurveyKind.BAROMETER,
    }
    if token is None or token.is_spent:
        context["has_answered"] = token is not None
        return render(request, "adoption/surveys/survey_closed.html", context)
    context |= {
        "round": token.round,
        "text": token.round.edition.text,
        "prefix": PREFIX,
    }
    return render(request, "adoption/surveys/survey.html", context)


def _answered(request, survey):
    sent = _sent(request)
    if not sent:
        messages.error(request, _("Nothing is ticked yet, so nothing was sent."))
        return redirect(ADDRESSES[survey])
    try:
        asked = answer_survey(person=request.user, survey=survey, answers=sent)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("adoption:measurement" if error.code == "objection" else "/")
    text = asked.edition.text
    context = {"text": text, "is_anonymous": survey in ANONYMOUS}
    if survey == SurveyKind.BAROMETER:
        given = text.accepted(sent)
        lows = least_agreed_statements(text, given)
        context |= {
            "steps": [(low, suggested_module(low, request.user)) for low in lows],
            "kept": {ROUND: asked.uuid} | {PREFIX + key: value for key, value in given.items()},
        }
    return render(request, "adoption/surveys/survey_thanks.html", context)


def _sent(request) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX): value
        for name, value in request.POST.items()
        if name.startswith(PREFIX)
    }


@post_only
@asked_person_required
@require_notice(NoticePurpose.SURVEYS, UNDER_SUBJECT)
def keep_copy(request):
    """Save the person's own copy after they answered: the answers come with the form."""
    try:
        asked = SurveyRound.objects.filter(
            survey=SurveyKind.BAROMETER, uuid=request.POST.get(ROUND, "")
        ).first()
    except ValidationError:
        asked = None
    if asked is None:
        raise Http404
    save_barometer_copy(person=request.user, survey_round=asked, answers=_sent(request))
    messages.success(request, _("Your copy is in your logbook. Only you can read it."))
    return redirect("adoption:own_answers")


@post_only
@asked_person_required
def put_away(request, survey):
    if survey not in SurveyKind.values:
        raise Http404
    dismiss_survey(person=request.user, survey=survey)
    messages.success(
        request, _("Put away. You can still answer, from your logbook, until the survey closes.")
    )
    return redirect("/")


@require_safe
@asked_person_required
def own_answers_page(request):
    """List one's answers and copies, and the surveys open today."""
    open_now = []
    if not objects_to_measurement(request.user):
        for survey, address in ADDRESSES.items():
            token = open_token(request.user, survey, today())
            if token is not None and not token.is_spent:
                open_now.append((token.round, reverse(address)))
    kept = own_answers(request.user)
    context = {
        "open_now": open_now,
        "kept": kept,
        "steps": suggested_steps(request.user, kept),
        "sealed": sealed_use(request.user),
        "barometer": SurveyKind.BAROMETER.value,
    }
    return render(request, "adoption/surveys/own_answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
def erase(request, survey_round):
    """GET: what will be deleted for good. POST: erase one's answers, or one's copy."""
    asked = get_object_or_404(SurveyRound, uuid=survey_round)
    if asked.pk not in {answer.round.pk for answer in own_answers(request.user)}:
        raise Http404
    if is_wholly_sealed(request.user):
        messages.warning(request, CLOSED)
        return redirect("adoption:own_answers")
    if request.method != "POST":
        context = {"round": asked, "is_copy": asked.survey == SurveyKind.BAROMETER}
        return render(request, "adoption/surveys/erase_answers.html", context)
    forget_survey_answers(person=request.user, survey_round=asked)
    messages.success(request, _("Your answers are erased."))
    return redirect("adoption:own_answers")
