"""Assemble the file, in one language or in all, from the settings and registries in force."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from adoption.foundation.further_indicators import FURTHER
from adoption.foundation.indicators import CHAIN, Definition
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.overview import organisation_name
from adoption.publishing.words.parts import disclosure_text
from adoption.report.pack import access, register, safety, sight, uses
from adoption.report.pack.blocks import Block, Document, Section
from adoption.report.words import explanations, published_text, unmeasured
from cms.models import Portal


def documents_by_language() -> dict[str, Document]:
    return {language: compose_document(language) for language, _name in settings.LANGUAGES}


def compose_document(language: str) -> Document:
    """Assemble one language. `language`: a code of settings.LANGUAGES."""
    with override(language):
        return Document(
            language=get_language() or language,
            title=_("What Passerelle measures, and what it does not"),
            organisation=organisation_name(),
            sections=tuple(_sections()),
        )


def _sections() -> list[Section]:
    return [
        Section(_("In short"), _in_short()),
        Section(
            _("What is counted"),
            (
                _definitions(CHAIN, _("A rate is a share of")),
                Block(
                    "bullets", title=_("What goes out, and of whom"), items=tuple(published_text())
                ),
                Block("bullets", title=_("Beside the teams"), items=tuple(disclosure_text())),
                _definitions(
                    FURTHER, _("Of whom, or of what"), title=_("Of the whole organisation alone")
                ),
                _learning_reach(),
                _surveys(),
            ),
        ),
        Section(_("What is made of the figures"), uses.uses_of_data()),
        Section(_("What is not measured"), (_unmeasured(),)),
        Section(_("How groups are protected"), (safety.disclosure_control(),)),
        Section(
            _("How far to believe the figures"),
            tuple(
                Block("bullets", title=explanation.title, items=tuple(explanation.said))
                for explanation in explanations()
            ),
        ),
        Section(_("Who sees what"), (access.examples_by_role(), access.rights_by_role())),
        Section(
            _("What is held, why and how long"),
            (register.wording_note(), *register.holdings_tables()),
        ),
        Section(_("How long each class is kept"), (register.retention_periods(),)),
        Section(_("Rights of each person"), (_rights(),)),
        Section(_("Security"), (safety.security_measures(),)),
        Section(_("What logs and metrics hold"), sight.operation()),
        Section(_("What a device keeps without a network"), sight.offline()),
        Section(_("Entry of the register (article 30)"), register.processing_record_entry()),
        Section(_("Impact assessment (draft)"), safety.impact_assessment()),
    ]


def _in_short() -> tuple[Block, ...]:
    names = ", ".join(Portal.objects.open().order_by("name").values_list("name", flat=True))
    return (
        Block(
            "text",
            text=_(
                "Passerelle helps staff to make online services their own: short lessons, quizzes, help between "
                "colleagues. It counts, group by group and once a month, how many use them, so that help goes where "
                "it is wanted. Groups are measured; nobody is watched."
            ),
        ),
        Block(
            "text",
            text=_(
                "This file is written by the software itself, from the settings in force. What it says is what the "
                "software does."
            ),
        ),
        Block("text", title=_("Services followed"), text=names or _("None yet.")),
    )


def _definitions(definitions: Iterable[Definition], of_whom: str, title: str = "") -> Block:
    return Block(
        "table",
        title=title,
        headings=(
            _("Figure"),
            _("Over which time"),
            of_whom,
            _("Where it comes from"),
            _("Version"),
        ),
        rows=tuple(
            (
                _(definition.title),
                _(definition.window),
                _(definition.denominator),
                _(definition.source),
                str(definition.version),
            )
            for definition in definitions
        ),
    )


def _learning_reach() -> Block:
    """Section on learning reach, in the words of the public page."""
    rule = parameters_in_force()
    return Block(
        "bullets",
        title=_("Training that nobody has to follow"),
        items=(
            _(
                "Each quarter, for the whole organisation and from %(least)s people on: how many took "
                "up each path and opened a lesson of it, and how many finished it. Each person counts "
                "once for each. Whoever must follow the path is left out, and so is whoever objects "
                "to being counted."
            )
            % {"least": least_population(rule)},
            _(
                "A count below %(edge)s, or so high that it would tell who is left, is not given "
                "exactly. The rule reckons with all quarters before, so that none can be subtracted "
                "from another."
            )
            % {"edge": rule.edge},
        ),
    )


def _surveys() -> Block:
    """Section on surveys, in the words of the public page."""
    rule = parameters_in_force()
    return Block(
        "bullets",
        title=_("Surveys"),
        items=(
            _(
                "The barometer, and questions of the organisation that the data protection officer has read: "
                "an answer is added to the counts of a group, of %(least)s people or more where there are as many, and kept nowhere else, so it cannot be taken back. Habits: "
                "answers are kept under a fingerprint, to be read and erased by their owner alone."
            )
            % {"least": least_population(rule)},
            _(
                "When a round closes, for the whole organisation and from %(least)s people asked on: how "
                "many of them gave each answer, and how many gave none. Whoever objects is among these. "
                "Near the lowest or the highest that the other answers leave possible, a count is a range "
                "of %(edge)s numbers."
            )
            % {"least": least_population(rule), "edge": rule.edge},
            _(
                "A mail as a round opens, and one reminder, go to all who are asked alike: nothing that sends "
                "them reads who answered or objects."
            ),
            _("All staff who may be asked read these counts; partners’ learners do not."),
        ),
    )


def _unmeasured() -> Block:
    return Block(
        "bullets",
        items=(
            *unmeasured(),
            _(
                "Scores and answers of quizzes, by person: they are yours. A score is read by whom you send it to; "
                "authors read figures of groups, made of first attempts."
            ),
            _(
                "Your mistakes to review, and the level that a placement finds: nobody else reads them."
            ),
            _(
                "You in particular: no screen, export, mail or administrator shows anybody’s use, yours "
                "included, to anybody but you."
            ),
        ),
    )


def _rights() -> Block:
    return Block(
        "bullets",
        items=(
            _("Read all that is held, and who looked at it, on “My data”."),
            _("Take a copy away, to read and for a program."),
            _("Ask for a correction, an erasure or a restriction: an answer comes within a month."),
            _(
                "Object to being counted, in two clicks, without a reason and without anybody being told."
            ),
            _("Undo the link with a portal, or erase one’s logbook, at any time."),
            _("Complain to the supervisory authority (in France the CNIL)."),
        ),
    )
