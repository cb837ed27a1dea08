"""Notices on the collection of portal use, and who saw them, recorded under a subject."""

from django.utils.translation import gettext_lazy as _

from adoption.usage.models import UseNoticeSeen
from adoption.usage.policies import notices_visible_to
from adoption.usage.pseudonyms import subject_of
from people.enums import NoticePurpose
from people.models import Person
from people.notice_views import NoticeMemory
from people.notices import Notice, register_notice
from people.queries.notices import CurrentNotice


def register() -> None:
    register_notice(
        Notice(
            NoticePurpose.DECLARED_USE,
            3,
            _(
                "Your answer is kept under a fingerprint that no table ties to your name. It serves to count "
                "groups once a month, and to show you your own logbook. Who was counted, in which team and part of "
                "the staff, is kept as fingerprints too. What you set out to do there, and "
                "tick off, is kept in the same way and counts nowhere. Nobody sees any of it but you. You may "
                "decline to answer, erase your answers, or object to being counted: nobody is told."
            ),
            (
                "adoption.Declaration",
                "adoption.Objection",
                "adoption.Roll",
                "adoption.UseGoal",
                "adoption.UseNoticeSeen",
                "adoption.UseTick",
            ),
        )
    )
    register_notice(
        Notice(
            NoticePurpose.PORTAL_LINK,
            2,
            _(
                "If you link your account, and only then, the portal sends the services that you use and the "
                "day: no time, no content. They serve to count groups, and to show you your own logbook. "
                "Nobody sees them but you. You may undo the link at any time: its days are erased at once. The code "
                "by which you link it is shown to you once; a fingerprint of it is kept for some days."
            ),
            (
                "adoption.LinkCode",
                "adoption.PortalLink",
                "adoption.UsageDay",
                "adoption.WithdrawnPseudonym",
            ),
        )
    )


def _has_seen(person: Person, notice: CurrentNotice) -> bool:
    rows = notices_visible_to(person)
    return rows.filter(purpose=notice.purpose, version=notice.version).exists()


def _note(person: Person, notice: CurrentNotice) -> None:
    row = UseNoticeSeen(subject=subject_of(person), purpose=notice.purpose, version=notice.version)
    UseNoticeSeen.objects.bulk_create([row], ignore_conflicts=True)


UNDER_SUBJECT = NoticeMemory(has_seen=_has_seen, note=_note)
