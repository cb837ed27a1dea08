"""Import the texts of surveys with the courses. A text that was asked never changes."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from adoption.surveys.enums import DIMENSIONS, SurveyKind
from adoption.surveys.models import SurveyEdition
from adoption.surveys.texts import UnfitSurveyError, read_survey, survey_from_json
from cms.languages import source_language
from learning.folder_registry import SurveyFile, UnfitSurveyFileError


FILES = {"barometre": SurveyKind.BAROMETER, "habitudes": SurveyKind.HABITS}


@transaction.atomic
def import_survey(file: SurveyFile) -> str:
    """Import a survey file of the courses and return the outcome. Idempotent.

    The words of the organisation's language make the survey, those of another are a translation of it.
    An edition that nobody was asked yet is changed in place. Raises UnfitSurveyFileError.
    """
    survey = FILES.get(file.name)
    if survey is None:
        names = ", ".join(f"{name}.yaml" for name in FILES)
        raise UnfitSurveyFileError(_("no survey has this name"), names)
    dimensions = frozenset(DIMENSIONS) if survey == SurveyKind.BAROMETER else None
    try:
        read = read_survey(file.raw, dimensions=dimensions)
    except UnfitSurveyError as error:
        reason = _("“%s” is missing or not understood") % error.where
        raise UnfitSurveyFileError(reason, error.expected) from error
    latest = SurveyEdition.objects.select_for_update().filter(survey=survey).first()
    is_source = file.language == source_language()
    if not is_source:
        source = latest.words.get(source_language()) if latest else None
        if source is None:
            said = _("there is no survey to translate; load the folder “%s” first")
            raise UnfitSurveyFileError(said % source_language())
        if survey_from_json(source).shape != read.shape:
            raise UnfitSurveyFileError(
                _("its questions and answers are not those of the survey that it translates")
            )
    words = dict(latest.words) if latest else {}
    kept = words.get(file.language)
    if kept is not None and survey_from_json(kept) == read:
        return "unchanged"
    if is_source:  # a translation of other questions says nothing of these
        words = {
            language: text
            for language, text in words.items()
            if survey_from_json(text).shape == read.shape
        }
    _keep(survey, latest, words | {file.language: read.as_json()})
    return "changed" if latest else "created"


def _keep(survey: SurveyKind, latest: SurveyEdition | None, words: dict[str, Any]) -> None:
    if latest is not None and not latest.rounds.exists():
        SurveyEdition.objects.filter(pk=latest.pk).update(words=words)
        return
    SurveyEdition.objects.create(
        survey=survey, number=latest.number + 1 if latest else 1, words=words
    )
