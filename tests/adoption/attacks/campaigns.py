"""Two campaigns of twelve months, lived month by month: lists taken in, releases declared and called off, figures, pages.

One like a landlord’s, with a portal of the public; one like a fund’s, with a portal of which linked accounts are known, and
an AI assistant that two trades of three are followed for.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import time_machine
from django.core.cache import cache

from adoption.contacts.actions.contacts import ReportedVolume, record_contact_volumes
from adoption.contacts.enums import ContactDoor
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.report.actions.decisions import set_contact_time
from adoption.usage.models import Declaration, PortalLink, UsageDay
from adoption.usage.pseudonyms import roll_key_of, subject_of
from cms.enums import Cadence, Tier, ToolKind
from learning.actions.releases import declare_release
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import JobFamily, Person
from tests.adoption.attacks.campaign_lists import MONTHS, READERS, TARGET, Lists
from tests.adoption.attacks.campaign_pages import Hands, release_of, try_who_chose, write_pages
from tests.adoption.attacks.crawl import crawl
from tests.adoption.attacks.desks import CAMPAIGNS, calls_of
from tests.adoption.attacks.three_months import read_pages_of_campaign
from tests.adoption.factories import PortalFactory, PortalLinkFactory, PortalServiceFactory
from tests.people.factories import JobFactory, JobFamilyFactory, TeamFactory


WRITTEN, RELEASED, CALLED_OFF = 1, 3, 6  # in which months
ANSWERS = ("not_yet", "yes_now_and_then", "yes_now_and_then", "yes_weekly")
FOLLOWS_FIGURES = ("manager", "training manager")


@dataclass(frozen=True)
class Tool:
    name: str
    slug: str
    kind: ToolKind = ToolKind.PUBLIC
    jobs: tuple[str, ...] = ()
    is_linked: bool = False


@dataclass(frozen=True)
class Campaign:
    """`tree`: how many sit in each team of each division. `contacts`: about as many as come in a month."""

    name: str
    tree: dict[str, dict[str, int]]
    jobs: tuple[str, ...]
    tools: tuple[Tool, ...]
    contacts: int

    @property
    def teams(self):
        return {team: size for teams in self.tree.values() for team, size in teams.items()}

    def calls(self, month):
        return calls_of(self.contacts, month)

    def minutes(self, place):
        """(least, most), and what an hour costs: a reader writes them anew each month."""
        return 1 + place % 5, 4 + 3 * (place % 7), 1 + 41 * place % 499


LANDLORD = Campaign(
    "landlord",
    {
        "Rhône": {"Ancre": 16, "Brise": 15, "Cale": 13},
        "Loire": {"Digue": 14, "Écluse": 17, "Siège": 12},
    },
    ("Gardien", "Gestionnaire"),
    (Tool("Espace locataire", "espace-locataire"),),
    CAMPAIGNS[0],
)
FUND = Campaign(
    "fund",
    {
        "Accueil": {"Port": 16, "Quai": 15, "Rade": 14},
        "Prestations": {"Sas": 19, "Tour": 17, "Siège": 14},
    },
    ("Conseiller", "Liquidateur", "Contrôleur"),
    (
        Tool("Mon compte", "mon-compte", is_linked=True),
        Tool("Assistant", "assistant", ToolKind.ASSISTANT, ("Conseiller", "Contrôleur")),
    ),
    CAMPAIGNS[1],
)


class CampaignYear:
    """`found`: by month and reader what they read. `portals`: of the tools, in order."""

    def __init__(self, campaign):
        self.campaign, self.chance = campaign, random.Random(campaign.name)
        self.found, self.users = {}, set()
        self.lists = Lists(campaign.teams, campaign.jobs)
        with at(date(2026, 1, 2)):
            self._found_it()
        for place, month in enumerate(MONTHS):
            with at(month.first_day + timedelta(days=1)):
                self._live(place)
            with at(month.next().first_day + timedelta(days=19)):
                self._publish(place, month)
                self._read(place)

    # --- What there is ---------------------------------------------------------------------------------------

    def _found_it(self):
        campaign = self.campaign
        for division, teams in campaign.tree.items():
            above = TeamFactory(name=division)
            for team in teams:
                TeamFactory(name=team, parent=above)
        for job in campaign.jobs:
            JobFactory(name=job, family=JobFamilyFactory(name=f"Métiers {job}"))
        self.portals = [self._portal(tool) for tool in campaign.tools]
        before = [Month(2025, number) for number in range(1, 13)]
        for portal in self.portals:
            self._note_calls(portal, before)

    def _portal(self, tool):
        portal = PortalFactory(
            name=tool.name, slug=tool.slug, kind=tool.kind, opened_on=date(2025, 1, 1)
        )
        portal.job_families.set(
            JobFamily.objects.filter(name__in=[f"Métiers {job}" for job in tool.jobs])
        )
        portal.save()
        PortalServiceFactory(portal=portal, slug="messagerie", name="Messagerie", sort_order=1)
        PortalServiceFactory(
            portal=portal, slug="attestation", name="Attestation", sort_order=2,
            cadence=Cadence.YEARLY, tier=Tier.ADVANCED,
        )  # fmt: skip
        return portal

    def _note_calls(self, portal, months):
        volumes = [ReportedVolume(month, "phone", self.campaign.calls(month)) for month in months]
        record_contact_volumes(portal=portal, volumes=volumes, by=None, door=ContactDoor.FORM)

    # --- What happens in a month -----------------------------------------------------------------------------

    def _live(self, place):
        self.lists.send(place)
        if place == 0:
            self._give_roles()
        for person in Person.objects.exclude(pk__in=self.users).order_by("pk"):
            self.users.add(person.pk)
            for tool, portal in zip(self.campaign.tools, self.portals, strict=True):
                self._use(tool, portal, person, place)
        hands = Hands(*(self.cast[name] for name in ("manager", "training manager", "editor")))
        if place == WRITTEN:
            write_pages(self.portals[0], JobFamily.objects.earliest("pk"), hands)
        if place == RELEASED:
            for portal in self.portals:
                self._release(portal, hands)
        if place == CALLED_OFF:
            for portal in self.portals:
                try_who_chose(portal, hands, [self.person(TARGET)])

    def _give_roles(self):
        named = {"manager": READERS[0], "training manager": "SIÈ01", "officer": "SIÈ02",
                 "editor": "SIÈ03", "staff": "SIÈ04"}  # fmt: skip
        self.cast = {name: self.person(number) for name, number in named.items()}
        for name, role in (
            ("training manager", Role.TRAINING_MANAGER),
            ("officer", Role.DATA_PROTECTION_OFFICER),
            ("editor", Role.EDITOR),
        ):
            grant_role(person=self.cast[name], role=role)

    def _release(self, portal, hands):
        """A service appears, which those with a link use from then on."""
        declared = release_of(portal, "2026.2", MONTHS[RELEASED].first_day, new=["Échéancier"])
        release = declare_release(by=hands.editor, declared=declared)
        service = portal.services.get(name="Échéancier")
        pseudonyms = PortalLink.objects.filter(portal=portal).values_list("pseudonym", flat=True)
        UsageDay.objects.bulk_create(
            UsageDay(portal=portal, pseudonym=pseudonym, service=service, day=month.first_day)
            for pseudonym in sorted(pseudonyms)
            if self.chance.random() < 0.6
            for month in MONTHS[RELEASED:]
            if self.chance.random() < 0.7
        )
        return release

    def _use(self, tool, portal, person, since):
        """Of seven one says nothing; of a tool with links four have one, and of any other tool all declare."""
        kind = self.chance.randrange(7)
        if kind == 0:
            return
        if tool.is_linked and kind > 2:
            self._be_linked(portal, person, since, kind)
            return
        begins = since + self.chance.randrange(8)
        answers = {
            place: self.chance.choice(ANSWERS) if place >= begins else "no_account"
            for place in range(since, len(MONTHS))
            if self.chance.random() < 0.85
        }
        Declaration.objects.bulk_create(
            Declaration(
                portal=portal,
                subject=subject_of(person),
                month=MONTHS[place].first_day,
                answer=said,
            )
            for place, said in answers.items()
        )

    def _be_linked(self, portal, person, since, kind):
        linked_on = MONTHS[since].first_day - timedelta(days=self.chance.randrange(120))
        link = PortalLinkFactory(
            portal=portal, person=person, linked_on=linked_on,
            pseudonym=f"p-{person.staff_number}",
        )  # fmt: skip
        if kind == 3:
            return
        begins = since + self.chance.randrange(6)
        services = list(portal.services.filter(slug__in=("messagerie", "attestation")))
        UsageDay.objects.bulk_create(
            UsageDay(
                portal=portal,
                pseudonym=link.pseudonym,
                service=service,
                day=month.first_day + timedelta(days=number),
            )
            for month in MONTHS[begins:]
            if self.chance.random() < 0.8
            for number in self.chance.choice([(3,), (3, 10, 17, 24)])
            for service in services[: self.chance.choice([1, 1, 1, 2])]
        )

    def person(self, number):
        return Person.objects.get(staff_number=number)

    # --- What is published and read --------------------------------------------------------------------------

    def _publish(self, place, month):
        low, high, cost = self.campaign.minutes(place)
        for portal in self.portals:
            self._note_calls(portal, [month])
            set_contact_time(
                portal=portal, minutes_low=low, minutes_high=high, basis="Relevé du mois",
                hour_cost_low=cost, hour_cost_high=cost, ambassador_minutes_low=30,
                ambassador_minutes_high=60,
            )  # fmt: skip
            publish(portal=portal, month=month)

    def _read(self, place):
        """Read the figures each month; with each quarter the campaign’s pages too, and in the end everybody reads."""
        for name in self.cast if place == len(MONTHS) - 1 else FOLLOWS_FIGURES:
            cache.clear()
            person, starts = self.cast[name], self._figures(name)
            if (place + 1) % 3 == 0:
                found = read_pages_of_campaign(person, *self.portals, starts=starts)
            else:
                found = crawl(person, starts=starts, is_followed=lambda address: False)
            self.found[place, name] = found

    def _figures(self, name):
        pages = {
            "manager": ["/usage/equipe/"],
            "training manager": [
                "/usage/programme/",
                "/usage/programme/rapport/",
                "/usage/equipe/",
            ],
            "officer": ["/usage/programme/", "/usage/programme/rapport/"],
        }.get(name, [])
        return ["/", *(f"{page}?portail={tool.slug}" for page in pages for tool in self.portals)]

    def publications(self, portal):
        return list(Publication.objects.filter(portal=portal).oldest_first())

    def keys(self, *numbers):
        return [roll_key_of(str(self.person(number).uuid)) for number in numbers]


def at(day):
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False)
