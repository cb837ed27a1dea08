"""The organisation, its portal, its people and their accounts."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password

from adoption.demo.files import write_files
from adoption.demo.model import CastMember, Demo
from adoption.demo.months import first_day, label, last_day
from cms.enums import Cadence, Tier
from cms.models import OrganisationSettings, Portal, PortalService
from core.reports import ImportReport, Refused
from people.actions import grant_role
from people.enums import Role
from people.importers.staff import import_staff
from people.models import NoticeSeen, Person, Team
from people.notices import AT_SIGN_IN
from people.queries import current_notices


PASSWORD = "passerelle-demo"  # noqa: S105 - printed by ./run demo, for invented people only
PORTAL = "espace-locataire"
SERVICES = (
    ("connexion", "Ouvrir et retrouver son compte", Tier.ESSENTIAL, Cadence.MONTHLY),
    ("quittance", "Télécharger une quittance", Tier.ESSENTIAL, Cadence.MONTHLY),
    ("demande-intervention", "Demander une intervention", Tier.ESSENTIAL, Cadence.YEARLY),
    ("messagerie", "Écrire par la messagerie", Tier.ADVANCED, Cadence.MONTHLY),
    ("paiement", "Payer son loyer en ligne", Tier.ADVANCED, Cadence.MONTHLY),
    ("attestation", "Obtenir une attestation", Tier.ADVANCED, Cadence.YEARLY),
)


class Files:
    """The demo's files as an HR system and a portal would send them, read back as bytes."""

    def __init__(self, demo: Demo) -> None:
        with TemporaryDirectory(prefix="passerelle-demo-") as folder:
            self._data = {path.name: path.read_bytes() for path in write_files(demo, Path(folder))}

    def __getitem__(self, name: str) -> bytes:
        return self._data[name]


def whole(report: ImportReport) -> ImportReport:
    """The demo's own files must go in whole: Refused is a defect, not a user's mistake."""
    if report.refused or not report.applied:
        raise Refused(report)
    return report


def name_the_organisation(demo: Demo) -> None:
    settings = OrganisationSettings.load()
    settings.name = demo.name
    settings.save()
    Team.objects.filter(code=Team.ROOT_CODE).update(name=demo.name)


def open_the_portal(opened_on: date) -> Portal:
    portal = Portal.objects.create(
        name="Mon espace locataire", slug=PORTAL, opened_on=opened_on, is_open=True
    )
    PortalService.objects.bulk_create(
        PortalService(
            portal=portal, slug=slug, name=name, tier=tier, cadence=cadence, sort_order=order
        )
        for order, (slug, name, tier, cadence) in enumerate(SERVICES)
    )
    return portal


def import_staff_lists(demo: Demo, files: Files) -> None:
    """The first list as the life begins, then each month's as of its last day."""
    for month in demo.months:
        begins = month == demo.months[0]
        whole(
            import_staff(
                files[f"staff-{label(month)}.csv"],
                as_of=first_day(month) if begins else last_day(month),
                full=True,
            )
        )


def inform_everybody() -> None:
    """As after a first sign-in: the demo opens on the first screen."""
    shown = current_notices(AT_SIGN_IN)
    NoticeSeen.objects.bulk_create(
        (
            NoticeSeen(person=person, purpose=each.purpose, version=each.version)
            for person in Person.objects.all()
            for each in shown
        ),
        batch_size=500,
    )


def open_accounts(cast: Iterable[CastMember]) -> dict[str, Person]:
    """The cast may sign in, with the roles of their keys. Answers them by key."""
    hashed = make_password(PASSWORD)
    people = {}
    for member in cast:
        person = Person.objects.get(staff_number=member.staff_number)
        Person.objects.filter(pk=person.pk).update(password=hashed)
        if member.role in Role.values:
            grant_role(person=person, role=Role(member.role))
        people[member.key] = person
    return people
