from people.models.access import Look
from people.models.imports import ImportMapping, ImportRun, StagedFile
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.person import Invitation, Person


__all__ = [
    "ImportMapping",
    "ImportRun",
    "Invitation",
    "Job",
    "JobFamily",
    "Look",
    "Person",
    "Position",
    "Site",
    "StagedFile",
    "Team",
]
