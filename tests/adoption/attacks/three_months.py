"""Simulate an attacked organisation, and collect what each reader finds: pages, files, drawings and mails."""

import re
import shutil
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from adoption.publishing.charts.drawing_cache import drawing_cache
from adoption.publishing.models import Figure, OrganisationFigure, PartFigure, Publication
from adoption.report.actions.saved_reports import save_report
from adoption.report.forms import COLUMNS
from adoption.report.models import SavedReport
from adoption.report.queries.custom_groups import offered_groups
from adoption.report.report_months import ReportMonths
from adoption.team_actions.actions import plan_action
from adoption.team_actions.models import TeamAction
from config.celery import app
from config.schedule import SCHEDULE
from learning.policies import may_declare_releases
from people.mail.message import decrypt_mail, message_for
from people.models import OutgoingMail
from tests.adoption.attacks.campaign_pages import Hands, make_alike, try_who_chose, write_pages
from tests.adoption.attacks.crawl import CAMPAIGN, crawl, signed_in
from tests.adoption.attacks.deducing import Fact, Reader, lower_bounds_of_people
from tests.adoption.attacks.desks import note_at_the_desks
from tests.adoption.attacks.planted_targets import set_targets
from tests.adoption.attacks.three_month_staff import (
    COUNSEL,
    MONTHS,
    NONE,
    levels_for,
    publish_all,
    say,
    true_levels,
    world_of,
)
from tests.adoption.attacks.worlds import ALL


WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
MONTH_AND = ("publication__month",)
READERS = ["manager", "division", "other division", "training manager", "two roles"]
# They read no figures: of them the pages of a campaign are read, which all have alike.
BESIDE = ["staff", "editor"]

# Refused, and in the same words whatever lies behind.
WRONG = ("equipe=9", "equipe=999", "mois=2026-11", "mois=2026-07", "portail=autre", "personne=1")
# A staff list that somebody dropped, and the sending itself: nothing of ours is told there.
NOT_BY_NIGHT = {"people.tasks.pick_up_staff_files_task"}
STOP = re.compile(r"/courriels/arret/[\w=-]+/")  # sealed anew for each mail
# They see every page there is between them; it takes long enough.
BOTH = ["manager", "training manager", "two roles"]
WHOLE = ["training manager", "two roles"]  # they read every figure
NARROWED = "mois=2026-10&indicateur=habit&niveaux=1&affiches=oui"


def read_by(staff, name):
    """The manager opens everything. Of the same drawing the others take one of four, or the table alone."""
    if name in BESIDE:
        return read_pages_of_campaign(staff.beside[name], staff.portal)
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


def read_pages_of_campaign(person, *portals, starts=()):
    """Those that have no figure, or a published one; `starts`: others, of which no link is followed."""
    edited = f"/admin/snippets/cms/portal/edit/{portals[0].pk}/"
    forms = ["/admin/versions/", edited] if may_declare_releases(person) else []
    of_portals = [f"/parcours/portails/{portal.slug}/" for portal in portals]
    return crawl(
        person,
        starts=["/metiers/", "/engagements/", "/cas/", *of_portals, *forms, *starts],
        is_followed=lambda address: re.match(CAMPAIGN, address),
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
    app.loader.import_default_modules()
    for entry in SCHEDULE.values():
        if entry.task not in NOT_BY_NIGHT:
            app.tasks[entry.task]()


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


def keep_a_report(staff):
    """Everything that can be chosen, side by side, and news of it each month."""
    reader, latest = staff.cast["training manager"], Publication.objects.latest("month")
    with translation.override("fr"):  # names are kept as they were read
        report = save_report(
            person=reader,
            name="Tout",
            latest=latest,
            groups=offered_groups(reader, latest, organisation="").groups,
            columns=COLUMNS,
            months=ReportMonths.parse("last12"),
            schedule="monthly",
        )
    SavedReport.objects.filter(pk=report.pk).update(
        uuid=uuid5(NAMESPACE_URL, "Tout"), sent_for=None, changed_at=WHEN
    )


def mails(staff):
    """As they would be sent to the readers."""
    for mail in OutgoingMail.objects.filter(person__in=staff.cast.values()).order_by("pk"):
        message = message_for(mail.person, [mail], [decrypt_mail(mail.content)])
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
    """Result of a simulation: what was done, published, found and sent."""

    def __init__(self, staff, levels, linked, readers):
        cache.clear()
        shutil.rmtree(drawing_cache().folder, ignore_errors=True)
        with transaction.atomic():
            self.levels, self.linked = levels, linked
            say(staff, levels, linked)
            self.happen(staff)
            self.statuses = set(Publication.objects.values_list("status", flat=True))
            self.figures, self.parts, self.further = shown()
            self.populations = {
                (month, team): people
                for month, team, people in Figure.objects.order_by().values_list(
                    *MONTH_AND, "team_name", "population"
                )
            }
            self.sizes = set(self.populations.values())
            for name in set(READERS) - set(readers):
                signed_in(staff.cast[name])  # a page of the administration counts the sessions
            self.found = {name: self.read(staff, name) for name in readers}
            self.mails = list(mails(staff))
            self.cells = {name: staff.cell_of(levels, staff.cast[name]) for name in READERS}
            self.leak(staff)
            transaction.set_rollback(True)

    def leak(self, staff):
        """Nothing, in most stories."""

    def happen(self, staff):
        publish_all(staff)
        note_at_the_desks(staff, 40 if self.levels == true_levels() else 150)
        set_out(staff)
        keep_a_report(staff)
        set_targets(staff)
        self.campaign(staff)
        nightly()

    def campaign(self, staff):
        """In one of the two many choose a service that is taken back."""
        hands = Hands(staff.cast["manager"], staff.cast["training manager"], staff.beside["editor"])
        write_pages(staff.portal, staff.jobs[COUNSEL].family, hands)
        read = [*staff.cast.values(), *staff.beside.values()]
        people = [member for members in staff.members for member in members if member not in read]
        is_first = self.levels == true_levels()
        try_who_chose(staff.portal, hands, [] if is_first else people[5:40])
        make_alike()

    def read(self, staff, name):
        return read_by(staff, name)


def another(staff, first):
    """As different as the figures allow, the readers’ own values apart.

    Those with a linked account stay and do the same: figures of theirs depend on single days, which no fact
    here is about. That those say nothing either is tried in tests/adoption/publishing/test_further_worlds.py.
    """
    organisation = staff.story.organisation
    keep = {staff.place_of(person) for person in staff.cast.values()} | first.linked
    kept = [
        organisation.cells.index((number, first.levels[number][place])) for number, place in keep
    ]
    reader = Reader(organisation, published_facts(first), staff.teams[ALL].name)
    unlike = -np.array(world_of(first.levels, organisation), float)
    world = reader.find(lower_bounds_of_people(organisation, kept), unlike)
    return levels_for(world, first.levels, keep, organisation)


def published_facts(world):
    """What the figures say themselves, of teams and of parts."""
    months = sorted({row[0] for row in world.figures})
    rows = [
        *world.figures,
        *((month, part or NONE, "used", *ends) for month, part, *ends in world.parts),
    ]
    return [
        Fact(months.index(month), group, indicator, *ends)
        for month, group, indicator, *ends in rows
        if None not in ends
    ]
