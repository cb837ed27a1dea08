"""Plain-language explanations of the figures' uses and limits, for the public page.

Numbers come from the rules themselves; those that were measured, from docs/decisions/0045 and 0046.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from adoption.experiments.evaluation.design import (
    FEWEST_BEFORE,
    FEWEST_PEOPLE,
    FEWEST_TEAMS,
    MOST_BEFORE,
)
from adoption.experiments.models import MOST_OVER_A_MONTH
from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED, Definition
from adoption.foundation.rates import LEAST_FOR_RATES
from adoption.publishing.disclosure.tally import MOST_A_WEEK
from adoption.publishing.parameters import parameters_in_force
from adoption.targets.forecast import FARTHEST, LEAST_MONTHS, LIKELY, WIDEST


COVERED = {"least": 94, "most": 97, "runs": 500}  # decision 46
NOISY_UNDER, NOISY_BY = 100, 10  # people on either side; points, decision 46
HELD = {"least": 81, "most": 87, "series": 800}  # decision 45


@dataclass(frozen=True, slots=True)
class Explanation:
    """`key`: anchor on the page, where links lead. `said`: paragraphs."""

    key: str
    title: str
    said: Sequence[str]


def explanations() -> list[Explanation]:
    return [_evaluation(), _belief(), _forecast(), _segments(), _desk(), _others()]


def published_of_whom(definition: Definition) -> str:
    """Of which groups a figure of the month goes out, and how often."""
    if definition is USED:
        return _("every team that is large enough, each month: first, and alone")
    words = {"least": parameters_in_force().detail}
    if definition is KNOWN:
        return _("groups of %(least)s people or more, once a quarter") % words
    return _("groups of %(least)s people or more, each month") % words


def rates_text() -> str:
    return _(
        "A rate is a share of all the staff of the group, “at least”: whoever objects or does not answer is not in "
        "the count, and may have used the portal too. Below %(least)s people, counts are said and no percentages."
    ) % {"least": LEAST_FOR_RATES}


def published_text() -> list[str]:
    """What goes out of use, of whom and how often, for the public page and the works council’s file."""
    return [
        *(
            _("%(figure)s: %(whom)s.")
            % {"figure": _(definition.title), "whom": published_of_whom(definition)}
            for definition in (USED, ACCOUNT, HABIT, KNOWN)
        ),
        rates_text(),
    ]


def unmeasured() -> list[str]:
    """What is not measured, in the same words for the page and the works council’s file."""
    return [
        _(
            "What you do on the portal: of your linked account only the service and the day come in."
        ),
        _("The time of day, what you read or wrote, your documents, your payments."),
        _(
            "Your use on behalf of the public, at the desk or on the phone. If you choose to note that you "
            "helped somebody, a number of your site and of the week goes up by one. Your name is not in it: "
            "how many people you help, how fast, and whether you note anything are not measured."
        ),
    ]


def seen_by_managers() -> list[str]:
    """Return everything that managing a team shows by name, in the same words for the page and the courses."""
    return [
        _(
            "Mandatory training: to do, late or done, and the day; the last reminder, where it is late; an exemption, without its reason."
        ),
        _("A quiz result: if the person sends it, and until they take it back."),
        _("An application as an ambassador: the name and the minutes a week."),
        _("A workshop seat that the manager asked for: for whom, but not whether they come."),
        _("The names of the team and, to choose a stand-in, those of colleagues."),
    ]


def _evaluation() -> Explanation:
    return Explanation(
        "evaluation",
        _("Experiments: how an effect is worked out"),
        [
            _(
                "For the teams that take part, we look at how much their usage rate changed between the months "
                "before the start and the months after it. We do the same, over the same months, for the teams "
                "that do not take part. The effect is the difference between the two changes: whatever moved "
                "everybody alike, such as a season or a change to the portal, drops out."
            ),
            _(
                "“Comparable teams” are all other teams that take part in nothing of the kind during those "
                "months, each with the weight of its people. Nobody chose them because they look alike: "
                "whether they moved together before is checked, as said below."
            ),
            _(
                "It takes %(teams)s teams and %(people)s people on either side, and %(before)s published months "
                "before the start; up to %(most)s are read. With less, the page says that nothing can be told."
            )
            % {
                "teams": FEWEST_TEAMS,
                "people": FEWEST_PEOPLE,
                "before": FEWEST_BEFORE,
                "most": MOST_BEFORE,
            },
        ],
    )


def _belief() -> Explanation:
    return Explanation(
        "croire",
        _("Experiments: how far to believe a result"),
        [
            _(
                "The interval says where the true effect may lie. On invented organisations whose effect was "
                "known, it held that effect in %(least)s to %(most)s cases of 100 (%(runs)s tries of each kind). "
                "An interval around zero does not say that nothing happened: it says that nothing can be told "
                "apart from chance."
            )
            % COVERED,
            _(
                "As a check, the same sum is done on the months before the start alone, as if the experiment had "
                "begun earlier: nothing should be found there. Where something is, no effect is told. The check "
                "is weak: teams that drift apart by one point a month pass it in nine cases of ten. To pass it "
                "proves little."
            ),
            _(
                "Chance is added to the result, so that it tells nothing about any one person. The interval "
                "takes it into account. With fewer than %(people)s people on either side, this alone can move "
                "the result by %(points)s points."
            )
            % {"people": NOISY_UNDER, "points": NOISY_BY},
            _(
                "It is done once. If it could be asked for again and again, the answers together would wear the "
                "chance away. The same comparison therefore always gets the same answer, and no month is used "
                "for more than %(times)s evaluations."
            )
            % {"times": MOST_OVER_A_MONTH},
            _(
                "What it cannot tell: which team did better, for no team comes out of it; whether something "
                "else happened in the same teams at the same time; and, if the teams were chosen after the "
                "fact, whether they were chosen for their result. The page says when an experiment was written "
                "down after it had begun."
            ),
        ],
    )


def _forecast() -> Explanation:
    return Explanation(
        "prevision",
        _("Targets and forecasts"),
        [
            _(
                "A target is a rate that a group is to reach by a given month. It is set for a group, never for "
                "a person. The trajectory is the straight line from the published rate to the target."
            ),
            _(
                "The forecast extends the published months as they went. It uses nothing else and knows nothing "
                "of what you will do. It asks for %(months)s published months; hidden ones are left out."
            )
            % {"months": LEAST_MONTHS},
            _(
                "“Likely” is an interval that should hold the coming figure in %(share)s cases of 100: one "
                "forecast in five is wrong, and nobody knows which."
            )
            % {"share": round(100 * LIKELY)},
            _(
                "It was tried on invented series of one and two years, %(series)s of each of three kinds, looking three "
                "and six months ahead: the interval held the figure in %(least)s to %(most)s cases of 100. It was "
                "chosen on other series, and was not tried on the past of any organisation. So this does not show "
                "how it does with yours."
            )
            % HELD,
            _(
                "Nothing is forecast from July or August, nor through a summer until two are published. Nothing is said either of "
                "fewer than %(people)s people, more than %(farthest)s months ahead, or where the interval would be "
                "wider than %(points)s points: what was published then stands alone."
            )
            % {"people": LEAST_FOR_RATES, "farthest": FARTHEST, "points": WIDEST},
        ],
    )


def _segments() -> Explanation:
    return Explanation(
        "segments",
        _("Regular, occasional, account only"),
        [
            _(
                "Each month the whole staff is divided into five: regular users, occasional users, an account "
                "without use, no account, and unknown. Each part is the difference of two published counts; "
                "where one of them is hidden, so is the part."
            ),
            _(
                "The parts of two months may be made of different people: nobody is followed from one to the "
                "other. How many went from one part to another is a figure of its own, of linked accounts alone."
            ),
        ],
    )


def _desk() -> Explanation:
    return Explanation(
        "accueil",
        _("At the desks"),
        [
            _(
                "Staff in contact with the public may note in one tap whom they helped and what stood in the way. A tap goes up in a number of the site and the week, without a name, an hour or an order; the numbers are erased once their month is published."
            ),
            _(
                "Out go counts of a month, of all desks together and of sites with many people at the desk. No count tells whether few colleagues or nobody noted something."
            ),
            _(
                "Each person counts up to %(most)s times a week for each thing. To hold to that, a mark that only "
                "the program can read remembers for eight days how often you noted it; it is in no table and no "
                "figure is made of it."
            )
            % {"most": MOST_A_WEEK},
            _(
                "These numbers say what was noted, not what was done. They are fewer than the contacts at the "
                "desk, which are counted apart, and they measure nobody’s work."
            ),
        ],
    )


def _others() -> Explanation:
    return Explanation(
        "partage",
        _("Sharing between organisations"),
        [
            _(
                "The organisation may give others a signed file of rates that are published here already, of all the staff together: no team, no site, no number of people."
            ),
            _(
                "“Higher” or “lower” than another organisation is said only where the two margins do not meet. "
                "This is not a ranking: organisations differ in their trades, their public and their portal."
            ),
            _(
                "A signature says who made a file, and that nobody changed it since. It does not say that the "
                "figures are true, nor that the other organisation knows as much of its staff as yours does."
            ),
        ],
    )
