import uuid

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.collation import fold_text
from core.dates import start_of_day
from core.fields import CodePointCharField
from people.enums import IdentityProof, PersonKind, Role, Theme
from people.models.partners import Partner


NAMES = frozenset({"last_name", "first_name"})
UNOPENED = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)
FOLDED_LENGTH = 250  # two names of 100 characters, with room for those that a ligature becomes


class PersonQuerySet(models.QuerySet):
    def staff(self):
        """Return people without partners' learners, whom no figure and no staff list counts."""
        return self.filter(kind=PersonKind.STAFF)

    def external(self):
        return self.filter(kind=PersonKind.EXTERNAL)

    def employed_on(self, day):
        return self.filter(
            Q(employed_from=None) | Q(employed_from__lte=day),
            Q(employed_until=None) | Q(employed_until__gte=day),
        )

    def not_employed_on(self, day):
        """Return everybody else: those who come later, and those who left."""
        return self.filter(Q(employed_from__gt=day) | Q(employed_until__lt=day))

    def not_staff_on(self, day):
        """Return all others than staff employed that day: few beside them, so that they are the ones to look for."""
        return self.not_employed_on(day) | self.exclude(kind=PersonKind.STAFF)

    def employed_throughout(self, first, last):
        return self.employed_on(first).employed_on(last)

    def proven_before(self, day):
        """Return people who had proved their identity before `day` (organisation's time): figures count them alone."""
        return self.filter(identity_proven_at__lt=start_of_day(day))

    def proven(self):
        return self.exclude(identity_proven_at=None)

    def with_role(self, role):
        memberships = Person.groups.through.objects.filter(person=OuterRef("pk"), group__name=role)
        return self.filter(Exists(memberships))

    def opened(self):
        """Return those whose account somebody has been in; as `people.policies.was_opened` says of one."""
        return self.filter(~UNOPENED)

    def not_opened(self):
        return self.filter(UNOPENED)

    def found_by(self, words):
        """Return people whose name, staff number or address contains each of the words, in any order."""
        people = self
        for word in words.split():
            named = Q()
            for part in fold_text(word).split() or [word]:
                named &= Q(folded_name__contains=part)
            people = people.filter(
                named | Q(staff_number__icontains=word) | Q(email__icontains=word)
            )
        return people

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for person in objs:
            person.fold_name()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs, fields, *args, **kwargs):
        objs, fields = list(objs), list(fields)
        if NAMES & set(fields):
            fields.append("folded_name")
            for person in objs:
                person.fold_name()
        return super().bulk_update(objs, fields, *args, **kwargs)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, staff_number, password=None, **fields):
        person = self.model(staff_number=staff_number, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, staff_number, password=None, **fields):
        return self.create_user(staff_number, password, is_superuser=True, **fields)

    def get_by_natural_key(self, name):
        return self.get(staff_number=name)


class Person(AbstractBaseUser, PermissionsMixin):
    """A member of staff, or a partner's learner until an end date.

    The staff number identifies; not everybody has an address.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff_number = models.CharField(_("staff number"), max_length=40, unique=True)
    email = models.EmailField(_("e-mail address"), null=True, blank=True)
    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    folded_name = CodePointCharField(
        _("name without accents"),
        max_length=FOLDED_LENGTH,
        default="",
        db_default="",
        editable=False,
    )
    kind = models.CharField(
        _("kind of account"),
        max_length=10,
        choices=PersonKind,
        default=PersonKind.STAFF,
        db_default=PersonKind.STAFF,
    )
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="learners",
        verbose_name=_("partner"),
    )
    employed_from = models.DateField(_("employed from"), null=True, blank=True)
    employed_until = models.DateField(_("employed until"), null=True, blank=True)
    theme = models.CharField(
        _("colours"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    address_changed_at = models.DateTimeField(
        _("address changed by somebody else at"), null=True, blank=True, editable=False
    )
    number_changed_at = models.DateTimeField(
        _("staff number changed by somebody else at"), null=True, blank=True, editable=False
    )
    opened_at = models.DateTimeField(
        _("opened with an invitation on"), null=True, blank=True, editable=False
    )

    identity_proven_at = models.DateTimeField(
        _("identity proved on"), null=True, blank=True, editable=False
    )
    identity_proof = models.CharField(
        _("identity proved"), max_length=20, choices=IdentityProof, blank=True, default="",
        db_default="", editable=False,
    )  # fmt: skip
    mailbox_mark = models.CharField(
        _("hash of the mailbox that proved it"),
        max_length=64,
        null=True,
        unique=True,
        editable=False,
    )
    address_is_vouched = models.BooleanField(
        _("address given by somebody who reads no figures"), default=False, db_default=False,
        editable=False,
    )  # fmt: skip

    objects = PersonManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["folded_name", "pk"]
        indexes = [
            models.Index(fields=["folded_name", "id"], name="person_in_order"),
            models.Index(fields=["employed_until"], name="person_last_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_unique",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
            models.CheckConstraint(
                name="person_email_not_empty",
                condition=Q(email=None) | ~Q(email=""),
                violation_error_message=_("Leave no address rather than an empty one."),
            ),
            models.CheckConstraint(
                name="person_staff_number_not_empty", condition=~Q(staff_number="")
            ),
            models.CheckConstraint(
                name="person_leaves_after_arriving",
                condition=Q(employed_from=None)
                | Q(employed_until=None)
                | Q(employed_until__gte=F("employed_from")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="person_kind_is_known", condition=Q(kind__in=PersonKind.values)
            ),
            models.CheckConstraint(
                name="person_external_is_a_guest",
                condition=Q(kind=PersonKind.STAFF, partner=None)
                | Q(
                    kind=PersonKind.EXTERNAL,
                    partner__isnull=False,
                    employed_until__isnull=False,
                    is_superuser=False,
                ),
                violation_error_message=_(
                    "A partner’s learner has a partner and a last day, and no rights."
                ),
            ),
            models.CheckConstraint(
                name="person_identity_proof_has_a_date",
                condition=Q(identity_proven_at=None, identity_proof="", mailbox_mark=None)
                | Q(identity_proven_at__isnull=False, identity_proof__in=IdentityProof.values),
            ),
            models.CheckConstraint(
                name="person_theme_is_known", condition=Q(theme__in=Theme.values)
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def save(self, *args, **kwargs):
        fields = kwargs.get("update_fields")
        if fields is None:
            self.fold_name()
        elif NAMES & set(fields):
            self.fold_name()
            kwargs["update_fields"] = {*fields, "folded_name"}
        super().save(*args, **kwargs)

    def fold_name(self):
        """Set the folded "last first" by which people are found and sorted; called by save and by the bulk writes."""
        self.folded_name = fold_text(f"{self.last_name} {self.first_name}")[:FOLDED_LENGTH]

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    def has_left(self, day):
        """Whether the last day was before that day."""
        return self.employed_until is not None and self.employed_until < day

    @property
    def is_external(self):
        return self.kind == PersonKind.EXTERNAL

    @cached_property
    def roles(self):
        """Return the granted roles, read once for each request. A partner's learner has none."""
        if self.is_external:
            return set()
        names = getattr(self, "role_names", None)  # read with the person: people.queries.signed_in
        if names is None:
            names = self.groups.values_list("name", flat=True)
        return {Role(name) for name in names if name in Role}

    def has_role(self, role):
        return role in self.roles


class InvitationQuerySet(models.QuerySet):
    def usable(self):
        return self.filter(used_at=None, expires_at__gt=Now())


class Invitation(models.Model):
    """A code, printed or mailed, with which a person opens their account. Only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(_("hash of the code"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    invited_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    # What it proves of whoever uses it, by how its code reached them; empty where others saw it too.
    proof = models.CharField(
        _("proof of identity"), max_length=20, choices=IdentityProof, blank=True, default="",
        db_default="", editable=False,
    )  # fmt: skip
    mailbox_mark = models.CharField(
        _("hash of the mailbox"), max_length=64, null=True, editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "pk"]

    def __str__(self):
        return f"{self.person}, {self.expires_at:%Y-%m-%d}"
