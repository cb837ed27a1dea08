"""What the pages of learning ask for: a page of the CMS is a model, and a model asks no query."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.templatetags.cms_pages import spoken
from core.typography import day_text
from learning.enums import State
from learning.models import LessonPage, ModulePage
from learning.outline import LessonRow, ModuleRow, NextStep, PathRow, PathStep
from learning.queries import module_row_at, module_rows
from people.models import Team


register = template.Library()


@dataclass(frozen=True, slots=True)
class LessonView:
    """One lesson among those of its module, as its reader sees it. `lesson` is None in a preview."""

    module: ModuleRow | None
    lesson: LessonRow | None
    number: int
    previous: LessonRow | None
    next: LessonRow | None


@register.filter
def set_in(team: Team) -> str:
    """A team in a flat list, set in by its depth in the tree; the organisation is left out."""
    return "\u2003" * (team.depth - 2) + team.name


@register.simple_tag(takes_context=True)
def lesson_view(context: template.Context, page: LessonPage) -> LessonView:
    module = module_row_at(context["request"].user, page.path[: -page.steplen])
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


@register.simple_tag(takes_context=True)
def module_view(context: template.Context, page: ModulePage) -> ModuleRow | None:
    return module_row_at(context["request"].user, page.path)


@register.simple_tag(takes_context=True)
def catalog_modules(context: template.Context) -> list[ModuleRow]:
    return module_rows(context["request"].user)


@register.filter
def as_toc(view: LessonView) -> list[dict]:
    """The lessons of the module, for the toc component: the current one is here."""
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
    if step.done_on:
        return _("Done on %(day)s") % {"day": day_text(step.done_on, "j F")}
    minutes = {"minutes": step.minutes}
    if step.state == "here":
        return _("You are here, %(minutes)s min left") % minutes
    return _("%(minutes)s min") % minutes


@register.filter
def progress_text(part: ModuleRow) -> str:
    """ "2 lessons done of 6, about 31 min left" """
    text = ngettext(
        "%(done)s lesson done of %(total)s", "%(done)s lessons done of %(total)s", part.done
    ) % {"done": part.done, "total": part.total}
    if part.is_done or not part.total:
        return text
    left = _("about %(minutes)s min left") % {"minutes": part.minutes_left}
    return f"{text}, {left}"


@register.filter
def state_tone(state: State) -> str:
    return {"done": "good", "started": "here"}.get(state, "")


@register.filter
def lesson_state_label(row: LessonRow) -> str:
    if row.waits_for_quiz:
        return _("quiz to pass")
    return str(row.state.label)


@register.filter
def promise(row: LessonRow) -> str:
    """What a lesson gives, in a sentence; "" where its author wrote none."""
    if row.waits_for_quiz:
        return _("You have read the lesson. Its quiz is left.")
    return _("Goal: %(goal)s") % {"goal": row.goal} if row.goal else ""


@register.filter
def lesson_address(row: LessonRow) -> str:
    """To the quiz of a lesson that waits for it, else to the lesson."""
    return f"{row.url}#quiz-{row.required_quiz}" if row.waits_for_quiz else row.url


@register.filter
def step_facts(step: NextStep) -> list[dict]:
    place = _("Lesson %(number)s of %(total)s") % {"number": step.number, "total": step.path.total}
    return [
        {"icon": "clock", "text": _("%(minutes)s min") % {"minutes": step.lesson.minutes}},
        {"icon": "book-open", "text": place},
        {"icon": "cloud-check", "text": _("Saved as you go")},
    ]


@register.filter
def due_note(path: PathRow, day) -> str:
    """What a mandatory path asks, and until when."""
    if path.due_on is None:
        return _("Mandatory training, %(minutes)s min. No date is set.") % {
            "minutes": path.minutes_left
        }
    words = {"minutes": path.minutes_left, "day": day_text(path.due_on, "l j F")}
    if path.due_on < day:
        return _("Mandatory training, %(minutes)s min. It was due on %(day)s.") % words
    return _("Mandatory training, %(minutes)s min. Due on %(day)s.") % words


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the turn component takes."""

    previous_url: str
    previous_label: str
    previous_hint: str
    next_url: str
    next_label: str
    next_hint: str
    next_is_post: bool


@register.simple_tag
def neighbours(view: LessonView) -> Neighbours:
    """To go on from a lesson that is not read yet is to say "I have finished"."""
    lesson, module = view.lesson, view.module
    if lesson is None or module is None:
        raise template.TemplateSyntaxError("neighbours takes a lesson that is published")
    unread = lesson.read_at is None
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
    """The small line and the large one of the way on."""
    number = {"number": view.number + 1}
    if view.next and unread:
        return _("I have finished. Lesson %(number)s:") % number, _spoken_title(view.next)
    if view.next:
        return _("Lesson %(number)s") % number, _spoken_title(view.next)
    if unread:
        return _("Last lesson of the module"), _("I have finished")
    return _("Back to the module"), _spoken_title(module)


def _spoken_title(row: LessonRow | ModuleRow) -> str:
    return spoken(row.title, row.language)
