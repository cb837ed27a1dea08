"""Views that open a lesson and finish it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.queries import organisation
from cms.routing import page_at
from core.offline import mark_done
from core.redirects import post_only
from learning.actions.certificates import (
    issue_certificates_of_lesson,
    issue_module_certificate,
)
from learning.actions.progress import (
    clear_place,
    finish_lesson,
    record_exercise,
    save_place,
    start_lesson,
)
from learning.enums import TimeRange
from learning.exercises.pages import exercise_ids, show_exercise, tried_in_words
from learning.lesson_steps import WHOLE, remember_view
from learning.models import LessonPage
from learning.policies import (
    lessons_visible_to,
    published_lesson_pages,
)
from learning.queries.lesson_pages import page_of_lesson
from learning.queries.modules import may_open_lesson, module_row_of_record
from learning.queries.next_steps import FINISHED, lesson_after
from learning.queries.notes import tried_exercises
from learning.queries.page_progress import has_begun_unpublished_lesson
from learning.reading_places import is_valid_place


CONFLICT = 409


@post_only
def start(request, uuid):
    """Start a lesson, called by the page's script when it is opened. A lesson that other modules come
    before is refused."""
    lesson = _lesson(request, uuid)
    if not may_open_lesson(request.user, lesson):
        return HttpResponse(status=CONFLICT)
    start_lesson(person=request.user, lesson=lesson)
    return HttpResponse(status=204)


@post_only
def finish(request, uuid):
    """Finish a lesson, « J’ai terminé »: on to the next lesson or the end of the module, or back to the quiz that is left."""
    if has_begun_unpublished_lesson(request.user, uuid):
        messages.info(
            request,
            _("This lesson has just been taken down. What you did in it is kept."),
        )
        return redirect("learning:paths")
    lesson = _lesson(request, uuid)
    if not may_open_lesson(request.user, lesson):
        messages.info(request, _("Another module comes first: nothing was recorded."))
        return redirect(published_lesson_pages().filter(record=lesson)[0].get_url(request))
    finish_lesson(person=request.user, lesson=lesson)
    mark_done(request)
    clear_place(person=request.user, lesson=lesson, time_range=_time_range(request))
    page = published_lesson_pages().filter(record=lesson)[0]
    module, row = _place(request, page)
    if row.waits_for_quiz:
        # The lesson says above its quiz that it is left: a message would stand far above it.
        return redirect(f"{row.url}#quiz-{lesson.required_quiz_id}")
    if row.waits_for_package:
        messages.info(
            request,
            _("Reading done. “%(title)s” is left to finish.")
            % {"title": lesson.required_package.title},
        )
        return redirect(row.url)
    if row.waits_for_practice:
        messages.info(request, _("Reading done. The task on the practice portal is left."))
        return redirect(f"{row.url}#entrainement-{lesson.required_practice}")
    issue_module_certificate(person=request.user, module=lesson.module)
    certificate = issue_certificates_of_lesson(person=request.user, lesson=lesson)
    if certificate is not None:
        messages.success(
            request, _("You have finished “%(title)s”.") % {"title": certificate.title}
        )
        return redirect("learning:certificate", certificate.uuid)
    following = lesson_after(request.user, module, row)
    if following is None:
        if module.is_finished:
            return redirect(f"{module.url}#{FINISHED}")
        messages.success(request, _("You have done every lesson of your path."))
        return redirect(module.url)
    messages.success(request, _("“%(title)s” is done.") % {"title": row.title})
    return redirect(following.url)


@post_only
def place(request, uuid):
    """Save the block where a reader is, called by the page's script as they go on."""
    page = page_of_lesson(uuid)
    if page is None:
        raise Http404
    new_place = request.POST.get("place", "")
    if not is_valid_place(new_place, page.block_ids()):
        return HttpResponse(status=400)
    if page.asks_first and not may_open_lesson(request.user, page.record):
        return HttpResponse(status=CONFLICT)
    save_place(person=request.user, lesson=page.record, place=new_place)
    return HttpResponse(status=204)


@post_only
def choose_view(request, uuid):
    """Show lessons whole from now on, or step by step again."""
    address = published_lesson_pages().filter(record=_lesson(request, uuid))[0].get_url(request)
    response = redirect(address)
    remember_view(response, is_whole=request.POST.get("view") == WHOLE)
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request, uuid, block):
    """Mark an answer to an exercise, which is not stored: in the lesson again, or for its script the block alone.

    GET leads back to the block: a page is read again, or its answer sent before a sign-in.
    """
    lesson = _lesson(request, uuid)
    address = published_lesson_pages().filter(record=lesson)[0].get_url(request)
    if request.method != "POST" or not may_open_lesson(request.user, lesson):
        return redirect(f"{address}#bloc-{block}")
    page = page_at(address.strip("/").split("/"))
    child = next((child for child in page.body if child.id == block), None)
    ids = exercise_ids(page.body)
    if child is None or block not in ids:
        return redirect(address)  # an editor took it away meanwhile
    mark_done(request)
    tried = tried_exercises(request.user, lesson.pk)
    shown = show_exercise(child, lesson.uuid, tried=tried, data=request.POST)
    if shown.answer.is_practice:
        record_exercise(person=request.user, lesson=lesson, block=block)
        tried = tried | {block}
    if request.htmx:
        context = {"exercise": shown, "page": page, "tried_words": tried_in_words(ids, tried)}
        return render(request, "learning/exercises/exercise.html", context)
    request.answered_exercise = block
    return page.serve(request)


def _time_range(request):
    """Return what the page's script counted, where the organisation wants it counted; else ""."""
    sent = request.POST.get("time_range", "")
    return sent if sent in TimeRange.values and organisation(request).measures_time else ""


def _lesson(request, uuid):
    return get_object_or_404(
        lessons_visible_to(request.user).select_related(
            "module", "required_quiz", "required_package"
        ),
        uuid=uuid,
    )


def _place(request, page: LessonPage):
    """Return the module of a lesson's page, and the lesson in it, as this person sees them."""
    module = module_row_of_record(request.user, page.record and page.record.module_id)
    row = (
        next((row for row in module.lessons if row.pk == page.record_id), None) if module else None
    )
    if row is None:
        raise Http404
    return module, row
