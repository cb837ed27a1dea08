"""The mail that asks training managers for a workshop, an ambassador or a path, in the name of a team and of nobody."""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup, Role
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind


TEAM_ASKS = "team_asks"
LINK = link_placeholder("https://passerelle.example.org/usage/equipe/demandes/")

KINDS = (
    MailKind(
        key=TEAM_ASKS,
        group=MailGroup.PROGRAMME,
        title=_("A team asks for a workshop, an ambassador or a path"),
        purpose=_("Goes to training managers, once, when a manager asks on the page of a team."),
        subject=_("{team} asks: {what}"),
        text=_(
            "Hello {name},\n\n{team} ({portal}) asks for this: {what}.\n\nThe day wished: {day}.\n\n"
            "All requests that wait, to answer them:\n\n{link}"
        ),
        placeholders=(
            NAME,
            LINK,
            Placeholder("portal", _("name of the portal"), "Espace locataire"),
            Placeholder("team", _("name of the team"), "Accueil Saint-Aubin"),
            Placeholder("what", _("what is asked for"), _("Discovery workshop")),
            Placeholder("day", _("day wished"), _("3 December 2026")),
        ),
        concerns=lambda person: Role.TRAINING_MANAGER in person.roles,
    ),
)


def register() -> None:
    for kind in KINDS:
        register_mail_kind(kind)
