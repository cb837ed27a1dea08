"""The barometer and the baseline of habits: loaded, opened, answered, closed, published, kept, erased."""

import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from adoption.actions import (
    answer_survey,
    close_round,
    forget_survey_answers,
    keep_copy,
    object_to_measurement,
    open_round,
    put_survey_away,
    run_surveys,
    take_survey,
    withdraw_objection,
)
from adoption.models import (
    BallotBox,
    BarometerCopy,
    SurveyAnswers,
    SurveyEdition,
    SurveyFigure,
    SurveyPublication,
    SurveyRound,
    SurveyToken,
)
from adoption.notices import UNDER_SUBJECT
from adoption.panels import declaration_panel, surveys_panel
from adoption.pseudonyms import subject_of
from adoption.queries.surveys import own_answers, surveys_waiting
from adoption.tasks import run_surveys_task
from core.dates import today
from learning.importers.content_translations import load_content_folder
from learning.survey_registry import SurveyFile, UnfitSurveyFileError
from people.actions import grant_role
from people.actions.retention import purge
from people.enums import Role
from people.models import ErasureEntry
from people.privacy_registry import holdings
from people.queries import current_notices
from tests.access.surveys import CONTENT, load_surveys, survey_file
from tests.adoption.factories import PortalFactory
from tests.people.factories import ExternalFactory, PersonFactory, PositionFactory, TeamFactory


pytestmark = pytest.mark.django_db

BAROMETER, HABITS = "barometer", "habits"
FRENCH = {"accept-language": "fr"}
PAGES = {BAROMETER: reverse("adoption:barometer"), HABITS: reverse("adoption:habits")}
LIST, KEEP, OWN = (reverse(f"adoption:{name}") for name in ("surveys", "keep_copy", "own_answers"))
QUESTIONS = [
    *("why_portal", "wish", "know_how", "able_to_show", "encouraged"),
    *("at_peace_for_job", "trust_in_oneself"),
]


@pytest.fixture(autouse=True)
def loaded(db):
    load_surveys()


@pytest.fixture
def staff(db):
    return [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(60)]


def open_now(survey, **options):
    return open_round(survey=survey, closes_on=today() + timedelta(days=9), **options)


def all_of(value, keys=QUESTIONS):
    return dict.fromkeys(keys, value)


def answer(person, value="4", survey=BAROMETER):
    return answer_survey(person=person, survey=survey, answers=all_of(value))


def shown(question, survey_round):
    rows = SurveyFigure.objects.filter(publication__round=survey_round, question=question)
    return {row.option: (row.kind, row.low, row.high) for row in rows}


# --- The words ------------------------------------------------------------------------------------------


def test_words_that_come_again_change_nothing():
    assert take_survey(survey_file("barometre")) == "unchanged"
    assert take_survey(survey_file("barometre", "en")) == "unchanged"
    assert SurveyEdition.objects.filter(survey=BAROMETER).count() == 1


def changed(name="barometre", language="fr"):
    file = survey_file(name, language)
    file.raw["questions"][0]["text"] = "Autrement dit."
    return file


def test_words_that_nobody_was_asked_are_changed_in_place():
    assert take_survey(changed()) == "changed"

    edition = SurveyEdition.objects.get(survey=BAROMETER)
    with translation.override("fr"):
        assert edition.text.questions[0].text == "Autrement dit."
    assert set(edition.words) == {"fr", "en"}  # the English is of the same questions


def test_words_that_were_asked_stay_and_a_new_edition_is_made(staff):
    asked = open_now(BAROMETER)
    take_survey(changed())

    assert SurveyRound.objects.get().edition == asked.edition
    assert asked.edition.text.questions[0].text != "Autrement dit."
    assert SurveyEdition.objects.filter(survey=BAROMETER).count() == 2


def test_the_database_itself_keeps_what_was_asked(staff):
    edition = open_now(BAROMETER).edition
    for change in ({"words": {}}, {"number": 7}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SurveyEdition.objects.filter(pk=edition.pk).update(**change)


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("anonymous", lambda raw: raw.update(anonymous=False)),
        ("questions[1].dimension", lambda raw: raw["questions"][0].update(dimension="mood")),
        ("questions[2].next_step", lambda raw: raw["questions"][1].pop("next_step")),
        ("questions[1].text", lambda raw: raw["questions"][0].update(text=" ")),
        ("scale", lambda raw: raw["scale"].append({"value": 5, "text": "Encore"})),
        ("questions", lambda raw: raw["questions"].append(raw["questions"][0])),
        ("colour", lambda raw: raw.update(colour="blue")),
        ("questions", lambda raw: raw.update(questions=[])),
        ("title", lambda raw: raw.update(title=None)),
    ],
)
def test_a_file_that_is_not_understood_says_where(where, change):
    file = survey_file("barometre")
    change(file.raw)

    with pytest.raises(UnfitSurveyFileError) as error:
        take_survey(file)
    assert where in error.value.reason


@pytest.mark.parametrize("raw", [None, [], "texte", 3])
def test_a_file_that_is_no_survey_at_all_is_refused(raw):
    with pytest.raises(UnfitSurveyFileError):
        take_survey(SurveyFile("barometre", "fr", raw))
    with pytest.raises(UnfitSurveyFileError):
        take_survey(SurveyFile("humeur", "fr", survey_file("barometre").raw))


def test_a_translation_of_other_questions_is_refused():
    file = survey_file("habitudes", "en")
    del file.raw["questions"][3]

    with pytest.raises(UnfitSurveyFileError):
        take_survey(file)


def test_the_folders_of_the_starter_courses_bring_them(tmp_path):
    SurveyEdition.objects.all().delete()
    for language in ("fr", "en"):
        root = tmp_path / language
        shutil.copytree(CONTENT / language / "surveys", root / "surveys")
        report = load_content_folder(root)
        assert report.applied, report.refused

    assert {each.survey: set(each.words) for each in SurveyEdition.objects.all()} == {
        BAROMETER: {"fr", "en"},
        HABITS: {"fr", "en"},
    }
    assert load_content_folder(tmp_path / "fr").changed == 0
    assert SurveyEdition.objects.count() == 2


# --- Rounds ---------------------------------------------------------------------------------------------


def test_everybody_who_works_here_is_asked_and_nobody_else(staff):
    PersonFactory(employed_from=today() + timedelta(days=1))
    PersonFactory(employed_until=today() - timedelta(days=1), employed_from=date(2020, 1, 1))
    asked = open_now(BAROMETER)

    assert asked.asked == 60
    assert set(SurveyToken.objects.values_list("subject", flat=True)) == set(map(subject_of, staff))


def test_tokens_stand_in_the_order_of_their_subjects(staff):
    open_now(BAROMETER)

    subjects = list(SurveyToken.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == sorted(subjects)


def test_a_survey_is_open_once(staff):
    open_now(BAROMETER)
    open_now(HABITS)
    with pytest.raises(ValidationError):
        open_now(BAROMETER)
    assert SurveyRound.objects.count() == 2


def test_a_quarter_opens_the_barometer_once_and_closes_it_after_its_days(staff, settings):
    first = date(2027, 1, 1)
    assert run_surveys(today=date(2026, 12, 20)) == (0, 0)
    assert run_surveys(today=first + timedelta(days=2)) == (0, 1)  # nights were missed
    assert run_surveys(today=first + timedelta(days=2)) == (0, 0)
    assert SurveyRound.objects.get().closes_on == first + timedelta(days=15)
    assert run_surveys(today=first + timedelta(days=15)) == (0, 0)
    assert run_surveys(today=first + timedelta(days=16)) == (1, 0)
    assert run_surveys(today=date(2027, 2, 1)) == (0, 0)
    assert run_surveys(today=date(2027, 4, 1)) == (0, 1)
    settings.BAROMETER_EVERY_MONTHS = 0
    assert run_surveys(today=date(2027, 7, 1)) == (1, 0)
    run_surveys_task()


# --- Answers of the barometer -----------------------------------------------------------------------------


def test_an_answer_is_added_to_the_counts_of_a_box_and_leaves_no_row(staff):
    open_now(BAROMETER)
    answer(staff[0], "2")
    answer(staff[1], "5")

    (box,) = BallotBox.objects.all()
    assert box.people == 60
    assert box.counts["wish"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert not SurveyAnswers.objects.exists()
    assert not BarometerCopy.objects.exists()


def test_a_box_is_of_fifty_people_or_more_by_the_team_of_the_opening():
    root = TeamFactory(name="Tout", code="t")
    large, small = (TeamFactory(parent=root, name=name, code=name) for name in ("grand", "petit"))
    people = []
    for team, size in ((large, 55), (small, 12), (root, 40)):
        for _ in range(size):
            person = PersonFactory(employed_from=date(2020, 1, 1))
            PositionFactory(person=person, team=team, started_on=date(2020, 1, 1))
            people.append(person)
    open_now(BAROMETER)
    answer(people[0], "1")
    answer(people[60], "2")
    answer(people[80], "3")

    boxes = {box.population_id: box for box in BallotBox.objects.all()}
    assert {team: box.people for team, box in boxes.items()} == {large.pk: 55, None: 52}
    assert boxes[large.pk].counts["wish"]["1"] == 1
    assert (boxes[None].counts["wish"]["2"], boxes[None].counts["wish"]["3"]) == (1, 1)


def test_nobody_answers_twice(staff):
    open_now(BAROMETER)
    answer(staff[0])
    with pytest.raises(ValidationError) as error:
        answer(staff[0], "1")

    assert error.value.code == "answered"
    assert BallotBox.objects.get().counts["wish"]["1"] == 0


def test_nobody_answers_before_after_or_without_being_asked(staff):
    asked = open_now(BAROMETER)
    late = PersonFactory(employed_from=date(2020, 1, 1))
    for person, day in (
        (late, today()),
        (staff[0], asked.closes_on + timedelta(days=1)),
        (staff[0], asked.opened_on - timedelta(days=1)),
    ):
        with pytest.raises(ValidationError) as error:
            answer_survey(person=person, survey=BAROMETER, answers={}, today=day)
        assert error.value.code == "closed"


def test_what_is_no_answer_to_its_questions_is_counted_nowhere(staff):
    open_now(BAROMETER)
    answer_survey(
        person=staff[0],
        survey=BAROMETER,
        answers={"wish": "9", "mood": "1", "why_portal": "", "know_how": "2"},
    )

    counts = BallotBox.objects.get().counts
    assert sum(n for given in counts.values() for n in given.values()) == 1
    assert "mood" not in counts


def test_closing_publishes_and_forgets_who_answered_and_every_box(staff):
    asked = open_now(BAROMETER)
    for number, person in enumerate(staff[:40]):
        answer(person, "45"[number % 2])
    close_round(survey_round=asked)

    assert not SurveyToken.objects.exists()
    assert not BallotBox.objects.exists()
    assert shown("wish", asked) == {
        "": ("exact", 20, 20),
        "1": ("block", 0, 4),
        "2": ("block", 0, 4),
        "3": ("block", 0, 4),
        "4": ("exact", 20, 20),
        "5": ("block", 16, 20),
    }
    with pytest.raises(ValidationError):
        close_round(survey_round=SurveyRound.objects.get())
    with pytest.raises(ValidationError):
        answer(staff[50])


def test_under_fifty_people_nothing_is_published():
    people = [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(49)]
    asked = open_now(BAROMETER)
    for person in people:
        answer(person)
    close_round(survey_round=asked)

    assert {row.kind for row in SurveyFigure.objects.all()} == {"hidden"}


def test_what_is_out_never_changes(staff):
    asked = open_now(BAROMETER)
    close_round(survey_round=asked)
    for model, change in ((SurveyFigure, {"low": 1}), (SurveyPublication, {"parameters": {}})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)


# --- Habits -------------------------------------------------------------------------------------------


HOME = {"device_at_home": "nothing", "when_stuck": "colleague"}


def test_habits_are_counted_when_the_round_closes_but_not_of_whoever_objects_by_then(staff):
    asked = open_now(HABITS)
    for person in staff[:30]:
        answer_survey(person=person, survey=HABITS, answers=HOME)
    object_to_measurement(person=staff[0], keep_logbook=True)
    object_to_measurement(person=staff[1])
    close_round(survey_round=asked)

    assert shown("when_stuck", asked)[""] == ("exact", 32, 32)  # thirty who did not, and these two
    assert asked.asked == 60
    assert [len(own_answers(staff[0])), len(own_answers(staff[1]))] == [1, 0]


def test_own_answers_are_read_by_their_owner_and_erased_by_them(staff, client):
    asked = open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    (kept,) = own_answers(staff[0])
    assert len(kept.lines) == 2

    client.force_login(staff[1])
    erase = reverse("adoption:erase_answers", args=[asked.uuid])
    assert client.get(erase).status_code == client.post(erase).status_code == 404
    client.force_login(staff[0])
    assert client.get(erase).status_code == 200
    assert client.post(erase).status_code == 302
    assert own_answers(staff[0]) == []
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)  # the round is open still


def test_whoever_objects_is_asked_nothing_and_their_answer_is_refused(staff, client):
    open_now(BAROMETER)
    object_to_measurement(person=staff[0])
    client.force_login(staff[0])

    assert surveys_waiting(staff[0], today()) == []
    assert client.get(PAGES[BAROMETER]).url == reverse("adoption:measurement")
    with pytest.raises(ValidationError) as error:
        answer(staff[0])
    assert error.value.code == "objection"
    withdraw_objection(person=staff[0])
    answer(staff[0])


# --- A copy of one's own --------------------------------------------------------------------------------


def test_a_copy_is_legible_to_its_owner_alone(staff):
    asked = open_now(BAROMETER)
    for person in staff[:2]:
        keep_copy(person=person, survey_round=asked, answers=all_of("2"))
    first, second = BarometerCopy.objects.order_by("pk")

    assert [own.answers for own in own_answers(staff[0])] == [all_of("2")]
    assert bytes(first.sealed) != bytes(second.sealed)
    BarometerCopy.objects.filter(pk=second.pk).update(sealed=first.sealed)
    assert own_answers(staff[1]) == []  # sealed for somebody else


def test_a_copy_is_as_long_whatever_was_answered(staff):
    asked = open_now(BAROMETER)
    for person, answers in zip(staff, ({}, all_of("5"), {"wish": "1"}), strict=False):
        keep_copy(person=person, survey_round=asked, answers=answers)

    assert len({len(bytes(copy.sealed)) for copy in BarometerCopy.objects.all()}) == 1


def test_erasing_a_copy_takes_back_no_answer(staff):
    asked = open_now(BAROMETER)
    answer(staff[0])
    keep_copy(person=staff[0], survey_round=asked, answers=all_of("4"))

    assert forget_survey_answers(person=staff[0]) == 1
    assert BallotBox.objects.get().counts["wish"]["4"] == 1
    with pytest.raises(ValidationError):
        answer(staff[0])


# --- Pages ----------------------------------------------------------------------------------------------


def fields(value, keys=QUESTIONS):
    return {f"q-{key}": value for key in keys}


@pytest.fixture
def reader(client, staff):
    """Who was shown the notice."""
    UNDER_SUBJECT.note(staff[0], current_notices(["surveys"])[0])
    client.force_login(staff[0])
    return client


def test_the_barometer_offers_the_step_of_the_first_answer_below_agreement(reader, staff):
    open_now(BAROMETER)
    sent = fields("5") | {"q-able_to_show": "3", "q-encouraged": "1"}
    page = reader.post(PAGES[BAROMETER], sent, headers={"accept-language": "fr"}).content.decode()

    assert "Montrer s’apprend" in page
    assert "Seul, on oublie" not in page
    assert not BarometerCopy.objects.exists()
    assert "Montrer s’apprend" not in reader.get(PAGES[BAROMETER]).content.decode()


def test_whoever_agrees_with_everything_is_offered_nothing(reader):
    open_now(BAROMETER)
    page = reader.post(PAGES[BAROMETER], fields("4")).content.decode()

    assert 'class="card card--sun' not in page


def test_what_was_sent_is_in_no_session_and_no_other_table(reader, staff):
    open_now(BAROMETER)
    before = everything()
    reader.post(PAGES[BAROMETER], fields("3"))

    changed_rows = {label for label, rows in everything().items() if rows != before.get(label)}
    assert changed_rows <= {"adoption.SurveyToken", "adoption.BallotBox"}


def everything():
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }


def test_a_copy_is_kept_only_when_it_is_asked_for(reader, staff):
    asked = open_now(BAROMETER)
    page = reader.post(PAGES[BAROMETER], fields("3")).content.decode()
    assert KEEP in page

    reader.post(KEEP, fields("3") | {"round": str(asked.uuid)})
    assert [own.answers for own in own_answers(staff[0])] == [all_of("3")]
    for wrong in ("", "x", "00000000-0000-4000-8000-000000000000"):
        assert reader.post(KEEP, {"round": wrong}).status_code == 404


def test_nothing_is_collected_before_the_notice_was_shown(client, staff):
    open_now(BAROMETER)
    client.force_login(staff[0])
    page = client.post(PAGES[BAROMETER], fields("3")).content.decode()

    assert 'name="q-wish" value="3"' in page
    assert BallotBox.objects.get().counts["wish"]["3"] == 0


def test_a_survey_can_be_put_away_and_answered_all_the_same(reader, staff):
    open_now(HABITS)
    assert PAGES[HABITS] in reader.get("/").content.decode()
    reader.post(reverse("adoption:survey_later", args=[HABITS]))

    assert PAGES[HABITS] not in reader.get("/").content.decode()
    assert PAGES[HABITS] in reader.get(OWN).content.decode()
    assert reader.post(PAGES[HABITS], {"q-when_stuck": "alone"}).status_code == 200
    assert SurveyAnswers.objects.get().answers == {"when_stuck": "alone"}


@pytest.mark.parametrize("survey", [HABITS, BAROMETER])
def test_sending_nothing_at_all_does_not_use_up_the_one_answer(reader, staff, survey):
    open_now(survey)
    answer = reader.post(PAGES[survey], follow=True)

    assert [str(each) for each in answer.context["messages"]]
    assert 'type="radio"' in answer.content.decode()
    assert not SurveyToken.objects.filter(is_spent=True).exists()


def test_the_first_screen_asks_nothing_more_for_surveys_open_or_not(
    rf, staff, django_assert_num_queries
):
    PortalFactory()

    def drawn():
        request = rf.get("/")
        request.user = staff[0]
        declaration_panel(request)  # reads one’s own use, once for all panels
        with django_assert_num_queries(0):
            return surveys_panel(request)

    assert drawn() is None
    open_now(BAROMETER)
    open_now(HABITS)
    shown = [each["round"].survey for each in drawn()["surveys"]]
    assert shown == [HABITS, BAROMETER]
    object_to_measurement(person=staff[0])
    assert drawn() is None


def test_the_page_of_results_takes_few_queries(training, staff, django_assert_max_num_queries):
    for day in (date(2026, 1, 5), date(2026, 9, 7)):
        asked = open_round(survey=HABITS, closes_on=day, today=day)
        close_round(survey_round=asked, today=day)
    training.get(LIST)
    with django_assert_max_num_queries(12):
        training.get(reverse("adoption:survey_results", args=[asked.uuid]))


def test_a_partner_s_learner_is_asked_nothing(client):
    client.force_login(ExternalFactory())
    for address in (*PAGES.values(), OWN):
        assert client.get(address).status_code == 404


@pytest.fixture
def training(client):
    person = PersonFactory(employed_from=date(2020, 1, 1))
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=person)
    client.force_login(person)
    return client


def test_the_training_manager_opens_and_closes_a_round(training, staff):
    last = today() + timedelta(days=13)
    training.post(reverse("adoption:open_survey"), {"survey": BAROMETER, "closes_on": str(last)})
    asked = SurveyRound.objects.get()
    assert (asked.closes_on, asked.asked) == (last, 61)

    for wrong in ("", "2026-02-31", "hier", str(today() - timedelta(days=1))):
        training.post(reverse("adoption:open_survey"), {"survey": HABITS, "closes_on": wrong})
    assert SurveyRound.objects.count() == 1
    close = reverse("adoption:close_survey", args=[asked.uuid])
    assert training.get(close).status_code == 200
    assert not SurveyPublication.objects.exists()
    assert training.post(close).url == reverse("adoption:survey_results", args=[asked.uuid])
    assert training.get(LIST).status_code == 200


def test_a_low_statement_comes_with_something_to_talk_about(training, staff):
    asked = open_now(BAROMETER)
    for person in staff[:50]:
        answer_survey(
            person=person, survey=BAROMETER, answers=all_of("4") | {"at_peace_for_job": "1"}
        )
    close_round(survey_round=asked)
    page = training.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers={"accept-language": "fr"}
    ).content.decode()

    assert "La peur est là" in page
    assert "L’envie ne se commande pas" not in page


def test_the_file_says_what_the_page_says(training, staff):
    asked = open_now(BAROMETER)
    for person in staff[:40]:
        answer(person, "4")
    close_round(survey_round=asked)
    file = training.get(
        reverse("adoption:survey_table", args=[asked.uuid]), headers=FRENCH
    ).content.decode()
    page = training.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers=FRENCH
    ).content.decode()

    lines = file.splitlines()
    assert len(lines) == 1 + 7 * 6
    assert lines[1].split(";")[2] == "21 sur 61"  # who gave no answer
    assert lines[1].split(";")[2] in page


def test_a_bar_is_the_share_that_stands_beside_it(training, staff):
    asked = open_now(BAROMETER)
    for person in staff[:40]:
        answer(person, "4")
    close_round(survey_round=asked)
    page = training.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers=FRENCH
    ).content.decode()

    assert "36–40 sur 61" in page
    ends = {float(end) for end in re.findall(r'range__rest" x="([\d.]+)%"', page)}
    assert max(ends) == pytest.approx(100 * 40 / 61, abs=0.1)


def test_an_empty_round_and_one_of_few_people_look_the_same(training):
    asked = open_now(BAROMETER)
    close_round(survey_round=asked)
    few = [PersonFactory(employed_from=date(2020, 1, 1)) for _ in range(40)]
    full = open_now(BAROMETER)
    for person in few:
        answer(person)
    close_round(survey_round=full)
    pages = [
        training.get(
            reverse("adoption:survey_results", args=[each.uuid]), headers={"accept-language": "en"}
        ).content.decode()
        for each in (asked, full)
    ]

    shapes = [page[page.index('class="masked"') : page.index("</main>")] for page in pages]
    assert shapes[0] == shapes[1]
    assert "range__bar" not in pages[0] + pages[1]


def test_a_round_that_is_open_has_no_results(training, staff):
    asked = open_now(BAROMETER)
    assert training.get(reverse("adoption:survey_results", args=[asked.uuid])).status_code == 404


def test_a_second_round_says_what_the_first_said(training, staff):
    for value, day in (("not_at_all", date(2026, 1, 5)), ("fully", date(2026, 9, 7))):
        asked = open_round(survey=HABITS, closes_on=day, today=day)
        for person in staff[:30]:
            answer_survey(
                person=person, survey=HABITS, answers={"ease_with_portal": value}, today=day
            )
        close_round(survey_round=asked, today=day)
    page = training.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers={"accept-language": "en"}
    ).content.decode()

    assert "In January 2026" in page


# --- What is held ---------------------------------------------------------------------------------------


def test_everything_about_a_person_is_exported_to_them_and_erased(staff):
    open_now(HABITS)
    asked = open_now(BAROMETER)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    answer(staff[0])
    keep_copy(person=staff[0], survey_round=asked, answers=all_of("4"))
    put_survey_away(person=staff[0], survey=HABITS)
    of_surveys = {each.model: each for each in holdings() if "Survey" in each.model}
    of_surveys |= {each.model: each for each in holdings() if "Barometer" in each.model}

    rows = {model: holding.export(staff[0]) for model, holding in of_surveys.items()}
    assert {model: len(each) for model, each in rows.items()} == {
        "adoption.SurveyToken": 2,
        "adoption.SurveyAnswers": 2,
        "adoption.BarometerCopy": 7,
    }
    assert json.dumps(rows, default=str)
    for holding in of_surveys.values():
        holding.erase(staff[0])
    assert [holding.export(staff[0]) for holding in of_surveys.values()] == [[], [], []]
    assert SurveyToken.objects.count() == 2 * 59


def test_answers_and_copies_go_after_their_time_and_never_those_of_an_open_round(staff, settings):
    settings.RETENTION_USE_MONTHS = 24
    for survey in (HABITS, BAROMETER):
        asked = open_round(survey=survey, closes_on=date(2026, 11, 25), today=date(2026, 11, 24))
        keep_copy(person=staff[0], survey_round=asked, answers={})
        if survey == HABITS:
            answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    late = datetime(2029, 11, 24, 12, tzinfo=UTC)
    with time_machine.travel(late, tick=False):
        purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (1, 2)

    for asked in SurveyRound.objects.all():
        close_round(survey_round=asked, today=date(2026, 11, 25))
    with time_machine.travel(datetime(2028, 11, 25, 12, tzinfo=UTC), tick=False):
        purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (1, 2)
    with time_machine.travel(datetime(2028, 11, 26, 12, tzinfo=UTC), tick=False):
        run = purge()
    assert (SurveyAnswers.objects.count(), BarometerCopy.objects.count()) == (0, 0)
    assert run.counts["survey_answers"] is run.counts["barometer_copies"] is None


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="of what PostgreSQL keeps with each row"
)


# --- What a copy of the database tells --------------------------------------------------------------------


def test_what_is_erased_goes_again_from_a_restored_copy(staff):
    asked = open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    kept = list(SurveyAnswers.objects.values())
    forget_survey_answers(person=staff[0])
    ErasureEntry.objects.all().delete()  # the table comes from the backup; the file does not
    SurveyAnswers.objects.bulk_create(SurveyAnswers(**row) for row in kept)

    call_command("replay_erasures")
    assert not SurveyAnswers.objects.filter(round=asked).exists()


@pytest.mark.postgresql
@on_postgresql
def test_no_hidden_column_joins_a_name_to_a_subject(staff):
    """A lock on a row stays in it as the number of the transaction: it must not be the person’s row."""
    open_now(HABITS)
    for person in staff[:3]:
        answer_survey(person=person, survey=HABITS, answers=HOME)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM people_person p JOIN adoption_surveyanswers a ON p.xmax = a.xmin"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.postgresql
@on_postgresql
def test_after_a_night_no_row_tells_when_it_was_written(staff):
    open_now(HABITS)
    answer_survey(person=staff[0], survey=HABITS, answers=HOME)
    answer_survey(person=staff[1], survey=HABITS, answers=HOME)
    run_surveys()

    with connection.cursor() as cursor:
        for table in ("adoption_surveytoken", "adoption_surveyanswers"):
            cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608
            assert cursor.fetchone() == (1,)
