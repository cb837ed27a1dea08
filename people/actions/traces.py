"""Erases what the frameworks around our apps keep of a person: sessions, and Wagtail's memory of who wrote."""

import json
from functools import partial
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision, UploadedFile
from wagtail_localize.models import TranslationSource

from people.models import Person


COMMENTS = "wagtail_admin_comments"
BATCH = 500


def erase_traces(*, person: Person) -> dict[str, int]:
    """Erase the traces; returns the rows touched by table. What was written stays, without its author."""
    return {
        Session._meta.label: _end_sessions(person),
        Revision._meta.label: _forget_in_revisions(person),
        TranslationSource._meta.label: _forget_in_translated(person),
        UploadedFile._meta.label: _drop_uploads(person),
    }


def _end_sessions(person: Person) -> int:
    """Sign the person out of every device. A session names its person only in its content."""
    own = [
        session.pk
        for session in Session.objects.order_by().iterator(BATCH)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    return Session.objects.filter(pk__in=own).delete()[0]


def _drop_uploads(person: Person) -> int:
    """Delete files that were sent and never became an image or a document."""
    uploads = UploadedFile.objects.filter(uploaded_by_user=person).order_by("pk")
    for upload in uploads:
        transaction.on_commit(partial(upload.file.storage.delete, upload.file.name))
    return uploads.delete()[0]


def _forget_in_revisions(person: Person) -> int:
    """Remove the person from pages' revisions, which copy comments and name owner and lock by primary key."""
    naming = Q(content__owner=person.pk) | Q(content__locked_by=person.pk)
    commented = Q(**{f"content__{COMMENTS}__0__isnull": False})
    changed = [
        revision
        for revision in Revision.objects.filter(naming | commented).order_by().iterator(BATCH)
        if _forget_in(revision.content, person.pk)
    ]
    return Revision.objects.bulk_update(changed, ["content"], batch_size=BATCH)


def _forget_in_translated(person: Person) -> int:
    """Remove the person from what was sent for translation: a copy of the page like a revision, kept as text."""
    changed = []
    for source in TranslationSource.objects.order_by().iterator(BATCH):
        content = json.loads(source.content_json)
        if _forget_in(content, person.pk):
            source.content_json = json.dumps(content)
            changed.append(source)
    return TranslationSource.objects.bulk_update(changed, ["content_json"], batch_size=BATCH)


def _forget_in(content: dict[str, Any], person: int) -> bool:
    comments = content.get(COMMENTS)
    remaining = [
        comment
        | {"replies": [reply for reply in comment.get("replies", ()) if reply["user"] != person]}
        for comment in comments or ()
        if comment["user"] != person
    ]
    pointers = [name for name in ("owner", "locked_by") if content.get(name) == person]
    if remaining == (comments or []) and not pointers:
        return False
    if comments:
        content[COMMENTS] = remaining
    for name in pointers:
        content[name] = None
    return True
