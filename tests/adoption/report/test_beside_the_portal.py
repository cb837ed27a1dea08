"""What the report says beside the use of the portal: counts of many people, each held back by a rule of its own."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db.models.functions import Now
from django.utils import translation

from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.models import Publication, ReachFigure, ReachPublication
from adoption.report.queries.edition import edition_of
from adoption.report.sections import commitments, network, section_of, training
from adoption.report.sections.overview import _decisions as decisions_of_use
from adoption.team_actions.models import TeamCover
from ambassadors.commitments.actions import change_commitment, write_commitment
from ambassadors.help.models import ProgrammeQuarter
from ambassadors.job_changes.enums import MapState
from ambassadors.job_changes.models import JobMap
from ambassadors.workshops.models import Evaluation
from core.dates import start_of_day, today
from core.typography import day_text
from people.models import Team
from tests.adoption.full_portal import hold_barometer
from tests.ambassadors.factories import WorkshopSessionFactory
from tests.learning.factories import make_enrolment, make_path
from tests.people.factories import (
    JobFactory,
    JobFamilyFactory,
    PersonFactory,
    PositionFactory,
    TeamFactory,
)


pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def publication(portal):
    return Publication.objects.create(portal=portal, month=OCTOBER, status="published")


@pytest.fixture(autouse=True)
def in_english():
    cache.clear()
    with translation.override("en"):
        yield


def asked_of(path, number, **fields):
    for _ in range(number):
        make_enrolment(PersonFactory(), path, is_mandatory=True, **fields)


# --- Training ----------------------------------------------------------------------------------------------


def test_mandatory_training_is_counted_by_path_and_few_people_are_left_out(publication, settings):
    asked_of(make_path(title="Données personnelles"), 12, due_on=date(2020, 1, 1))
    asked_of(make_path(title="Incendie"), settings.PUBLICATION_THRESHOLD - 1)

    made = training.section(edition_of(publication))

    [table] = made.tables
    assert table.rows == [("Données personnelles", "12", "0", "12")]
    assert made.findings == ("Of all the mandatory training asked of staff, 0 is done.",)
    assert [each.key for each in made.decisions] == ["late_training"]


def test_from_fifty_people_on_shares_stand_beside_the_counts(publication):
    path = make_path(title="Données personnelles")
    asked_of(path, 55)
    asked_of(path, 1, due_on=date(2020, 1, 1))

    [table] = training.section(edition_of(publication)).tables

    assert table.rows == [("Données personnelles", "56", "0 (0%)", "1 (2%)")]


def test_an_earlier_month_says_nothing_of_what_is_mandatory_today(publication):
    asked_of(make_path(title="Données personnelles"), 12)
    Publication.objects.create(
        portal=publication.portal, month=date(2026, 11, 1), status="published"
    )

    assert training.section(edition_of(publication)) is None


def test_training_of_choice_is_that_of_the_latest_quarter_out_by_then(publication):
    for quarter, count in ((date(2026, 7, 1), 30), (OCTOBER, 90)):
        out = ReachPublication.objects.create(quarter=quarter)
        path = make_path(title="Premiers pas")
        for measure in ("started", "finished"):
            ReachFigure.objects.create(
                publication=out, path_uuid=path.uuid, path_title=path.title, measure=measure,
                kind="exact", population=400, low=count, high=count,
            )  # fmt: skip

    [table] = training.section(edition_of(publication)).tables

    assert "Q3 2026" in table.caption
    assert table.rows == [("Premiers pas", "30", "30")]


# --- Ambassadors and workshops -----------------------------------------------------------------------------


def rows_of(publication):
    [table] = network.section(edition_of(publication)).tables
    return dict(table.rows)


def test_groups_without_an_ambassador_are_counted_and_not_named(publication):
    for team, ambassadors in ((Team.objects.organisation(), 3), (TeamFactory(name="Accueil"), 0)):
        TeamCover.objects.create(team=team, month=OCTOBER, staff=60, ambassadors=ambassadors)

    made = network.section(edition_of(publication))

    assert made.findings == ("Of 1 groups, 1 has no ambassador.",)
    assert made.tables[0].rows == [("Ambassadors", "3 for 60 staff")]
    assert "Accueil" not in str(made)


def test_help_is_said_in_thirds_of_the_latest_quarter_with_figures(publication):
    waited = {"fortnight": "most", "month": "few", "later": "few", "never": "few"}
    told = {"first_session": waited, "useful": "most"}
    for month, figures in ((4, told), (7, {}), (10, told | {"useful": "few"})):
        ProgrammeQuarter.objects.create(first_day=date(2026, month, 1), figures=figures)

    said = rows_of(publication)

    assert [*said.values()] == [
        "More than two thirds",
        "Fewer than a third",
        "More than two thirds",
    ]
    assert any("Q2 2026" in what for what in said)


@pytest.mark.parametrize(
    ("answers", "said"), [([7, 8], "13 of 15 answers"), ([4, 8], None), ([30, 30], "58 of 60 answers (96%)")]
)  # fmt: skip
def test_sessions_with_too_few_answers_count_for_nothing(publication, answers, said):
    moment = start_of_day(date(2026, 10, 6))
    for number in answers:
        session = WorkshopSessionFactory(starts_at=moment, listed_at=moment)
        Evaluation.objects.create(
            session=session, wave="hot", counts={"useful": [1, 0, number - 1, 0]}, answers=number,
            asked=number, opened_at=moment, closes_at=moment, closed_at=moment,
        )  # fmt: skip

    found = rows_of(publication)

    assert found["Workshops held in the last three months"] == "2"
    assert found.get("Found the workshop of use in their work") == said


# --- What is asked of use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "account", "used", "habit", "asked"),
    [
        (300, 300, 100, 20, ["workshops", "everyday_service"]),
        (150, 300, 200, 150, ["known"]),
        (None, None, 200, None, []),
    ],
)
def test_decisions_about_use_follow_from_published_counts(known, account, used, habit, asked):
    counts = zip((KNOWN, ACCOUNT, USED, HABIT), (known, account, used, habit), strict=True)
    chain = {
        step.code: HIDDEN if count is None else Measure(count, count, 400) for step, count in counts
    }

    assert [each.key for each in decisions_of_use(chain)] == asked


def test_a_section_without_anything_to_say_is_none(publication):
    for key in ("network", "barometer", "contacts", "experiments"):
        assert section_of(key, edition_of(publication)) is None


# --- Commitments -------------------------------------------------------------------------------------------


def test_commitments_stand_beside_the_fear_for_jobs_before_and_after(publication):
    assert commitments.section(edition_of(publication)) is None
    given = {"kind": "jobs", "owner": "Direction", "publishes": True}
    for text, days in (("Aucun poste supprimé.", 90), ("Une formation.", -1)):
        write_commitment(text=text, due_on=today() + timedelta(days=days), **given)
    gone = write_commitment(text="Une prime.", due_on=today(), **given)
    change_commitment(commitment=gone, after=0, state="withdrawn", reason="Un accord.")

    [register] = commitments.section(edition_of(publication)).tables
    assert [row[-1] for row in register.rows] == [
        "The day has passed, no answer yet.",
        "Stands",
        f"Was withdrawn, {day_text(today())}. Un accord.",
    ]
    for month in (date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 1)):
        hold_barometer(month)
    made = commitments.section(edition_of(publication))
    assert [row[0] for row in made.tables[1].rows] == ["21 March 2026", "21 September 2026"]
    assert {row[1] for row in made.tables[1].rows} != {""}
    (asked,) = made.decisions
    assert "Une formation." in asked.asked
    Publication.objects.create(
        portal=publication.portal, month=date(2026, 11, 1), status="published"
    )
    assert commitments.section(edition_of(publication)) is None  # nothing was promised by then


def test_families_with_a_map_are_counted_among_those_of_many_people(publication, settings):
    most, team = settings.PUBLICATION_THRESHOLD, TeamFactory()
    sizes = {"large": most, "other": most, "small": most - 1, "left": most}
    families = {name: JobFamilyFactory(name=name) for name in sizes}
    for name, size in sizes.items():
        left = today() - timedelta(days=1) if name == "left" else None
        for _number in range(size):
            job = JobFactory(family=families[name])
            held = PositionFactory(person__employed_until=left, job=job, team=team)
        held.pk, held.is_primary, held.team = None, False, TeamFactory()
        held.save()  # a person in two places is one
    for name in ("large", "small", "left"):
        published = {"published_at": Now(), "first_published_at": Now()}
        JobMap.objects.create(family=families[name], state=MapState.PUBLISHED, **published)
    JobMap.objects.create(family=families["other"])  # a draft

    assert commitments.section(edition_of(publication)) is None  # nothing is promised

    said = f"Of the job families of {most} people or more (2), 1 has a published map of how the job changes."
    write_commitment(text="Rien.", due_on=today(), kind="jobs", owner="Direction", publishes=True)
    made = commitments.section(edition_of(publication))
    assert (made.findings, len(made.tables)) == ((said,), 1)
    Publication.objects.create(
        portal=publication.portal, month=date(2026, 11, 1), status="published"
    )
    assert commitments.section(edition_of(publication)) is None  # none was published by then
