from people.models.access import Look
from people.models.erasures import ErasureEntry
from people.models.imports import ImportMapping, StagedFile
from people.models.notices import NoticeEdition, NoticeSeen
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.person import Invitation, Person


__all__ = [
    "ErasureEntry",
    "ImportMapping",
    "Invitation",
    "Job",
    "JobFamily",
    "Look",
    "NoticeEdition",
    "NoticeSeen",
    "Person",
    "Position",
    "Site",
    "StagedFile",
    "Team",
]
