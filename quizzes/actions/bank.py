"""Writing questions: each change is another version."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError

from cms.models import Picture
from cms.models.pages import PICTURE_WIDTHS
from core.collation import fold_text
from core.guidance import guidance_error, has_guidance
from people.models import Person
from quizzes.actions.translations import copy_translations
from quizzes.category_tree import is_below, renamed_path
from quizzes.enums import QuestionStatus
from quizzes.kinds.base import Spec
from quizzes.models import Category, Competence, Question, QuestionVersion, Tag
from quizzes.search import searchable_text
from quizzes.specs.codec import from_dict, to_dict
from quizzes.values.media import MediaKind, media_inside


@transaction.atomic
def save_question(
    *,
    question: Question,
    spec: Spec,
    by: Person | None = None,
    tags: Iterable[str] | None = None,
    competences: Iterable[Competence] | None = None,
) -> QuestionVersion:
    """Save a question with what it asks. Raises ValidationError for an unsound spec, and for a guiding sentence in a
    ready one. Tags, by their names, and competences stay as they are where none are given."""
    if spec.validate():
        raise ValidationError(_("This question cannot be asked as it is."), code="unsound")
    if question.status == QuestionStatus.READY and has_guidance(to_dict(spec)):
        raise guidance_error()
    question.save()
    if tags is not None:
        question.tags.set(get_or_create_tags(names=tags))
    if competences is not None:
        question.competences.set(competences)
    return publish_version(question=question, spec=spec, by=by)


@transaction.atomic
def publish_version(*, question: Question, spec: Spec, by: Person | None = None) -> QuestionVersion:
    """Set what the question asks from now on: another version, unless it asks the same. Translations of texts
    that are the same come over."""
    locked = Question.objects.select_for_update().get(pk=question.pk)
    content = to_dict(spec)
    current = locked.current_version
    # Read first: a field that came later is not in the older version, and changes nothing.
    if current is None or to_dict(from_dict(current.spec)) != content:
        last = locked.versions.aggregate(last=Max("number"))["last"] or 0
        before, current = (
            current,
            QuestionVersion.objects.create(
                question=locked, number=last + 1, spec=content, written_by=by
            ),
        )
        if before is not None:
            copy_translations(before=before, after=current)
    question.searchable = searchable_text(question.title, spec)
    Question.objects.filter(pk=locked.pk).update(
        current_version=current, searchable=question.searchable
    )
    question.current_version = current
    prepare_pictures(spec)
    return current


def mark_reviewed(*, question: Question, again_on: date | None) -> None:
    """Note that somebody read it again and it stands. The next time is another day, or none is foreseen."""
    Question.objects.filter(pk=question.pk).update(review_on=again_on)
    question.review_on = again_on


def prepare_pictures(spec: Spec) -> None:
    """A picture whose file is gone keeps its alternative, and stops nobody from saving."""
    wanted = {one.file for one in media_inside(spec) if one.kind is MediaKind.PICTURE}
    if not wanted:
        return
    for picture in Picture.objects.filter(pk__in=wanted).order_by("pk"):
        try:
            picture.get_renditions(*PICTURE_WIDTHS)
        except SourceImageIOError:
            continue


def get_or_create_tags(*, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where needed. "Élus" is the tag that stands as "elus" already."""
    known = {fold_text(tag.name): tag for tag in Tag.objects.order_by("-pk")}
    wanted = {fold_text(name): " ".join(name.split()) for name in reversed(list(names))}
    new = [Tag(name=name) for key, name in wanted.items() if key and key not in known]
    if new:
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known |= {
            fold_text(tag.name): tag
            for tag in Tag.objects.filter(name__in=[one.name for one in new])
        }
    return [known[key] for key in wanted if key]


@transaction.atomic
def rename_category(*, category: Category, name: str) -> int:
    """Rename a category and those below it, and return how many. Raises ValidationError for a name that is taken,
    too long, or inside the category itself."""
    standing = list(Category.objects.select_for_update().order_by("pk"))
    old = next(row.name for row in standing if row.pk == category.pk)
    if is_below(name, old):
        raise ValidationError(_("A category cannot be moved inside itself."), code="inside")
    moved = [row for row in standing if row.pk == category.pk or is_below(row.name, old)]
    others = {row.name for row in standing} - {row.name for row in moved}
    longest = Category._meta.get_field("name").max_length or 0
    for row in moved:
        row.name = renamed_path(row.name, top=old, to=name)
        if row.name in others:
            raise ValidationError(
                _("The category “%(name)s” exists already.") % {"name": row.name}, code="taken"
            )
        if len(row.name) > longest:
            raise ValidationError(
                _("The name of “%(name)s” would have more than %(limit)d characters.")
                % {"name": row.name, "limit": longest},
                code="long",
            )
    if name != old:
        Category.objects.bulk_update(moved, ["name"], batch_size=500)
    category.name = name
    return len(moved) if name != old else 0
