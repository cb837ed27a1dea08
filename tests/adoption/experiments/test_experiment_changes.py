"""Until it begins an experiment may be changed; afterwards only what no result can choose. Nothing written is lost."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from adoption.experiments.actions.decisions import (
    add_to_experiment,
    correct_title,
    decide_on_experiment,
    take_decision_back,
)
from adoption.experiments.actions.experiments import (
    cancel_planned_experiment,
    create_experiment,
    revise_experiment,
)
from adoption.experiments.enums import ExperimentChangeKind as Kind
from adoption.experiments.enums import ExperimentDecision
from adoption.experiments.models import LONGEST, MOST_OVER_A_MONTH, Experiment, ExperimentChange
from adoption.experiments.queries.experiments import (
    ExperimentFilter,
    experiments_begun_by,
    search_experiments,
)
from adoption.experiments.words import experiments as words
from adoption.foundation.periods import Month
from people.actions.accounts import grant_role
from people.enums import Role
from people.privacy_registry import holdings
from tests.adoption.experiments.sample_experiments import (
    START,
    build_teams,
    create,
    evaluation_with,
    plan_of,
)
from tests.people.factories import PersonFactory, PositionFactory


pytestmark = pytest.mark.django_db
BEFORE, BEGUN = datetime(2026, 7, 15, 9, tzinfo=UTC), datetime(2026, 8, 3, 9, tzinfo=UTC)


@pytest.fixture
def place():
    portal, teams, _people = build_teams()
    return SimpleNamespace(portal=portal, teams=teams)


@pytest.fixture
def training():
    person = PersonFactory(first_name="Odile", last_name="Quatrevent")
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=None)
    return person


@pytest.fixture
def before():
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


def kinds(experiment):
    return [change.kind for change in experiment.changes.order_by("pk")]


def found(search):
    return list(search_experiments(ExperimentFilter(search=search)))


# --- Before it begins -----------------------------------------------------------------------------------


def test_all_of_it_may_be_changed_and_what_stood_there_stays(place, training, before):
    held = create(place.portal, place.teams)
    later = Month(2026, 10)
    plan = plan_of(
        place.portal,
        place.teams,
        title="Un quart d’heure",
        starts=later,
        months=4,
        target=None,
        teams=dict.fromkeys(place.teams[:7], later),
        trade_owner="Cadre de santé",
    )

    revise_experiment(experiment=held, plan=plan, by=training)

    held.refresh_from_db()
    assert (held.title, held.months, held.target) == ("Un quart d’heure", 4, None)
    assert held.teams.count() == 7
    change = held.changes.get(kind=Kind.REVISED)
    assert change.changed_by == training
    assert change.before["title"] == "Dix minutes du mardi"
    assert change.before["starts"] == str(START)
    assert len(change.before["teams"]) == 6
    assert change.before["trade_owner"] == ""
    assert not change.before.keys() & {"hypothesis", "sponsor"}
    assert held.trade_owner == "Cadre de santé"
    assert found("mardi") == found("quart d heure") == [held]


def test_the_form_of_a_change_takes_no_place_from_the_experiment_itself(
    place, training, before, client
):
    held = create(place.portal, place.teams)
    client.force_login(training)
    form = client.get(reverse("adoption:revise_experiment", args=[held.uuid])).context
    assert f"0 of {MOST_OVER_A_MONTH} evaluations" in form["left"]


@pytest.mark.parametrize("far", [Month(1, 1), Month(9999, 12), Month(2021, 6), Month(2031, 8)])
def test_a_first_month_too_far_from_today_is_refused_whoever_asks(place, before, far):
    held = create(place.portal, place.teams)
    plan = plan_of(place.portal, place.teams, starts=far, teams=dict.fromkeys(place.teams[:6], far))

    for write in (create_experiment, partial(revise_experiment, experiment=held)):
        with pytest.raises(ValidationError) as refused:
            write(plan=plan)
        assert refused.value.code == "far"

    assert Experiment.objects.get().starts_on == START.first_day


@pytest.mark.parametrize("farthest", [Month(2021, 7), Month(2031, 7)])
def test_five_years_either_way_are_near_enough(place, before, farthest):
    held = create(
        place.portal,
        place.teams,
        starts=farthest,
        teams=dict.fromkeys(place.teams[:6], farthest),
    )

    assert held.starts_on == farthest.first_day


def test_a_change_that_changes_nothing_leaves_no_line(place, before):
    held = create(place.portal, place.teams)

    revise_experiment(experiment=held, plan=plan_of(place.portal, place.teams))

    assert kinds(held) == [Kind.NOTED]


def test_once_it_has_begun_nothing_of_the_plan_changes(place, before):
    held = create(place.portal, place.teams)
    before.move_to(BEGUN)
    plan = plan_of(place.portal, place.teams, target=2)

    with pytest.raises(ValidationError, match="It has begun"), translation.override("en"):
        revise_experiment(experiment=held, plan=plan)
    with pytest.raises(ValidationError), translation.override("en"):
        cancel_planned_experiment(experiment=held, reason="Rien ne bouge.")

    held.refresh_from_db()
    assert held.target == 10
    assert held.withdrawn_on is None


def test_a_slip_is_mended_on_the_day_itself_unless_something_is_told(place, before):
    before.move_to(BEGUN)
    held = create(place.portal, place.teams)
    Experiment.objects.filter(pk=held.pk).update(noted_at=BEGUN)

    revise_experiment(experiment=held, plan=plan_of(place.portal, place.teams, target=8))
    evaluation_with(held)
    with pytest.raises(ValidationError):
        revise_experiment(experiment=held, plan=plan_of(place.portal, place.teams, target=7))

    held.refresh_from_db()
    assert held.target == 8


def test_a_new_start_in_the_past_is_said(place, before):
    """Else whoever moves a start back would keep the mark of having said it before."""
    held = create(place.portal, place.teams)
    assert held.announced
    past = Month(2026, 5)

    revise_experiment(
        experiment=held,
        plan=plan_of(
            place.portal, place.teams, starts=past, teams=dict.fromkeys(place.teams[:6], past)
        ),
    )

    held.refresh_from_db()
    assert not held.announced


def test_it_is_withdrawn_with_a_reason_and_stays_to_be_read(place, training, before):
    held = create(place.portal, place.teams)
    with pytest.raises(ValidationError):
        cancel_planned_experiment(experiment=held, reason=" ")

    cancel_planned_experiment(experiment=held, reason="La salle est prise.", by=training)

    held.refresh_from_db()
    assert held.withdrawn_on == BEFORE.date()
    assert not Experiment.objects.to_evaluate().exists()
    assert found("salle prise") == [held]
    assert not experiments_begun_by(place.portal, START.first_day).exists()
    for wrong in (
        lambda: cancel_planned_experiment(experiment=held, reason="Encore."),
        lambda: decide_on_experiment(
            experiment=held, decision=ExperimentDecision.STOP, learnt="Rien."
        ),
        lambda: revise_experiment(experiment=held, plan=plan_of(place.portal, place.teams)),
    ):
        with pytest.raises(ValidationError):
            wrong()


def test_it_goes_on_from_an_earlier_one_and_never_from_itself(place, before):
    first = create(place.portal, place.teams)
    second = create(place.portal, place.teams, title="La suite", follows=first)

    assert list(first.followed_by.all()) == [second]
    for wrong in (first, second):
        with pytest.raises(ValidationError):
            revise_experiment(
                experiment=first,
                plan=replace(plan_of(place.portal, place.teams), follows=wrong),
            )


# --- Once it has begun ----------------------------------------------------------------------------------


def test_to_extend_makes_it_longer_until_it_is_evaluated(place, training, before):
    held = create(place.portal, place.teams)
    before.move_to(BEGUN)

    decide_on_experiment(
        experiment=held,
        decision=ExperimentDecision.EXTEND,
        learnt="Deux équipes ont commencé tard.",
        longer=2,
        by=training,
    )

    held.refresh_from_db()
    assert held.months == 5
    assert kinds(held) == [Kind.NOTED, Kind.EXTENDED, Kind.DECIDED]
    assert held.changes.get(kind=Kind.EXTENDED).before == {"months": 3}
    with translation.override("en"):
        assert any("made longer" in caveat for caveat in words.caveats(held, was_extended=True))
    evaluation_with(held)
    with pytest.raises(ValidationError):
        decide_on_experiment(
            experiment=held, decision=ExperimentDecision.EXTEND, learnt="Encore.", longer=1
        )


@pytest.mark.parametrize(
    ("decision", "longer"),
    [
        (ExperimentDecision.STOP, 2),
        (ExperimentDecision.EXTEND, LONGEST),
        (ExperimentDecision.EXTEND, -1),
    ],
)
def test_nothing_else_makes_it_longer(place, before, decision, longer):
    held = create(place.portal, place.teams)

    with pytest.raises(ValidationError):
        decide_on_experiment(experiment=held, decision=decision, learnt="Vu.", longer=longer)

    held.refresh_from_db()
    assert (held.months, held.decision) == (3, ExperimentDecision.OPEN)
    assert kinds(held) == [Kind.NOTED]


def test_a_decision_is_changed_and_taken_back_with_the_earlier_ones_kept(place, training, before):
    held = create(place.portal, place.teams)
    evaluation_with(held)
    before.move_to(BEGUN)
    decide_on_experiment(
        experiment=held, decision=ExperimentDecision.STOP, learnt="Trop peu de monde.", by=training
    )
    decide_on_experiment(
        experiment=held, decision=ExperimentDecision.ADAPT, learnt="À refaire le matin."
    )

    take_decision_back(experiment=held, reason="Le comité veut en reparler.", by=training)

    held.refresh_from_db()
    assert (held.decision, held.learnt, held.decided_on) == (ExperimentDecision.OPEN, "", None)
    decided = held.changes.filter(kind=Kind.DECIDED).order_by("pk")
    assert [each.decision for each in decided] == ["stop", "adapt"]
    assert [each.text for each in decided] == ["Trop peu de monde.", "À refaire le matin."]
    assert found("peu de monde") == found("reparler") == [held]
    with pytest.raises(ValidationError):
        take_decision_back(experiment=held, reason="Encore.")


def test_a_note_and_a_title_are_written_at_any_time(place, before):
    held = create(place.portal, place.teams)
    evaluation_with(held)

    add_to_experiment(experiment=held, text="Le matin convient mieux.")
    correct_title(experiment=held, title="Dix minutes du jeudi")
    correct_title(experiment=held, title="Dix minutes du jeudi")

    held.refresh_from_db()
    assert held.title == "Dix minutes du jeudi"
    assert kinds(held) == [Kind.NOTED, Kind.ADDED, Kind.RETITLED]
    assert found("mardi matin") == [held]


@pytest.mark.parametrize("text", ["Mme Durand a tout fait.", "Écrire à a.b@exemple.fr"])
def test_no_text_names_anybody(place, before, text):
    held = create(place.portal, place.teams)
    before.move_to(BEGUN)
    decide_on_experiment(experiment=held, decision=ExperimentDecision.STOP, learnt="Vu.")

    for write in (
        lambda: add_to_experiment(experiment=held, text=text),
        lambda: correct_title(experiment=held, title=text),
        lambda: take_decision_back(experiment=held, reason=text),
        lambda: cancel_planned_experiment(experiment=held, reason=text),
    ):
        with pytest.raises(ValidationError) as wrong:
            write()
        assert wrong.value.code == "traces"


# --- Who wrote it ---------------------------------------------------------------------------------------


def test_who_runs_them_reads_who_wrote_what_and_a_manager_does_not(place, training, client):
    held = create(place.portal, place.teams)
    add_to_experiment(experiment=held, text="Le matin convient mieux.", by=training)
    manager, other = PersonFactory(), PersonFactory()
    PositionFactory(person=manager, team=place.teams[3], is_manager=True)
    grant_role(person=other, role=Role.TRAINING_MANAGER, by=None)

    pages = []
    for reader in (other, manager):
        client.force_login(reader)
        answer = client.get(reverse("adoption:experiment", args=[held.uuid]))
        pages.append(answer.content.decode())

    assert all("Le matin convient mieux." in page for page in pages)
    assert ["Quatrevent" in page for page in pages] == [True, False]


def test_one_reads_in_ones_own_data_what_one_wrote_and_the_name_goes(place, training):
    held = create(place.portal, place.teams)
    add_to_experiment(experiment=held, text="Le matin convient mieux.", by=training)
    (holding,) = [holding for holding in holdings() if holding.model == "adoption.ExperimentChange"]

    (row,) = holding.export(training)
    holding.erase(training)

    assert row["text"] == "Le matin convient mieux."
    assert not ExperimentChange.objects.exclude(changed_by=None).exists()
    assert kinds(held) == [Kind.NOTED, Kind.ADDED]
