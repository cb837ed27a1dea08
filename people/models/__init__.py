from people.models.access import Look
from people.models.delegations import Delegation
from people.models.imports import ImportMapping, StagedFile
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.partners import Partner
from people.models.person import Invitation, Person


__all__ = [
    "Delegation",
    "ImportMapping",
    "Invitation",
    "Job",
    "JobFamily",
    "Look",
    "Partner",
    "Person",
    "Position",
    "Site",
    "StagedFile",
    "Team",
]
