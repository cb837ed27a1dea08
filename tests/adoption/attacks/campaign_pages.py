"""Pages of a campaign beside figures: how jobs change, promises, cases, releases, and what an estimate rests on."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from adoption.usage.models import UseGoal, UseTick
from adoption.usage.pseudonyms import subject_of
from ambassadors.cases.actions import keep_case, propose_case
from ambassadors.cases.enums import CaseKind
from ambassadors.cases.models import CaseStudy
from ambassadors.commitments.actions import write_commitment
from ambassadors.commitments.enums import CommitmentKind
from ambassadors.commitments.models import Commitment
from ambassadors.job_changes.actions import Line, publish_map, save_draft
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.job_changes.models import JobMap
from cms.enums import ServiceChange
from cms.models import PortalRelease
from core.dates import today
from learning.actions.releases import DeclaredRelease, call_off_release, declare_release
from learning.models import CatalogPage, Message, ModulePage
from people.models import Notification, Person


@dataclass
class Hands:
    """Authors of it: a manager, a training manager, an editor."""

    manager: Person
    training: Person
    editor: Person


def release_of(portal, version, day, *, new=(), changes=None):
    return DeclaredRelease(
        portal=portal,
        version=version,
        released_on=day,
        words="Une attestation en un geste.",
        module=module_of(portal),
        changes=changes or {},
        new=new,
    )


def module_of(portal):
    """Return the one in which the lessons of its releases are drafted."""
    slug = f"bien-utiliser-{portal.slug}"
    found = ModulePage.objects.filter(slug=slug).first()
    page = ModulePage(title=f"Bien utiliser {portal.name}", slug=slug, summary="Résumé.")
    catalogue = CatalogPage.objects.get(locale__language_code="fr")
    return found or catalogue.add_child(instance=page)


def write_pages(portal, family, hands):
    """Write a map, a promise, a case that two have read, and a release that is open."""
    service = portal.services.first()
    declared = release_of(portal, "2026.1", today(), changes={service: ServiceChange.CHANGES})
    release = declare_release(by=hands.editor, declared=declared)
    lines = [
        Line(kind=ChangeKind.GOES, words="Saisir les relevés à la main"),
        Line(
            kind=ChangeKind.COMES,
            words="Accompagner en cabine",
            starts_on=today().replace(day=1),
            release=release,
        ),
    ]
    draft = save_draft(family=family, by=hands.manager, lines=lines, seen=0, send=True)
    publish_map(draft=draft, by=hands.training, seen=draft.edition)
    write_commitment(
        kind=CommitmentKind.JOBS,
        text="Aucun poste n’est supprimé par le portail.",
        owner="La direction",
        due_on=today() + timedelta(days=200),
        families=[family],
        publishes=True,
    )
    show_case(hands)
    return release


def show_case(hands):
    texts = {"title": "Attendre un mois", "happened": "Personne n’a rappelé."}
    case = propose_case(kind=CaseKind.COMPLAINT, texts=texts)
    for reader in (hands.training, hands.editor):
        keep_case(case=case, reader=reader)


def try_who_chose(portal, hands, whoever):
    """Declare a release with a service that few people know of, let them choose it, and call it off: what stays tells."""
    declared = release_of(portal, "2026.9", today(), new=["Rendez-vous"])
    release = declare_release(by=hands.editor, declared=declared)
    service = portal.services.get(name="Rendez-vous")
    month = today().replace(day=1)
    for person in whoever:
        subject = subject_of(person)
        UseTick.objects.create(service=service, subject=subject, month=month)
        UseGoal.objects.create(service=service, subject=subject, cadence="monthly", since=month)
    call_off_release(release=release, by=hands.training)
    return release


def make_alike():
    """Give what has a number drawn at random the same one in each world."""
    for model in (PortalRelease, Message, JobMap, Commitment, CaseStudy):
        for place, row in enumerate(model.objects.order_by("pk")):
            key = uuid5(NAMESPACE_URL, f"{model.__name__} {place}")
            Notification.objects.filter(key=str(row.uuid)).update(key=str(key))
            model.objects.filter(pk=row.pk).update(uuid=key)
    CaseStudy.objects.update(reference="ABCD2345")
