"""Kinds of mail about a publication: team digest, organisation digest, alert that use fell.

They hold published figures alone, the same for each reader of a team, and anybody may refuse them.
"""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup, MailRhythm, Role
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.models import Person
from people.queries.signed_in import manages_a_team


TEAM_DIGEST, ORGANISATION_DIGEST, FALL = "team_figures", "organisation_figures", "use_went_down"
LINK = link_placeholder("https://passerelle.example.org/usage/equipe/…")
PORTAL = Placeholder("portal", _("name of the portal"), "Espace locataire")
MONTH = Placeholder("month", _("month"), _("October 2026"))
TEAM = Placeholder("team", _("name of the team"), "Accueil Saint-Aubin")
HEADLINE = Placeholder(
    "headline", _("the finding of the page"), _("13 of 34 staff used the portal.")
)
CHANGE = Placeholder(
    "change", _("the month before, and now"), _("September 2026: 9 of 34 staff used the portal.")
)
ACTIONS = Placeholder("actions", _("what the teams have planned"), _("Team actions under way: 3."))


def is_training_manager(person: Person) -> bool:
    return Role.TRAINING_MANAGER in person.roles


KINDS = (
    MailKind(
        key=TEAM_DIGEST,
        group=MailGroup.TEAM,
        title=_("The figures of my team"),
        purpose=_(
            "Goes to managers and their stand-ins once a month, when the figures are published. It says what their page shows, with the actions whose day has come, and names nobody."
        ),
        subject=_("{team}: figures for {month}"),
        text=_(
            "Hello {name},\n\nThe figures for {month} have been published for {team} ({portal}).\n\n{headline}\n\n{change}\n\n{actions}\n\nThe page, with what to do next:\n\n{link}\n\nEvery reader of this page sees the same. It names nobody."
        ),
        placeholders=(NAME, LINK, PORTAL, MONTH, TEAM, HEADLINE, CHANGE, ACTIONS),
        rhythm=MailRhythm.DAILY,
        concerns=manages_a_team,
    ),
    MailKind(
        key=ORGANISATION_DIGEST,
        group=MailGroup.PROGRAMME,
        title=_("The figures of the organisation"),
        purpose=_("Goes to training managers once a month, when the figures are published."),
        subject=_("Figures for {month}: {portal}"),
        text=_(
            "Hello {name},\n\nThe figures for {month} have been published for {portal}.\n\n{headline}\n\n{change}\n\n{actions}\n\nThe programme page:\n\n{link}"
        ),
        placeholders=(NAME, LINK, PORTAL, MONTH, HEADLINE, CHANGE, ACTIONS),
        rhythm=MailRhythm.DAILY,
        concerns=is_training_manager,
    ),
    MailKind(
        key=FALL,
        group=MailGroup.TEAM,
        title=_("Use is falling"),
        purpose=_(
            "Goes to the managers of a team, and to training managers for the whole organisation, when the published figures leave no doubt for two months running. Sent once for each fall."
        ),
        subject=_("{team}: use has fallen for two months"),
        text=_(
            "Hello {name},\n\nThe published figures for {team} ({portal}) have fallen two months running, by more than chance would explain.\n\n{change}\n\nThey do not say why: a busy season or a change to the portal may be enough. The page suggests what may help:\n\n{link}"
        ),
        placeholders=(NAME, LINK, PORTAL, TEAM, CHANGE),
        concerns=lambda person: manages_a_team(person) or is_training_manager(person),
    ),
)


def register() -> None:
    for kind in KINDS:
        register_mail_kind(kind)
