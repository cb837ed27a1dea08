from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_safe

from core.addresses import posts_only
from core.dates import today
from core.spreadsheets import csv_response
from core.typography import day_text
from learning.actions import enrol, finish_lesson, start_lesson
from learning.enums import Follow
from learning.models import Enrolment, LessonPage
from learning.outline import LessonRow, next_step
from learning.panels import catalog_url, paths_of
from learning.policies import (
    lessons_visible_to,
    may_follow_training,
    paths_visible_to,
    people_followed_by,
    published_lesson_pages,
    teams_followed_by,
)
from learning.queries import (
    MandatoryRow,
    followed_paths,
    mandatory_counts,
    mandatory_enrolments,
    mandatory_in,
    mandatory_rows,
    module_row_at,
    other_paths,
    path_row,
)
from people.actions import record_look
from people.enums import Purpose
from people.gates import names_others
from people.models import Team
from people.queries import in_reading_order, members_of


TEAM, STATE, PAGE = "equipe", "etat", "page"
ASKED = {TEAM, STATE, PAGE}
ROWS_A_PAGE = 50


@posts_only
def start(request, uuid):
    """Sent by the page's script when it is opened."""
    start_lesson(person=request.user, lesson=_lesson(request, uuid))
    return HttpResponse(status=204)


@posts_only
def finish(request, uuid):
    """« J’ai terminé »: on to the next lesson, or back to the quiz that is left."""
    lesson = _lesson(request, uuid)
    finish_lesson(person=request.user, lesson=lesson)
    page = published_lesson_pages().filter(record=lesson)[0]
    module, row = _place(request, page)
    if row.waits_for_quiz:
        quiz = lesson.required_quiz
        messages.info(
            request,
            _("Reading done. “%(title)s” is left to pass.") % {"title": quiz.title},
        )
        return redirect(f"{row.url}#quiz-{quiz.pk}")
    following = _after(module, row) or next_step(followed_paths(request.user))
    if following is None:
        messages.success(request, _("You have done every lesson of your path."))
        return redirect(module.url)
    target = following if isinstance(following, LessonRow) else following.lesson
    messages.success(request, _("“%(title)s” is done.") % {"title": row.title})
    return redirect(target.url)


def _lesson(request, uuid):
    return get_object_or_404(
        lessons_visible_to(request.user).select_related("required_quiz"), uuid=uuid
    )


def _place(request, page: LessonPage):
    """The module of a lesson's page, and the lesson in it, as this person sees them."""
    module = module_row_at(request.user, page.module_path)
    row = (
        next((row for row in module.lessons if row.pk == page.record_id), None) if module else None
    )
    if row is None:
        raise Http404
    return module, row


def _after(module, lesson):
    """The next lesson of the module, whether it is done or not; None after the last."""
    place = module.lessons.index(lesson) + 1
    return module.lessons[place] if place < len(module.lessons) else None


@require_safe
def paths(request):
    """« Mes parcours »: those that I follow, those that I may choose."""
    return render(
        request,
        "learning/paths.html",
        {
            "followed": paths_of(request),
            "others": other_paths(request.user),
            "catalog_url": catalog_url(),
        },
    )


@require_safe
def path(request, uuid):
    found = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    context = {"path": path_row(request.user, found), "introduction": found.introduction}
    return render(request, "learning/path.html", context)


@posts_only
def follow(request, uuid):
    """Enrol oneself: nobody else is told."""
    found = get_object_or_404(paths_visible_to(request.user), uuid=uuid)
    enrol(person=request.user, path=found)
    messages.success(request, _("You follow “%(title)s”.") % {"title": found.title})
    return redirect("learning:path", uuid=found.uuid)


# --- Mandatory training of others --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as far as this person may see it."""

    teams: list[Team]
    team: Team | None
    state: str
    everything: QuerySet[Enrolment]

    @property
    def rows(self) -> QuerySet[Enrolment]:
        return mandatory_in(self.everything, self.state)


def _follows_training(request) -> bool:
    return may_follow_training(request.user, on=today())


@names_others(_follows_training)
@require_GET
def mandatory(request):
    """Who has done what they must do, and when. Each look is told to whom it is at."""
    asked = _asked(request)
    page = Paginator(asked.rows, ROWS_A_PAGE).get_page(request.GET.get(PAGE))
    rows = mandatory_rows(page.object_list, on=today())
    _record(request.user, rows)
    context = {
        "teams": asked.teams,
        "team": asked.team,
        "state": asked.state,
        "states": Follow.choices,
        "counts": mandatory_counts(asked.everything),
        "page": page,
        "rows": rows,
        "file_query": _file_query(asked),
    }
    return render(request, "learning/mandatory.html", context)


@names_others(_follows_training)
@require_GET
def mandatory_table(request):
    """All of the list that is chosen, as a file: whoever is in it was looked at."""
    rows = mandatory_rows(_asked(request).rows, on=today())
    _record(request.user, rows)
    headings = [
        pgettext("mandatory training", "Name"),
        _("Team"),
        _("Training"),
        _("Due on"),
        _("State"),
        _("Done on"),
    ]
    cells = (
        [
            row.person.get_full_name(),
            row.team,
            row.path,
            _day(row.due_on),
            str(row.state.label),
            _day(row.done_on),
        ]
        for row in rows
    )
    return csv_response("formations-obligatoires.csv", headings, cells)


def _asked(request) -> Asked:
    """Not found for who follows nobody, and for whatever is not theirs to ask."""
    given, on = request.GET, today()
    is_plain = not set(given) - ASKED and all(len(given.getlist(name)) == 1 for name in given)
    if not is_plain or not may_follow_training(request.user, on=on):
        raise Http404
    open_teams = teams_followed_by(request.user, on=on).open().exclude(code=Team.ROOT_CODE)
    teams = in_reading_order(open_teams)
    team = _one_of({str(team.pk): team for team in teams}, given.get(TEAM))
    state = _one_of({value: value for value in Follow.values}, given.get(STATE)) or ""
    people = people_followed_by(request.user, on=on)
    if team is not None:
        people = members_of(people, team, on)
    return Asked(teams, team, state, mandatory_enrolments(people, on=on))


def _file_query(asked: Asked) -> str:
    chosen = {TEAM: asked.team.pk if asked.team else "", STATE: asked.state}
    given = {name: value for name, value in chosen.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _one_of(things: dict, text: str | None):
    """What is written so; nothing for an empty choice."""
    if not text:
        return None
    if text not in things:
        raise Http404
    return things[text]


def _record(viewer, rows: list[MandatoryRow]) -> None:
    """One look at each person, however many paths they must do."""
    people = {row.person.pk: row.person for row in rows}
    record_look(by=viewer, at=people.values(), purpose=Purpose.MANDATORY_TRAINING)


def _day(day) -> str:
    return day_text(day, "SHORT_DATE_FORMAT") if day else ""
