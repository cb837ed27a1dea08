from people.models.access import ErasureUnderWay, Look, OpenSession, RoleChange
from people.models.cohorts import Cohort, CohortMember
from people.models.delegations import Delegation
from people.models.erasures import ErasureEntry
from people.models.imports import ImportMapping, ImportRun, StagedFile
from people.models.mails import MailChoice, MailLanguage, MailWording, OutgoingMail, RefusedAddress
from people.models.notices import NoticeEdition, NoticeSeen
from people.models.openings import AccountOpening
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.partners import Partner
from people.models.person import Invitation, Person
from people.models.retention import RetentionRun
from people.models.rights import DataRequest, ExportSeal


__all__ = [
    "AccountOpening",
    "Cohort",
    "CohortMember",
    "DataRequest",
    "Delegation",
    "ErasureEntry",
    "ErasureUnderWay",
    "ExportSeal",
    "ImportMapping",
    "ImportRun",
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
    "Partner",
    "Person",
    "Position",
    "RefusedAddress",
    "RetentionRun",
    "RoleChange",
    "Site",
    "StagedFile",
    "Team",
]
