"""Unbounded noise, drawn once from a mark that nobody makes without the key."""

import hashlib
import math


FINEST = 0.0005  # a scale under a twentieth of a point costs nothing, and its draw would be long
WIDEST = 2.0  # from -100 to 100 points
SPARE = 64


def laplace_scale(reach: float, budget: float) -> float:
    """Scale of the Laplace noise: one person's life changes the odds of any result by e^budget at most."""
    return max(reach / budget, FINEST)


def draw_laplace(mark: str, scale: float) -> float:
    """Draw from the mark, with enough bits that every value from one end to the other is possible."""
    bits = 8 * math.ceil((WIDEST / scale / math.log(2) + SPARE) / 8)
    stream = hashlib.shake_256(mark.encode()).digest(bits // 8 + 1)
    number = int.from_bytes(stream[1:], "big") + 1
    size = scale * (bits * math.log(2) - math.log(number))
    return size if stream[0] & 1 else -size
