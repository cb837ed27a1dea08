"""Propose good practices and mark them useful. A proposal is a draft page in a Wagtail workflow."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from html import escape

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import WorkflowState

from ambassadors.practices.identifying_details import find_traces
from ambassadors.practices.models import PracticePage, PracticeProposal, PracticesPage, UsefulMark
from ambassadors.practices.policies import useful_marks_visible_to
from cms.actions import delete_with_traces
from cms.languages import in_source_language, source_language
from cms.models import PortalService
from cms.search.words import block_texts
from people.models import Job, Person


MOST_AT_ONCE = 5  # waiting proposals of one person
_BLOCKS = uuid.UUID(
    "6a1f0e06-5f0b-4a0e-9a43-7f8f9d9b7c11"
)  # namespace of the block ids of a proposal


@dataclass(frozen=True, slots=True)
class PracticeParts:
    """The four texts of a practice, in plain text."""

    situation: str
    done: str
    changed: str
    begin: str


@transaction.atomic
def propose_practice(
    *,
    title: str,
    parts: PracticeParts,
    portal_service: PortalService | None = None,
    job: Job | None = None,
    author: Person | None = None,
    is_signed: bool = False,
) -> PracticePage:
    """Create a draft for the editors to review.

    Without `author` nobody is stored; without `is_signed` nobody is shown. Raises ValidationError for an
    identifying text, too many waiting proposals, or when no list of practices is published.
    """
    validate_anonymous(title, parts)
    above = _lock_practices_page()
    if author is not None:
        _refuse_too_many(author)
    page = PracticePage(
        title=title,
        slug=_free_slug(above, title),
        portal_service=portal_service,
        job=job,
        live=False,
        has_unpublished_changes=True,
    )
    _write_page(page, parts)
    above.add_child(instance=page)
    page.save_revision()
    if author is not None:
        PracticeProposal.objects.create(
            person=author, practice=page.translation_key, is_signed=is_signed
        )
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, user=None)
    return page


@transaction.atomic
def propose_again(
    *,
    proposal: PracticeProposal,
    title: str,
    parts: PracticeParts,
    portal_service: PortalService | None = None,
    job: Job | None = None,
    is_signed: bool = False,
) -> None:
    """Resubmit a proposal that the editors sent back. Raises ValidationError when it is not with its author."""
    validate_anonymous(title, parts)
    locked = PracticeProposal.objects.select_for_update().get(pk=proposal.pk)
    page = unpublished_draft_of(locked)
    state = page and page.current_workflow_state
    if page is None or state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        raise ValidationError(_("The editors are reading it."), code="being_read")
    latest = page.get_latest_revision_as_object()
    latest.title, latest.portal_service, latest.job = title, portal_service, job
    _write_page(latest, parts)
    latest.save_revision()
    locked.is_signed = is_signed
    locked.save(update_fields=["is_signed"])
    state.resume(user=None)


@transaction.atomic
def withdraw_practice(*, proposal: PracticeProposal) -> None:
    """Delete an unpublished draft; of a published practice, remove the author's name only."""
    locked = PracticeProposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if locked is None:
        return
    page = unpublished_draft_of(locked)
    locked.delete()
    if page is not None:
        delete_with_traces(page)


def unpublished_draft_of(proposal: PracticeProposal) -> PracticePage | None:
    """Return the proposal's page while it was never published."""
    pages = in_source_language(PracticePage.objects.filter(translation_key=proposal.practice))
    return pages.filter(live=False, first_published_at=None).first()


def mark_useful(*, person: Person, practice: uuid.UUID) -> None:
    try:
        with transaction.atomic():
            UsefulMark.objects.get_or_create(person=person, practice=practice)
    except IntegrityError:  # the same mark, sent twice at once
        return


def unmark_useful(*, person: Person, practice: uuid.UUID) -> None:
    """Remove the person's mark, except one from before a seal."""
    useful_marks_visible_to(person).filter(practice=practice).delete()


def validate_anonymous(title: str, parts: PracticeParts) -> None:
    """Refuse texts that would identify or reach somebody. Raises ValidationError by field."""
    validate_anonymous_texts(
        {"title": title} | {field.name: getattr(parts, field.name) for field in fields(parts)}
    )


def validate_anonymous_texts(texts: Mapping[str, str]) -> None:
    """Refuse identifying texts, given by field name. Raises ValidationError by field."""
    message = _("Leave out names, e-mail addresses, telephone and social security numbers.")
    errors = {name: message for name, text in texts.items() if find_traces(text)}
    if errors:
        raise ValidationError(errors)


def practice_parts_of(page: PracticePage) -> PracticeParts:
    """Return the four texts as they now stand on the page; "" for a missing one."""
    blocks = {block.id: str(block.value) for block in page.body}
    texts = {name: _plain(blocks.get(_block_id(name), "")) for name in _names()}
    return PracticeParts(**texts)


def _names() -> list[str]:
    return [field.name for field in fields(PracticeParts)]


def _block_id(name: str) -> str:
    return str(uuid.uuid5(_BLOCKS, name))


def _plain(html: str) -> str:
    """Return one part without its heading, paragraphs separated by an empty line."""
    paragraphs = html.rpartition("</h2>")[2].replace("<br/>", "\n").split("</p>")
    texts = ("".join(block_texts(paragraph)).strip() for paragraph in paragraphs)
    return "\n\n".join(text for text in texts if text)


def _write_page(page: PracticePage, parts: PracticeParts) -> None:
    with override(source_language()):
        headings = {
            "situation": _("The situation"),
            "done": _("What was done"),
            "changed": _("What it changed"),
            "begin": _("How to begin"),
        }
    written = [
        (name, headings[name], getattr(parts, name)) for name in _names() if getattr(parts, name)
    ]
    page.introduction = _first_sentence(parts.situation)
    page.body = json.dumps(  # type: ignore[assignment]
        [
            {"type": "text", "id": _block_id(name), "value": _html(heading, text)}
            for name, heading, text in written
        ]
    )


def _html(heading: str, text: str) -> str:
    paragraphs = [paragraph.strip() for paragraph in text.replace("\r\n", "\n").split("\n\n")]
    body = "".join(
        f"<p>{escape(paragraph, quote=False).replace(chr(10), '<br/>')}</p>"
        for paragraph in paragraphs
        if paragraph
    )
    return f"<h2>{escape(heading, quote=False)}</h2>{body}"


def _first_sentence(text: str) -> str:
    line = " ".join(text.split())
    end = next(
        (place + 1 for place, character in enumerate(line) if character in ".!?…"), len(line)
    )
    return line[: min(end, 400)]


def _lock_practices_page() -> PracticesPage:
    """Lock and return the list page: simultaneous proposals would take the same slug or path.

    Raises ValidationError when none is published.
    """
    page = in_source_language(PracticesPage.objects.live()).order_by("path").first()
    if page is None:
        raise ValidationError(_("There is no list of good practices yet."), code="no_list")
    list(PracticesPage.objects.select_for_update(of=("self",)).filter(pk=page.pk))
    page.refresh_from_db()  # the number of pages below it, now that it is locked
    return page


def _free_slug(above: PracticesPage, title: str) -> str:
    wanted = slugify(title)[:60].strip("-") or "pratique"
    taken = set(above.get_children().values_list("slug", flat=True))
    return wanted if wanted not in taken else f"{wanted}-{uuid.uuid4().hex[:6]}"


def _refuse_too_many(author: Person) -> None:
    # Lock the person, so that two tabs cannot both send the fifth.
    Person.objects.select_for_update().get(pk=author.pk)
    if PracticeProposal.objects.awaiting().filter(person=author).count() >= MOST_AT_ONCE:
        raise ValidationError(
            _("You have several proposals that wait: let the editors answer first."),
            code="too_many",
        )
