import gc
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from adoption.campaigns.actions import make_portal
from adoption.foundation.periods import last_closed_month
from adoption.publishing.actions.reach import publish_learning_reach
from cms.models import OrganisationSettings
from core.commands import TranslatedCommand, integer_between
from core.dates import today
from demo.campaign.reading import DEFAULT, campaign_named, campaign_names
from demo.generation.generator import (
    LARGEST_STAFF,
    LONGEST_LIFE,
    SMALLEST_STAFF,
    generate_organisation,
)
from demo.generation.model import Demo
from demo.generation.months import first_day
from demo.migrated import migrate
from demo.seeding import (
    assignments,
    cases,
    coaching,
    commitments,
    committee,
    contacts,
    desks,
    direct_requests,
    experiments,
    help_preferences,
    job_changes,
    learning,
    mails,
    network,
    organisation,
    other_portals,
    package,
    pairs,
    partners,
    portal_tokens,
    portal_use,
    practices,
    quizzes,
    releases,
    sharing,
    statistics,
    surveys,
    targets,
    team_actions,
    workshops,
)
from learning.actions.completions import store_completions
from people.models import Person


class Command(TranslatedCommand):
    """Seed in one transaction: an interrupted seeding leaves the database as it was."""

    purpose = gettext_lazy(
        "Fill an empty installation with the demo organisation and a year of its life."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        people = integer_between(SMALLEST_STAFF, LARGEST_STAFF)
        parser.add_argument(
            "--staff",
            type=people,
            metavar="N",
            help=_("how many people, from %(least)s to %(most)s; else as many as the campaign’s")
            % {"least": SMALLEST_STAFF, "most": LARGEST_STAFF},
        )
        parser.add_argument(
            "--campaign",
            choices=campaign_names(),
            help=_("whose campaign is played; else %(name)s") % {"name": DEFAULT},
        )
        parser.add_argument(
            "--months",
            type=integer_between(1, LONGEST_LIFE),
            default=12,
            metavar="N",
            help=_("how many months of life, from 1 to %(most)s; else 12") % {"most": LONGEST_LIFE},
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=2026,
            metavar="S",
            help=_("a whole number: the same one makes the same organisation"),
        )
        parser.add_argument(
            "--with-mails",
            action="store_true",
            help=_("also send what goes out by mail once the latest month is published"),
        )
        parser.add_argument("--if-empty", action="store_true", help=_("keep what is there already"))
        parser.add_argument(
            "--migrate", action="store_true", help=_("first bring the database up to date")
        )
        parser.add_argument(
            "--progress",
            type=Path,
            metavar="FILE",
            help=_("name each step in this file as it begins"),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.progress: Path | None = options["progress"]
        if options["migrate"]:
            self._begin("database")
            migrate()
        if Person.objects.exists():
            if not options["if_empty"]:
                message = _("This installation has people already: the demo is for an empty one.")
                raise CommandError(message)
            self._refuse_another(options["campaign"])
            self.stdout.write(_("The demo is there already: kept as it is."))
            return
        gc.set_threshold(50_000)  # seldom: a twentieth of the time went to looking for cycles
        with transaction.atomic():
            self._seed(options)

    def _refuse_another(self, asked: str | None) -> None:
        """Raise where the demo that is there plays another campaign than the one asked for."""
        here = OrganisationSettings.load().name
        names = {campaign_named(name).settings.name for name in campaign_names()}
        if asked and here in names and here != campaign_named(asked).settings.name:
            message = _(
                "The demo that is there plays another campaign: add --fresh to begin again."
            )
            raise CommandError(message)

    def _draw(self, options: dict[str, Any]) -> Demo:
        last = last_closed_month(today())
        return generate_organisation(
            campaign=options["campaign"] or DEFAULT,
            staff=options["staff"],
            months=options["months"],
            seed=options["seed"],
            last_month=(last.year, last.month),
        )

    def _seed(self, options: dict[str, Any]) -> None:
        self._begin("staff")
        demo = self._draw(options)
        files = organisation.Files(demo)
        campaign = demo.campaign
        size = {"people": options["staff"] or campaign.staff, "months": len(demo.months)}
        summary = _("%(people)s people, %(months)s months") % size
        self._say(f"{campaign.settings.name}: {summary}")
        organisation.name_the_organisation(demo)
        portal = make_portal(campaign.portal, opened_on=first_day(demo.months[0]), is_open=True)
        organisation.import_staff_lists(demo, files)
        organisation.confirm_identities(demo)
        self._say(_("staff lists imported"))
        statistics.refresh_statistics()
        organisation.mark_notices_seen()
        cast = organisation.open_accounts(demo.cast)
        self._begin("courses")
        learning.load_courses(campaign)
        package.seed_scorm_package()
        learning.seed_learning(demo, cast)
        self._say(_("courses loaded"))
        statistics.refresh_statistics()
        self._begin("learning")
        assignments.seed_assignments(campaign, cast)
        self._say(_("paths assigned"))
        quizzes.seed_quiz_attempts(cast, options["seed"])
        self._say(_("quizzes answered"))
        self._publish(demo, files, portal, cast)
        self._bring_help(demo, portal, cast)
        partners.seed_partners(demo)
        partners.seed_stand_in(cast)
        sharing.seed_shared_figures(demo)
        organisation.record_sign_ins(demo, cast.values())
        store_completions()
        self._say(_("partners’ learners welcomed"))
        statistics.refresh_statistics()
        if options["with_mails"]:
            mails.enqueue_latest_month_mails(today())

    def _publish(self, demo: Any, files: Any, portal: Any, cast: Any) -> None:
        self._begin("months")
        portal_use.seed_portal_use(demo, files, portal)
        portal_use.seed_declarations(demo, portal)
        contacts.seed_contacts(demo, portal, cast)
        portal_tokens.seed_portal_tokens(portal, today())
        statistics.refresh_statistics()
        published = portal_use.publish_months(demo, portal, today())
        other_portals.seed_other_portals(demo, today())
        targets.seed_targets(portal, cast)
        publish_learning_reach()
        surveys.seed_surveys(demo, today())
        desks.seed_desk_tallies(demo, portal)
        summary = ngettext("%(count)s month published", "%(count)s months published", published)
        self._say(summary % {"count": published})

    def _bring_help(self, demo: Any, portal: Any, cast: Any) -> None:
        """Seed mutual help, and what teams and the organisation try."""
        self._begin("help")
        statistics.refresh_statistics()
        campaign, words = demo.campaign, demo.campaign.words
        coaching.seed_coaching_rounds(demo, portal)
        network.seed_network(demo, portal)
        direct_requests.seed_direct_requests(demo, portal)
        help_preferences.seed_help_preferences(demo)
        experiments.seed_experiments(demo, portal, today())
        committee.seed_committee(demo, portal)
        commitments.seed_commitments(campaign, today())
        workshops.seed_workshops(demo, portal)
        job_changes.seed_job_changes(words.job_maps, cast)
        practices.seed_practices(demo, portal)
        practices.seed_journey_workshops(demo)
        cases.seed_cases(campaign.invented.cases)
        pairs.seed_pairs(demo, portal)
        team_actions.seed_team_actions(portal, cast["manager"])
        releases.seed_releases(campaign.calendar.releases, portal, demo.months[-1], cast["editor"])
        self._say(_("ambassadors matched"))

    def _begin(self, step: str) -> None:
        if self.progress:
            with self.progress.open("a", encoding="utf-8") as file:
                file.write(f"{step}\n")

    def _say(self, text: str) -> None:
        self.stdout.write(f"    {text}")
        self.stdout.flush()
