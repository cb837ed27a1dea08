"""Uses of the figures beyond counting: of whom, for whom, how long, how protected, with which limits."""

from collections.abc import Callable
from math import exp

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adoption.contacts.retention import BOXES
from adoption.dashboards.alerts import LARGE, POINTS, POINTS_OF_LARGE
from adoption.experiments.evaluation.design import FEWEST_PEOPLE, FEWEST_TEAMS
from adoption.experiments.evaluation.mechanism import BUDGET
from adoption.experiments.models import MOST_OVER_A_MONTH
from adoption.publishing.disclosure.protection import LEAST_POPULATION
from adoption.publishing.disclosure.tally import LEAST_AT_SITE, MOST_A_WEEK
from adoption.publishing.parameters import Parameters, parameters_in_force
from adoption.report.pack.blocks import Block
from adoption.report.retention import DECISIONS
from core.site_settings import value_of
from people.retention import MAILS
from people.retention_registry import retention_of


def uses_of_data() -> tuple[Block, ...]:
    rule = parameters_in_force()
    return tuple(make(rule) for make in _SUBJECTS)


def _subject(title: str, *answers: str) -> Block:
    questions = (
        _("What it is about"),
        _("Of whom"),
        _("Who reads it"),
        _("How long"),
        _("How it is protected"),
        _("What it can never tell"),
    )
    return Block(
        "table",
        title=title,
        headings=(pgettext("table", "Question"), pgettext("table", "Answer")),
        rows=tuple(zip(questions, answers, strict=True)),
    )


def _targets(rule: Parameters) -> Block:
    return _subject(
        _("Targets and forecasts"),
        _(
            "A usage or habit rate to reach by a month, set by a training manager; and what the published months, "
            "carried on, make likely."
        ),
        _("A team with those below it, or the whole organisation. Never one person."),
        _(
            "Whoever may open the figures of that group; all of them, training managers and officers."
        ),
        _("As long as the figures: an earlier target stays beside the one that took its place."),
        _(
            "Made of published figures alone. A reader could work out the same from the page; a hidden figure "
            "stays hidden."
        ),
        _("What anybody has to reach, and whether anybody is late."),
    )


def _experiments(rule: Parameters) -> Block:
    budget = sum(BUDGET.values())
    return _subject(
        _("Experiments and programmes, and their evaluation"),
        _(
            "Something tried in some teams for a time. A training manager writes down what is expected, where and "
            "from when. Once, at its end, the change of the usage rate there is compared with that of the other "
            "teams; so is the change where there are ambassadors."
        ),
        _(
            "Teams are chosen, never people: the form has no field for a person. All who are in the team then are "
            "in its rate, as in any other month; who objects is not. It takes %(teams)s teams and %(people)s people "
            "on either side."
        )
        % {"teams": FEWEST_TEAMS, "people": max(FEWEST_PEOPLE, rule.k)},
        _(
            "Managers and those who stand in for them, training managers, data protection officers. Who noted, changed or "
            "decided something, and when, is kept beside it; training managers alone read that name."
        ),
        _(
            "Kept without an end, failures too, since they are what was learnt; the name of whoever wrote goes when they "
            "are erased. The text is free; the form asks that nobody be named."
        ),
        _(
            "Three numbers come out of the whole comparison, none of a team: the effect, its uncertainty, and the "
            "check of the months before. Chance is added to each, drawn with a key held outside the database, once "
            "and for all (Laplace noise, a budget of %(budget)s). With or without the whole history of any one "
            "person, what came out is at most some %(odds)s times likelier, even for a reader who knows everybody "
            "else. Each month serves %(times)s evaluations at most: budgets add up, so the last protects less "
            "than the first."
        )
        % {"budget": round(budget), "odds": round(exp(budget)), "times": MOST_OVER_A_MONTH},
        _(
            "Who used the portal, which team did better, whose merit it is, or that nothing else was the cause."
        ),
    )


def _actions(rule: Parameters) -> Block:
    return _subject(
        _("Actions of teams"),
        _(
            "What a team sets out to do, from a list of eight kinds (a workshop, a lesson together…), with a day; then "
            "done or dropped. The page offers up to three, chosen by a table of rules from published figures."
        ),
        _("A team. It has no field for a person and no free text; who planned it is not kept."),
        _(
            "Managers of the team and of those above it, those who stand in for them, training managers. The "
            "report to the committee has sums alone."
        ),
        _("As long as the figures: what the count did since is set beside it."),
        _("Nothing is made of it but sums. The counts beside it are published ones."),
        _("Who took part, who proposed it, whether it worked."),
    )


def _report(rule: Parameters) -> Block:
    return _subject(
        _("The steering committee’s report, and its decisions"),
        _(
            "Each month on one document: published use; training by path, help between colleagues, workshops and the "
            "barometer, in counts; contacts of the public; what was tried. Then what the committee decided, who sees to "
            "it and by when, and how many minutes the training department says that a contact takes."
        ),
        _(
            "The whole organisation. Mandatory training is counted by path, where it is asked of as many people as the "
            "smallest group with a figure. Who sees to a decision is a function or a name that somebody typed; it is tied to no account."
        ),
        _(
            "Training managers and data protection officers; the committee, who are handed the file. Training managers alone "
            "note decisions."
        ),
        _("Decisions: %(period)s") % {"period": retention_of(DECISIONS).in_words()},
        _(
            "Figures of use are the published ones. The rest is counted for everybody together, and of too few people not "
            "said at all."
        ),
        _("Who uses the portal, who asked for help, who came to a workshop, who is afraid."),
    )


def _mails(rule: Parameters) -> Block:
    return _subject(
        _("Mails about the figures, and alerts"),
        _(
            "Once for each published month: the figures of the page. An alert where the published share of users "
            "surely went down twice running, by %(points)s points (%(large)s from %(size)s people on). Of the report "
            "to the committee, %(report)s."
        )
        % {
            "points": POINTS,
            "large": POINTS_OF_LARGE,
            "size": LARGE,
            "report": {
                "monthly": _("a link each month, without a figure"),
                "quarterly": _("a link each quarter, without a figure"),
                "never": _("no mail at all"),
            }[value_of("REPORT_MAIL")],
        },
        _("A team, or the whole organisation."),
        _(
            "The managers of the team and those who stand in, training managers; of the report, data protection officers "
            "too. Each may refuse them. An agent who leads no team gets none."
        ),
        _("The text is erased once sent. That a mail was sent, and to whom: %(period)s")
        % {"period": retention_of(MAILS).in_words()},
        _("What the page shows and no more, the same to each reader of a team. No name."),
        _("Who is behind a fall, or why use fell."),
    )


def _desk(rule: Parameters) -> Block:
    return _subject(
        _("What is noted at the desks"),
        _(
            "A tap, of nine kinds: somebody was helped to open an account or to use it, or was blocked, and by what. It "
            "raises a number of the portal, the site and the week."
        ),
        _(
            "The public that comes to the desk, without anything about them. Of the agent, neither name nor hour nor "
            "order. Nobody has to note anything."
        ),
        _(
            "Figures of a month: whoever stands at a desk, managers, training managers, data protection officers. The "
            "number of a week: nobody; it is on no page."
        ),
        retention_of(BOXES).in_words(),
        _(
            "By month, for all desks together and for sites with %(least)s people or more at the desk. What %(few)s "
            "colleagues could have noted by themselves is “fewer than”. For that, a person counts %(most)s times a "
            "week for each thing: a mark under a key, in the memory of the server for eight days and in no table, "
            "keeps count."
        )
        % {"least": max(LEAST_AT_SITE, rule.k), "few": rule.c + 1, "most": MOST_A_WEEK},
        _(
            "Who helps, how often or how fast; who notes and who does not. It is less than what was done, and measures no "
            "work, neither of an agent nor of a site. Two limits: whoever stands beside you sees you tap, and whoever copies "
            "the whole database before and after a tap has that tap, though no name in it."
        ),
    )


def _sharing(rule: Parameters) -> Block:
    return _subject(
        _("Sharing with other organisations"),
        _(
            "A signed file of the rates that are published here: coverage, account, usage and habit by month, in whole per "
            "cent. A person downloads it and hands it over; the software sends nothing. Files of others come in the same way."
        ),
        _("The whole organisation, in months with %(least)s people or more.")
        % {"least": LEAST_POPULATION},
        _(
            "Made and taken in by training managers and administrators. What others shared is read by whoever may read "
            "the figures of the whole organisation. Another organisation’s readers read ours."
        ),
        _("What others shared: until it is erased here. What was handed over is out of our hands."),
        _(
            "It says less than the page: rates rounded outwards, no number of people, a size in broad bands, and no name "
            "where the organisation keeps it."
        ),
        _("A team, a site, an answer to a survey, anybody."),
    )


_SUBJECTS: tuple[Callable[[Parameters], Block], ...] = (
    _targets,
    _experiments,
    _actions,
    _report,
    _mails,
    _desk,
    _sharing,
)
