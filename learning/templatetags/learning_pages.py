"""Template tags of the pages of learning: a page of the CMS is a model, and a model asks no query."""

import re
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cms.glossary_marks import Marks
from cms.queries import organisation
from cms.templatetags.cms_pages import spoken
from core.registry import LessonPanel, registry
from core.typography import day_text
from learning.enums import Barrier, Need, ProgressState
from learning.exercises.base import ExerciseBlock
from learning.exercises.pages import (
    ShownExercise,
    exercise_ids,
    show_exercise,
    tried_in_words,
)
from learning.forms.notes import NoteForm
from learning.kept_bodies import KeptPart, shown_steps
from learning.lesson_steps import FEWEST_STEPS, Step, is_read_whole
from learning.models import Certificate, LessonPage, ModulePage
from learning.outline import LessonRow, ModuleRow, NextStep, PathRow, PathStep
from learning.queries.module_ends import ModuleEnd, module_end
from learning.queries.modules import module_row_of_record
from learning.queries.notes import ReaderMarks, note_version, reader_marks, tried_exercises
from learning.reading_places import place_anchor, place_to_resume
from people.models import Team
from quizzes.models import Attempt
from quizzes.pages import short_points


register = template.Library()


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson among those of its module, as its reader sees it. `lesson` is None in a preview."""

    module: ModuleRow | None
    lesson: LessonRow | None
    number: int
    previous: LessonRow | None
    next: LessonRow | None


@dataclass(frozen=True, slots=True)
class PathPart:
    """A required module, or the modules of a choice under the words that say how many are to do."""

    modules: tuple[ModuleRow, ...]
    words: str = ""


@register.simple_tag
def lesson_panels(page: LessonPage) -> list[tuple[LessonPanel, dict[str, Any]]]:
    """Return what other apps offer at the end of a lesson, each with its context."""
    offered = ((panel, panel.context(page)) for panel in registry.lesson)
    return [(panel, context) for panel, context in offered if context is not None]


@register.filter
def set_in(team: Team) -> str:
    """Indent a team in a flat list by its depth in the tree; the organisation is left out."""
    return "\u2003" * (team.depth - 2) + team.name


@register.simple_tag(takes_context=True)
def lesson_view(context: template.Context, page: LessonPage) -> LessonView:
    record = page.record.module_id if page.record else None
    module = module_row_of_record(context["request"].user, record)
    lessons = list(module.lessons) if module else []
    place = next((n for n, row in enumerate(lessons) if row.pk == page.record_id), None)
    if place is None:
        return LessonView(module, None, 0, None, None)
    return LessonView(
        module=module,
        lesson=lessons[place],
        number=place + 1,
        previous=lessons[place - 1] if place else None,
        next=lessons[place + 1] if place + 1 < len(lessons) else None,
    )


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reader's own marks in a lesson. `resume`: the place to go back to, "" for none."""

    marks: ReaderMarks
    resume: str
    form: NoteForm
    measures_time: bool
    exercises: list[str]
    tried: set[str]

    @property
    def tried_words(self) -> str:
        return tried_in_words(self.exercises, self.tried)

    @property
    def resume_anchor(self) -> str:
        return place_anchor(self.resume)


@register.simple_tag(takes_context=True)
def reading_of(context: template.Context, page: LessonPage) -> ReadingView:
    request = context["request"]
    marks = reader_marks(request.user, page.record_id)
    exercises = exercise_ids(page.body)
    return ReadingView(
        marks=marks,
        resume=place_to_resume(marks.place, page.block_ids()),
        form=NoteForm(initial={"text": marks.note, "based_on": note_version(marks.note)}),
        measures_time=organisation(request).measures_time,
        exercises=exercises,
        tried=tried_exercises(request.user, page.record_id) if exercises else set(),
    )


@dataclass(frozen=True, slots=True)
class StepsView:
    """The steps of a lesson; `is_stepwise`: shown one at a time."""

    steps: list[Step]
    is_stepwise: bool
    can_change: bool


@register.simple_tag(takes_context=True)
def lesson_steps(
    context: template.Context, page: LessonPage, view: LessonView, marks: Marks
) -> StepsView:
    steps = shown_steps(page, marks.glossary)
    can_change = view.lesson is not None and len(steps) >= FEWEST_STEPS
    return StepsView(steps, can_change and not is_read_whole(context["request"]), can_change)


@register.simple_tag(takes_context=True)
def kept_part(context: template.Context, part: KeptPart) -> SafeString:
    """Return a block that was drawn already, and note the terms that it explains."""
    context["marks"].used.update({term.pk: term for term in part.terms})
    return part.html


@register.simple_tag(takes_context=True)
def exercise_of(
    context: template.Context, child: Any, view: LessonView, tried: set[str]
) -> ShownExercise | None:
    """Return a block of a lesson that is answered, with the answer just given to it; None for another block."""
    if not isinstance(child.block, ExerciseBlock):
        return None
    request = context["request"]
    is_answered = getattr(request, "answered_exercise", None) == child.id
    lesson = view.lesson.uuid if view.lesson else None
    return show_exercise(child, lesson, tried=tried, data=request.POST if is_answered else None)


@register.simple_tag(takes_context=True)
def module_view(context: template.Context, page: ModulePage) -> ModuleRow | None:
    return module_row_of_record(context["request"].user, page.record_id)


@register.simple_tag(takes_context=True)
def end_of(context: template.Context, module: ModuleRow | None) -> ModuleEnd | None:
    """Return the end of a module, once its reader has finished it."""
    is_finished = module is not None and module.is_finished
    return module_end(context["request"].user, module) if module and is_finished else None


_PROMISE = re.compile(r"(vous saurez|you will be able to|you will know how to)\s+")


@register.filter
def as_achieved(goal: str) -> str:
    """Return what somebody can do now, from the goal that promised it."""
    return capfirst(_PROMISE.sub("", goal, count=1))


@register.filter
def own_score(attempt: Attempt) -> dict[str, str]:
    """Return the points and their total; {} where the quiz shows no score."""
    if not attempt.quiz.shows_grade:
        return {}
    return {"points": short_points(attempt.points), "total": short_points(attempt.max_points)}


@register.filter
def as_toc(view: LessonView) -> list[dict]:
    """Return the lessons of the module, for the toc component: the current one is marked."""
    if view.module is None:
        return []
    return [
        {
            "title": spoken(row.title, row.language),
            "url": row.url,
            "state": "here" if row is view.lesson else "done" if row.is_done else "todo",
            "note": _("%(minutes)s min") % {"minutes": row.minutes},
        }
        for row in view.module.lessons
    ]


@register.filter
def as_bridge(steps: list[PathStep]) -> list[dict]:
    return [
        {"name": step.name, "url": step.url, "state": step.state, "note": _step_note(step)}
        for step in steps
    ]


def _step_note(step: PathStep) -> str:
    if step.done_at:
        return _("Done on %(day)s") % {"day": day_text(step.done_at, "j F")}
    minutes = {"minutes": step.minutes}
    if step.state == "here":
        return _("You are here, %(minutes)s min left") % minutes
    return _("%(minutes)s min") % minutes


@register.filter
def progress_text(part: ModuleRow | PathRow) -> str:
    """Return "2 lessons done of 6, about 31 min left"."""
    text = ngettext(
        "%(done)s lesson done of %(total)s", "%(done)s lessons done of %(total)s", part.done
    ) % {"done": part.done, "total": part.total}
    if since := getattr(part, "counts_from", None):
        text = _("%(text)s since %(day)s, to renew the certificate") % {
            "text": text,
            "day": day_text(since),
        }
    if part.is_done or not part.total:
        return text
    left = _("about %(minutes)s min left") % {"minutes": part.minutes_left}
    return f"{text}, {left}"


@register.filter
def reasons(path) -> str:
    """Return why a path of `choosable_paths` fits who reads it; "" where it is for everybody, or for others."""
    if path.rank != 0:
        return ""
    found = [
        words
        for words, fits in (
            (_("for your job"), path.jobs_named),
            (_("for your site"), path.sites_named),
            (_("for your contact with the public"), path.contact),
        )
        if fits
    ]
    return capfirst(" · ".join(found))


@register.filter
def barrier_label(value: str) -> str:
    return str(Barrier(value).label)


@register.filter
def path_parts(path: PathRow) -> list[PathPart]:
    """Return what a page shows of a path, in its order; a choice stands where its first module does."""
    choices = {choice.name: choice for choice in path.choices}
    parts: list[PathPart] = []
    for module in path.modules:
        if module.need == Need.REQUIRED:
            parts.append(PathPart((module,)))
        elif module.need == Need.CHOICE and (choice := choices.pop(module.choice, None)):
            modules = path.of_choice(choice)
            parts.append(PathPart(modules, _choice_words(choice.needed, len(modules))))
    return parts


def _choice_words(needed: int, total: int) -> str:
    """Return "Two of these four"."""
    if needed >= total:
        return ngettext("To do", "All of these %(total)s", total) % {"total": total}
    numbers = {"needed": _spelled(needed), "total": _spelled(total)}
    return capfirst(_("%(needed)s of these %(total)s modules") % numbers)


def _spelled(number: int) -> str:
    words = {
        1: pgettext("number of modules", "one"),
        2: pgettext("number of modules", "two"),
        3: pgettext("number of modules", "three"),
        4: pgettext("number of modules", "four"),
        5: pgettext("number of modules", "five"),
        6: pgettext("number of modules", "six"),
    }
    return words.get(number, str(number))


@register.filter
def state_tone(state: ProgressState) -> str:
    return {"done": "good", "started": "here", "again": "warn"}.get(state, "")


@register.filter
def lesson_state_label(row: LessonRow) -> str:
    if row.waits_for_quiz:
        return _("quiz to pass")
    if row.waits_for_package:
        return _("to finish")
    if row.waits_for_practice:
        return _("to practise")
    if row.is_granted and not row.is_read:
        return _("known already")
    return str(row.state.label)


@register.filter
def lesson_note(row: LessonRow) -> str:
    """Return "7 min", and that it has changed since."""
    minutes = _("%(minutes)s min") % {"minutes": row.minutes}
    if row.has_changed and not row.is_done:
        return _("%(minutes)s. It has changed since you read it.") % {"minutes": minutes}
    return minutes


@register.filter
def promise(row: LessonRow) -> str:
    """Return what a lesson gives, in a sentence; "" where its author wrote none."""
    if row.waits_for_quiz:
        return _("You have read the lesson. Its quiz is left.")
    if row.waits_for_package:
        return _("You have read the lesson. Its training module is left.")
    if row.waits_for_practice:
        return _("You have read the lesson. Its task on the practice portal is left.")
    if row.has_changed:
        return _("This lesson has changed since you read it: see what is new.")
    return _("Goal: %(goal)s") % {"goal": row.goal} if row.goal else ""


@register.filter
def lesson_address(row: LessonRow) -> str:
    """Return the address of the quiz or the task of a lesson that waits for it, else of where its reader stopped, else
    of the lesson."""
    if row.waits_for_quiz:
        return f"{row.url}#quiz-{row.required_quiz}"
    if row.waits_for_practice:
        return f"{row.url}#entrainement-{row.required_practice}"
    place = place_anchor(row.place)
    return f"{row.url}#{place}" if place else row.url


@register.filter
def step_facts(step: NextStep) -> list[dict]:
    place = _("In the path “%(title)s”") % {"title": step.path.title}
    if step.opens:
        place = _("Opens “%(title)s”") % {"title": step.opens}
    length, saved = lesson_facts(step.lesson)
    return [length, {"icon": "book-open", "text": place}, saved]


@register.filter
def lesson_facts(row: LessonRow) -> list[dict]:
    return [
        {"icon": "clock", "text": _("%(minutes)s min") % {"minutes": row.minutes}},
        {"icon": "cloud-check", "text": _("Saved as you go")},
    ]


@register.filter
def due_note(path: PathRow, day) -> str:
    """Return what a mandatory path asks, and until when."""
    if path.counts_from:
        return _renewal_note(path, day)
    if path.due_on is None:
        return _("Mandatory training, %(minutes)s min. No date is set.") % {
            "minutes": path.minutes_left
        }
    words = {"minutes": path.minutes_left, "day": day_text(path.due_on, "l j F")}
    if path.due_on < day:
        return _("Mandatory training, %(minutes)s min. It was due on %(day)s.") % words
    return _("Mandatory training, %(minutes)s min. By %(day)s.") % words


@register.filter
def list_note(path: PathRow, day) -> str:
    """Return how far a path is, and what it asks where it is mandatory: "1 lesson done of 6. Mandatory training, 31 min."."""
    if not path.is_mandatory or path.is_done:
        return progress_text(path)
    done = ngettext(
        "%(done)s lesson done of %(total)s", "%(done)s lessons done of %(total)s", path.done
    ) % {"done": path.done, "total": path.total}
    return f"{done}. {due_note(path, day)}"


def _renewal_note(path: PathRow, day) -> str:
    if path.due_on is None:
        return _("Mandatory training to renew, %(minutes)s min. No date is set.") % {
            "minutes": path.minutes_left
        }
    words = {"minutes": path.minutes_left, "day": day_text(path.due_on, "l j F")}
    if path.due_on < day:
        return _("Mandatory training to renew, %(minutes)s min. It was due on %(day)s.") % words
    return _("Mandatory training to renew, %(minutes)s min. By %(day)s.") % words


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The values that the turn component takes."""

    previous_url: str
    previous_label: str
    previous_hint: str
    next_url: str
    next_label: str
    next_hint: str
    next_is_post: bool


@register.simple_tag
def neighbours(view: LessonView) -> Neighbours:
    """Return the ways before and after: to go on from a lesson that is not read yet is to say "I have finished"."""
    lesson, module = view.lesson, view.module
    if lesson is None or module is None:
        raise template.TemplateSyntaxError("neighbours takes a lesson that is published")
    unread = not lesson.is_read
    after = view.next or module
    hint, label = _way_on(view, module, unread=unread)
    return Neighbours(
        previous_url=view.previous.url if view.previous else "",
        previous_label=_spoken_title(view.previous) if view.previous else "",
        previous_hint=_("Lesson %(number)s") % {"number": view.number - 1},
        next_url=reverse("learning:finish", args=[lesson.uuid]) if unread else after.url,
        next_label=label,
        next_hint=hint,
        next_is_post=unread,
    )


def _way_on(view: LessonView, module: ModuleRow, *, unread: bool) -> tuple[str, str]:
    """Return the small line and the large one of the way on."""
    number = {"number": view.number + 1}
    if unread and view.lesson and not (view.lesson.is_passed or view.lesson.is_granted):
        return _("I have finished reading."), _("Take the quiz")
    if view.next and unread:
        return _("I have finished. Lesson %(number)s:") % number, _spoken_title(view.next)
    if view.next:
        return _("Lesson %(number)s") % number, _spoken_title(view.next)
    if unread:
        return _("Last lesson of the module"), _("I have finished")
    return _("Back to the module"), _spoken_title(module)


def _spoken_title(row: LessonRow | ModuleRow) -> str:
    return spoken(row.title, row.language)


@register.filter
def certificate_note(certificate: Certificate) -> str:
    """Return when the path was finished, and until when that holds."""
    day = day_text(certificate.issued_on)
    if certificate.expires_on is None:
        return _("Finished on %(day)s") % {"day": day}
    until = day_text(certificate.expires_on)
    return _("Finished on %(day)s, valid until %(until)s") % {"day": day, "until": until}
