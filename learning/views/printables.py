"""Views of what a kit prints: as PDF, slides as a presentation too."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import override
from django.views.decorators.http import require_safe

from cms.queries import organisation
from core.dates import today
from core.typesetting import pdf_response
from learning.exporters.printables import printable_pdf
from learning.printables.reading import Kind
from learning.printables.shelf import kit_printables
from learning.queries.printables import (
    kit_page,
    language_of_kit,
    printed_path,
    printed_questions,
)
from people.throttling import allow_attempt


@require_safe
def printable_pdf_view(request, kit, name):
    if not _may_print(request):
        return _later(request)
    printable, language, day = _printable(request, kit, name)
    with override(language):
        found = _found(request, printable)
        pdf = printable_pdf(printable, found, organisation=organisation(request), day=day)
    return pdf_response(pdf, f"{kit}-{name}-{language}.pdf")


@require_safe
def slide_deck_view(request, kit, name):
    if not _may_print(request):
        return _later(request)
    printable, language, day = _printable(request, kit, name)
    if printable.kind != Kind.SLIDES:
        raise Http404
    with override(language):
        # Imported here: a library of slides, for a page that is seldom asked for.
        from learning.exporters.slide_deck import PRESENTATION_TYPE, slide_deck  # noqa: PLC0415

        deck = slide_deck(printable, organisation=organisation(request), day=day)
    response = HttpResponse(deck, content_type=PRESENTATION_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{kit}-{name}-{language}.pptx"'
    return response


def _may_print(request):
    return allow_attempt(request, "print_kit", key=str(request.user.uuid), reads=True)


def _later(request):
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def _printable(request, kit, name):
    """Return a printable of a published kit, the language of its words, and the day of its page."""
    page = kit_page(kit)
    if page is None:
        raise Http404
    language = language_of_kit(page)
    try:
        printable = kit_printables(kit, language)[name]
    except (KeyError, OSError) as error:
        raise Http404 from error
    day = localdate(page.last_published_at) if page.last_published_at else today()
    return printable, language, day


def _found(request, printable):
    if printable.kind == Kind.QUIZ:
        questions = printed_questions(printable.content["quiz"])
        found = {"questions": questions} if questions else None
    elif printable.kind == Kind.PATH:
        found = printed_path(request.user, printable.content["path"])
    else:
        found = {}
    if found is None:
        raise Http404
    return found
