"""Holdings of files that were sent, and of what the administration keeps of its users."""

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.authorship import LOG, authorship_rows, erase_authorship
from people.enums import DataChapter, ErasureOutcome
from people.models import (
    ImportRun,
    LinesToCorrect,
    Person,
    StagedFile,
)
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention import FILES, IMPORTS, LINES_TO_CORRECT
from people.retention_registry import retention_text


PACKED = b"PK"
ENCODINGS = ("utf-8", "cp1252", "cp850", "mac-roman", "utf-16-le", "utf-16-be")


def _profiles(person: Person) -> QuerySet[Any]:
    return apps.get_model("wagtailusers", "UserProfile").objects.filter(user=person).order_by("pk")


def _erase_staged_files(person: Person) -> int:
    """Delete their own files, and those of others that name them or may: whoever sent such a list sends it again."""
    files = StagedFile.objects.order_by().values_list("pk", "sender", "data")
    going = [
        pk for pk, sender, data in files if sender == person.pk or _may_name(bytes(data), person)
    ]
    return delete_rows(StagedFile.objects.filter(pk__in=going))


def _may_name(data: bytes, person: Person) -> bool:
    """Whether a file may name the person. A workbook is packed, so it may name anybody."""
    if data.startswith(PACKED):
        return True
    words = {person.staff_number, person.last_name, person.email or person.staff_number}
    return any(word.encode(encoding, "ignore") in data for word in words for encoding in ENCODINGS)


def _lines_naming(person: Person) -> list[tuple[LinesToCorrect, list[list[str]]]]:
    """Return the lines in whose cells their number, their name or their address stands, by the list."""
    words = {person.staff_number, person.last_name, person.email or person.staff_number}
    found = []
    for kept in LinesToCorrect.objects.order_by("pk"):
        lines = [line for line in kept.table[1:] if words & set(line)]
        if lines:
            found.append((kept, lines))
    return found


def _lines_about(person: Person) -> Rows:
    """Return the lines with their number, and of namesakes nothing."""
    return [
        {"line": "; ".join(line), "created_at": kept.created_at}
        for kept, lines in _lines_naming(person)
        for line in lines
        if person.staff_number in line
    ]


def _erase_lines(person: Person) -> int:
    found = _lines_naming(person)
    for kept, lines in found:
        kept.table = [line for line in kept.table if line not in lines]
        kept.save(update_fields=["table"])
    return sum(len(lines) for _kept, lines in found)


IMPORT_RETENTION = retention_text(
    IMPORTS, _("If you are erased, the import stays, without your name.")
)
HOLDINGS = (
    Holding(
        model=StagedFile._meta.label,
        title=_("Files that you sent and have not applied"),
        purpose=_("To show you what a file would change before it does."),
        recipients=_("You."),
        retention=retention_text(FILES),
        source=_("You, when you send the file."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            StagedFile.objects.filter(sender=person).values("name", "kind", "created_at")
        ),
        erase=_erase_staged_files,
    ),
    Holding(
        model=LinesToCorrect._meta.label,
        title=_("Lines of a staff list about you that were set aside"),
        purpose=_("To have a line that was wrong corrected and sent again."),
        recipients=_("Whoever sent the list; of a list that nobody sent, whoever administers it."),
        retention=retention_text(LINES_TO_CORRECT),
        source=_("The staff list of your organisation."),
        chapter=DataChapter.TRACES,
        export=_lines_about,
        erase=_erase_lines,
    ),
    Holding(
        model=ImportRun._meta.label,
        title=_("Imports that you ran"),
        purpose=_("To know which file changed the staff list or a course, when, and who sent it."),
        recipients=_("You; whoever administers the staff list."),
        retention=IMPORT_RETENTION,
        source=_("You, when you send a file."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            ImportRun.objects.filter(sender=person).values(
                "name", "kind", "state", "created_at", "finished_at"
            )
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: ImportRun.objects.filter(sender=person).update(sender=None),
    ),
    Holding(
        model=ImportRun._meta.label,
        part="approved",
        title=_("Imports of others that you approved"),
        purpose=_("To know who agreed to a list that creates or fills teams."),
        recipients=_("You; whoever administers the staff list."),
        retention=IMPORT_RETENTION,
        source=_("You, when you approve a list."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            ImportRun.objects.filter(approved_by=person).values("name", "state", "finished_at")
        ),
        outcome=ErasureOutcome.UNNAMED,
        erase=lambda person: ImportRun.objects.filter(approved_by=person).update(approved_by=None),
    ),
    Holding(
        model="wagtailusers.UserProfile",
        title=_("Your preferences in the administration"),
        purpose=_("To show you the administration as you set it."),
        recipients=_("You."),
        retention=_("As long as you have an account."),
        source=_("You, in the administration."),
        chapter=DataChapter.TRACES,
        export=lambda person: plain_rows(
            _profiles(person).values("preferred_language", "current_time_zone", "theme")
        ),
        erase=lambda person: delete_rows(_profiles(person)),
    ),
    Holding(
        model=LOG,
        title=_("What you wrote in the administration"),
        purpose=_("To know who changed which content, and when."),
        recipients=_("You; whoever works on the content."),
        retention=_("As long as the content; once you are erased, without your name."),
        source=_("You, when you work on the content."),
        chapter=DataChapter.TRACES,
        export=authorship_rows,
        outcome=ErasureOutcome.UNNAMED,
        erase=erase_authorship,
    ),
)
