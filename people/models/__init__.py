from people.models.access import ErasureUnderWay, Look, OpenSession, RoleChange
from people.models.erasures import ErasureEntry
from people.models.imports import ImportMapping, StagedFile
from people.models.notices import NoticeEdition, NoticeSeen
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.person import Invitation, Person
from people.models.retention import RetentionRun
from people.models.rights import DataRequest, ExportSeal


__all__ = [
    "DataRequest",
    "ErasureEntry",
    "ErasureUnderWay",
    "ExportSeal",
    "ImportMapping",
    "Invitation",
    "Job",
    "JobFamily",
    "Look",
    "NoticeEdition",
    "NoticeSeen",
    "OpenSession",
    "Person",
    "Position",
    "RetentionRun",
    "RoleChange",
    "Site",
    "StagedFile",
    "Team",
]
