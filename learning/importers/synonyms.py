"""Loads the words that mean the same, synonyms/*.yaml, into a site that has none in that language."""

from django.utils.translation import gettext as _

from cms.search.actions import UnfitSynonyms, add_starter_synonyms
from learning.folder_registry import SurveyFile, UnfitSurveyFileError


FOLDER = "synonyms"


def load_synonyms(file: SurveyFile) -> str:
    """Store the list; one that editors keep already is theirs. Raises UnfitSurveyFileError."""
    raw = file.raw.get("words") if isinstance(file.raw, dict) else None
    if not isinstance(raw, list) or not all(isinstance(words, str) for words in raw):
        raise UnfitSurveyFileError(_("a list of words has a title and words"), "words: [...]")
    try:
        is_stored = add_starter_synonyms(language=file.language, groups=raw)
    except UnfitSynonyms as error:
        raise UnfitSurveyFileError(str(error), "- phishing, faux mail") from error
    return "created" if is_stored else "unchanged"
