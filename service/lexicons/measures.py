"""Names and signs of currencies, from babel (CLDR), and of units, from the lexicon's tables and the metric prefixes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name

NO_MONEY = frozenset({"XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XBA", "XBB", "XBC", "XBD", "XSU", "XUA", "XRE"})
"""Codes of ISO 4217 for metals, bonds and tests."""
SUPERSCRIPTS = {"square": ("2", "^2", "²", " squared"), "cubic": ("3", "^3", "³", " cubed")}
FIRST = re.compile(r"[^\W\d_]+|\S")
"""The first word or sign of a name."""
LENGTHS = frozenset({"m", "km", "cm", "mm", "um", "nm", "dm"})


def currency_codes(own: Mapping[str, str], unused: frozenset[str]) -> dict[str, str]:
    """What stands before or behind a number, to codes of ISO 4217: all codes, CLDR's signs, then the lexicon's own."""
    locale = Locale("en")
    codes = {code: code for code in currencies() if code not in NO_MONEY | unused}
    signs = {sign: code for code, sign in locale.currency_symbols.items() if code in codes and not sign.isalpha()}
    return {**codes, **signs, **own}


def currencies() -> list[str]:
    """The codes that CLDR names in English."""
    return [str(code) for code in Locale("en").currencies]


def currency_names(own: Mapping[str, str], unused: frozenset[str]) -> dict[str, str]:
    """Names of currencies in small letters to codes: full ones ("turkish lira"), and last words that only one has."""
    names: dict[str, str] = {}
    last_words: dict[str, set[str]] = defaultdict(set)
    for code in currencies():
        forms = {get_currency_name(code, count=count, locale="en").lower() for count in (1, 2)}
        if code in NO_MONEY or any("(" in form for form in forms):
            continue
        for form in forms:
            names.setdefault(form, code)
            last_words[form.split()[-1]].add(code)
    alone = {word: next(iter(codes)) for word, codes in last_words.items() if len(codes) == 1 and word not in unused}
    return {**alone, **names, **own}


def unit_names(data: Mapping[str, Any]) -> dict[str, str]:
    """Names of units in small letters to UCUM: "kilowatt", "square kilometre", "cubic metre"."""
    own = dict(data["units"])
    made = {
        prefix + name: symbol + own[name]
        for prefix, symbol in data["prefixes"].items()
        for name in data["prefixed"]["names"]
    }
    every = made | own
    powers = {
        f"{power} {name}": f"{unit}{exponent}"
        for power, exponent in (("square", 2), ("cubic", 3))
        for name, unit in every.items()
        if unit in LENGTHS
    }
    return {**powers, **every}


def unit_symbols(data: Mapping[str, Any]) -> dict[str, str]:
    """Symbols of units as they are written, to UCUM: "kWh", "μm", "km²", "°C"."""
    own = dict(data["symbols"])
    made = {
        symbol + name: symbol + own[name]
        for symbol in data["prefixes"].values()
        for name in data["prefixed"]["symbols"]
        if name in own
    }
    made |= {mu + name[1:]: unit for mu in "µμ" for name, unit in made.items() if unit.startswith("u")}
    made |= {f"{s}s": f"{s}s" for s in ("m", "u", "n")}
    every = made | own
    powers = {
        name + exponent: f"{unit}{2 if power == 'square' else 3}"
        for power, exponents in SUPERSCRIPTS.items()
        for exponent in exponents
        for name, unit in every.items()
        if unit in LENGTHS
    }
    short = {f"sq {name}": f"{unit}2" for name, unit in every.items() if unit in LENGTHS}
    return {**powers, **short, **every}


def first_words(*tables: Mapping[str, str]) -> frozenset[str]:
    """The first word, letter or sign of every name in some tables, in small letters and in the singular."""
    names = (name.lower() for table in tables for name in table)
    return frozenset(match.group() for name in names if (match := FIRST.match(name)) is not None)
