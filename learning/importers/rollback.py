"""Keeps a load whole or not at all: its rows and the files that it stored."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from cms.models import Picture, Rendition
from core.reports import ImportRefused


Place = tuple[Storage, str]


class NewFiles:
    """The files that a load writes, so that one that is rolled back leaves none behind."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.written: list[FieldFile] = []  # other files

    def places(self) -> list[Place]:
        """Return the places of the files, before the rollback: sizes drawn from pictures are known in the
        transaction alone."""
        files = [*self.written, *(picture.file for picture in self.pictures)]
        if self.pictures and not transaction.get_connection().needs_rollback:
            sizes = Rendition.objects.filter(image__in=self.pictures).order_by("pk")
            files += [size.file for size in sizes]
        return [(file.storage, str(file.name)) for file in files]

    @staticmethod
    def drop(places: Iterable[Place]) -> None:
        for storage, name in places:
            storage.delete(name)


@contextmanager
def all_or_nothing() -> Iterator[NewFiles]:
    """Roll back all of the block where ImportRefused is raised inside, and go on after it."""
    files = NewFiles()
    places: list[Place] = []
    try:
        with transaction.atomic():
            try:
                yield files
            finally:
                places = files.places()
    except BaseException as error:
        files.drop(places)
        if not isinstance(error, ImportRefused):
            raise
