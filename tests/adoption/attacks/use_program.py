"""The unknowns of portal use and what was published of them: the chain, its parts, and linked accounts by quarter.

One unknown for each person, month and count, and what everybody knows of how one count lies in another.
"""

import itertools
from collections import defaultdict

from adoption.foundation.indicators import CHAIN, use_values
from adoption.foundation.periods import Month, Quarter
from adoption.publishing.disclosure import further
from adoption.publishing.disclosure.further import UNUSED, USED, count_quarter
from adoption.publishing.disclosure.quarterly_activity import quarterly_activity_of
from adoption.publishing.models import Figure, OrganisationFigure, PartFigure
from adoption.publishing.queries.earlier_publications import parts_of_counted_people, team_by_member
from adoption.publishing.queries.facts import facts_of_roll
from adoption.publishing.queries.further import linked_use_of_quarter, services_of
from tests.adoption.attacks.solving import Program


LEVELS = [step.code for step in CHAIN]
KNOWN, ACCOUNT, USES, HABIT = LEVELS


def use_of(publications, advanced=()):
    """`advanced`: short names of the services of that tier, of which no other figure says anything."""
    program = Program()
    had = {}
    for place, publication in enumerate(publications):
        team_of = team_by_member(publication.roll.members)
        for key in team_of:
            chain(program, key, place, had.get(key))
            had[key] = place
        teams(program, publication, place, team_of)
        linked(program, publication, place, team_of, advanced)
    return program


def chain(program, key, place, before):
    """Levels, each within the one before; whoever ever had an account is not known without one."""
    program.unknown(*((key, place, code) for code in LEVELS), (key, place, "ever"))
    for outer, inner in itertools.pairwise(LEVELS):
        program.within([(key, place, inner)], (key, place, outer))
    program.within([(key, place, ACCOUNT)], (key, place, "ever"))
    if before is not None:
        ever = (key, before, "ever")
        program.within([ever], (key, place, "ever"))
        program.add({(key, place, KNOWN): 1, (key, place, ACCOUNT): -1, ever: 1}, high=1)


def teams(program, publication, place, team_of):
    parents = {int(team): up for team, up in publication.parameters["parents"].items()}
    inside = defaultdict(list)
    for key, team in team_of.items():
        while team is not None:
            inside[team].append(key)
            team = parents[team]
    for figure in Figure.objects.filter(publication=publication).exclude(low=None):
        names = [(key, place, figure.indicator) for key in inside[figure.team_id]]
        program.counted(names, figure.low, figure.high)
    part_of = parts_of_counted_people(publication)
    for part_figure in PartFigure.objects.filter(publication=publication).exclude(low=None):
        names = [(key, place, USES) for key, part in part_of.items() if part == part_figure.part]
        program.counted(names, part_figure.low, part_figure.high)


def linked(program, publication, place, team_of, advanced):
    counts = list(OrganisationFigure.objects.filter(publication=publication))
    codes = {(count.indicator, count.part) for count in counts}
    for key in team_of:
        of = {code: (key, place, code) for code in codes}
        program.unknown(*of.values())
        within = lambda parts, whole, of=of: program.within(  # noqa: E731
            [of[part] for part in parts if part in of], whole
        )
        within([(USED, ""), (UNUSED, "")], (key, place, ACCOUNT))
        within([(USED, "")], (key, place, USES))
        program.add({(key, place, (UNUSED, "")): 1, (key, place, USES): 1}, high=1)
        if (further.ACTIVE, "") in codes:
            quarter(program, of, within, advanced)
    for count in counts:
        if count.low is not None:
            names = [(key, place, (count.indicator, count.part)) for key in team_of]
            program.counted(names, count.low, count.high)


def quarter(program, of, within, advanced):
    """docs/decisions/0035: what lies in what, for one service of the advanced tier at most, the others monthly."""
    here = {code: of[code, part] for code, part in of if not part}
    idle, active = here[further.IDLE], here[further.ACTIVE]
    cohorts = {
        code: [key for key in of if key[0] == code]
        for code in (further.COHORT_KEPT, further.COHORT_GONE)
    }
    within([(further.IDLE, "")], here[UNUSED])
    program.add({idle: 1, active: 1, here[USED]: -1, here[UNUSED]: -1}, high=0)
    within([(further.NEVER, ""), (further.STOPPED, "")], idle)
    within([(further.NEW_STOPPED, "")], here[further.STOPPED])
    within([(further.BEGAN, ""), (further.KEPT, "")], active)
    within([(further.FIRST_STEPS, "")], here[further.BEGAN])
    within([(further.NEW_KEPT, "")], here[further.KEPT])
    kept, gone = cohorts[further.COHORT_KEPT], cohorts[further.COHORT_GONE]
    within([(further.BEGAN, ""), (further.NEW_KEPT, ""), *kept], active)
    within([(further.NEVER, ""), (further.NEW_STOPPED, ""), *gone], idle)
    services = {key[1]: of[key] for key in of if key[0] == further.SERVICE}
    for part in (*services.values(), here[further.RHYTHM]):
        program.within([part], active)
    program.add({active: 1} | dict.fromkeys(services.values(), -1), high=0)
    for slug in advanced:
        program.add({here[further.ADVANCED]: 1, services[slug]: -1}, low=0, high=0)
    days = [of[further.WITHIN, days_within] for days_within in ("7", "30", "90")]
    program.within(days[:1], days[1])
    program.within(days[1:2], days[2])
    program.add({days[2]: 1, here[further.SLOW]: 1, idle: -1, active: -1}, high=0)
    program.add({here[further.NEVER]: 1, days[2]: 1}, high=1)


# --- What was so ---------------------------------------------------------------------------------------------------


def true_use(portal, publications):
    """(key, place, count): 1 for whoever is in it, of everybody on each roll."""
    found = {}
    for place, publication in enumerate(publications):
        month = Month.containing(publication.month)
        facts = facts_of_roll(portal, month, team_by_member(publication.roll.members))
        for key, person in facts.items():
            values = use_values(person, month)
            found |= {(key, place, code): int(getattr(values, code)) for code in LEVELS}
            if person.linked:
                found[key, place, (USED if person.days else UNUSED, "")] = 1
        if month.month % 3 == 0:
            found |= true_quarter(portal, Quarter.containing(month.first_day), place, facts.keys())
    return found


def true_quarter(portal, three, place, keys):
    services = [service for service, _name in services_of(portal)]
    found = {}
    for key, trace in linked_use_of_quarter(portal, three, keys).items():
        doings = quarterly_activity_of(trace, three, services)
        if doings is not None:
            found |= {(key, place, code): 1 for code in count_quarter([doings])}
    return found
