"""Each page of figures asks the database fewer than twelve questions, sign-in included, with all there is to say.

The report, made of the readers of eight pages, asks fewer than twenty-one (docs/decisions/0047). The page of a team, whose
advice rests on its site, its job and its training, asks fewer than eighteen.
"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.dashboards.models import SavedView
from adoption.experiments.models import Experiment
from adoption.targets.models import Target
from people.actions.accounts import grant_role
from people.enums import PublicContact, Role
from people.models import Position, Team
from tests.adoption import full_portal
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory, informed


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MOST, MOST_OF_A_TEAM, MOST_OF_THE_REPORT = 11, 17, 21
PORTAL, MONTH = "portail=espace-locataire", "mois=2026-05"
READERS = ("training manager", "data protection officer")
LEADERS = ("manager", "director", *READERS)
# Each with who reads it. {team}, {part}: a group that the manager leads, and one below it.
PAGES = {
    "equipe/": LEADERS,
    "equipe/?equipe={organisation}": LEADERS,
    "equipe/?equipe={team}": LEADERS,
    "equipe/?equipe={part}&" + MONTH: LEADERS,
    "equipe/usage.csv?equipe={team}": LEADERS,
    "equipe/light.svg?equipe={team}": LEADERS,
    "equipe/groupes.csv": READERS,
    "equipe/choisir/?dans={team}": LEADERS,
    "programme/?" + PORTAL: READERS,
    "programme/?equipe={part}&affiches=oui&niveaux=3&indicateur=used&" + MONTH: READERS,
    "programme/adoption.csv?equipe={part}&affiches=oui": READERS,
    "programme/adoption.xlsx": READERS,
    "programme/situations.csv": READERS,
    "programme/situations.xlsx": READERS,
    "programme/situations/dark.svg": READERS,
    "programme/cibles/": READERS,
    "programme/cibles/?cible={target}": READERS,
    "programme/cibles.csv": READERS,
    "programme/cibles.xlsx": READERS,
    "programme/cibles/{target}/light.svg": READERS,
    "programme/trimestres/": READERS,
    "programme/trimestres.csv": READERS,
    "programme/trimestres/light.svg": READERS,
    "programme/vues/": READERS,
    "programme/rapport/": READERS,
    "programme/rapport/?" + MONTH: READERS,
    "programme/rapport/fichier/": READERS,
    "programme/rapport/contacts/contacts/light.svg": READERS,
    "equipe/formations/": LEADERS,
    "equipe/contacts/": LEADERS,
    "equipe/contacts.csv": LEADERS,
    "equipe/contacts/light.svg": LEADERS,
    "guichet/": ("agent",),
    "accueil/": LEADERS,
    "accueil.csv": LEADERS,
    "accueil.xlsx": LEADERS,
    "accueil/light.svg": LEADERS,
    "comparaison/": LEADERS,
    "comparaison.csv": LEADERS,
    "comparaison.xlsx": LEADERS,
    "comparaison/light.svg": LEADERS,
    "partage/": ("training manager",),
    "experiences/": LEADERS,
    "experiences/?q=essai&decision=open&" + PORTAL: LEADERS,
    "experiences/{evaluated}/": LEADERS,
    "experiences/{waiting}/": LEADERS,
    "experiences/nouvelle/": ("training manager",),
    "organisation/": READERS,
}
VISITS = [(path, who) for path, readers in PAGES.items() for who in readers]


@pytest.fixture
def filled(organisation):
    """Five groups, nine months, and everything on each of them; whoever answers for all manages a team too."""
    teams, people = organisation["teams"], organisation["people"]
    full_portal.fill(
        organisation["portal"], [Team.objects.organisation(), *teams.values()], months=9
    )
    who = {"agent": people["north"][5], "manager": people["division"][0]}
    Position.objects.filter(person=who["agent"]).update(
        site=SiteFactory(), contact=PublicContact.FRONT_OFFICE
    )
    who["director"] = leader_of(Team.objects.organisation())
    for role in (Role.TRAINING_MANAGER, Role.DATA_PROTECTION_OFFICER):
        person = leader_of(teams["south"])
        grant_role(person=person, role=role, by=None)
        SavedView.objects.create(person=person, name="Mes équipes", query="niveaux=2")
        who[role.value.replace("_", " ")] = person
    for person in who.values():
        informed(person)
    first, second = Experiment.objects.order_by("pk")[:2]
    places = {
        "organisation": Team.objects.organisation().pk,
        "team": teams["division"].pk,
        "part": teams["north"].pk,
        "target": Target.objects.latest("pk").uuid,
        "evaluated": first.uuid,
        "waiting": second.uuid,
    }
    return who, places


def leader_of(team):
    person = PersonFactory(employed_from=date(2020, 1, 1))
    PositionFactory(person=person, team=team, is_manager=True)
    return person


def test_every_page_is_read_in_few_queries(filled, client):
    who, places = filled
    asked, refused, rolls = {}, [], set()
    for path, reader in VISITS:
        client.force_login(who[reader])
        address = reverse("adoption:team").removesuffix("equipe/") + path.format_map(places)
        with CaptureQueriesContext(connection) as seen:
            if client.get(address).status_code != 200:
                refused.append((path, reader))
        asked[path, reader] = len(seen)
        rolls |= {path for query in seen if '"members"' in query["sql"]}

    assert refused == []
    assert rolls == set()  # a roll is of all staff: no page reads one
    assert {
        visit: count for visit, count in asked.items() if count > most_questions(visit[0])
    } == {}


def most_questions(path):
    if path.startswith("programme/rapport"):
        return MOST_OF_THE_REPORT
    return MOST_OF_A_TEAM if path.partition("?")[0] == "equipe/" else MOST
