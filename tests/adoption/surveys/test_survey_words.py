"""The words of surveys: loaded, changed before anybody was asked, kept once somebody was."""

import shutil

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from adoption.surveys.actions.editions import import_survey
from adoption.surveys.models import SurveyEdition, SurveyRound
from learning.folder_registry import SurveyFile, UnfitSurveyFileError
from learning.importers.content_translations import load_content_folder
from tests.access.surveys import CONTENT, load_surveys, survey_file
from tests.adoption.surveys.surveys import BAROMETER, HABITS, open_now, sixty_people


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    load_surveys()


@pytest.fixture
def staff(db):
    return sixty_people()


def test_words_that_come_again_change_nothing():
    assert import_survey(survey_file("barometre")) == "unchanged"
    assert import_survey(survey_file("barometre", "en")) == "unchanged"
    assert SurveyEdition.objects.filter(survey=BAROMETER).count() == 1


def changed(name="barometre", language="fr"):
    file = survey_file(name, language)
    file.raw["questions"][0]["text"] = "Autrement dit."
    return file


def test_words_that_nobody_was_asked_are_changed_in_place():
    assert import_survey(changed()) == "changed"

    edition = SurveyEdition.objects.get(survey=BAROMETER)
    with translation.override("fr"):
        assert edition.text.questions[0].text == "Autrement dit."
    assert set(edition.words) == {"fr", "en"}  # the English is of the same questions


def test_words_that_were_asked_stay_and_a_new_edition_is_made(staff):
    asked = open_now(BAROMETER)
    import_survey(changed())

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
        import_survey(file)
    assert where in error.value.reason


@pytest.mark.parametrize("raw", [None, [], "texte", 3])
def test_a_file_that_is_no_survey_at_all_is_refused(raw):
    with pytest.raises(UnfitSurveyFileError):
        import_survey(SurveyFile("barometre", "fr", raw))
    with pytest.raises(UnfitSurveyFileError):
        import_survey(SurveyFile("humeur", "fr", survey_file("barometre").raw))


def test_a_translation_of_other_questions_is_refused():
    file = survey_file("habitudes", "en")
    del file.raw["questions"][3]

    with pytest.raises(UnfitSurveyFileError):
        import_survey(file)


def test_the_folders_of_the_starter_courses_bring_them(tmp_path):
    SurveyEdition.objects.all().delete()
    for language in ("fr", "en"):
        root = tmp_path / language
        shutil.copytree(CONTENT / language / "surveys", root / "surveys")
        report = load_content_folder(root)
        assert report.applied, report.refused

    assert {edition.survey: set(edition.words) for edition in SurveyEdition.objects.all()} == {
        BAROMETER: {"fr", "en"},
        HABITS: {"fr", "en"},
    }
    assert load_content_folder(tmp_path / "fr").changed == 0
    assert SurveyEdition.objects.count() == 2
