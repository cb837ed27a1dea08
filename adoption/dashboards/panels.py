"""Adoption's panels on the first screen, and its menu entries."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from adoption.foundation.policies import may_note_at_desk, may_read_every_figure
from adoption.surveys.enums import ANONYMOUS
from adoption.surveys.queries import (
    HAS_QUESTIONS,
    OFFERED_SURVEYS,
    SURVEY_FACTS,
    questions_for,
    surveys_offered,
)
from adoption.usage.policies import may_declare
from adoption.usage.pseudonyms import subject_of
from adoption.usage.queries.own_use import OwnUse, build_logbooks, own_use
from adoption.usage.words.answers import logbook_months
from adoption.usage.words.questions import question_cards
from cms.queries import MEASURED, organisation
from core.dates import today
from core.registry import (
    NavigationItem,
    Panel,
    PanelSlot,
    register_footer,
    register_navigation,
    register_panel,
    register_programme_link,
)
from people.queries.facts import fact_for, register_facts
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


def register() -> None:
    register_facts(*SURVEY_FACTS, values=[subject_of])
    for slot, order, template, context in (
        (PanelSlot.TOP, 5, "surveys/panels/own_questions", own_questions_panel),
        (PanelSlot.MAIN, 10, "usage/panels/declaration", declaration_panel),
        (PanelSlot.MAIN, 14, "contacts/panels/desk", desk_panel),
        (PanelSlot.MAIN, 22, "surveys/panels/surveys", surveys_panel),
        (PanelSlot.MAIN, 30, "usage/panels/logbook", logbook_panel),
    ):
        register_panel(
            Panel(
                name=f"adoption.{template.rsplit('/', 1)[-1]}",
                slot=slot,
                order=order,
                template=f"adoption/{template}.html",
                context=context,
            )
        )
    _register_menu_entries()
    for place, (name, icon, label) in enumerate(PROGRAMME_LINKS):
        register_programme_link(
            NavigationItem(
                order=10 + place,
                label=label,
                icon=icon,
                url=partial(reverse, f"adoption:{name}"),
            )
        )
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


def _register_menu_entries() -> None:
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


def reads_every_figure(request):
    return may_read_every_figure(request.user)


def declaration_panel(request):
    """The question of the month; nothing for a person who objects to being counted."""
    return question_cards(_own_use(request), today()) if may_declare(request.user) else None


def desk_panel(request):
    """The desk of the person's site. No query: desk positions are read with the panels."""
    return {} if may_note_at_desk(request.user) else None


def surveys_panel(request):
    """Open surveys, not those answered or dismissed; nothing for a person who objects."""
    offered = surveys_offered(fact_for(request, OFFERED_SURVEYS))
    if not offered:
        return None
    return {
        "surveys": [
            {
                "offered": survey,
                "url": reverse(f"adoption:{survey.survey}"),
                "is_anonymous": survey.survey in ANONYMOUS,
            }
            for survey in offered
        ]
    }


def own_questions_panel(request):
    """Questions of the organisation: to review, or reviewed."""
    if not fact_for(request, HAS_QUESTIONS):
        return None
    found = questions_for(request.user, today())
    if found is None or not (found.is_to_review or found.is_answered):
        return None
    return {"found": found, "held": found.questions}


def logbook_panel(request):
    """The person's logbook; nothing while it is empty."""
    books = build_logbooks(_own_use(request), today())
    pages = [{"book": book, "months": logbook_months(book)} for book in books if not book.is_empty]
    return {"pages": pages, "names_portal": len(pages) > 1} if pages else None


def _own_use(request) -> OwnUse:
    """Read the person's use once per request."""
    if not hasattr(request, "_own_use"):
        request._own_use = own_use(request.user, today())
    return request._own_use
