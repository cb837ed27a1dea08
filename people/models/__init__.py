from people.models.access import ErasureUnderWay, Look, OpenSession, RoleChange
from people.models.erasures import ErasureEntry
from people.models.imports import ImportMapping, StagedFile
from people.models.mails import (
    MailChoice,
    MailLanguage,
    MailWording,
    OutgoingMail,
    RefusedAddress,
)
from people.models.notices import NoticeEdition, NoticeSeen
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.person import Invitation, Person
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
    "MailChoice",
    "MailLanguage",
    "MailWording",
    "NoticeEdition",
    "NoticeSeen",
    "OpenSession",
    "OutgoingMail",
    "Person",
    "Position",
    "RefusedAddress",
    "RoleChange",
    "Site",
    "StagedFile",
    "Team",
]
