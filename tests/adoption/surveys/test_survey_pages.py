"""What the pages of surveys ask, offer and show."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from adoption.dashboards.panels import surveys_panel
from adoption.surveys.actions.answers import answer_survey
from adoption.surveys.actions.rounds import close_round, open_round
from adoption.surveys.models import (
    BallotBox,
    BarometerCopy,
    SurveyAnswers,
    SurveyPublication,
    SurveyRound,
    SurveyToken,
)
from adoption.surveys.queries import own_answers
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.notices import UNDER_SUBJECT
from core.dates import today
from people.actions.accounts import grant_role
from people.enums import Role
from people.queries.notices import current_notices
from tests.access.surveys import load_surveys
from tests.adoption.surveys.surveys import (
    BAROMETER,
    FRENCH,
    HABITS,
    KEEP,
    LIST,
    OWN,
    PAGES,
    QUESTIONS,
    all_of,
    answer,
    open_now,
    sixty_people,
)
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    load_surveys()


@pytest.fixture
def staff(db):
    return sixty_people()


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


def test_the_fear_for_the_job_is_answered_beside_the_first_and_says_whom_to_talk_to(reader):
    open_now(BAROMETER)
    page = reader.post(PAGES[BAROMETER], fields("1"), headers=FRENCH).content.decode()

    assert page.count("card--sun") == 2
    assert page.index("On aide mieux") < page.index("représentants du personnel")


def test_whoever_agrees_with_everything_is_offered_nothing_and_told_why(reader):
    open_now(BAROMETER)
    english = {"accept-language": "en"}
    page = reader.post(PAGES[BAROMETER], fields("4"), headers=english).content.decode()

    assert "card--sun" not in page
    assert "Nothing that you ticked seems to hold you back" in page


def test_who_answered_reads_why_nothing_is_shown_again_and_where_the_results_are(reader):
    open_now(BAROMETER)
    english = {"accept-language": "en"}
    assert "shown once" in reader.get(PAGES[BAROMETER], headers=english).content.decode()
    reader.post(PAGES[BAROMETER], fields("4"))
    page = reader.get(PAGES[BAROMETER], headers=english).content.decode()

    assert "cannot be shown again" in page
    assert f'href="{LIST}"' in page


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


def test_the_first_screen_asks_once_for_surveys_open_or_not(
    rf, staff, django_assert_max_num_queries
):
    def drawn():
        request = rf.get("/")
        request.user = staff[0]
        with django_assert_max_num_queries(2):  # one of them is for what all panels ask
            return surveys_panel(request)

    assert drawn() is None
    open_now(BAROMETER)
    open_now(HABITS)
    shown = [each["offered"].survey for each in drawn()["surveys"]]
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
    for address in (*PAGES.values(), OWN, LIST):
        assert client.get(address).status_code == 404


def test_all_staff_read_what_came_of_a_round_and_who_leads_what_to_talk_about(staff, client):
    asked = open_now(BAROMETER)
    for person in staff[:50]:
        answer(person, "1")
    close_round(survey_round=asked)
    client.force_login(staff[0])
    page = client.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers=FRENCH
    ).content.decode()

    assert "Pas du tout d’accord" in page
    assert "La peur est là" not in page
    assert client.get(LIST).status_code == 200
    assert client.post(reverse("adoption:close_survey", args=[asked.uuid])).status_code == 404


@pytest.fixture
def training(client):
    person = PersonFactory(employed_from=date(2020, 1, 1))
    grant_role(person=person, role=Role.TRAINING_MANAGER, by=person)
    client.force_login(person)
    return client


def test_the_training_manager_opens_and_closes_a_round(training, staff):
    last = today() + timedelta(days=13)
    training.post(reverse("adoption:open_survey", args=[BAROMETER]), {"closes_on": str(last)})
    asked = SurveyRound.objects.get()
    assert (asked.closes_on, asked.asked) == (last, 61)

    for wrong in ("", "2026-02-31", "hier", str(today() - timedelta(days=1)), "9999-12-31"):
        training.post(reverse("adoption:open_survey", args=[HABITS]), {"closes_on": wrong})
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

    assert re.search(r'<td class="r">entre \d+ et \d+ sur 61</td>', page)
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
    assert lines[1].split(";")[3:] == ["21", "21", "61"]


def test_a_bar_is_the_share_that_stands_beside_it(training, staff):
    asked = open_now(BAROMETER)
    for person in staff[:40]:
        answer(person, "4")
    close_round(survey_round=asked)
    page = training.get(
        reverse("adoption:survey_results", args=[asked.uuid]), headers=FRENCH
    ).content.decode()

    assert "entre 36 et 40 sur 61" in page
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
