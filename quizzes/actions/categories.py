"""Categories are named by their path, so a drawer that moves takes with it those inside."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from quizzes.category_tree import is_below, renamed_path
from quizzes.models import Category


@transaction.atomic
def rename_category(*, category: Category, name: str) -> int:
    """Give a category another name, and those below it theirs. Returns how many were renamed.

    Raises ValidationError where a name is taken, too long, or would lie inside the category itself.
    """
    standing = list(Category.objects.select_for_update().order_by("pk"))
    old = next(each.name for each in standing if each.pk == category.pk)
    if is_below(name, old):
        raise ValidationError(_("A category cannot be moved inside itself."), code="inside")
    moved = [each for each in standing if each.pk == category.pk or is_below(each.name, old)]
    others = {each.name for each in standing} - {each.name for each in moved}
    longest = Category._meta.get_field("name").max_length or 0
    for each in moved:
        each.name = renamed_path(each.name, top=old, to=name)
        if each.name in others:
            raise ValidationError(
                _("The category “%(name)s” exists already.") % {"name": each.name}, code="taken"
            )
        if len(each.name) > longest:
            raise ValidationError(
                _("The name of “%(name)s” would have more than %(limit)d characters.")
                % {"name": each.name, "limit": longest},
                code="long",
            )
    if name != old:
        Category.objects.bulk_update(moved, ["name"], batch_size=500)
    category.name = name
    return len(moved) if name != old else 0
