"""Checks on everything that somebody has read; each returns a list of violations."""

import re
from collections import defaultdict

from adoption.publishing.disclosure.protection import DEFAULT_COALITION, DEFAULT_THRESHOLD
from tests.adoption.attacks.crawl import is_of_adoption
from tests.adoption.attacks.deducing import Reader, lower_bounds_of_people
from tests.adoption.attacks.three_month_staff import ORGANISATION
from tests.adoption.attacks.worlds import ALL, COUNTS


EDGE = DEFAULT_COALITION + 2
HEADING = re.compile(r'<td[^>]* data-label="([^"]*)"')
MASKED = re.compile(
    r'<[^>]*class="masked.*?</[a-z]+>|<(?:td|span)[^>]*>\s*too few people[^<]*</(?:td|span)>',
    re.DOTALL,
)


def named(population, root):
    return ALL if population == root else population


def size_of(fact, root, organisation=ORGANISATION):
    return sum(
        size
        for number, (size, where) in enumerate(organisation.classes)
        if where[fact.month] is not None
        and named(fact.population, root) in organisation.holding(fact.month, number)
    )


def too_small(facts, root, threshold=DEFAULT_THRESHOLD, organisation=ORGANISATION):
    """P4."""
    return [fact for fact in facts if size_of(fact, root, organisation) < threshold]


def too_narrow(facts, root, organisation=ORGANISATION):
    """P5, for a coalition of three: nothing within five of nobody or of everybody is told apart.

    A segment may be as small as the two counts leave it: that it is not smaller is asked by `sharper`, and of the
    solver whether it gives somebody away.
    """
    return [
        fact
        for fact in facts
        if not fact.whole
        and "-" not in fact.part
        and (fact.high < EDGE - 1 or fact.low > size_of(fact, root, organisation) - EDGE + 1)
    ]


def inconsistent_counts(facts):
    """P7, P10: counts on which page, file, drawing and wider pages disagree."""
    said = defaultdict(set)
    for fact in facts:
        # The headline and the words of the funnel say less than the numbers beside them.
        if not fact.whole:
            said[fact.month, fact.population, fact.part].add((fact.low, fact.high))
    return [(key, bounds) for key, bounds in said.items() if len(bounds) > 1]


CHAIN = ("known", "account", "used", "habit")


def counts_alone(facts):
    """Facts without shares and differences, which `more_precise_than_counts` checks for each reader."""
    return {each for each in facts if not each.whole and "-" not in each.part}


def more_precise_than_counts(facts, counts, root, organisation=ORGANISATION):
    """P7, P8: counts, segments or rates more precise than the published counts they derive from.

    `counts`: low and high by month, population and part. Of what is hidden nothing may be said at all.
    """
    return [
        fact
        for fact in facts
        for least, most in [_left_open(fact, counts, root, organisation)]
        if least is None or fact.low > least + 1e-9 or fact.high < most - 1e-9
    ]


def _left_open(fact, counts, root, organisation):
    """Bounds that the published counts leave, of a count or in per cent."""
    part = _bounds(fact, fact.part, counts, root, organisation)
    whole = _bounds(fact, fact.whole, counts, root, organisation) if fact.whole else (100, 100)
    if part is None or whole is None:
        return None, None
    return 100 * part[0] / whole[1], min(
        100 * part[1] / max(whole[0], 1), 100 if fact.whole else part[1]
    )


def _bounds(fact, code, counts, root, organisation):
    if code == "everybody":
        return (size_of(fact, root, organisation),) * 2
    if "-" in code:
        (low, high), (least, most) = (
            _bounds(fact, each, counts, root, organisation) or (None, None)
            for each in code.split("-")
        )
        return None if None in (low, least) else (max(0, low - most), high - least)
    found = [counts.get((fact.month, fact.population, each)) for each in CHAIN]
    place = CHAIN.index(code)
    if found[place] is None:
        return None
    # Each contains the next, which narrows both.
    return (
        max(each[0] for each in found[place:] if each),
        min(each[1] for each in found[: place + 1] if each),
    )


def of_others(facts, allowed):
    return [fact for fact in facts if fact.population not in allowed]


def masked_differently(found):
    """P8: hidden cells that are not the same to the byte on all pages.

    A cell that bears the heading of its column, for narrow screens, is compared with those of that heading.
    """
    cells = {
        cell
        for address, answer in found.items()
        if answer.is_page and is_of_adoption(address.split("?")[0])
        for cell in MASKED.findall(answer.text)
    }
    kinds = defaultdict(set)
    for cell in cells:
        heading = HEADING.search(cell)
        kinds[cell[:5].split()[0], heading and heading[1]].add(cell)
    return [kind for kind in kinds.values() if len(kind) > 1]


def disclosed_values(facts, root, coalitions, organisation=ORGANISATION):
    """P1, P2, P3: people whose value these groups, knowing their own values, can deduce."""
    reader = Reader(organisation, facts, root)
    return [
        (coalition, found)
        for coalition in coalitions
        for found in reader.given_away(lower_bounds_of_people(organisation, coalition))
    ]


def ruled_out(facts, root):
    """Levels that no four people of a class can have together, which the rule promises never to reveal."""
    reader = Reader(ORGANISATION, facts, root)
    many = DEFAULT_COALITION + 1
    return [
        (number, level)
        for number, (size, where) in enumerate(ORGANISATION.classes)
        if size > many and None not in where
        for level in ORGANISATION.levels
        for cell in [ORGANISATION.cells.index((number, (level,) * len(where)))]
        if reader.find(lower_bounds_of_people(ORGANISATION, [cell] * many)) is None
    ]


def coalitions(readers, levels, organisation=ORGANISATION):
    """Each reader alone; with two people who know most of a team; two readers with one such person.

    Most is known by whoever shares the rarer value. Every team and job family comes up, and every reader.
    """
    yield from ((cell,) for cell in readers.values())
    cells = list(readers.values())
    for turn, (_team, helpers) in enumerate(sorted(_best_informed(levels, organisation).items())):
        reader, other = cells[turn % len(cells)], cells[(turn + 1) % len(cells)]
        if turn % 2:
            yield (reader, other, *helpers[: DEFAULT_COALITION - 2])
        else:
            yield (reader, *helpers[: DEFAULT_COALITION - 1])


def _best_informed(levels, organisation):
    month = organisation.months[-1]
    found = {}
    teams = {where[month] for _, where in organisation.classes} - {None}
    for team in teams | set(organisation.parts):
        people = [
            (number, own)
            for number, (_, where) in enumerate(organisation.classes)
            if where[month] is not None and team in (where[month], organisation.parts[number])
            for own in levels[number][1:]  # the first may be a reader
        ]
        users = [each for each in people if each[1][month] >= COUNTS["used"]]
        others = [each for each in people if each not in users]
        found[team] = [
            organisation.cells.index(each) for each in min(users, others, key=len) or people
        ]
    return found
