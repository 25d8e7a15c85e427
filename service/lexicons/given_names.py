"""Which given names are usually a woman's or a man's: those of some sixty countries, from the package Faker."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from faker.providers import person

NAME = re.compile(r"[A-ZÀ-Ž][a-zß-ž]+(?:[-'’][A-ZÀ-Ž]?[a-zß-ž]+)*")
"""A name in Latin letters."""
FOR_ONE = 4
"""A name that several countries know is of the one gender when so many times as many give it to that one."""


@cache
def given_names() -> tuple[frozenset[str], frozenset[str]]:
    """The names of women and of men; names of both are in neither."""
    women: Counter[str] = Counter()
    men: Counter[str] = Counter()
    for country in iter_modules(person.__path__):
        names = import_module(f"{person.__name__}.{country.name}").Provider
        listed = [set(getattr(names, f"first_names_{kind}", ())) for kind in ("female", "male")]
        if all(listed):
            for counts, found in zip((women, men), listed, strict=True):
                counts.update(filter(NAME.fullmatch, found))
    return (
        frozenset(name for name, count in women.items() if count >= FOR_ONE * men[name]),
        frozenset(name for name, count in men.items() if count >= FOR_ONE * women[name]),
    )
