"""Records on which progress depends. A page presents one of these; it may move, be translated or be rewritten."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from learning.models.scorm import ScormPackage
from learning.outline import is_prerequisite_of
from quizzes.models import Quiz


class Module(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    requires = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="opens",
        blank=True,
        verbose_name=_("modules to do first"),
    )

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


def would_create_prerequisite_cycle(module: Module, before: Module) -> bool:
    """Whether `before` could never be done before this module: it is to be done after it, or is it."""
    links = Module.requires.through.objects.values_list("from_module", "to_module")
    requires: dict[int, set[int]] = {}
    for module_id, first in links:
        requires.setdefault(module_id, set()).add(first)
    return is_prerequisite_of(before.pk, module.pk, requires)


class Lesson(models.Model):
    """A lesson as progress knows it.

    `required_quiz` is the one to pass for the lesson to be done, `required_package` the one to complete,
    `required_practice` the practice task to carry out; without them, reading it is enough. What was read before `asks_again_since` is to be seen again: the
    page was rewritten. Its order and whether it is published are its page's: lists join the live page and
    sort by its path.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(_("title"), max_length=255)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=7)
    required_quiz = models.ForeignKey(
        Quiz, on_delete=models.PROTECT, related_name="required_by", null=True, blank=True
    )
    required_package = models.ForeignKey(
        ScormPackage, on_delete=models.PROTECT, related_name="required_by", null=True, blank=True
    )
    required_practice = models.CharField(
        _("practice task to carry out"), max_length=60, blank=True, default="", db_default=""
    )
    asks_again_since = models.DateTimeField(
        _("to be seen again since"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["module", "title", "pk"]

    def __str__(self):
        return self.title
