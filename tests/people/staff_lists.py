"""Lists of a few people, as an HR system writes them, and what became of them."""

from datetime import date

from people.importers.staff import import_staff
from people.models import Job, JobFamily, Person, Position, Site, Team
from people.staffing import ANY, CLEAR, StaffAnswers


MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)
HEADING = "matricule;nom;prenom;courriel;equipe;metier;responsable;date_entree;date_sortie"


def listing(*lines, heading=HEADING):
    return "\n".join([heading, *lines]).encode()


# A team of which the list names none above is at the top; an empty cell of a full list clears.
ANSWERED = StaffAnswers(parents={ANY: Team.ROOT_CODE}, empty={ANY: CLEAR})


def load(*lines, heading=HEADING, as_of=MARCH, answers=ANSWERED, **options):
    options["answers"] = answers
    return import_staff(listing(*lines, heading=heading), as_of=as_of, **options)


def teams_of(number):
    """(team, from, until) of each position, the first one first."""
    positions = Position.objects.filter(person__staff_number=number).order_by("started_on")
    return list(positions.values_list("team__code", "started_on", "ended_on"))


def everything():
    """Every row that a staff list may write."""
    models = (Person, Position, Team, Job, JobFamily, Site)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def reasons(report):
    return [(refusal.line, refusal.reason) for refusal in report.refused]


NADIA = "001;Benali;Nadia;nadia.benali@exemple.fr;Accueil;Conseillère;non;2019-01-07;"
MARC = "002;Petit;Marc;;Accueil;Conseiller;oui;2020-03-02;"


def crowd(count, team="Accueil"):
    return [f"1{number:03};N;P;;{team};;non;2019-01-07;" for number in range(count)]
