"""Counts what a task costs: clicks, fields filled in or chosen, and seconds of the machine."""

import time
from dataclasses import dataclass

from playwright.sync_api import Locator


TASKS: list[tuple[str, int, int, int, float]] = []


@dataclass
class Counted:
    """Clicks and fields of a visitor from the page where they begin. A selector is looked for in `main`."""

    visitor: object
    clicks: int = 0
    fields: int = 0
    began: float = 0.0

    @classmethod
    def from_page(cls, visitor, path="/admin/"):
        visitor.go(path)
        return cls.here(visitor)

    @classmethod
    def here(cls, visitor):
        """Begin on the page that the visitor has open."""
        return cls(visitor, began=time.monotonic())

    @property
    def page(self):
        return self.visitor.page

    def _one(self, target, **more):
        return target if isinstance(target, Locator) else self.page.locator(f"main {target}", **more).first  # fmt: skip

    def click(self, target, **more):
        self._one(target, **more).click()
        self.clicks += 1

    def load(self, target, **more):
        """Press what leads to another page, and wait for it."""
        self.click(target, **more)
        self.page.wait_for_load_state()

    def check(self, target, **more):
        """Tick a box or choose a button of several."""
        self._one(target, **more).check()
        self.clicks += 1

    def fill(self, target, value):
        self._one(target).fill(value)
        self.fields += 1

    def select(self, target, **option):
        self._one(target).select_option(**option)
        self.fields += 1

    def give_file(self, target, **file):
        self._one(target).set_input_files(file)
        self.fields += 1

    def ends(self, task, *, most):
        """Note the count of a task in the table that the run ends with, and hold it to the aim."""
        seconds = time.monotonic() - self.began
        TASKS.append((task, self.clicks, self.fields, most, round(seconds, 1)))
        assert self.clicks <= most, f"{task}: {self.clicks} clicks, {most} at most"


def table():
    """Return the lines of the tasks that were counted: task, clicks, fields, aim, seconds of the machine."""
    lines = [f"{task:<62} {clicks:>6} {fields:>6} {most:>4} {seconds:>7}" for task, clicks, fields, most, seconds in TASKS]  # fmt: skip
    head = f"{'task':<62} {'clicks':>6} {'fields':>6} {'aim':>4} {'seconds':>7}"
    return "\n".join([head, *lines]) if lines else ""
