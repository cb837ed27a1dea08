"""The folders of the contents that have their home here."""

from ambassadors.importers.journeys import take_journey
from ambassadors.importers.practices import PRACTICES
from learning.folder_registry import register_folder_loader, register_page_kind
from learning.queries.review import also_review


def register() -> None:
    register_page_kind("practices", PRACTICES)
    register_folder_loader("journeys", take_journey)
    also_review(PRACTICES.page)
