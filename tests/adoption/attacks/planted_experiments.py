"""Six experiments over the seven months, each under an address that tells which it is."""

from uuid import NAMESPACE_URL, uuid5

from adoption.experiments.models import Experiment
from adoption.foundation.periods import Month
from tests.adoption.attacks.seven_month_staff import EAST, START, WEST
from tests.adoption.experiments.sample_experiments import create


TUESDAYS, AGAIN, POSTER, EARLY, WAITING, PLANNED = (
    "Dix minutes du mardi",
    "La même chose, autrement dite",
    "Une affiche au guichet",
    "Un essai de printemps",
    "Un essai d’automne",
    "Un essai d’hiver",
)
TARGET = 10  # points, of each
# The second asks what the first does; the third compares others; the others cannot be told, or not yet.
ATTEMPTS = {
    TUESDAYS: (START, 3, tuple(EAST)),
    AGAIN: (START, 3, tuple(EAST)),
    POSTER: (Month(2026, 7), 4, (*tuple(EAST)[:3], *tuple(WEST)[:3])),
    EARLY: (Month(2026, 5), 3, tuple(EAST)),
    WAITING: (Month(2026, 10), 3, tuple(WEST)),
    PLANNED: (Month(2026, 12), 3, tuple(EAST)),
}


def address_of(title):
    return str(uuid5(NAMESPACE_URL, title))


TITLES = {address_of(title): title for title in ATTEMPTS}


def create_experiments(staff, titles):
    for title in titles:
        starts, months, names = ATTEMPTS[title]
        teams = [staff.teams[name] for name in names]
        made = create(
            staff.portal,
            teams,
            title=title,
            starts=starts,
            months=months,
            target=TARGET,
            teams=dict.fromkeys(teams, starts),
        )
        Experiment.objects.filter(pk=made.pk).update(uuid=address_of(title))


def shared(title, other):
    """Number of teams of the one that took part in the other too, in a month of both."""
    (one, months, teams), (another, others_months, others) = ATTEMPTS[title], ATTEMPTS[other]
    if one.shifted(months - 1) < another or another.shifted(others_months - 1) < one:
        return 0
    return len(set(teams) & set(others))
