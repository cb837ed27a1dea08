from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.languages import in_source_language, source_language
from core.commands import TranslatedCommand
from learning.exporters.course.course import NotExported, export_course
from learning.exporters.course.files import CourseFolder
from learning.exporters.course.storing import write_folder
from learning.exporters.course.translation import export_translation
from learning.models import ModulePage
from learning.models import Path as LearningPath


class Command(TranslatedCommand):
    purpose = gettext_lazy("Write modules, or paths with their modules, as a folder of Markdown.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("modules", nargs="*", metavar="SLUG", help=_("short names of modules"))
        parser.add_argument(
            "--path",
            action="append",
            default=[],
            dest="paths",
            metavar="SLUG",
            help=_("short name of a path, written with its modules"),
        )
        parser.add_argument(
            "--language",
            default=source_language(),
            choices=list(dict(settings.WAGTAIL_CONTENT_LANGUAGES)),
            help=_("their translation, into a folder named after it"),
        )
        parser.add_argument("--output", required=True, metavar="PATH", help=_("the folder"))
        parser.add_argument(
            "--force", action="store_true", help=_("also into a folder that holds something")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["modules"] or options["paths"]):
            raise CommandError(_("Name a module, or a path with --path."), returncode=2)
        target = Path(options["output"])
        if options["language"] != source_language():
            target /= options["language"]
        if target.exists() and not target.is_dir():
            raise CommandError(_("%(name)s is no folder") % {"name": target}, returncode=2)
        if target.is_dir() and any(target.iterdir()) and not options["force"]:
            message = _("%(name)s holds something already: --force writes there all the same.")
            raise CommandError(message % {"name": target}, returncode=2)
        modules = [_found(ModulePage, slug) for slug in options["modules"]]
        paths = [_found(LearningPath, slug) for slug in options["paths"]]
        try:
            course = _course(options["language"], modules, paths)
            write_folder(course, target)
        except NotExported as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{target}: {error.strerror}", returncode=2) from error
        for note in course.notes:
            self.stdout.write(note)
        values = {"texts": len(course.texts), "files": len(course.copies), "name": target}
        self.stdout.write(_("%(name)s: %(texts)d texts, %(files)d other files.") % values)


def _course(language: str, modules: list[ModulePage], paths: list[LearningPath]) -> CourseFolder:
    if language == source_language():
        return export_course(modules=modules, paths=paths)
    return export_translation(language, modules=modules, paths=paths)


def _found(model: Any, slug: str) -> Any:
    rows = model.objects.filter(slug=slug).order_by("pk")
    row = (in_source_language(rows) if model is ModulePage else rows).first()
    if row is None:
        raise CommandError(_("“%s” is not there") % slug, returncode=2)
    return row
