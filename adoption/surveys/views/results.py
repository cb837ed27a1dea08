"""Published survey figures; opening and closing rounds for programme managers."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from adoption.foundation.words.file_columns import bound_headings, count_cells
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.words.findings import cell_text
from adoption.surveys.actions.mails import open_round_with_mails
from adoption.surveys.actions.rounds import close_round
from adoption.surveys.enums import SurveyKind
from adoption.surveys.models import LONGEST, SurveyRound
from adoption.surveys.policies import (
    may_lead_talks,
    may_read_surveys,
    may_run_surveys,
)
from adoption.surveys.queries import (
    Distribution,
    distributions,
    people_asked,
    people_to_mail,
    published_rounds,
    questions_for,
    round_before,
    surveys_to_open,
)
from core.dates import today
from core.spreadsheets import table_response


PROPOSED_DAYS = 14


@require_safe
def index(request):
    """List published rounds; for programme managers, also open ones and those that can be opened."""
    if not may_read_surveys(request.user):
        raise Http404
    may_run = may_run_surveys(request.user)
    context = {
        "surveys": [],
        "may_run": may_run,
        "found": questions_for(request.user, today()),
    }
    rounds = list(published_rounds())
    running = {survey_round.survey: survey_round for survey_round in SurveyRound.objects.open()}
    openable = surveys_to_open(today()) - running.keys() if may_run else set()
    for survey in SurveyKind:
        context["surveys"].append(
            {
                "key": survey.value,
                "title": survey.label,
                "open": running.get(survey.value),
                "is_own": survey == SurveyKind.QUESTIONS,
                "may_open": survey.value in openable,
                "rounds": [
                    survey_round for survey_round in rounds if survey_round.survey == survey
                ],
            }
        )
    last = today() + timedelta(days=PROPOSED_DAYS - 1)
    context |= {"today": today().isoformat(), "proposed": last.isoformat(), **_rule()}
    return render(request, "adoption/surveys/surveys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_survey(request, survey):
    """GET: whom it mails, and when the reminder goes. POST: open, and mail."""
    if not may_run_surveys(request.user) or survey not in SurveyKind.values:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    last = _day(sent.get("closes_on", ""))
    if request.method != "POST":
        return _opening(request, SurveyKind(survey), last)
    if last is None:
        messages.error(request, _("Say the last day on which people may answer."))
        return redirect("adoption:surveys")
    try:
        open_round_with_mails(survey=survey, closes_on=last)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("The survey is open until %(day)s.") % {"day": date_format(last, "j F Y")},
        )
    return redirect("adoption:surveys")


def _opening(request, survey, last):
    is_ahead = last is not None and today() <= last <= today() + LONGEST
    planned = SurveyRound(survey=survey, opened_on=today(), closes_on=last) if is_ahead else None
    context = {
        "survey": survey,
        "planned": planned,
        "asked": people_asked(today()).count(),
        "mailed": people_to_mail(today()).count(),
    }
    return render(request, "adoption/surveys/open_survey.html", context)


def _day(text):
    try:
        return parse_date(text)
    except ValueError:  # a day that no month has
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, survey_round):
    """GET: what closing does. POST: close, and publish."""
    if not may_run_surveys(request.user):
        raise Http404
    asked = get_object_or_404(SurveyRound.objects.open(), uuid=survey_round)
    if request.method != "POST":
        return render(request, "adoption/surveys/close_survey.html", {"round": asked})
    try:
        close_round(survey_round=asked)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("adoption:surveys")
    messages.success(request, _("The round is closed, and its figures are published."))
    return redirect("adoption:survey_results", asked.uuid)


@require_safe
def results(request, survey_round):
    asked, before = _round_or_404(request, survey_round)
    text = asked.edition.text
    found = distributions(asked, before)
    context = {
        "round": asked,
        "before": before,
        "text": text,
        "title": asked.get_survey_display(),
        "questions": [
            _drawn(distribution, has_before=before is not None) for distribution in found
        ],
        "leads_talks": any(question.talking_point for question in text.questions)
        and may_lead_talks(request.user, on=today()),
        "is_hidden": all(distribution.is_hidden for distribution in found),
        "headings": _headings(before),
        **_rule(asked),
    }
    return render(request, "adoption/surveys/survey_results.html", context)


@require_safe
def table(request, survey_round, *, is_workbook=False):
    """The words of the page, then the bounds of this round as numbers."""
    asked, before = _round_or_404(request, survey_round)
    rows = [
        [distribution.question.text, share.text, *cells, *count_cells(share.measure), asked.asked]
        for distribution in distributions(asked, before)
        for share, cells in zip(
            distribution.shares, _cells(distribution, before is not None), strict=True
        )
    ]
    headings = [
        pgettext("survey", "Question"),
        *_headings(before),
        *bound_headings(pgettext("survey", "People")),
        pgettext("survey", "People asked"),
    ]
    return table_response(
        f"{asked.survey}-{asked.opened_on}",
        headings,
        rows,
        sheet=pgettext("spreadsheet", "Survey") if is_workbook else None,
    )


def _round_or_404(request, survey_round):
    """Return the round; the same 404 for no access and for none."""
    if not may_read_surveys(request.user):
        raise Http404
    asked = get_object_or_404(
        published_rounds().select_related("edition", "publication"), uuid=survey_round
    )
    return asked, round_before(asked)


def _rule(asked=None) -> dict[str, int]:
    """Disclosure parameters of the publication; before the first, those of the settings."""
    if asked is not None:
        kept = asked.publication.parameters
        return {"edge": kept["edge"], "least": kept["least_asked"]}
    parameters = parameters_in_force()
    return {"edge": parameters.edge, "least": least_population(parameters)}


def _headings(before) -> list[str]:
    headings = [pgettext("survey", "Answer"), pgettext("survey", "People")]
    if before is not None:
        day = date_format(before.opened_on, "F Y")
        headings.append(pgettext("survey", "In %(month)s") % {"month": day})
    return headings


def _cells(distribution: Distribution, has_before: bool) -> list[list[str]]:
    return [
        [cell_text(share.measure), *([cell_text(share.before)] if has_before else [])]
        for share in distribution.shares
    ]


def _drawn(distribution: Distribution, *, has_before: bool) -> dict:
    answered = distribution.answered
    cells = _cells(distribution, has_before)
    rows = list(zip(distribution.shares, cells, strict=True))
    return {
        "question": distribution.question,
        "is_hidden": distribution.is_hidden,
        "is_low": distribution.is_low,
        "answered": cell_text(answered),
        "bars": [(share, own[0]) for share, own in rows[1:]],
        "rows": [(share.text, *own) for share, own in rows],
        "has_before": has_before,
    }
