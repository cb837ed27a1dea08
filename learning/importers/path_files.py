"""Loads paths from their files: modules in their order, what is asked of each, for whom, for how long."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from core.reports import ImportRefused
from learning.enums import Need
from learning.importers.block_values import Finder
from learning.importers.course_files import Text, module_name
from learning.importers.source_tracking import SourceTracker, abort_import_if_invalid, digest
from learning.models import ModulePage, PathChoice, PathModule
from learning.models import Path as LearningPath
from learning.rich_text import canonical_html
from people.models import Job, Site
from quizzes.models import Quiz


PLAIN_FIELDS = (
    *("title", "summary", "is_sequential", "is_retired", "level", "contact", "valid_months"),
)


class PathLoader:
    """Loads paths. `modules`: those of the folder, by their short names. A path may name another of the CMS too."""

    def __init__(self, tracker: SourceTracker, finder: Finder, modules: dict[str, Page]) -> None:
        self.tracker = tracker
        self.report = tracker.report
        self.finder = finder
        self.modules = modules

    def load(self, texts: list[Text]) -> None:
        for text in texts:
            self._path(text)
        for text in texts:
            self._refresher(text)

    def _path(self, text: Text) -> None:
        path = LearningPath.objects.filter(slug=text.slug).first()
        values = self._values(text)
        entries = self._entries(text)
        choices = sorted(text.meta.get("choices", {}).items(), key=lambda row: str(row[0]))
        groups = {name: self._named(text, name, model) for name, model in GROUPS.items()}
        source = digest(
            {name: getattr(value, "pk", value) for name, value in values.items()},
            entries,
            choices,
            {name: [row.pk for row in found] for name, found in groups.items()},
            text.meta.get("refresher"),
        )
        self.tracker.titles[text.key] = str(text.meta["title"])
        standing = path_digest(path) if path else None
        former = _former_digest(path) if path else None
        if not self.tracker.is_to_load(text.key, source, standing=standing, former=former):
            return
        path = path or LearningPath(slug=text.slug)
        for name, value in values.items():
            setattr(path, name, value)
        for name, found in groups.items():
            setattr(path, name, found)
        path.entries = [PathModule(sort_order=order, **row) for order, row in enumerate(entries)]
        path.choices = [
            PathChoice(sort_order=order, name=str(name), needed=needed)
            for order, (name, needed) in enumerate(choices)
        ]
        with abort_import_if_invalid(self.report, text.key):
            path.full_clean()
            for row in (*path.entries.all(), *path.choices.all()):
                row.full_clean(exclude=["path"])
        path.save()
        self.tracker.record(text.key, source, path_digest(LearningPath.objects.get(pk=path.pk)))

    def _values(self, text: Text) -> dict[str, Any]:
        meta = text.meta
        words = "".join(block.value for block in text.blocks if block.kind == "text")
        slug = meta.get("placement_quiz")
        quiz = Quiz.objects.filter(slug=slug).first() if slug else None
        if slug and quiz is None:
            self._tell_missing(text, slug)
        return {
            "title": meta["title"],
            "summary": meta.get("summary", ""),
            "introduction": self.finder.words(text, words) if words else "",
            "is_sequential": meta.get("is_sequential", False),
            "is_retired": meta.get("is_retired", False),
            "level": meta.get("level", ""),
            "contact": meta.get("contact", ""),
            "placement_quiz": quiz,
            "valid_months": meta.get("valid_months"),
        }

    def _entries(self, text: Text) -> list[dict[str, Any]]:
        entries = []
        for entry in text.meta["modules"]:
            slug = module_name(entry)
            page = self.modules.get(slug) or ModulePage.objects.filter(slug=slug).first()
            if page is None:
                if (self.finder.root / "modules" / slug).is_dir():
                    continue  # an editor deleted it
                reason = f"{text.key}: " + _("the module “%s” is not there") % slug
                self.report.refuse(1, reason, ", ".join(sorted(self.modules)))
                raise ImportRefused(self.report)
            given = entry if isinstance(entry, dict) else {}
            entries.append(
                {
                    "module_id": page.record_id,
                    "need": given.get("need", Need.CHOICE if "choice" in given else Need.REQUIRED),
                    "choice": str(given.get("choice", "")),
                    "granted_from": given.get("granted_from"),
                }
            )
        return entries

    def _named(self, text: Text, name: str, model: Any) -> list[Any]:
        """Return jobs or sites by their names, as far as this installation has them."""
        names = [str(item) for item in text.meta.get(name, [])]
        found = list(model.objects.filter(name__in=names).order_by("pk"))
        for missing in sorted(set(names) - {item.name for item in found}):
            self._tell_missing(text, missing)
        return found

    def _tell_missing(self, text: Text, what: str) -> None:
        values = {"key": text.key, "name": what}
        self.report.notes.append(_("“%(key)s”: “%(name)s” is not here yet: left out.") % values)

    def _refresher(self, text: Text) -> None:
        """Set the refresher once all paths are there: one may name a path that comes after it."""
        slug = text.meta.get("refresher")
        path = LearningPath.objects.filter(slug=text.slug).first()
        kept = self.tracker.known.get(text.key)
        if path is None or kept is None or kept.content_digest != path_digest(path):
            return
        refresher = LearningPath.objects.filter(slug=slug).first() if slug else None
        if slug and refresher is None:
            self._tell_missing(text, slug)
        if path.refresher != refresher:
            path.refresher = refresher
            path.save(update_fields=["refresher"])
            kept.content_digest = path_digest(path)
            kept.save(update_fields=["content_digest"])


GROUPS = {"jobs": Job, "sites": Site}


def path_digest(path: LearningPath) -> str:
    """Return the digest of what an editor may have changed."""
    entries = path.entries.order_by("sort_order", "pk")
    choices = path.choices.order_by("name")
    return digest(
        [getattr(path, name) for name in PLAIN_FIELDS],
        canonical_html(path.introduction),
        [path.placement_quiz_id, path.refresher_id],
        list(entries.values_list("module", "need", "choice", "granted_from")),
        list(choices.values_list("name", "needed")),
        [sorted(related.pk for related in getattr(path, name).all()) for name in GROUPS],
    )


def _former_digest(path: LearningPath) -> str:
    modules = list(path.entries.order_by("sort_order", "pk").values_list("module", flat=True))
    return digest([path.title, path.summary, path.introduction], modules)
