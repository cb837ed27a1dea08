"""Register ambassadors with the apps below, in the order in which erasers run and pages list it."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ambassadors.cases import notifications as case_notifications
from ambassadors.cases import privacy as case_privacy
from ambassadors.cases import retention as case_retention
from ambassadors.cases.queries import case_search_documents, found_cases
from ambassadors.commitments import notifications as commitment_notifications
from ambassadors.commitments.queries import commitment_documents, found_commitments
from ambassadors.help import (
    criteria,
    follow_up_mails,
    meeting_mails,
    offline,
    panels,
    question_notifications,
    transcript,
)
from ambassadors.help import mails as help_mails
from ambassadors.help import notifications as help_notifications
from ambassadors.help import privacy as help_privacy
from ambassadors.help import retention as help_retention
from ambassadors.help import site_settings as help_settings
from ambassadors.help.exporters.meetings import meeting_entries_of
from ambassadors.help.importers import import_situation
from ambassadors.job_changes import notifications as job_notifications
from ambassadors.job_changes import privacy as job_privacy
from ambassadors.job_changes.queries import found_maps, map_search_documents
from ambassadors.journeys import privacy as journey_privacy
from ambassadors.journeys import retention as journey_retention
from ambassadors.journeys.importers import import_journey
from ambassadors.planning import mails as planning_mails
from ambassadors.planning import panels as planning_panels
from ambassadors.planning import waiting as planning_waiting
from ambassadors.practices import notifications as practice_notifications
from ambassadors.practices import privacy as practice_privacy
from ambassadors.practices import retention as practice_retention
from ambassadors.practices.importers import PRACTICES
from ambassadors.workshops import mails as workshop_mails
from ambassadors.workshops import notifications as workshop_notifications
from ambassadors.workshops import privacy as workshop_privacy
from ambassadors.workshops import retention as workshop_retention
from ambassadors.workshops.feed_registry import register_feed_source
from ambassadors.workshops.queries.workshops import found_workshops, workshop_search_documents
from cms.search.kinds import pages_visible_to
from cms.search.registry import SearchKind, register_search_kind, register_way_on
from core.registry import NavigationItem, register_footer
from learning.folder_registry import register_folder_loader, register_page_kind
from learning.queries.review import register_reviewed_page_model
from people.enums import NoticePurpose
from people.notices import Notice, register_notice
from people.privacy_registry import register_holding
from people.retention_registry import register_retention


PRIVACY_MODULES = (
    help_privacy,
    workshop_privacy,
    practice_privacy,
    journey_privacy,
    job_privacy,
    case_privacy,
)
RETENTION_MODULES = (
    help_retention,
    workshop_retention,
    practice_retention,
    journey_retention,
    case_retention,
)


def register() -> None:
    criteria.register()
    help_settings.register()
    _register_folders()
    for mails in (help_mails, workshop_mails, planning_mails, follow_up_mails, meeting_mails):
        mails.register()
    _register_privacy()
    transcript.register()
    panels.register()
    _register_footer()
    offline.register()
    planning_panels.register()
    register_feed_source(meeting_entries_of)
    _register_search()
    for notifications in (
        help_notifications,
        question_notifications,
        workshop_notifications,
        planning_waiting,
        practice_notifications,
        job_notifications,
        case_notifications,
        commitment_notifications,
    ):
        notifications.register()


def _is_of_staff(request: HttpRequest) -> bool:
    return request.user.is_authenticated and not request.user.is_external


def _register_footer() -> None:
    register_footer(
        NavigationItem(
            order=91,
            label=_("Commitments"),
            icon="shield-check",
            url=lambda: reverse("commitments:index"),
            prefixes=("/engagements/",),
            visible=_is_of_staff,
        )
    )
    register_footer(
        NavigationItem(
            order=92,
            label=_("My job"),
            icon="",
            url=lambda: reverse("job_changes:own"),
            visible=_is_of_staff,
        )
    )
    register_footer(  # staff have it below each case
        NavigationItem(
            order=96,
            label=_("Take down a case?"),
            icon="",
            url=lambda: reverse("cases:take_down"),
            visible=lambda request: not request.user.is_authenticated,
        )
    )


def _register_search() -> None:
    """Register what readers find, and whom to ask who finds nothing."""
    register_search_kind(SearchKind("practices", _("Good practices"), 45, pages_visible_to))
    register_search_kind(
        SearchKind("cases", _("Case studies"), 46, found_cases, documents=case_search_documents)
    )
    register_search_kind(
        SearchKind(
            "workshops",
            _("Workshops"),
            47,
            found_workshops,
            documents=workshop_search_documents,
        )
    )
    register_search_kind(
        SearchKind("job_maps", _("How jobs change"), 48, found_maps, documents=map_search_documents)
    )
    register_search_kind(
        SearchKind(
            "commitments",
            _("Commitments"),
            49,
            found_commitments,
            documents=commitment_documents,
        )
    )
    register_way_on(
        NavigationItem(
            order=10,
            label=_("Ask a colleague for a hand"),
            icon="life-buoy",
            url=lambda: reverse("ambassadors:ask"),
        )
    )


def _register_folders() -> None:
    """Register the content folders that ambassadors imports."""
    register_page_kind("practices", PRACTICES)
    register_folder_loader("journeys", import_journey)
    register_folder_loader("situations", import_situation)
    register_reviewed_page_model(PRACTICES.page)


def _register_privacy() -> None:
    holdings = tuple(holding for module in PRIVACY_MODULES for holding in module.HOLDINGS)
    for holding in holdings:
        register_holding(holding)
    register_notice(
        Notice(
            NoticePurpose.HELP,
            5,
            _(
                "To bring together who asks for help and who can give it, Passerelle notes what you ask for "
                "or offer, when and where you meet next and, of your sessions, the day, the length and what "
                "follows. Whoever brings people together and the colleague proposed to you see what you ask "
                "for; where you meet and what the two of a pair write, only those two, and of messages that "
                "one of you reports, the person named there; whether a pair suits you, nobody. The help that "
                "you give or receive also stands in your record of learning, which you alone read, without the other’s name. Of "
                "workshops it notes your seat and "
                "whether you came, for the trainers and whoever runs the workshops. What you think of a "
                "workshop, what you find useful and your votes are counted without your name; a practice "
                "or a case that you propose bears it only if you wish, and who reads a case before the others is noted. Your manager sees a seat that they asked for "
                "and the minutes a week of an application, nothing else. A question that you ask on a lesson with your "
                "name is read by who answers it, and your name is deleted with the answer. Once a quarter the whole is told "
                "in thirds, among many."
            ),
            tuple(holding.model for holding in holdings),
        )
    )
    for module in RETENTION_MODULES:
        for retention in module.RETENTIONS:
            register_retention(retention)
