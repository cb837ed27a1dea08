"""What was tried is written down, evaluated once, decided on, and found again by all who lead."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from adoption.experiments.actions.decisions import decide_on_experiment
from adoption.experiments.actions.evaluations import evaluate_due
from adoption.experiments.actions.experiments import create_experiment, preview_experiment
from adoption.experiments.enums import EvaluationOutcome, ExperimentDecision, ExperimentKind
from adoption.experiments.models import MOST_OVER_A_MONTH, EvaluatedMonth, Evaluation, Experiment
from adoption.experiments.queries.experiments import concurrent_experiments
from adoption.experiments.words import experiments as words
from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish_closed_months
from adoption.publishing.models import Publication
from adoption.report.queries.edition import edition_of
from adoption.report.sections import section_of, sections_of
from adoption.tasks import publish_closed_months_task
from adoption.usage.actions.declarations import forget_declarations
from adoption.usage.models import Declaration
from ambassadors.help.models import Ambassador
from people.actions.accounts import grant_role
from people.enums import Role
from people.models import Position
from tests.adoption.experiments.sample_experiments import (
    BEFORE,
    MONTHS,
    START,
    build_teams,
    create,
    plan_of,
    simulate,
)
from tests.ambassadors.factories import AmbassadorFactory
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
NUMBERS = ("estimate", "low", "high", "early", "early_low", "early_high")


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """Every month is out; nothing is evaluated yet."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(WHEN, tick=False),
        transaction.atomic(),
    ):
        portal, teams, people = build_teams()
        simulate(portal, people)
        publish_closed_months(portal=portal)
        yield SimpleNamespace(portal=portal, teams=teams, people=people)
        transaction.set_rollback(True)


@pytest.fixture
def training(db):
    person = PersonFactory()
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    return person


def evaluated(lived, **other):
    experiment = create(lived.portal, lived.teams, **other)
    evaluate_due(portal=lived.portal)
    return Experiment.objects.select_related("evaluation").get(pk=experiment.pk)


def numbers(experiment):
    return [getattr(experiment.evaluation, name) for name in NUMBERS]


# --- Evaluated ----------------------------------------------------------------------------------------


def test_a_known_effect_is_found(lived):
    """60 points were planted; noise of up to 20 is drawn."""
    experiment = evaluated(lived)

    assert experiment.evaluation.outcome == EvaluationOutcome.ROSE
    assert experiment.evaluation.low <= 60 <= experiment.evaluation.high
    assert experiment.evaluation.treated_teams == experiment.evaluation.compared_teams == 6
    assert experiment.evaluation.treated_people == 60


def test_the_task_that_publishes_evaluates(lived):
    experiment = create(lived.portal, lived.teams)

    publish_closed_months_task()

    assert Evaluation.objects.get().experiment == experiment


def test_it_waits_for_its_last_month(lived):
    experiment = evaluated(lived, months=4)

    assert not hasattr(experiment, "evaluation")


def test_it_is_evaluated_once_and_later_corrections_change_nothing(lived):
    experiment = evaluated(lived)
    before = numbers(experiment)

    for members in lived.people:
        for person in members:
            forget_declarations(person=person, portal=lived.portal)
    evaluate_due(portal=lived.portal)

    experiment.evaluation.refresh_from_db()
    assert numbers(experiment) == before


def test_the_same_comparison_asked_for_again_gets_the_same_answer(lived):
    """Else the difference of two answers with the same noise would be that of two sets of rows."""
    first = evaluated(lived)
    Declaration.objects.filter(portal=lived.portal).delete()

    second = evaluated(lived, title="La même chose, autrement dite")

    assert numbers(second) == numbers(first)
    assert EvaluatedMonth.objects.count() == len(MONTHS)


def test_another_key_draws_another_noise(lived, settings):
    first = evaluated(lived)
    Evaluation.objects.all().delete()
    settings.PSEUDONYM_KEY = "another key, so nothing is known of anybody either"

    evaluate_due(portal=lived.portal)

    again = Experiment.objects.get(pk=first.pk)
    assert numbers(again) != numbers(first)


def test_the_database_never_changes_an_evaluation(lived):
    experiment = evaluated(lived)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Evaluation.objects.filter(pk=experiment.evaluation.pk).update(estimate=1)


def test_the_places_over_a_month_are_few_in_the_database_too(lived):
    experiment = evaluated(lived)
    taken = {"evaluation": experiment.evaluation, "portal": lived.portal}

    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluatedMonth.objects.create(
            **taken, month=Month(2026, 3).first_day, place=MOST_OVER_A_MONTH + 1
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluatedMonth.objects.create(**taken, month=START.first_day, place=1)


@pytest.mark.parametrize("first", [date(1, 1, 1), date(1999, 12, 1), date(2200, 1, 1)])
def test_no_experiment_begins_where_an_evaluation_would_leave_the_calendar(lived, first):
    held = create(lived.portal, lived.teams)

    for rows in (Experiment.objects.filter(pk=held.pk), held.teams.all()):
        with pytest.raises(IntegrityError, match="in_our_time"), transaction.atomic():
            rows.update(starts_on=first)


def test_when_all_places_are_taken_nothing_more_is_told(lived):
    for first in range(MOST_OVER_A_MONTH):
        evaluated(lived, teams=dict.fromkeys(lived.teams[first : first + 6], START))
    told = set(Evaluation.objects.exclude(estimate=None).values_list("design", flat=True))
    assert len(told) == MOST_OVER_A_MONTH

    one_more = evaluated(lived, teams=dict.fromkeys(lived.teams[6:], START))

    assert one_more.evaluation.outcome == EvaluationOutcome.SPENT
    assert numbers(one_more) == [None] * len(NUMBERS)


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"teams": 4}, EvaluationOutcome.FEW_TEAMS),
        ({"teams": 5}, EvaluationOutcome.ROSE),
        ({"starts": Month(2026, 6), "months": 5}, EvaluationOutcome.FEW_BEFORE),
        ({"teams": 12}, EvaluationOutcome.FEW_TEAMS),
    ],
)
def test_too_little_to_tell_is_decided_by_what_everybody_knows(lived, other, outcome):
    starts = other.get("starts", START)
    teams = dict.fromkeys(lived.teams[: other.get("teams", 6)], starts)

    experiment = evaluated(
        lived, teams=teams, starts=starts, months=other.get("months", 3), target=None
    )

    assert experiment.evaluation.outcome == outcome


def test_a_month_that_was_withheld_is_not_told_of(lived):
    with transaction.atomic():
        held = Publication.objects.get(portal=lived.portal, month=Month(2026, 9).first_day)
        held.delete()
        experiment = evaluated(lived)

    assert experiment.evaluation.outcome == EvaluationOutcome.WITHHELD


def test_a_programme_begins_in_one_team_after_the_other(lived):
    teams = {team: START if n < 3 else Month(2026, 9) for n, team in enumerate(lived.teams[:6])}

    experiment = evaluated(lived, kind=ExperimentKind.PROGRAMME, teams=teams)

    assert experiment.evaluation.treated_teams == 6
    assert experiment.evaluation.outcome == EvaluationOutcome.ROSE


def test_teams_with_an_ambassador_are_found_by_the_day_on_which_each_began(lived):
    for members in lived.people[:6]:
        ambassador = AmbassadorFactory(person=members[0])
        Ambassador.objects.filter(pk=ambassador.pk).update(
            started_at=datetime(2026, 7, 20, 9, tzinfo=UTC)
        )

    experiment = evaluated(lived, kind=ExperimentKind.AMBASSADORS, teams={})

    assert experiment.evaluation.treated_teams == 6
    assert experiment.evaluation.outcome == EvaluationOutcome.ROSE


def test_where_nothing_happened_nothing_is_claimed(db):
    with time_machine.travel(WHEN, tick=False):
        portal, teams, people = build_teams("autre-portail")
        simulate(portal, people, after=BEFORE)
        publish_closed_months(portal=portal)
        experiment = evaluated(SimpleNamespace(portal=portal, teams=teams))

    assert experiment.evaluation.outcome == EvaluationOutcome.CHANCE
    with translation.override("en"):
        assert "Nothing can be told apart from chance" in words.finding(experiment)


# --- Written down -------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "hypothesis", "sponsor", "it_owner"])
def test_a_text_that_names_somebody_is_refused(lived, field):
    with pytest.raises(ValidationError):
        create(lived.portal, lived.teams, **{field: "Mme Durand formera son équipe"})


def test_whether_it_was_written_down_before_is_noted(lived):
    after = create(lived.portal, lived.teams)
    before = create(
        lived.portal,
        lived.teams,
        starts=Month(2026, 11),
        teams=dict.fromkeys(lived.teams[:6], Month(2026, 11)),
    )

    assert before.announced
    assert not after.announced
    with translation.override("en"):
        assert "after it had begun" in words.written_late(after)
        assert not words.written_late(before)


def test_what_was_tried_in_the_same_months_is_said_by_name(lived):
    held = create(lived.portal, lived.teams)
    create(
        lived.portal,
        lived.teams,
        title="Affiches",
        starts=Month(2026, 9),
        teams=dict.fromkeys(lived.teams[4:8], Month(2026, 9)),
    )
    later = Month(2026, 11)
    create(
        lived.portal,
        lived.teams,
        title="Plus tard",
        starts=later,
        teams=dict.fromkeys(lived.teams[:6], later),
    )
    create(lived.portal, lived.teams, title="Ailleurs", teams={lived.teams[9]: START})

    with translation.override("en"):
        said = words.concurrent_text(held)
    both, other = said
    assert both.startswith("In the same months, 2 of the populations took part in “Affiches” too")
    assert (
        other == "In the same months, “Ailleurs” was tried in teams that these are compared with."
    )
    held.withdrawn_on = held.starts_on
    assert words.concurrent_text(held) == []


def test_a_team_took_part_where_the_group_it_lies_in_or_a_part_of_it_did(lived):
    held = create(lived.portal, lived.teams)
    part = lived.teams[0].add_child(name="Une partie", code="partie")
    for title, team in (("En bas", part), ("En haut", lived.teams[0].get_parent())):
        other = create(lived.portal, lived.teams, title=title, teams={lived.teams[9]: START})
        other.teams.update(team=team)

    assert [
        (experiment.title, experiment.shared) for experiment in concurrent_experiments(held)
    ] == [
        ("En bas", 1),
        ("En haut", held.teams.count()),
    ]


def test_nothing_is_decided_of_what_has_not_begun(lived):
    later = Month(2026, 12)
    held = create(
        lived.portal, lived.teams, starts=later, teams=dict.fromkeys(lived.teams[:6], later)
    )
    with pytest.raises(ValidationError, match="not begun"), translation.override("en"):
        decide_on_experiment(
            experiment=held, decision=ExperimentDecision.EXTEND, learnt="Cela marche."
        )
    held.refresh_from_db()
    assert held.decision == ExperimentDecision.OPEN


def test_populations_begin_within_its_months(lived):
    with pytest.raises(ValidationError):
        create(lived.portal, lived.teams, teams={lived.teams[0]: Month(2026, 7)})
    with pytest.raises(ValidationError):
        create(lived.portal, lived.teams, teams={})
    with pytest.raises(ValidationError):
        create(lived.portal, lived.teams, kind=ExperimentKind.AMBASSADORS)


def test_a_decision_has_words_and_keeps_what_failed(lived):
    experiment = evaluated(lived)
    with pytest.raises(ValidationError):
        decide_on_experiment(experiment=experiment, decision=ExperimentDecision.STOP, learnt="  ")

    decide_on_experiment(
        experiment=experiment, decision=ExperimentDecision.STOP, learnt="L’affiche ne suffit pas."
    )

    assert Experiment.objects.get().decision == ExperimentDecision.STOP


def test_what_it_could_tell_is_said_beforehand_and_costs_nothing(lived):
    """From rolls and starts: nobody’s use is read, and no place is taken."""
    evaluated(lived)
    teams = dict.fromkeys(lived.teams[6:], Month(2026, 12))
    coming = plan_of(lived.portal, lived.teams, starts=Month(2026, 12), teams=teams, target=None)
    enough = preview_experiment(plan=coming)
    few = preview_experiment(plan=replace(coming, teams=dict(list(teams.items())[:2])))
    Declaration.objects.filter(portal=lived.portal).delete()

    assert preview_experiment(plan=coming) == enough
    assert 10 < enough.points < 60
    assert (enough.read, enough.waiting) == (1, 0)
    assert (few.points, few.refusal) == (None, EvaluationOutcome.FEW_TEAMS)
    assert EvaluatedMonth.objects.count() == len(MONTHS)
    create_experiment(plan=coming)
    assert preview_experiment(plan=coming).waiting == 1


def test_a_month_of_it_that_was_withheld_is_known_beforehand(lived):
    with transaction.atomic():
        Publication.objects.get(portal=lived.portal, month=Month(2026, 9).first_day).delete()

        told = preview_experiment(plan=plan_of(lived.portal, lived.teams))

    assert told.refusal == EvaluationOutcome.WITHHELD


# --- Read ---------------------------------------------------------------------------------------------


def test_a_manager_reads_them_and_a_colleague_does_not(lived, client):
    experiment = evaluated(lived)
    manager = PersonFactory()
    PositionFactory(person=manager, team=lived.teams[11], is_manager=True)
    client.force_login(manager)

    page = client.get(reverse("adoption:experiments")).content.decode()
    one = client.get(reverse("adoption:experiment", args=[experiment.uuid])).content.decode()

    assert "Dix minutes du mardi" in page
    assert "more than in comparable teams" in one
    assert "Note the decision" not in one
    Position.objects.filter(person=manager).update(is_manager=False)
    assert client.get(reverse("adoption:experiments")).status_code == 404


def test_every_word_is_looked_for_whatever_its_accents(lived, client, training):
    decide_on_experiment(
        experiment=evaluated(lived),
        decision=ExperimentDecision.ADAPT,
        learnt="À refaire avec l’équipe réunie.",
    )
    client.force_login(training)

    def found(**asked):
        page = client.get(reverse("adoption:experiments"), asked).content.decode()
        return "Dix minutes du mardi" in page

    assert found(q="MARDI reunie")
    assert not found(q="mardi affiche")
    assert found(decision="adapt")
    assert not found(decision="stop")
    assert found(portail=lived.portal.slug)
    wrong = client.get(reverse("adoption:experiments"), {"decision": "maybe"})
    assert wrong.status_code == 404


def test_it_is_noted_by_a_form_that_names_teams_by_name_or_code(lived, client, training):
    client.force_login(training)
    sent = {
        "kind": "programme",
        "title": "Ateliers",
        "hypothesis": "Ensemble, on ose.",
        "portal": lived.portal.pk,
        "starts": "2026-08",
        "months": "3",
        "teams": "équipe a\nespace-locataire-B; 2026-09\n",
        "sponsor": "médecin chef de pôle",
        "it_owner": "chef de projet numérique",
    }

    wrong = client.post(reverse("adoption:note_experiment"), sent | {"teams": "Nowhere"})
    right = client.post(reverse("adoption:note_experiment"), sent)

    assert "There is no such team: Nowhere" in wrong.content.decode()
    experiment = Experiment.objects.get()
    assert right.url == reverse("adoption:experiment", args=[experiment.uuid])
    starts = dict(experiment.teams.values_list("team__code", "starts_on"))
    assert sorted(starts.values()) == [START.first_day, Month(2026, 9).first_day]
    page = client.get(right.url)
    owners = [who for _label, who in page.context["owners"]]
    assert owners == [
        "médecin chef de pôle",
        "chef de projet numérique",
    ]  # of the trade nobody said
    assert all(who in page.content.decode() for who in owners)
    found = client.get(reverse("adoption:experiments"), {"q": "MEDECIN"})
    assert list(found.context["page"]) == [experiment]


@pytest.mark.parametrize("size", [3, 40])
def test_the_list_takes_as_many_queries_whatever_its_length(
    lived, client, training, size, django_assert_max_num_queries
):
    for number in range(size):
        create(lived.portal, lived.teams, title=f"Essai {number}")
    client.force_login(training)
    client.get(reverse("adoption:experiments"))

    with django_assert_max_num_queries(11):
        client.get(reverse("adoption:experiments"))


@pytest.mark.usefixtures("in_english")
def test_words_say_no_more_than_the_numbers(lived):
    said = []
    for low, estimate, high, target in ((4, 12, 20, 3), (4, 12, 20, 15), (4, 12, 20, 25)):
        evaluation = Evaluation(outcome="rose", low=low, estimate=estimate, high=high)
        experiment = Experiment(target=target)
        experiment.evaluation = evaluation
        said.append((words.outcome_text(evaluation), words.target_verdict_text(experiment)))

    assert said[0] == (
        "The usage rate rose 12 points more than in comparable teams, between 4 and 20.",
        "The target of 3 points is reached.",
    )
    assert said[1][1] == "Whether the target of 15 points is reached cannot be told."
    assert said[2][1] == "The target of 25 points is not reached."
    fell = Evaluation(outcome="fell", low=-20, estimate=-12, high=-4)
    assert "12 points less than in comparable teams, between 4 and 20" in words.outcome_text(fell)
    apart = Evaluation(outcome="not_parallel", low=4, estimate=12, high=20, early=9)
    assert "12" not in words.outcome_text(apart)


def test_the_committee_reads_what_was_tried_and_what_waits(lived):
    evaluated(lived)
    publication = Publication.objects.get(portal=lived.portal, month=Month(2026, 10).first_day)

    with translation.override("en"):
        section = section_of("experiments", edition_of(publication))

    assert section.findings == ("Of what was tried, 1 result is out; a clear effect: 1.",)
    assert section.decisions[0].asked == (
        "What was tried in “Dix minutes du mardi”: extend it, adapt it or stop it?"
    )
    assert section.tables[0].rows[0][0] == "Dix minutes du mardi"


def test_a_report_on_an_earlier_month_says_nothing_of_what_came_later(lived):
    evaluated(lived)
    publication = Publication.objects.get(portal=lived.portal, month=Month(2026, 5).first_day)

    assert "experiments" not in sections_of(edition_of(publication))


def test_a_plan_is_checked_before_it_is_kept(lived):
    with pytest.raises(ValidationError):
        create(lived.portal, lived.teams, target=101)
    assert plan_of(lived.portal, lived.teams).months == 3
