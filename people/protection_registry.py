"""Registers the pages of other apps to which the data protection officer's first page leads."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OfficerRegister:
    """A register that the officer reads. `page`: the name of its address."""

    label: Any
    note: Any
    page: str


officer_registers: list[OfficerRegister] = []


def register_officer_register(register: OfficerRegister) -> None:
    officer_registers.append(register)
