"""Faults put into real processes, and what came of each: `./run faults`."""
