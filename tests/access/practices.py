"""Good practices, journey workshops and maps of jobs of the world: see world.py."""

from django.core import mail

from ambassadors.cases.actions import keep_case, propose_case
from ambassadors.cases.enums import CaseKind
from ambassadors.job_changes.actions import Line, publish_map, save_draft
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.journeys.actions import close_sitting, join_as_staff, open_sitting
from ambassadors.journeys.models import JourneyIdea
from ambassadors.practices.actions import PracticeParts, propose_practice
from ambassadors.practices.models import PracticePage, PracticesPage, Testimony
from ambassadors.workshops.models import WorkshopPage
from cms.models import HomePage
from people.enums import Role
from people.models import Person, Position
from tests.ambassadors.factories import make_journey
from tests.people.factories import JobFactory, JobFamilyFactory


def practices(world, facilitator):
    """Everybody proposed a practice, and has joined the one journey workshop that is on."""
    home = HomePage.objects.get(locale__language_code="fr")
    above = home.add_child(instance=PracticesPage(title="Bonnes pratiques", slug="pratiques-ici"))
    parts = PracticeParts("Une attente.", "Un écran lu à deux.", "Moins d’appels.", "Lundi.")
    journey = make_journey()
    closed, sitting = (
        open_sitting(journey=journey, facilitator=facilitator) for _number in range(2)
    )
    step = closed.steps.all()[0]
    JourneyIdea.objects.create(step=step, kind="idea", text="Rappeler", moderation="shown")
    close_sitting(workshop=closed)
    for name, person in world.people.items():
        propose_practice(title=f"Pratique {name}", parts=parts, author=person)
        world.owned[name]["proposal"] = person.practices_proposed.get()
        join_as_staff(workshop=sitting, person=person)
    cases = _cases(world.people)
    mail.outbox.clear()
    world.shared |= {
        "job_draft": _job_maps(world),
        "practices_page": above,
        "practice_page": above.add_child(instance=PracticePage(title="Un écran", slug="un-ecran")),
        "workshop_page": home.add_child(
            instance=WorkshopPage(title="Un atelier", slug="un-atelier")
        ),
        **cases,
        "journey": journey,
        "sitting": sitting,
        "closed_sitting": closed,
        "idea": JourneyIdea.objects.create(step=sitting.steps.all()[0], kind="idea", text="À lire"),
        "testimony": Testimony.objects.create(
            words="Simple.", said_by="une locataire", setting="à l’accueil"
        ),
    }


def _job_maps(world):
    """A published map of the job of somebody in the manager's team, and a draft of the next one; answers the draft."""
    people = Person.objects.exclude(pk__in=[person.pk for person in world.people.values()])
    position = Position.objects.filter(team=world.shared["team"], person__in=people).first()
    job = JobFactory(name="Agent d’accueil", family=JobFamilyFactory(name="Accueil du public"))
    Position.objects.filter(pk=position.pk).update(job=job)
    line = Line(kind=ChangeKind.GOES, words="Recopier les demandes")
    said = {"family": job.family, "by": people[0], "lines": [line], "seen": 0, "send": True}
    first = save_draft(**said)
    publish_map(draft=first, by=world.people[Role.TRAINING_MANAGER], seen=first.edition)
    return save_draft(**said)


def _cases(people):
    """Make a case that is shown, of nobody, and one that waits for its readers."""
    texts = {"title": "Une lettre", "happened": "Personne ne la comprend."}
    shown, unread = (propose_case(kind=CaseKind.COMPLAINT, texts=texts) for _number in range(2))
    for role in ("training_manager", "editor"):
        keep_case(case=shown, reader=people[role])
    return {"case": shown, "unread_case": unread}
