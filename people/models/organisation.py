from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from people.enums import PersonKind, PublicContact
from people.models.person import Person


class Site(models.Model):
    """A place of work."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["name"]

    def __str__(self):
        return self.name


class JobFamily(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("job family")
        verbose_name_plural = _("job families")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Job(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    family = models.ForeignKey(
        JobFamily, on_delete=models.PROTECT, related_name="jobs", null=True, blank=True
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["name"]

    def __str__(self):
        return self.name


class TeamQuerySet(MP_NodeQuerySet):
    def managed_by(self, person, on):
        """Return the teams that this person manages on that day: by a position then held, or lent by its manager.

        With each comes all that is below it. A former manager, and a stand-in afterwards, have none.
        """
        lent = person.delegations_received.in_force(on).order_by()
        return self.filter(
            Q(pk__in=Team.objects.held_by(person, on).order_by().values("pk"))
            | Q(pk__in=lent.values("team"))
        )

    def held_by(self, person, on):
        """Return the teams managed without what others have lent: what somebody may lend in their turn."""
        positions = Position.objects.managing(on).filter(person=person)
        return self.filter(pk__in=positions.order_by().values("team"))

    def organisation(self):
        """Return the root of the tree."""
        return self.get(code=Team.ROOT_CODE)

    def open(self):
        return self.filter(closed_on=None)

    def with_descendants(self):
        within = Q(pk__in=[])
        for path in self.order_by("path").values_list("path", flat=True):
            within |= Q(path__startswith=path)
        return Team.objects.filter(within)


class TeamManager(MP_NodeManager.from_queryset(TeamQuerySet)):  # type: ignore[misc]
    def get_queryset(self):
        return TeamQuerySet(self.model, using=self._db).order_by("path")


class Team(MP_Node):
    """A node of the organisation's one tree. `code` is what the staff file calls it.

    The one root is the organisation itself, made by a migration; a file's top teams hang below it.
    """

    ROOT_CODE = "."

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=120, unique=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = TeamManager()
    node_order_by = ["name", "code"]

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self):
        return self.name


class PositionQuerySet(models.QuerySet):
    def held_on(self, day):
        return self.filter(Q(started_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day))

    def primary(self):
        return self.filter(is_primary=True)

    def managing(self, on):
        """Return positions of managers on that day: staff who still work here."""
        works_here = Q(person__employed_until=None) | Q(person__employed_until__gte=on)
        return self.held_on(on).filter(works_here, is_manager=True, person__kind=PersonKind.STAFF)


class Position(models.Model):
    """A person in a team from a day to another, with a job and a place. History is kept.

    A person may hold several at once; figures count them once, in the team of the primary one.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="positions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="positions")
    job = models.ForeignKey(
        Job, on_delete=models.PROTECT, related_name="positions", null=True, blank=True
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="positions", null=True, blank=True
    )
    contact = models.CharField(
        _("contact with the public"),
        max_length=20,
        choices=PublicContact,
        db_default=PublicContact.BACK_OFFICE,
        default=PublicContact.BACK_OFFICE,
    )
    is_manager = models.BooleanField(_("manages the team"), db_default=False, default=False)
    is_primary = models.BooleanField(_("primary position"), db_default=True, default=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["-started_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                name="position_one_open_primary",
                condition=Q(ended_on=None, is_primary=True),
                violation_error_message=_("This person already has a primary position."),
            ),
            models.UniqueConstraint(
                "person",
                "team",
                name="position_one_open_per_team",
                condition=Q(ended_on=None),
                violation_error_message=_("This person is already in this team."),
            ),
            models.CheckConstraint(
                name="position_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="position_contact_is_known", condition=Q(contact__in=PublicContact.values)
            ),
        ]
        indexes = [models.Index("team", "ended_on", name="position_team_ended")]

    def __str__(self):
        return f"{self.person}, {self.team}"
