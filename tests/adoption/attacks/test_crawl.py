"""An opponent signs in, reads everything there is over three months, and solves.

P1-P5, P7, P8, P10 of RISKS.md by what is really on the pages; and two organisations that differ in what everybody but
the readers did, of which the same is published: no page, file, drawing, mail, header or length may tell them apart.

A page that is added is found by its link. One of adoption fails until its numbers are tied (readers.py); one of
another app fails if it depends on anybody’s use of the portal.
"""

import re
from datetime import UTC, datetime
from itertools import chain
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.utils.module_loading import import_string

from adoption.actions.team_actions import plan_action
from adoption.digest_mails import TEAM_DIGEST
from adoption.drawings import kept_files
from adoption.models import Figure, OrganisationFigure, PartFigure, Publication, TeamAction
from config.schedule import SCHEDULE
from people.mail.message import message_for, unseal
from people.models import OutgoingMail
from tests.adoption.attacks.aims import set_targets
from tests.adoption.attacks.checks import (
    coalitions,
    deduced,
    disagreeing,
    masked_differently,
    of_others,
    sharper,
    too_narrow,
    too_small,
)
from tests.adoption.attacks.crawl import crawl, signed_in, told
from tests.adoption.attacks.deducing import Fact, Reader, who
from tests.adoption.attacks.desks import note_at_the_desks
from tests.adoption.attacks.readers import facts_of
from tests.adoption.attacks.reading import ROOT
from tests.adoption.attacks.staff import (
    COUNSEL,
    FAMILIES,
    MONTHS,
    NONE,
    OFFICE,
    ORGANISATION,
    build_staff,
    levels_for,
    linked_in,
    publish_all,
    say,
    true_levels,
    world_of,
)
from tests.adoption.attacks.worlds import ALL


pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
MONTH_AND = ("publication__month",)
READERS = ["manager", "division", "other division", "training manager", "two roles"]
# Refused, and in the same words whatever lies behind.
WRONG = ("equipe=9", "equipe=999", "mois=2026-11", "mois=2026-07", "portail=autre", "personne=1")
# A staff list that somebody dropped, and the sending itself: nothing of ours is told there.
NOT_BY_NIGHT = {"people.tasks.pick_up_staff_files_task", "people.tasks.send_due_mails_task"}
STOP = re.compile(r"/courriels/arret/[\w=-]+/")  # sealed anew for each mail
# They see every page there is between them; it takes long enough.
BOTH = ["manager", "training manager", "two roles"]
WHOLE = ["training manager", "two roles"]  # they read every figure
NARROWED = "mois=2026-10&indicateur=habit&niveaux=1&affiches=oui"
LINEAGE = {
    "manager": {"Accueil", "Nord"},
    "division": {"Nord", "Accueil", "Courrier", "Dossiers", "Suivi"},
    "other division": {"Sud", "Ville", "Quai"},
}


def read_by(staff, name):
    """The manager opens everything. Of the same drawing the others take one of four, or the table alone."""
    also = [f"/usage/equipe/?{query}" for query in WRONG] if name == "manager" else []
    if name in WHOLE:
        also.append(f"/usage/programme/?{NARROWED}&equipe={staff.teams['Nord'].pk}")
    passed_over = {"manager": r"$^", "two roles": r"\.svg"}.get(
        name, r"/(dark|light-narrow)[\w-]*\.svg"
    )
    return crawl(
        staff.cast[name],
        starts=["/", *also],
        is_followed=lambda address: not re.search(passed_over, address),
    )


def shown():
    """The chain’s figures; then those of the parts and of linked accounts."""
    return [
        list(figures.objects.order_by("publication__month", "pk").values_list(*MONTH_AND, *names))
        for figures, names in (
            (Figure, ("team_name", "indicator", "low", "high")),
            (PartFigure, ("name", "low", "high")),
            (OrganisationFigure, ("indicator", "part", "low", "high")),
        )
    ]


def nightly():
    """What the beat starts; the mails that it makes wait in their queue."""
    for entry in SCHEDULE.values():
        if entry["task"] not in NOT_BY_NIGHT:
            import_string(entry["task"])()


def set_out(staff):
    """Two managers planned something; one of them did it a month ago."""
    publication = Publication.objects.latest("month")
    for team, kind in (("Accueil", "talk"), ("Accueil", "lesson"), ("Nord", "workshop")):
        action = plan_action(
            team=staff.teams[team],
            publication=publication,
            kind=kind,
            planned_on=WHEN.date(),
            today=WHEN.date(),
        )
        TeamAction.objects.filter(pk=action.pk).update(uuid=uuid5(NAMESPACE_URL, kind))
    TeamAction.objects.filter(kind="lesson").update(
        noted_on=MONTHS[1].first_day, done_on=MONTHS[1].last_day
    )
    assert action.team.name == "Nord"


def mails(staff):
    """As they would be sent to the readers."""
    for mail in OutgoingMail.objects.filter(person__in=staff.cast.values()).order_by("pk"):
        message = message_for(mail.person, [mail], [unseal(mail.content)])
        pages = [str(content) for content, _kind in message.alternatives]
        body = STOP.sub("", message.body)
        yield (
            mail.person_id,
            mail.kind,
            message.subject,
            body,
            [STOP.sub("", page) for page in pages],
        )


class World:
    """What was done, what was published of it, what each reader found and was sent."""

    def __init__(self, staff, levels, linked, readers):
        cache.clear()
        kept_files().forget_all()
        with transaction.atomic():
            self.levels, self.linked = levels, linked
            say(staff, levels, linked)
            publish_all(staff)
            note_at_the_desks(staff, 40 if levels == true_levels() else 150)
            set_out(staff)
            set_targets(staff)
            nightly()
            self.statuses = set(Publication.objects.values_list("status", flat=True))
            self.figures, self.parts, self.further = shown()
            self.sizes = set(Figure.objects.order_by().values_list("population", flat=True))
            for name in set(READERS) - set(readers):
                signed_in(staff.cast[name])  # a page of the administration counts the sessions
            self.found = {name: read_by(staff, name) for name in readers}
            self.mails = list(mails(staff))
            self.cells = {name: staff.cell_of(levels, staff.cast[name]) for name in READERS}
            transaction.set_rollback(True)


def another(staff, first):
    """As different as the figures allow, the readers’ own values apart.

    Those with a linked account stay and do the same: figures of theirs depend on single days, which no fact
    here is about. That those say nothing either is tried in tests/adoption/test_further_worlds.py.
    """
    months = sorted({row[0] for row in first.figures})
    root = staff.teams[ALL].name
    facts = [
        Fact(months.index(month), team, indicator, low, high)
        for month, team, indicator, low, high in first.figures
        if low is not None
    ]
    facts += [
        Fact(months.index(month), part or NONE, "used", low, high)
        for month, part, low, high in first.parts
        if low is not None
    ]
    keep = {staff.place_of(person) for person in staff.cast.values()} | first.linked
    kept = [
        ORGANISATION.cells.index((number, first.levels[number][place])) for number, place in keep
    ]
    own = who(ORGANISATION, kept)
    world = Reader(ORGANISATION, facts, root).find(own, -np.array(world_of(first.levels), float))
    return levels_for(world, first.levels, keep)


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        time_machine.travel(WHEN, tick=False),
        transaction.atomic(),
    ):
        staff = build_staff()
        levels = true_levels()
        first = World(staff, levels, linked_in(staff, levels), READERS)
        second = World(staff, another(staff, first), first.linked, BOTH)
        transaction.set_rollback(True)
    first.root = second.root = staff.teams[ALL].name
    assert first.root == ROOT
    return first, second


@pytest.fixture(scope="module")
def facts(worlds):
    return {name: facts_of(found) for name, found in worlds[0].found.items()}


def test_the_readers_find_what_there_is(worlds, facts):
    """The crawl reaches every population, month and count, or it would prove nothing."""
    first = worlds[0]
    assert first.statuses == {"published"}
    published = {
        (team, indicator)
        for _, team, indicator, low, _ in first.figures
        if low is not None and team != "Plaine"  # closed since: it is offered to nobody
    }
    of_parts = {(part or NONE, "used") for _, part, low, _ in first.parts if low is not None}
    assert {part for part, _ in of_parts} == {COUNSEL, OFFICE}  # of eleven people nothing is shown
    read = {(fact.population, fact.part) for fact in facts["training manager"] if not fact.whole}

    assert (published | of_parts) - read == set()
    assert {fact.month for fact in facts["manager"]} == {0, 1, 2}
    assert {fact.month for fact in facts["two roles"] if fact.population == OFFICE} == {0, 1, 2}
    kinds = {answer.kind.split(";")[0] for answer in first.found["manager"].values()}
    assert kinds >= {"text/html", "text/csv", "image/svg+xml"}


@pytest.mark.parametrize("name", READERS)
def test_everything_read_is_true(worlds, facts, name):
    """A reader who reads wrongly would deduce nothing."""
    reader = Reader(ORGANISATION, facts[name], worlds[0].root)
    assert reader.is_true(world_of(worlds[0].levels))


def test_nobody_is_deduced_by_any_of_them_nor_with_colleagues_nor_by_all_who_share(worlds, facts):
    """P1-P3 at once: with all that the five have read, whoever reads, and whoever helps."""
    first = worlds[0]
    together = set().union(*facts.values())
    tried = coalitions(first.cells, first.levels)
    assert deduced(together, first.root, tried) == []


@pytest.mark.parametrize("name", READERS)
def test_nothing_small_or_narrow_is_shown_and_every_door_says_the_same(worlds, facts, name):
    root = worlds[0].root
    assert too_small(facts[name], root) == []
    assert too_narrow(facts[name], root) == []
    assert disagreeing(facts[name]) == []


@pytest.mark.parametrize("name", READERS)
def test_no_segment_rate_or_sentence_says_more_than_the_published_counts(worlds, facts, name):
    first = worlds[0]
    months = sorted({row[0] for row in first.figures})
    rows = [
        *first.figures,
        *((month, part or NONE, "used", *ends) for month, part, *ends in first.parts),
    ]
    counts = {
        (months.index(month), group, part): ends
        for month, group, part, *ends in rows
        if None not in ends
    }
    assert sharper(facts[name], counts, first.root) == []


@pytest.mark.parametrize("name", LINEAGE)
def test_a_manager_reads_of_nobody_else_s_team(worlds, facts, name):
    allowed = LINEAGE[name] | {worlds[0].root} | set(FAMILIES)  # everybody’s, whatever the team
    assert of_others(facts[name], allowed) == []


@pytest.mark.parametrize("name", READERS)
def test_hidden_cells_are_the_same_to_the_byte(worlds, name):
    assert masked_differently(worlds[0].found[name]) == []


# --- Two organisations of which the same is published ------------------------------------------------------------


def test_the_two_organisations_differ_in_nearly_everybody_and_in_no_figure(worlds):
    first, second = worlds
    pairs = zip(chain(*first.levels), chain(*second.levels), strict=True)
    assert sum(one != two for one, two in pairs) > 60
    assert first.figures == second.figures
    assert (first.parts, first.further) == (second.parts, second.further)


@pytest.mark.parametrize("name", BOTH)
def test_no_page_tells_them_apart(worlds, name):
    """Not by a text, a choice of words, a header, a tag, a length, an address nor an error."""
    first, second = (world.found[name] for world in worlds)

    assert first.keys() == second.keys()
    assert [address for address in first if told(first, address) != told(second, address)] == []


def test_the_mail_of_a_team_holds_no_number_that_was_not_published(worlds):
    """P7, P10. In whatever language: bounds, and one beside them for “fewer than” and “more than”."""
    allowed = worlds[0].sizes | {
        number
        for _month, _team, indicator, low, high in worlds[0].figures
        if indicator == "used" and low is not None
        for number in (low - 1, low, high, high + 1)
    }
    told = [
        body for _person, kind, _subject, body, _pages in worlds[0].mails if kind == TEAM_DIGEST
    ]
    assert told
    for body in told:
        _name, body = body.split("\n\n", 1)
        text = re.sub(r"https?://\S+|\b\d{1,2} \w+ 20\d\d|\b20\d\d\b", "", body)
        assert {int(each) for each in re.findall(r"\d+", text)} <= allowed, body


def test_no_mail_tells_them_apart(worlds):
    assert worlds[0].mails == worlds[1].mails
