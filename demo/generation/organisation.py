"""Organisation chart for any headcount: teams and their posts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from demo.campaign.model import Campaign, CastRole, Contact, Job, Trade, Unit
from demo.generation.dice import Dice


SMALLEST_TEAM, LARGEST_TEAM, USUAL_TEAM = 6, 25, 18
SHOWCASE_SIZE = (18, 24)
LEAST_ABOVE_OTHERS = 2  # the manager of an inner team and one more
DIRECT_KEPT = 8  # of a large inner team, those who do not go to its support teams


@dataclass(slots=True)
class Post:
    """A post, held by one person after another. Careers move it between teams."""

    number: int
    team: str
    unit: str
    trade: Trade
    job: Job
    site: str
    contact: Contact
    is_manager: bool
    part: CastRole | None = None  # the member of the cast who sits here throughout
    part_key: str = ""


@dataclass(slots=True)
class ChartTeam:
    """A team of the chart; one unit of the campaign per seat, whose trade the seat has."""

    name: str
    parent: str | None
    unit: Unit
    seats: list[Unit] = field(default_factory=list)


def draw_organisation(
    campaign: Campaign, staff: int, *, seed: int
) -> tuple[dict[str, str | None], list[Post]]:
    """Return (parent of each team, root first; `staff` posts, one manager's in each team)."""
    counts = _headcounts(campaign, staff)
    boxes = {
        unit.name: ChartTeam(unit.name, unit.parent or None, unit, [unit] * counts[unit.name])
        for unit in campaign.units
    }
    _fold_small(boxes, campaign.invented.showcase)
    boxes = _split_large(boxes)
    dice = Dice(seed, "posts")
    posts: list[Post] = []
    for box in boxes.values():
        for rank, unit in enumerate(box.seats):
            posts.append(
                _post(len(posts), box, unit, campaign.invented.trades, dice, leads=rank == 0)
            )
    for key, part in campaign.invented.cast.items():
        leads = part.job is None
        free = [post for post in posts if post.part is None and post.is_manager == leads]
        at_home = [post for post in free if post.unit == part.unit]
        post = (at_home or free[::-1])[0]
        post.part, post.part_key = part, key
        post.job = part.job or post.job
    return {box.name: box.parent for box in boxes.values()}, posts


def _headcounts(campaign: Campaign, staff: int) -> dict[str, int]:
    """Apportion by largest remainders, with the showcase team within its bounds and a minimum for inner teams."""
    low, high = SHOWCASE_SIZE
    shown = campaign.invented.showcase
    showcase = next(unit.direct for unit in campaign.units if unit.name == shown)
    counts = {shown: max(low, min(high, showcase * staff // campaign.staff))}
    rest, weight = staff - counts[shown], campaign.staff - showcase
    others = [unit for unit in campaign.units if unit.name != shown]
    counts |= {unit.name: unit.direct * rest // weight for unit in others}
    by_remainder = sorted(others, key=lambda unit: -(unit.direct * rest % weight))
    for unit in by_remainder[: staff - sum(counts.values())]:
        counts[unit.name] += 1
    inner = {unit.parent for unit in campaign.units}
    for unit in others:
        while unit.name in inner and counts[unit.name] < LEAST_ABOVE_OTHERS:
            donors = (other.name for other in others if other.name not in inner)
            counts[max(donors, key=counts.__getitem__)] -= 1
            counts[unit.name] += 1
    return counts


def _fold_small(boxes: dict[str, ChartTeam], showcase: str) -> None:
    """Attach bottom teams of fewer than six to the team above, from the bottom up."""
    for name in reversed(list(boxes)):
        box = boxes[name]
        is_bottom = all(other.parent != name for other in boxes.values())
        if box.parent and is_bottom and name != showcase and len(box.seats) < SMALLEST_TEAM:
            boxes[box.parent].seats += box.seats
            del boxes[name]


def _split_large(boxes: dict[str, ChartTeam]) -> dict[str, ChartTeam]:
    inner = {box.parent for box in boxes.values()}
    result: dict[str, ChartTeam] = {}
    for box in boxes.values():
        if len(box.seats) <= LARGEST_TEAM:
            result[box.name] = box
        elif box.name in inner:
            kept, moved = box.seats[:DIRECT_KEPT], box.seats[DIRECT_KEPT:]
            result[box.name] = ChartTeam(box.name, box.parent, box.unit, kept)
            result |= _numbered(f"Appui {box.name}", box.name, box.unit, moved)
        else:
            result |= _numbered(box.name, box.parent, box.unit, box.seats)
    return result


def _numbered(stem: str, parent: str | None, unit: Unit, seats: list[Unit]) -> dict[str, ChartTeam]:
    """Divide into teams of about the usual size that share the seats out evenly."""
    count = -(-len(seats) // USUAL_TEAM)
    names = [f"{stem} {rank + 1}" for rank in range(count)]
    return {
        name: ChartTeam(name, parent, unit, seats[rank::count]) for rank, name in enumerate(names)
    }


def _post(
    number: int,
    box: ChartTeam,
    unit: Unit,
    trades: Mapping[str, Trade],
    dice: Dice,
    *,
    leads: bool,
) -> Post:
    trade = trades[box.unit.trade if leads else unit.trade]
    job = trade.lead_job if leads else dice.pick_weighted(trade.other_jobs)
    site = unit.second_site if unit.second_site and dice.chance(0.4) else unit.site
    return Post(number, box.name, unit.name, trade, job, site, trade.contact, leads)
