"""Compute the estimate by two other methods, without adoption.experiments.evaluation."""

import numpy as np


MOST_BEFORE = 12


def by_cells(values, sizes, starts):
    """Team by team and month by month, as one would on paper: each month since a team’s start beside the mean of
    the months before it, less the same of the teams that never start; weighted by people.
    """
    months = len(values[0])
    heads = [sum(row) / months for row in sizes]
    never = [team for team in range(len(starts)) if starts[team] >= months]
    whole = moved = 0.0
    for team, start in enumerate(starts):
        if start >= months:
            continue
        before = range(max(0, start - MOST_BEFORE), start)
        cells = []
        for month in range(start, months):
            own = values[team][month] - mean(values[team][each] for each in before)
            others = [
                values[one][month] - mean(values[one][each] for each in before) for one in never
            ]
            weights = [heads[one] for one in never]
            usual = sum(w * o for w, o in zip(weights, others, strict=True)) / sum(weights)
            cells.append(own - usual)
        moved += heads[team] * mean(cells)
        whole += heads[team]
    return moved / whole


def by_regression(values, starts, weights):
    """Estimate by least squares with a level for each team and month: the two-way comparison for a single start."""
    teams, months = values.shape
    columns = teams + months
    rows = np.zeros((teams * months, columns))
    for team in range(teams):
        for month in range(months):
            row = rows[team * months + month]
            row[team] = 1
            if month:
                row[teams + month - 1] = 1
            row[-1] = starts[team] <= month
    scale = np.sqrt(np.repeat(weights, months))
    found, *_rest = np.linalg.lstsq(rows * scale[:, None], values.ravel() * scale, rcond=None)
    return float(found[-1])


def mean(numbers):
    every = list(numbers)
    return sum(every) / len(every)
