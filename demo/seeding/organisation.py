"""Seed the organisation, its portal, its people and their accounts."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.utils import timezone

from cms.models import OrganisationSettings
from core.reports import ImportRefused, ImportReport
from demo.generation.files import write_files
from demo.generation.model import CastMember, Demo
from demo.generation.months import first_day, last_day, month_label
from learning.models import LessonProgress
from people.actions.accounts import grant_role
from people.actions.identity import record_earlier_proofs
from people.actions.imports import record_import
from people.enums import ImportSource, Role
from people.importers.staff import import_staff
from people.models import ImportRun, NoticeSeen, Person, Team
from people.notices import AT_SIGN_IN
from people.queries.notices import current_notices


PASSWORD = "passerelle-demo"  # noqa: S105 - printed by ./run demo, for invented people only
AT_NIGHT = time(2, 30)
STILL_UNPROVEN = 6


class Files:
    """The demo's files as an HR system and a portal would send them, as bytes."""

    def __init__(self, demo: Demo) -> None:
        with TemporaryDirectory(prefix="passerelle-demo-") as folder:
            self._data = {path.name: path.read_bytes() for path in write_files(demo, Path(folder))}

    def __getitem__(self, name: str) -> bytes:
        return self._data[name]


def require_complete(report: ImportReport) -> ImportReport:
    """Raise unless the whole file was imported: a refusal is a defect here, not a user's mistake."""
    if report.refused or not report.applied:
        raise ImportRefused(report)
    return report


def name_the_organisation(demo: Demo) -> None:
    settings = OrganisationSettings.load()
    settings.name = demo.campaign.settings.name
    settings.save()
    Team.objects.filter(code=Team.ROOT_CODE).update(name=demo.campaign.settings.name)


def import_staff_lists(demo: Demo, files: Files) -> None:
    """Import the first list at the start, then each month's as of its last day, as by the nightly task."""
    for month in demo.months:
        day = first_day(month) if month == demo.months[0] else last_day(month)
        name = f"staff-{month_label(month)}.csv"
        report = import_staff(files[name], as_of=day, full=True)
        require_complete(report)
        run = record_import(
            source=ImportSource.FOLDER,
            name=name,
            report=report,
            left=len(report.leavers),
            as_of=day,
            is_full=True,
        )
        night = timezone.make_aware(datetime.combine(day, AT_NIGHT)) + timedelta(days=1)
        ImportRun.objects.filter(pk=run.pk).update(created_at=night, finished_at=night)


def confirm_identities(demo: Demo) -> None:
    """Prove identities as by single sign-on, before the first month; a few have not signed in yet."""
    cast = {member.staff_number for member in demo.cast}
    others = [each.staff_number for each in demo.people if each.staff_number not in cast]
    proven = Person.objects.staff().exclude(staff_number__in=sorted(others)[-STILL_UNPROVEN:])
    record_earlier_proofs(
        people=proven, moment=at_work(first_day(demo.months[0]) - timedelta(days=1))
    )


def mark_notices_seen() -> None:
    """Mark notices as seen, so that the demo opens on the first screen."""
    shown = current_notices(AT_SIGN_IN)
    NoticeSeen.objects.bulk_create(
        (
            NoticeSeen(person=person, purpose=each.purpose, version=each.version)
            for person in Person.objects.all()
            for each in shown
        ),
        batch_size=500,
    )


def record_sign_ins(demo: Demo, cast: Iterable[Person]) -> None:
    """Date sign-ins of people who learnt, helped, asked or answered, at the latest of these."""
    came: dict[str, datetime] = {}
    read = LessonProgress.objects.order_by().values_list("person__staff_number")
    lately = timezone.now() - timedelta(days=3)
    here = {person.staff_number for person in cast}
    here |= {each.staff_number for each in demo.ambassadors}
    here |= {each.staff_number for each in demo.help_requests}
    facts = [
        *read.annotate(Max("started_at")),
        *((each.staff_number, at_work(last_day(each.month))) for each in demo.declarations),
        *((number, lately) for number in here),
    ]
    for number, moment in facts:
        came[number] = max(moment, came.get(number, moment))
    people = list(Person.objects.filter(is_active=True, staff_number__in=came))
    for person in people:
        person.last_login = came[person.staff_number]
    Person.objects.bulk_update(people, ["last_login"], batch_size=500)


def at_work(day: date) -> datetime:
    """Return a morning hour of the day; for today, not later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(10, 30))), timezone.now())


def open_accounts(cast: Iterable[CastMember]) -> dict[str, Person]:
    """Open the cast's accounts with the roles of their keys; the ambassador is a trainer too. Return people by key."""
    hashed = make_password(PASSWORD)
    people = {}
    for member in cast:
        person = Person.objects.get(staff_number=member.staff_number)
        Person.objects.filter(pk=person.pk).update(password=hashed)
        if member.role in Role.values:
            grant_role(person=person, role=Role(member.role))
        people[member.key] = person
    grant_role(person=people["ambassador"], role=Role.TRAINER)
    _add_second_editor(people, hashed)
    return people


def _add_second_editor(people: dict[str, Person], hashed: str) -> None:
    """Let a colleague of the editor review too: what somebody sends for review, another approves."""
    teams = people["editor"].positions.filter(ended_on=None).values("team")
    employed = Person.objects.staff().filter(positions__ended_on=None, positions__is_manager=False)
    others = employed.filter(groups=None).exclude(pk__in=[person.pk for person in people.values()])
    others = others.order_by("staff_number")
    second = others.filter(positions__team__in=teams).first() or others.first()
    assert second is not None
    Person.objects.filter(pk=second.pk).update(password=hashed)
    grant_role(person=second, role=Role.EDITOR)
