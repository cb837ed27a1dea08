from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ReportingCommand
from people.actions.privacy import erase_person, preview_erasure, record_look
from people.enums import DataChapter, Purpose
from people.management.staff_number import person_with_number
from people.models import Person
from people.privacy_registry import holdings


class Command(ReportingCommand):
    purpose = gettext_lazy("Erase a person and all that every part of the system holds about them.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("staff_number", metavar="STAFF_NUMBER")
        super().add_arguments(parser)
        parser.add_argument(
            "--yes", action="store_true", help=_("do not ask; for a script that has asked already")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person, number = person_with_number(options["staff_number"]), options["staff_number"]
        if options["dry_run"]:
            record_look(by=None, at=[person], purpose=Purpose.DATA_REQUEST)
            erased = preview_erasure(person=person)
            heading = _("Would be erased, with staff number %(number)s:")
        else:
            erased = self._erased(person, is_sure=options["yes"])
            heading = _("Erased, with staff number %(number)s:")
        counted = {key: count for key, count in erased.items() if key not in uncounted_keys()}
        content = {"staff_number": number, "dry_run": options["dry_run"], "counts": counted}
        text = "\n".join([heading % {"number": number}, *counts_text(counted)])
        self.write_result(
            options, content=content | {"not_counted": sorted(uncounted_keys())}, text=text
        )

    def _erased(self, person: Person, *, is_sure: bool) -> dict[str, int]:
        question = _("Erase %(person)s for good? Type their staff number:") % {"person": person}
        if not is_sure and self.ask(f"{question} ").strip() != person.staff_number:
            raise CommandError(_("Nothing was erased."))
        try:
            return erase_person(person=person)
        except OSError as error:
            message = _("The journal of erasures cannot be written (%(why)s). Nothing was erased.")
            raise CommandError(message % {"why": error.strerror}, returncode=2) from error


def uncounted_keys() -> set[str]:
    """Return the classes that nobody else reads, and all about use: their counts would themselves disclose
    something."""
    return {
        holding.key
        for holding in holdings()
        if holding.private or holding.chapter == DataChapter.USE
    }


def counts_text(counts: Mapping[str, int]) -> Iterator[str]:
    for key, count in counts.items():
        if count:
            yield f"{count:>6}  {plural_name(key)} ({key})"
    names = sorted(
        {plural_name(key) for key in uncounted_keys() if not model_of(key)._meta.auto_created}
    )
    yield _("And, not counted because the number would tell something: %(names)s.") % {
        "names": ", ".join(names)
    }


def plural_name(key: str) -> str:
    return capfirst(str(model_of(key)._meta.verbose_name_plural))


def model_of(key: str) -> type[Model]:
    """Return the model that a key names; there may be a part behind it."""
    app, model, *_part = key.split(".")
    return apps.get_model(app, model)
