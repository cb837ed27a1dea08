"""Loads the names of themes, the categories of the question bank, in another language: themes.yaml, by the source's names."""

from django.utils.translation import gettext as _

from learning.importers.course_files import Reader
from learning.importers.safe_files import UnfitFile, parse_yaml, read_text_file
from learning.importers.source_tracking import SourceTracker, abort_import_if_invalid, digest
from quizzes.file_questions import category_path
from quizzes.models import Category


FILE = "themes.yaml"


def load_theme_names(reader: Reader, tracker: SourceTracker, language: str) -> None:
    """Give each theme its name where no editor gave it another."""
    path = reader.root / FILE
    if reader.only or reader.alone or not path.is_file():
        return
    try:
        raw = parse_yaml(read_text_file(reader.root, path))
    except UnfitFile as error:
        tracker.report.refuse(error.line, f"{FILE}: {error.reason}")
        return
    if not isinstance(raw, dict):
        tracker.report.refuse(
            0, _("%(file)s: a name for each theme") % {"file": FILE}, "RGPD: GDPR"
        )
        return
    known = {category.name: category for category in Category.objects.filter(name__in=raw)}
    for name, said in raw.items():
        if not isinstance(said, str) or len(category_path(said)) != len(category_path(name)):
            reason = _("%(file)s: the name of “%(theme)s” has not as many parts")
            tracker.report.refuse(0, reason % {"file": FILE, "theme": name}, name)
        elif name in known:
            _name(tracker, f"{language}:{FILE}#{name}", known[name], said)


def _name(tracker: SourceTracker, key: str, category: Category, said: str) -> None:
    standing = digest(category.name_en) if category.name_en else None
    if not tracker.is_to_load(key, digest(said), standing=standing):
        return
    category.name_en = said
    with abort_import_if_invalid(tracker.report, key):
        category.full_clean()
    category.save(update_fields=["name_en"])
    tracker.record(key, digest(said), digest(said))
