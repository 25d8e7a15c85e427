"""The countries of the world with the names that news gives them, from the packages countryinfo and babel (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale
from countryinfo import all_countries

OFFICIAL = re.compile(
    r"(?:\w+ )?(?:Republic|Kingdom|State|Federation|Commonwealth|Union|Sultanate|Principality) of (?:the )?[A-Z]\w+"
)
"""What an official name in English looks like; countryinfo's other spellings are in many languages."""
PLAIN = re.compile(r"[A-Z][\w.'’-]*(?: (?:and|of|the|[A-Z][\w.'’-]*))*")
"""What a name that may stand in a sentence looks like: no commas, no brackets, no "Congo - Kinshasa"."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: its ISO 3166-1 code, its names with the usual one first, its people's, its capitals."""

    code: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]


def countries() -> Iterator[Country]:
    """All of them that have a name that can stand in a sentence."""
    common = Locale("en").territories
    seen: set[str] = set()
    for entry in all_countries():
        code = entry.iso()["alpha2"]
        if code in seen:  # Wales, whose code is the United Kingdom's
            continue
        seen.add(code)
        spellings = [common.get(code, "").replace(" & ", " and "), entry.name()]
        spellings += [name for name in entry.alt_spellings() or () if OFFICIAL.fullmatch(name)]
        names = tuple(dict.fromkeys(name for name in spellings if PLAIN.fullmatch(name)))
        if names:
            yield Country(code, names, tuple(demonyms(entry.demonym() or "", names)), tuple(capitals(entry.capital())))


def capitals(listed: str | list[str] | None) -> Iterator[str]:
    """A country's capitals as news writes them: "Washington", not "Washington, D.C."."""
    for name in [listed] if isinstance(listed, str) else listed or []:
        yield re.sub(r",? D\.C\.$", "", name)


def demonyms(listed: str, names: tuple[str, ...]) -> Iterator[str]:
    """What a country's people are called, the plural before the adjective: "Italians", "Italian"."""
    for word in listed.split(","):
        if len(word) > 3 and PLAIN.fullmatch(word) and " " not in word and word not in names:
            if word.endswith(("n", "i", "t")):
                yield f"{word}s"
            yield word
