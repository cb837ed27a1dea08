from people.models.access import Look, OpenSession
from people.models.imports import ImportMapping, StagedFile
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.person import Invitation, Person


__all__ = [
    "ImportMapping",
    "Invitation",
    "Job",
    "JobFamily",
    "Look",
    "OpenSession",
    "Person",
    "Position",
    "Site",
    "StagedFile",
    "Team",
]
