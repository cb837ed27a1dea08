"""Table of access rights, computed with the policies that the pages use."""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from adoption.experiments.policies import may_run_experiments
from adoption.foundation.policies import READERS_OF_ALL
from adoption.publishing.policies import may_see_publications
from adoption.report.pack.blocks import Block
from adoption.report.policies import may_keep_documents, may_note_decisions, may_see_pack
from adoption.report.words import seen_by_managers
from adoption.sharing.policies import may_share_figures
from adoption.targets.policies import may_set_targets
from ambassadors.help.policies import may_run_rounds
from learning.policies import may_assign, may_write_messages
from people.enums import Role
from people.models import Person
from people.policies import (
    may_answer_data_requests,
    may_grant_roles,
    may_manage_staff,
    may_publish_notices,
    may_review_readers,
    may_see_retention,
    may_see_staff,
    needs_second_factor,
)
from quizzes.policies import MARKING, may_set_extra_time


Rule = Callable[[Person], bool]


def rights_by_role() -> Block:
    """One row per right of a granted role; nobody else has any of them."""
    holders = {role: _holder(role) for role in Role}
    rows = [
        (right, *(_("yes") if rule(person) else "–" for person in holders.values()))
        for right, rule in _rules()
    ]
    return Block(
        "table",
        title=_("What a role opens"),
        headings=(_("A role may…"), *(capfirst(str(role.label)) for role in holders)),
        rows=tuple(rows),
    )


def _rules() -> list[tuple[str, Rule]]:
    return [
        (_("open somebody’s staff record (that person is told)"), may_see_staff),
        (_("import the staff list"), may_manage_staff),
        (
            _("choose people of the staff list by post, role, account or confirmed identity"),
            may_see_staff,
        ),
        (_("act on several people at once (those who are named are told)"), may_manage_staff),
        (_("give a role and take it back"), may_grant_roles),
        (_("print a code that proves who somebody is (that person is told)"), _hands_codes),
        (_("answer requests about personal data"), may_answer_data_requests),
        (_("see who opens many records (that person is told)"), may_review_readers),
        (_("keep the register of processing"), may_keep_documents),
        (_("publish notices"), may_publish_notices),
        (_("see what the nightly purge deletes"), may_see_retention),
        (
            _("read the published figures of every group"),
            lambda person: bool(READERS_OF_ALL & person.roles),
        ),
        (_("see which months are published, without figures"), may_see_publications),
        (_("set targets"), may_set_targets),
        (_("declare an experiment, and note what is decided of it"), may_run_experiments),
        (
            _("note what the steering committee decides, and how long a contact takes"),
            may_note_decisions,
        ),
        (
            _("make the file for other organisations, and import theirs"),
            may_share_figures,
        ),
        (_("assign a path and follow mandatory training"), may_assign),
        (
            _(
                "write a message to a population, and see who cannot be reached (those who are named are told)"
            ),
            may_write_messages,
        ),
        (_("bring together those who help and those who ask"), may_run_rounds),
        (_("mark open answers of quizzes, without names (the learner is told)"), _marks),
        (_("give somebody more time for quizzes"), may_set_extra_time),
        (_("read this file"), may_see_pack),
        (_("must sign in with a second factor"), needs_second_factor),
    ]


def _hands_codes(person: Person) -> bool:
    """Whether the role alone may hand out codes: a team manager's codes are left out."""
    return person.has_role(Role.ENROLMENT_OFFICER)


def _marks(person: Person) -> bool:
    app, codename = MARKING.split(".")
    return Group.objects.filter(
        name__in=person.roles,
        permissions__codename=codename,
        permissions__content_type__app_label=app,
    ).exists()


def _holder(role: Role) -> Person:
    """An unsaved person with this role and no other."""
    person = Person()
    person.__dict__["roles"] = {role}
    return person


def _seen_by_manager() -> str:
    figures = _(
        "Published figures of their groups, for example: “used it: 12 of 24”, or “fewer than 5 of 20”."
    )
    return " ".join((figures, *seen_by_managers()))


def examples_by_role() -> Block:
    return Block(
        "table",
        title=_("Examples"),
        headings=(_("Who"), _("Sees"), _("Never sees")),
        rows=(*_examples_without_a_role(), *_examples_of_roles()),
    )


def _examples_without_a_role() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Any agent"),
            _(
                "Their own progress, answers, logbook and data; who looked at their record. What came of a survey, of the "
                "whole organisation; at a desk, the figures of the desks."
            ),
            _("Anything of a colleague."),
        ),
        (
            _("A manager"),
            _seen_by_manager(),
            _(
                "Who uses the portal, a score that was not sent to them, an answer, who has more time for quizzes, "
                "a request for help, who objects."
            ),
        ),
        (
            _("An ambassador"),
            _("Topics and times of the person proposed to them."),
            _("Why that person asks, their learning, their use."),
        ),
    )


def _examples_of_roles() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            _("Whoever writes quizzes"),
            _(
                "Figures of groups on quizzes and questions; rounded counts when a result is corrected."
            ),
            _("Whose answer or score it is; any figure of a small group."),
        ),
        (
            _("Whoever marks open answers"),
            _("The answer, its question and its grid. Each reading is told to whoever wrote it."),
            _("The name, the team, the day, another answer of the same person."),
        ),
        (
            _("The training department"),
            _(
                "By name: the staff list with its filters, mandatory training, who has neither an address nor an "
                "open account for a message. Open answers, without names."
            ),
            _("Who read a message; progress, use, an answer with its name."),
        ),
        (
            _("The data protection officer"),
            _(
                "The staff list, requests about data with what they say, who opens many records. Each request opened is told."
            ),
            _(
                "Anybody’s use or answers; what is in a file, unless they sent its passphrase by letter."
            ),
        ),
        (
            _("An administrator"),
            _("The staff list, roles and settings. Each record opened is told to its owner."),
            _("Anybody’s use, answers, or the content of the file of their data."),
        ),
    )
