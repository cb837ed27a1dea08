"""Open and close rounds of surveys, and publish them on closing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adoption.publishing.disclosure.ballots import ballot_groups
from adoption.publishing.disclosure.distribution import protect_distribution
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models.bounds import figure_columns
from adoption.publishing.parameters import parameters_in_force
from adoption.surveys.actions.own_questions import freeze_own_questions
from adoption.surveys.enums import ANONYMOUS, SurveyKind
from adoption.surveys.models import (
    LONGEST,
    BallotBox,
    BallotPlace,
    SurveyAnswers,
    SurveyEdition,
    SurveyFigure,
    SurveyPublication,
    SurveyRound,
    SurveyToken,
)
from adoption.surveys.queries import people_asked
from adoption.surveys.texts import SILENCE, Survey
from adoption.usage.models import Objection
from adoption.usage.pseudonyms import subject_of_uuid
from core.dates import today as current_day
from core.site_settings import value_of
from people.models import Person, Position, Team


WITHOUT_A_TEAM = 0  # above all teams: whoever is in none is counted there
CATCHING_UP = 7  # days in which a round that the nightly task has missed is still opened
Counts = Mapping[str, Counter[str]]  # by question, how many gave each option


def open_round(*, survey: str, closes_on: date, today: date | None = None) -> SurveyRound:
    """Ask everybody employed today with a proved identity. Raises ValidationError for an unknown survey or one already open."""
    on = today or current_day()
    if closes_on < on:
        raise ValidationError(_("The last day to answer comes after the first."), code="days")
    if closes_on > on + LONGEST:
        raise ValidationError(_("A survey is open for three months at most."), code="days")
    people = dict(people_asked(on).values_list("pk", "uuid"))
    if not people:
        raise ValidationError(_("There is nobody to ask."), code="nobody")
    try:
        with transaction.atomic():
            edition = _edition(survey, on)
            made = SurveyRound.objects.create(
                survey=survey, edition=edition, opened_on=on, closes_on=closes_on, asked=len(people)
            )
            subjects = sorted(subject_of_uuid(str(uuid)) for uuid in people.values())
            SurveyToken.objects.bulk_create(
                (SurveyToken(round=made, subject=subject) for subject in subjects), batch_size=1000
            )
            if survey in ANONYMOUS:
                _make_boxes(made, people)
    except IntegrityError as error:
        if not SurveyRound.objects.open().filter(survey=survey).exists():
            raise
        raise ValidationError(_("This survey is open already."), code="open") from error
    return made


def _edition(survey: str, on: date) -> SurveyEdition:
    if survey == SurveyKind.QUESTIONS:
        return freeze_own_questions(on)
    latest = SurveyEdition.objects.filter(survey=survey).first()
    if latest is None:
        raise ValidationError(_("This survey is not loaded yet."), code="unknown")
    return latest


def _make_boxes(made: SurveyRound, people: Iterable[int]) -> None:
    """Create an empty box for each group at once: that a box exists tells nothing."""
    parents: dict[int, int | None] = {WITHOUT_A_TEAM: None}
    keys: dict[str, int] = {}
    for pk, path in Team.objects.order_by("path").values_list("pk", "path"):
        keys[path] = pk
        parents[pk] = keys.get(path[: -Team.steplen], WITHOUT_A_TEAM)
    held = Position.objects.primary().held_on(made.opened_on).order_by("started_on", "pk")
    team_of = dict(held.values_list("person", "team"))
    attached = Counter(team_of.get(person, WITHOUT_A_TEAM) for person in people)
    groups = ballot_groups(parents, attached, least_population(parameters_in_force()))
    empty = {key: dict.fromkeys(counts, 0) for key, counts in _none_yet(made.edition.text).items()}
    boxes = BallotBox.objects.bulk_create(
        (
            BallotBox(round=made, population_id=group.team or None, people=group.size, counts=empty)
            for group in groups
        ),
        batch_size=1000,
    )
    BallotPlace.objects.bulk_create(
        (
            BallotPlace(box=box, team_id=team or None)
            for box, group in zip(boxes, groups, strict=True)
            for team in group.teams
        ),
        batch_size=1000,
    )


def _none_yet(survey: Survey) -> dict[str, Counter[str]]:
    return {
        question.key: Counter(dict.fromkeys(question.values, 0)) for question in survey.questions
    }


def close_round(*, survey_round: SurveyRound, today: date | None = None) -> SurveyPublication:
    """End the round and publish its figures; who answered, and every box, are deleted.

    Raises ValidationError where it is closed already. An answer on its way is counted or refused: its
    token is taken first, and here goes first.
    """
    on = max(today or current_day(), survey_round.opened_on)
    with transaction.atomic():
        if not SurveyRound.objects.open().filter(pk=survey_round.pk).update(closed_on=on):
            raise ValidationError(_("This round is closed already."), code="closed")
        gone = _gone(survey_round, on)
        SurveyToken.objects.filter(round=survey_round).delete()
        publication = _publish(survey_round, _counted(survey_round), gone)
        BallotBox.objects.filter(round=survey_round).delete()
    return publication


def _gone(survey_round: SurveyRound, on: date) -> int:
    """Number of people asked who left, or lost the proof of identity, while it was open: whoever writes
    the staff list may have brought that about, and knows that they said nothing."""
    here = Person.objects.staff().employed_on(on).proven_before(survey_round.opened_on)
    subjects = {
        subject_of_uuid(str(uuid)) for uuid in here.order_by().values_list("uuid", flat=True)
    }
    tokens = SurveyToken.objects.filter(round=survey_round).order_by()
    asked = tokens.values_list("subject", flat=True)
    return sum(subject not in subjects for subject in asked.iterator())


def _counted(survey_round: SurveyRound) -> Counts:
    counts = _none_yet(survey_round.edition.text)
    if survey_round.survey in ANONYMOUS:
        boxes = BallotBox.objects.filter(round=survey_round).order_by("pk")
        for box in boxes.iterator():
            for question, given in box.counts.items():
                counts[question].update(given)
        return counts
    objecting = Objection.objects.values("subject")
    rows = SurveyAnswers.objects.filter(round=survey_round).exclude(subject__in=objecting)
    for answers in rows.order_by().values_list("answers", flat=True).iterator():
        for question, option in answers.items():
            counts[question][option] += 1
    return counts


def _publish(survey_round: SurveyRound, counts: Counts, gone: int) -> SurveyPublication:
    parameters = parameters_in_force()
    least = least_population(parameters)
    publication = SurveyPublication.objects.create(
        round=survey_round,
        parameters={
            "coalition": parameters.c,
            "edge": parameters.edge,
            "least_asked": least,
            "definition": 2,
        },
    )
    figures: list[SurveyFigure] = []
    for question in survey_round.edition.text.questions:
        # “No answer” first, then the options in the survey's order, as the rule takes them.
        given = counts[question.key]
        options = [given[option] for option in question.values]
        order, values = [SILENCE, *question.values], [survey_round.asked - sum(options), *options]
        protected = protect_distribution(
            survey_round.asked, values, parameters, least=least, gone=gone
        )
        figures += [
            SurveyFigure(
                publication=publication,
                question=question.key,
                option=option,
                **figure_columns(figure, survey_round.asked),
            )
            for option, figure in zip(order, protected, strict=True)
        ]
    SurveyFigure.objects.bulk_create(figures, batch_size=1000)
    return publication


def run_surveys(*, today: date | None = None) -> tuple[int, int]:
    """Close rounds that are over and open the barometer when due; return the numbers of both.

    Due: in the first days of a period of BAROMETER_EVERY_MONTHS months, counted from January, unless a
    round was opened in it. Running twice does no more.
    """
    on = today or current_day()
    closed = 0
    for survey_round in SurveyRound.objects.open().filter(closes_on__lt=on):
        try:
            close_round(survey_round=survey_round, today=on)
        except ValidationError:  # another process was faster
            continue
        closed += 1
    return closed, _open_what_is_due(on)


def _open_what_is_due(on: date) -> int:
    months = value_of("BAROMETER_EVERY_MONTHS")
    start = on.replace(month=on.month - (on.month - 1) % months, day=1) if months else None
    if start is None or on >= start + timedelta(days=CATCHING_UP):
        return 0
    barometers = SurveyRound.objects.filter(survey=SurveyKind.BAROMETER)
    if barometers.filter(opened_on__gte=start).exists() or barometers.open().exists():
        return 0
    if not SurveyEdition.objects.filter(survey=SurveyKind.BAROMETER).exists():
        return 0
    last = on + timedelta(days=value_of("BAROMETER_OPEN_DAYS") - 1)
    try:
        open_round(survey=SurveyKind.BAROMETER, closes_on=last, today=on)
    except ValidationError:  # nobody is employed yet, or another process was faster
        return 0
    return 1
