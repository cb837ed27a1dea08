import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from learning.enums import GrantSource, TimeRange, WeekAim
from learning.models.records import Lesson, Module


class LessonProgress(models.Model):
    """A lesson that a person opened, and read to its end. Whether it is *done* is derived: queries.

    `read_at` is the reading that counts: a later one takes its place once the lesson asks again. `place` is
    the block of the page where they stopped.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    place = models.CharField(_("where they stopped"), max_length=64, blank=True, default="")
    time_range = models.CharField(
        _("time"), max_length=10, choices=TimeRange, blank=True, default=""
    )

    class Meta:
        verbose_name = _("lesson progress")
        verbose_name_plural = _("lesson progress")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "lesson", name="lesson_progress_once"),
            models.CheckConstraint(
                name="lesson_progress_read_after_start",
                condition=Q(read_at=None) | Q(read_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="lesson_progress_time_is_known",
                condition=Q(time_range__in=["", *TimeRange.values]),
            ),
        ]
        indexes = [
            # Most tell no time: every page of the administration asks whether anybody did.
            models.Index("lesson", name="lesson_progress_timed", condition=~Q(time_range=""))
        ]

    def __str__(self):
        return f"{self.person}, {self.lesson}"


class ModuleGrant(models.Model):
    """A module that counts as done without its lessons.

    Its person passed over what a placement showed that they know, or came to a workshop that stands for it.
    One row for each of the two.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="module_grants"
    )
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="grants")
    source = models.CharField(
        _("reason"),
        max_length=20,
        choices=GrantSource,
        default=GrantSource.PLACEMENT,
        db_default=GrantSource.PLACEMENT,
    )
    granted_at = models.DateTimeField(_("granted at"), db_default=Now())

    class Meta:
        verbose_name = _("module known already")
        verbose_name_plural = _("modules known already")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "module", "source", name="module_grant_once"),
            models.CheckConstraint(
                name="module_grant_source_is_known", condition=Q(source__in=GrantSource.values)
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.module}"


class LessonNote(models.Model):
    """A note that somebody wrote for themselves beside a lesson. Nobody else ever reads it."""

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lesson_notes"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"), max_length=4000)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "lesson", name="lesson_note_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.lesson}"


class Bookmark(models.Model):
    """A lesson that somebody wants to find again."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="bookmarks")
    kept_at = models.DateTimeField(_("kept at"), db_default=Now())

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint("person", "lesson", name="bookmark_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.lesson}"


class ExerciseTry(models.Model):
    """The day on which somebody last answered an exercise of a lesson; what they answered is not stored."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exercise_tries"
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="exercise_tries")
    block = models.CharField(_("block of the page"), max_length=40)
    tried_on = models.DateField(_("tried on"))

    class Meta:
        verbose_name = _("exercise tried")
        verbose_name_plural = _("exercises tried")
        ordering = ["lesson", "pk"]
        constraints = [
            models.UniqueConstraint("person", "lesson", "block", name="exercise_try_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.lesson}"


class WeekGoal(models.Model):
    """Goal that somebody set for one week, for themselves alone. One row each: a new one takes its place."""

    wagtail_reference_index_ignore = True

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="week_goal"
    )
    aim = models.CharField(_("goal"), max_length=20, choices=WeekAim)
    week = models.DateField(_("Monday of its week"))
    set_at = models.DateTimeField(_("set at"), db_default=Now())

    class Meta:
        verbose_name = _("goal of a week")
        verbose_name_plural = _("goals of a week")
        ordering = ["-set_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="week_goal_aim_is_known", condition=Q(aim__in=WeekAim.values)
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.week}"
