"""Loads glossary terms in another language: each says by `of` which term of the source's language it is."""

from django.utils.translation import gettext as _
from wagtail.models import Locale

from cms.languages import in_source_language, source_language
from cms.models import GlossaryTerm
from learning.importers.course_files import CourseFiles
from learning.importers.source_tracking import SourceTracker, abort_import_if_invalid, digest


FILE = "glossary.yaml"


class GlossaryTranslations:
    def __init__(self, tracker: SourceTracker, locale: Locale) -> None:
        self.tracker = tracker
        self.report = tracker.report
        self.locale = locale
        self.sources = {word.term: word for word in in_source_language(GlossaryTerm.objects.all())}

    def load(self, course: CourseFiles) -> None:
        twins = GlossaryTerm.objects.filter(locale=self.locale)
        known = {twin.translation_key: twin for twin in twins}
        for term, (definition, variants) in course.glossary.items():
            source = self._source(term, course.glossary_sources.get(term, ""))
            if source is not None:
                twin = known.get(source.translation_key) or GlossaryTerm(
                    locale=self.locale, translation_key=source.translation_key
                )
                self._word(source.term, twin, (term, definition, variants))

    def _source(self, term: str, of: str) -> GlossaryTerm | None:
        if of in self.sources:
            return self.sources[of]
        if f"{FILE}#{of}" in self.tracker.known:
            message = _("“%(key)s” was deleted in the CMS: left out.")
            self.report.notes.append(message % {"key": f"{FILE}#{of}"})
        else:
            values = {"term": term, "of": of, "language": source_language()}
            reason = _("“%(term)s”: the glossary has no word “%(of)s” in “%(language)s”") % values
            self.report.refuse(0, f"{FILE}: {reason}", "of: …")
        return None

    def _word(self, of: str, twin: GlossaryTerm, words: tuple[str, str, str]) -> None:
        key = f"{self.locale.language_code}:{FILE}#{of}"
        standing = digest(twin.term, twin.definition, twin.variants) if twin.pk else None
        if not self.tracker.is_to_load(key, digest(*words), standing=standing):
            return
        twin.term, twin.definition, twin.variants = words
        with abort_import_if_invalid(self.report, key):
            twin.full_clean()
        twin.save()
        self.tracker.record(key, digest(*words), digest(*words))
