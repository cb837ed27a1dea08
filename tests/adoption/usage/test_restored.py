"""A restored backup brings back what people removed since; the journal removes it again."""

from datetime import date

import pytest
from django.core.management import call_command

from adoption.foundation.periods import Month
from adoption.publishing.queries.facts import month_facts
from adoption.usage.actions.declarations import declare, forget_declarations
from adoption.usage.actions.goals import forget_goals
from adoption.usage.actions.links import undo_link
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.enums import DeclaredUse
from adoption.usage.importers.links import import_links
from adoption.usage.importers.usage import import_usage
from adoption.usage.models import (
    Declaration,
    Objection,
    PortalLink,
    UsageDay,
    UseGoal,
    UseTick,
    WithdrawnPseudonym,
)
from people.actions.privacy import erase_person
from people.models import ErasureEntry, Person, Position
from tests.adoption.conftest import OCTOBER
from tests.adoption.factories import (
    DeclarationFactory,
    PortalLinkFactory,
    UsageDayFactory,
    UseGoalFactory,
    UseTickFactory,
)
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = pytest.mark.django_db

# In the order in which rows may be made again.
TABLES = [
    Person, Position, PortalLink, WithdrawnPseudonym, UsageDay, Declaration, Objection,
    UseGoal, UseTick, ErasureEntry,
]  # fmt: skip
MINE = "p-mine"


@pytest.fixture(autouse=True)
def journal(tmp_path, settings):
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return settings.ERASURE_JOURNAL


@pytest.fixture
def mine(portal):
    """A person with a link, two days, an answer, beside somebody else with as much."""
    people = PersonFactory.create_batch(2)
    for person, pseudonym in zip(people, (MINE, "p-other"), strict=True):
        PositionFactory(person=person)
        PortalLinkFactory(portal=portal, person=person, pseudonym=pseudonym)
        for day in (date(2026, 10, 6), date(2026, 10, 13)):
            UsageDayFactory(
                portal=portal, pseudonym=pseudonym, day=day, service=portal.services.first()
            )
        DeclarationFactory(portal=portal, person=person)
        UseGoalFactory(person=person, service=portal.services.first())
        UseTickFactory(person=person, service=portal.services.first())
    return people[0]


def backup():
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def restore(rows):
    for model in reversed(TABLES):
        model.objects.all().delete()
    for model in TABLES:
        model.objects.bulk_create(model(**row) for row in rows[model])


def state():
    """All that is held, apart from the numbers of rows and from what was withdrawn before a link."""
    kept = {model: list(model.objects.order_by("pk").values()) for model in TABLES}
    del kept[ErasureEntry]
    return {
        model: [{name: row[name] for name in row if name != "id"} for row in rows]
        for model, rows in kept.items()
    }


UNDOING = {
    "undo the link": lambda person, portal: undo_link(person=person, portal=portal),
    "erase the answers": lambda person, portal: forget_declarations(person=person, portal=portal),
    "erase the goals": lambda person, portal: forget_goals(person=person, portal=portal),
    "object": lambda person, portal: object_to_measurement(person=person),
    "object and keep": lambda person, portal: object_to_measurement(
        person=person, keep_logbook=True
    ),
    "be erased": lambda person, portal: erase_person(person=person),
}


@pytest.mark.parametrize("deed", UNDOING)
def test_what_was_undone_after_the_backup_is_undone_again(portal, mine, deed):
    rows = backup()
    UNDOING[deed](mine, portal)
    undone = state()

    restore(rows)
    assert state() != undone
    call_command("replay_erasures")

    assert state() == undone


def test_an_objection_withdrawn_since_is_withdrawn_again(portal, mine):
    object_to_measurement(person=mine, keep_logbook=True)
    rows = backup()
    withdraw_objection(person=mine)

    restore(rows)
    call_command("replay_erasures")

    assert not Objection.objects.exists()


def test_objecting_and_changing_one_s_mind_is_done_in_order(portal, mine):
    rows = backup()
    object_to_measurement(person=mine, keep_logbook=True)
    withdraw_objection(person=mine)
    object_to_measurement(person=mine, keep_logbook=True)

    restore(rows)
    call_command("replay_erasures")

    assert Objection.objects.count() == 1
    assert [person.answer for person in month_facts(portal, OCTOBER).people.values()].count(
        None
    ) == 1


def test_an_answer_given_after_the_erasure_and_before_the_backup_stays(portal, mine):
    forget_declarations(person=mine, portal=portal)
    declare(person=mine, portal=portal, month=Month(2026, 11), answer=DeclaredUse.NOT_YET)
    before = state()
    rows = backup()

    restore(rows)
    call_command("replay_erasures")

    assert state() == before


def test_a_link_made_and_undone_since_the_backup_does_not_come_back_by_a_file(portal, mine):
    """The backup knows nothing of the pseudonym; the portal’s next files still name it."""
    rows = backup()
    PortalLinkFactory(portal=portal, person=(late := PersonFactory()), pseudonym="p-late")
    undo_link(person=late, portal=portal)
    restore(rows)
    Person.objects.create(uuid=late.uuid, staff_number=late.staff_number)

    call_command("replay_erasures")
    links = import_links(
        f"pseudonyme,matricule\np-late,{late.staff_number}\n".encode(), portal=portal
    )
    use = import_usage(b"pseudonyme,service,jour\np-late,messagerie,2026-11-20\n", portal=portal)

    assert (links.ignored, links.created, use.created) == (1, 0, 0)
    assert not PortalLink.objects.filter(pseudonym="p-late").exists()
    assert not UsageDay.objects.filter(pseudonym="p-late").exists()


def test_the_journal_does_not_tell_one_deed_from_another(portal, mine, journal):
    """Beside the log of a server, a word would tell who objected and who undid a link."""
    object_to_measurement(person=mine)
    withdraw_objection(person=mine)

    text = journal.read_text()
    for word in ("link", "answers", "objection", "withdrawn", portal.slug, MINE):
        assert word not in text
    assert len(set(map(len, text.splitlines()))) == 1
