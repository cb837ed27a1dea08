"""Register ambassadors with the apps below, in the order in which erasers run and pages list it."""

from django.utils.translation import gettext_lazy as _

from ambassadors.help import criteria, follow_up_mails, panels, transcript
from ambassadors.help import mails as help_mails
from ambassadors.help import privacy as help_privacy
from ambassadors.help import retention as help_retention
from ambassadors.journeys import privacy as journey_privacy
from ambassadors.journeys import retention as journey_retention
from ambassadors.journeys.importers import import_journey
from ambassadors.practices import privacy as practice_privacy
from ambassadors.practices import retention as practice_retention
from ambassadors.practices.importers import PRACTICES
from ambassadors.workshops import mails as workshop_mails
from ambassadors.workshops import privacy as workshop_privacy
from ambassadors.workshops import retention as workshop_retention
from learning.folder_registry import register_folder_loader, register_page_kind
from learning.queries.review import register_reviewed_page_model
from people.enums import NoticePurpose
from people.notices import Notice, register_notice
from people.privacy_registry import register_holding
from people.retention_registry import register_retention


PRIVACY_MODULES = (help_privacy, workshop_privacy, practice_privacy, journey_privacy)
RETENTION_MODULES = (help_retention, workshop_retention, practice_retention, journey_retention)


def register() -> None:
    criteria.register()
    _register_folders()
    for mails in (help_mails, workshop_mails, follow_up_mails):
        mails.register()
    _register_privacy()
    transcript.register()
    panels.register()


def _register_folders() -> None:
    """Register the content folders that ambassadors imports."""
    register_page_kind("practices", PRACTICES)
    register_folder_loader("journeys", import_journey)
    register_reviewed_page_model(PRACTICES.page)


def _register_privacy() -> None:
    holdings = tuple(holding for module in PRIVACY_MODULES for holding in module.HOLDINGS)
    for holding in holdings:
        register_holding(holding)
    register_notice(
        Notice(
            NoticePurpose.HELP,
            4,
            _(
                "To bring together who asks for help and who can give it, Passerelle notes what you ask for "
                "or offer and, of your sessions, the day, the length and what follows. Whoever brings "
                "people together and the colleague proposed to you see it; what the two of a pair write, "
                "only those two; whether a pair suits you, nobody. The help that you give or receive also "
                "stands in your record of learning, which you alone read, without the other’s name. Of "
                "workshops it notes your seat and "
                "whether you came, for the trainers and whoever runs the workshops. What you think of a "
                "workshop, what you find useful and your votes are counted without your name; a practice "
                "that you propose bears it only if you wish. Your manager sees a seat that they asked for "
                "and the minutes a week of an application, nothing else. Once a quarter the whole is told "
                "in thirds, among many."
            ),
            tuple(holding.model for holding in holdings),
        )
    )
    for module in RETENTION_MODULES:
        for retention in module.RETENTIONS:
            register_retention(retention)
