"""Import the situations of mutual help from situations/*.yaml, a file for each, in each language."""

from typing import Any

from django.utils.translation import gettext as _

from ambassadors.help.models import HelpSituation
from cms.languages import source_language
from cms.models import PortalService
from learning.folder_registry import SurveyFile, UnfitSurveyFileError
from quizzes.models import Competence


def import_situation(file: SurveyFile) -> str:
    """Create a situation, or add the English of one that has none; return the outcome.

    One that is there belongs to its editors: nothing else of it changes. Raises UnfitSurveyFileError.
    """
    raw: Any = file.raw if isinstance(file.raw, dict) else {}
    words = str(raw.get("title") or "").strip()
    if not words:
        raise UnfitSurveyFileError(_("a situation has words"), "title: …")
    standing = HelpSituation.objects.filter(slug=file.name).first()
    if file.language != source_language():
        return _add_english(standing, words)
    if standing is not None:
        return "unchanged"
    situation = HelpSituation.objects.create(
        slug=file.name, words=words, sort_order=int(raw.get("place") or 0)
    )
    services = [str(slug) for slug in raw.get("services") or ()]
    situation.services.set(PortalService.objects.filter(slug__in=services))
    codes = [str(code) for code in raw.get("competences") or ()]
    framework = str(raw.get("framework") or "")
    situation.competences.set(Competence.objects.filter(framework__slug=framework, code__in=codes))
    return "created"


def _add_english(standing: HelpSituation | None, words: str) -> str:
    if standing is None or standing.words_en:
        return "unchanged"
    HelpSituation.objects.filter(pk=standing.pk).update(words_en=words)
    return "changed"
