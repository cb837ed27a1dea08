"""Adoption's part of the first screen and of the frame of every page."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from adoption.actions.asking import YES
from adoption.enums import DeclaredUse, SurveyKind
from adoption.policies import may_declare, may_note_at_desk, may_read_every_figure
from adoption.queries.own import Logbook, OwnUse, logbooks, own_use, questions
from adoption.queries.surveys import surveys_waiting
from adoption.words.months import month_text
from cms.queries import MEASURED, organisation
from core.dates import today
from core.registry import (
    NavigationItem,
    Panel,
    Slot,
    register_footer,
    register_navigation,
    register_panel,
    register_programme_link,
)
from people.queries.signed_in import manages_a_team


TEAM_PAGES = "/usage/equipe/"
# Of the whole organisation, for whoever leads a part of it and for whoever reads every figure.
SHARED_PAGES = ("/usage/accueil/", "/usage/comparaison/", "/usage/experiences/")
SURVEY_PAGES = "/usage/sondages/"
PROGRAMME_PAGES = (
    "/usage/programme/",
    "/usage/organisation/",
    "/usage/registre/",
    "/usage/partage/",
    *SHARED_PAGES,
)
ANSWERS = [
    (YES, _("Yes")),
    (DeclaredUse.NOT_YET.value, _("Not yet")),
    (DeclaredUse.NO_ACCOUNT.value, _("I have no account")),
    (DeclaredUse.RATHER_NOT_SAY.value, _("I would rather not answer")),
]
HOW_OFTEN = [
    (DeclaredUse.YES_WEEKLY.value, _("Almost every week")),
    (DeclaredUse.YES_NOW_AND_THEN.value, _("Now and then")),
]


def register() -> None:
    for order, name, context in (
        (10, "declaration", declaration_panel),
        (14, "desk", desk_panel),
        (22, "surveys", surveys_panel),
        (30, "logbook", logbook_panel),
    ):
        register_panel(
            Panel(
                name=f"adoption.{name}",
                slot=Slot.MAIN,
                order=order,
                template=f"adoption/panels/{name}.html",
                context=context,
            )
        )
    _lead_from_the_menu()
    _lead_from_the_programme()
    register_footer(
        NavigationItem(
            order=20,
            label=_("How the figures are made"),
            icon="",
            url=lambda: reverse("adoption:measured"),
            prefixes=(),
            visible=lambda request: (
                request.user.is_authenticated
                and MEASURED not in organisation(request).published_pages
            ),
        )
    )


def _lead_from_the_menu() -> None:
    register_navigation(
        NavigationItem(
            order=15,
            label=_("My team"),
            icon="users",
            url=lambda: reverse("adoption:team"),
            # Addresses are not loaded while apps start.
            prefixes=(TEAM_PAGES, SURVEY_PAGES, *SHARED_PAGES),
            visible=lambda request: manages_a_team(request.user),
        )
    )
    register_navigation(
        NavigationItem(
            order=16,
            label=pgettext_lazy("menu", "Adoption"),
            icon="chart-line",
            url=lambda: reverse("adoption:programme"),
            prefixes=(*PROGRAMME_PAGES, TEAM_PAGES, SURVEY_PAGES),
            visible=reads_every_figure,
        )
    )


PROGRAMME_LINKS = (
    ("reach", "book-open", _("Paths that nobody has to follow: how many take them up")),
    (
        "further",
        "chart-line",
        _("Further figures: how widely the portal is used, who begins and who stops"),
    ),
    ("experiments", "lightbulb", _("Experiments: what was tried, and what it did")),
    (
        "front_desk",
        "hand-heart",
        _("At the desks: whom staff helped, and what stood in the way"),
    ),
    ("comparison", "globe", _("Beside other organisations")),
    ("surveys", "vote", _("Surveys: the barometer and digital habits")),
)


def _lead_from_the_programme() -> None:
    for place, (name, icon, label) in enumerate(PROGRAMME_LINKS):
        register_programme_link(
            NavigationItem(
                order=10 + place,
                label=label,
                icon=icon,
                url=partial(reverse, f"adoption:{name}"),
            )
        )


def reads_every_figure(request):
    return may_read_every_figure(request.user)


def declaration_panel(request):
    """Nothing is asked of whoever objects to being counted, nor said of it."""
    if not may_declare(request.user):
        return None
    own = _own_use(request)
    asked = questions(own, today())
    if not asked or own.is_objecting:
        return None
    return {
        "questions": [
            {
                "portal": question.portal,
                "month": str(question.month),
                "month_name": month_text(question.month),
                "is_current": question.is_current,
                "is_answered": question.answer is not None,
            }
            for question in asked
        ],
        "answers": ANSWERS,
        "notice": own.notice,
        "names_portal": len(asked) > 1,
    }


def desk_panel(request):
    """Without a query: whether somebody stands at a desk is read with them."""
    return {} if may_note_at_desk(request.user) else None


def surveys_panel(request):
    """Those that are open, once: not what was answered or put away, nor to whoever objects."""
    if not may_declare(request.user):
        return None
    own = _own_use(request)
    if own.is_objecting:
        return None
    waiting = surveys_waiting(request.user, today()) if own.surveys is None else own.surveys
    if not waiting:
        return None
    return {
        "surveys": [
            {
                "round": each,
                "text": each.edition.text,
                "url": reverse(f"adoption:{each.survey}"),
                "is_barometer": each.survey == SurveyKind.BAROMETER,
            }
            for each in waiting
        ]
    }


def logbook_panel(request):
    """Nothing before there is something to keep: the question above is enough."""
    books = logbooks(_own_use(request), today())
    pages = [{"book": book, "months": months_of(book)} for book in books if not book.is_empty]
    return {"pages": pages, "names_portal": len(pages) > 1} if pages else None


def _own_use(request) -> OwnUse:
    """Read once for each request."""
    if not hasattr(request, "_own_use"):
        request._own_use = own_use(request.user, today())
    return request._own_use


def months_of(book: Logbook) -> list[dict[str, Any]]:
    """The twelve arches of a linked portal; none without a link."""
    if book.days is None:
        return []
    names = [date_format(month.first_day, "F") for month in book.months]
    declared = book.months_declared
    return [
        {
            "letter": name[0].upper(),
            "name": name,
            "count": count,
            "is_current": month == book.months[-1],
            "is_declared": not count and month in declared,
        }
        for name, month, count in zip(names, book.months, book.days, strict=True)
    ]
