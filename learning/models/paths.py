import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from learning.models.records import Module


class PathQuerySet(models.QuerySet):
    def offered(self):
        """A retired path is assigned and chosen no more; those who follow it keep it."""
        return self.filter(is_retired=False)


class Path(ClusterableModel):
    """Modules in an order, for a purpose. One that somebody follows is retired, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    summary = models.TextField(_("summary"), max_length=400, blank=True)
    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"]
    )

    is_retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("Nobody new can follow it. Those who follow it keep it."),
    )

    objects = PathQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("introduction"),
        FieldPanel("is_retired"),
        InlinePanel("entries", heading=capfirst(_("modules")), label=_("module"), min_num=1),
    ]

    class Meta:
        verbose_name = _("path")
        verbose_name_plural = _("paths")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


class PathModule(Orderable):
    path = ParentalKey(Path, on_delete=models.CASCADE, related_name="entries")
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="uses", verbose_name=_("module")
    )

    panels = [FieldPanel("module")]

    class Meta(Orderable.Meta):
        verbose_name = _("module of a path")
        verbose_name_plural = _("modules of a path")
        constraints = [
            models.UniqueConstraint(
                "path",
                "module",
                name="path_module_once",
                violation_error_message=_("This module is in the path already."),
            ),
        ]

    def __str__(self):
        return f"{self.path}, {self.module}"


class Enrolment(models.Model):
    """A person follows a path: chosen by themselves, or assigned, with or without a day to meet."""

    wagtail_reference_index_ignore = True  # or a path's page of usage would name its followers

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    path = models.ForeignKey(Path, on_delete=models.PROTECT, related_name="enrolments")
    is_mandatory = models.BooleanField(_("mandatory"), db_default=False, default=False)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    enrolled_at = models.DateTimeField(_("enrolled at"), db_default=Now())

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["enrolled_at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "path", name="enrolment_once_per_path"),
        ]

    def __str__(self):
        return f"{self.person}, {self.path}"
