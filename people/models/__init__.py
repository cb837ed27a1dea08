from people.models.access import ErasureUnderWay, Look, OpenSession, RoleChange
from people.models.backups import BackupRun
from people.models.cohorts import Cohort, CohortMember
from people.models.delegations import Delegation
from people.models.devices import PersonalDevice, ReceivedForm
from people.models.erasures import CollectedErasure, ErasureEntry
from people.models.imports import ImportMapping, ImportRun, LinesToCorrect, StagedFile
from people.models.mails import (
    HeldMailKind,
    MailChoice,
    MailLanguage,
    MailWording,
    OutgoingMail,
    RefusedAddress,
)
from people.models.notices import NoticeEdition, NoticeSeen
from people.models.notifications import Notification
from people.models.openings import AccountOpening
from people.models.organisation import Job, JobFamily, Position, Site, Team
from people.models.outbox import Alert, Lease, OutboxTask, ScheduledTask
from people.models.partners import Partner
from people.models.person import Invitation, Person
from people.models.push import OutgoingPush, PushDevice, WebPushSettings
from people.models.retention import RetentionRun
from people.models.rights import AnswerTemplate, DataRequest, ExportSeal
from people.models.settings import SettingChange
from people.models.throttles import CacheEntry


__all__ = [
    "AccountOpening",
    "Alert",
    "AnswerTemplate",
    "BackupRun",
    "CacheEntry",
    "Cohort",
    "CohortMember",
    "CollectedErasure",
    "DataRequest",
    "Delegation",
    "ErasureEntry",
    "ErasureUnderWay",
    "ExportSeal",
    "HeldMailKind",
    "ImportMapping",
    "ImportRun",
    "Invitation",
    "Job",
    "JobFamily",
    "Lease",
    "LinesToCorrect",
    "Look",
    "MailChoice",
    "MailLanguage",
    "MailWording",
    "NoticeEdition",
    "NoticeSeen",
    "Notification",
    "OpenSession",
    "OutboxTask",
    "OutgoingMail",
    "OutgoingPush",
    "Partner",
    "Person",
    "PersonalDevice",
    "Position",
    "PushDevice",
    "ReceivedForm",
    "RefusedAddress",
    "RetentionRun",
    "RoleChange",
    "ScheduledTask",
    "SettingChange",
    "Site",
    "StagedFile",
    "Team",
    "WebPushSettings",
]
