"""Views « Mes notes et signets »: what somebody keeps beside lessons, for themselves alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.offline import mark_done, mark_refused
from core.redirects import post_only, safe_next_url
from core.typography import day_text
from learning.actions.notes import delete_note, drop_bookmark, keep_bookmark, save_note
from learning.forms.notes import NoteForm
from learning.models import Bookmark, Lesson
from learning.note_file import NoteEntry, notes_markdown
from learning.policies import (
    bookmarks_visible_to,
    lessons_visible_to,
    notes_visible_to,
    published_lesson_pages,
)
from learning.queries.notes import marked_lessons, note_version


PAGE_SIZE = 50
BOTH_KEPT = gettext_lazy(
    "Your note was changed elsewhere meanwhile: both are kept, one after the other."
)


@require_safe
def notes(request):
    search = request.GET.get("q", "").strip()[:200]
    marked = marked_lessons(request.user, search=search)
    page = Paginator(marked, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "learning/notes.html", {"kept": page, "search": search})


@require_safe
def notes_file(request):
    """Export all of them as one Markdown file."""
    entries = [_entry(request, lesson) for lesson in marked_lessons(request.user)]
    text = notes_markdown(_("My notes and bookmarks"), entries)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="notes.md"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entry(request, lesson):
    lines = [_("Module: %(title)s") % {"title": lesson.module}]
    if lesson.url:
        lines.append(_("Address: %(url)s") % {"url": request.build_absolute_uri(lesson.url)})
    if lesson.bookmark:
        lines.append(_("Bookmarked on %(day)s") % {"day": day_text(lesson.bookmark.kept_at)})
    if lesson.note:
        lines.append(_("Note of %(day)s") % {"day": day_text(lesson.note.changed_at)})
    return NoteEntry(lesson.title, tuple(lines), lesson.note.text if lesson.note else "")


@post_only
def save(request, uuid):
    """Save a note from the lesson's page: by its form, or by its script, which is told what is kept now."""
    lesson = _lesson(request, uuid)
    form = NoteForm(request.POST)
    note = None
    if form.is_valid():
        try:
            note = save_note(person=request.user, lesson=lesson, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("text", error)
    kept = note.text if note else ""
    is_both = bool(note) and kept != form.cleaned_data.get("text")
    context = {"form": form, "note": note, "lesson": lesson, "is_both": is_both}
    told = {"text": kept, "based_on": note_version(kept)}
    if request.htmx:
        said = render_to_string("learning/note_state.html", context, request=request)
        status = 422 if form.errors else 200
        return JsonResponse({"said": " ".join(said.split()), **told}, status=status)
    if form.errors:
        mark_refused(request, " ".join(form.errors.get("text", [])))
        return render(request, "learning/note.html", context, status=422)
    mark_done(request, **told)
    saved = BOTH_KEPT if is_both else _("Your note is saved.")
    messages.success(request, saved if note else _("Your note is deleted."))
    return redirect(f"{_address(lesson)}#ma-note")


@post_only
def delete(request, uuid):
    """Delete a note from the list or the lesson, published or not."""
    note = get_object_or_404(notes_visible_to(request.user), uuid=uuid)
    delete_note(person=request.user, note=note.uuid)
    messages.success(request, _("Your note is deleted."))
    return redirect(_way_back(request))


@post_only
def bookmark(request, uuid):
    """Add a bookmark for `kept=yes`, remove it for anything else. Idempotent."""
    if request.POST.get("kept") == "yes":
        lesson = _lesson(request, uuid)
        keep_bookmark(person=request.user, lesson=lesson)
        mark_done(request)
        messages.success(request, _("“%(title)s” is among your bookmarks.") % {"title": lesson})
        return redirect(_way_back(request, _address(lesson)))
    _mine_or_published(request, uuid)
    drop_bookmark(person=request.user, lesson=uuid)
    mark_done(request)
    messages.success(request, _("The bookmark is taken away."))
    return redirect(_way_back(request))


def _mine_or_published(request, uuid) -> Bookmark | Lesson:
    """Return a lesson; what was bookmarked stays one's own, whatever became of the page."""
    mine = bookmarks_visible_to(request.user).filter(lesson__uuid=uuid).first()
    return mine or _lesson(request, uuid)


def _lesson(request, uuid):
    return get_object_or_404(lessons_visible_to(request.user), uuid=uuid)


def _address(lesson):
    page = published_lesson_pages().filter(record=lesson).first()
    return page.get_url() if page else reverse("learning:notes")


def _way_back(request, otherwise=""):
    back = reverse("learning:notes")
    return safe_next_url(request, request.POST.get("next", ""), otherwise=otherwise or back)
