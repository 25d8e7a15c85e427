"""Scores of figures after NewsQuant (Almasian et al. 2023): value, unit, direction and concept, one to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from babel.numbers import get_currency_name

from evaluation.matching import Json, Rates, overlap, pairs_matched, range_of, rates

ASIDE = ("date", "time", "ordinal", "rank", "identifier")
"""Kinds that the corpora do not mark: counted only where a gold figure stands."""
CURRENCIES: Mapping[str, tuple[str, ...]] = {
    "USD": ("dollar",),
    "GBP": ("pound sterling", "pound"),
    "EUR": ("euro",),
    "JPY": ("japanese yen", "yen"),
    "CNY": ("chinese yuan", "yuan", "renminbi"),
    "ILS": ("shekel", "israeli shekel"),
    "INR": ("indian rupee", "rupee"),
    "SGD": ("singapore dollar", "singaporean dollar"),
    "CZK": ("czech koruna", "czech crown"),
    "NLG": ("dutch guilder", "netherlands guilde"),
    "CRC": ("costa rican colon", "costa rican colón"),
    "LAK": ("lao kip", "laotian kip"),
    "RUB": ("russian ruble", "russian rouble"),
    "BTC": ("bitcoin",),
    "cent": ("cent",),
    "penny": ("penny", "pence"),
}
"""What the corpora call currencies besides CLDR's names."""
UNITS: Mapping[str, tuple[str, ...]] = {
    "%": ("percentage", "percent"),
    "percentage_point": ("percentage point",),
    "basis_point": ("basis point",),
    "degree": ("degree",),
    "m": ("metre",),
    "g": ("gram",),
    "t": ("metric ton", "ton", "tonne"),
    "l": ("litre",),
    "W": ("watt",),
    "J": ("joule",),
    "N": ("newton",),
    "Pa": ("pascal",),
    "Hz": ("hertz",),
    "V": ("volt",),
    "A": ("ampere",),
    "F": ("farad",),
    "By": ("byte",),
    "bit": ("bit",),
    "eV": ("electronvolt",),
    "Sv": ("sievert",),
    "Gy": ("gray",),
    "W.h": ("watt hour",),
    "A.h": ("ampere-hour", "ampere hour"),
    "cal": ("calorie",),
    "K": ("kelvin",),
    "dB": ("decibel",),
    "rad": ("radian",),
    "har": ("hectare",),
    "[ft_i]": ("foot",),
    "[in_i]": ("inch",),
    "[mi_i]": ("mile",),
    "[yd_i]": ("yard",),
    "[nmi_i]": ("nautical mile",),
    "[acr_us]": ("acre",),
    "[lb_av]": ("pound-mass", "pound"),
    "[oz_av]": ("ounce",),
    "[stone_av]": ("stone",),
    "[gal_us]": ("gallon",),
    "[bbl_us]": ("barrel",),
    "[pt_us]": ("pint",),
    "[qt_us]": ("quart",),
    "[cup_us]": ("cup",),
    "[tbs_us]": ("tablespoon",),
    "[tsp_us]": ("teaspoon",),
    "[sft_i]": ("square foot",),
    "[smi_us]": ("square mile",),
    "[cft_i]": ("cubic foot",),
    "[kn_i]": ("knot",),
    "[HP]": ("horsepower",),
    "[psi]": ("pound per square inch",),
    "k[psi]": ("kilopound per square inch",),
    "[ppm]": ("part per million",),
    "[ppb]": ("part per billion",),
    "[ft_i].[lbf_av]": ("pound-foot", "foot pound-force"),
    "[ly]": ("light-year",),
    "{rev}/min": ("revolutions per minute",),
    "Cel": ("celsius", "degree celsius"),
    "[degF]": ("fahrenheit", "degree fahrenheit"),
    "cm3": ("cubic centimetre",),
    "ml": ("millilitre", "cubic centimetre"),
    "a": ("year",),
    "mo": ("month",),
    "wk": ("week",),
    "d": ("day",),
    "h": ("hour",),
    "min": ("minute",),
    "s": ("second",),
}
"""What the corpora call the units of UCUM."""
PREFIXES = {"p": "pico", "n": "nano", "u": "micro", "m": "milli", "c": "centi", "d": "deci", "k": "kilo", "M": "mega",
            "G": "giga", "T": "tera", "P": "peta", "E": "exa"}  # fmt: skip
SPELLINGS = {"meter": "metre", "kilometer": "kilometre", "liter": "litre", "us dollar": "dollar", "dimensionless": "-"}
DIRECTIONS = {
    "about": "~",
    "vague": "~",
    "nearly": "<",
    "at_least": ">",
    "more_than": ">",
    "at_most": "<",
    "less_than": "<",
}
IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child"}
ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", ""))


def score_figures(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """Rates by measure."""
    measures: dict[str, Callable[[Json, Json], bool]] = {
        "span": at,
        "exact_span": lambda g, f: "start" in g and (g["start"], g["end"]) == range_of(f["span"]),
        "value": same_value,
        "value_at_span": lambda g, f: at(g, f) and same_value(g, f),
        "value_unit": same_unit,
        "value_direction": lambda g, f: same_value(g, f) and same_direction(g, f),
        "value_unit_measured": lambda g, f: same_unit(g, f) and same_concept(g, f),
        "all": lambda g, f: same_unit(g, f) and same_concept(g, f) and same_direction(g, f),
    }
    matched: Counter[str] = Counter()
    gold_count = found_count = 0
    for document in documents:
        golds = document["figures"]
        every = answers[document["id"]].get("figures", ())
        founds = [f for f in every if f["kind"] not in ASIDE or any(at(g, f) for g in golds)]
        entities = {e["id"]: e["name"] for e in answers[document["id"]].get("entities", ())}
        founds = [f | {"subject_name": entities.get((f.get("subject") or {}).get("entity") or "", "")} for f in founds]
        founds.sort(key=lambda f: f["kind"] in ASIDE)
        gold_count, found_count = gold_count + len(golds), found_count + len(founds)
        for name, same in measures.items():
            matched[name] += pairs_matched(golds, founds, same)
    return {name: rates(matched[name], found_count, matched[name], gold_count) for name in measures}


VICTIMS: Mapping[str, frozenset[str]] = {
    "civilians": frozenset(
        "civilian person people resident villager local citizen man worker medic doctor nurse journalist activist "
        "volunteer family relative refugee student patient victim syrian passenger member woman child schoolchildren "
        "rescuer crewmember detainee tribesmen evacuee".split()
    ),
    "non-civilians": frozenset(
        "person people soldier fighter militant rebel terrorist troop member jihadist insurgent officer guard gunman "
        "force militiaman combatant commander army personnel man serviceman extremist militia policeman leader syrian "
        "operative pilot paramilitary loyalist conscript gunmen airmen militiamen combattant policemen "
        "servicemen".split()
    ),
    "children": frozenset(
        "child kid minor boy girl baby infant teenager son daughter schoolchildren person people".split()
    ),
    "women": frozenset("woman female girl wife mother lady person people".split()),
}
"""What the victims of FA-KES's four classes are called."""


def score_casualties(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """Recall of FA-KES's crowd answers to "how many were killed": the value where it stands, and what it counts.

    The answers are not all that the articles say, so there is no precision. What is counted is right when the measured
    thing has a word in common with the class of victims or its synonyms; its rate is of the values found.
    """
    valued = counted = found = 0
    for document in documents:
        for gold in document["figures"]:
            if gold.get("value") is None or "start" not in gold:
                continue
            valued += 1
            right = [f for f in answers[document["id"]].get("figures", ()) if at(gold, f) and same_value(gold, f)]
            found += bool(right)
            things = [words_of((f.get("measured") or {}).get("text", "")) for f in right]
            counted += any(thing & VICTIMS[gold["victim_class"]] for thing in things)
    return {"value_at_span": recall(found, valued), "measured_of_found": recall(counted, found)}


def score_recall(documents: Sequence[Json], answers: Mapping[str, Json]) -> dict[str, Rates]:
    """Recall of the values of a specification that marks numbers of one kind only."""
    golds = [(document["id"], f) for document in documents for f in document["figures"] if f.get("value") is not None]
    said = {name: list(answers[name].get("figures", ())) for name, _ in golds}
    span = sum(any(at(gold, f) for f in said[name]) for name, gold in golds)
    value = sum(any(at(gold, f) and same_value(gold, f) for f in said[name]) for name, gold in golds)
    return {"span": recall(span, len(golds)), "value": recall(value, len(golds))}


def recall(hits: int, gold: int) -> Rates:
    """Rates of a measure without precision."""
    return rates(hits, gold, hits, gold)


def at(gold: Json, found: Json) -> bool:
    """True when a found figure stands where the gold one does."""
    return "start" in gold and overlap((gold["start"], gold["end"]), range_of(found["span"]))


def close(a: float | None, b: float | None) -> bool:
    """True when two values are the same but for rounding."""
    return a is not None and b is not None and abs(a - b) <= 1e-5 * max(abs(a), abs(b)) + 1e-8


def same_value(gold: Json, found: Json) -> bool:
    """True when the value, or both bounds of a range, are right; the gold's own corrections count."""
    low, high, value = gold.get("low"), gold.get("high"), gold.get("value")
    if "value_corrected" in gold:
        fixed = gold["value_corrected"]
        low, high, value = (fixed[0], fixed[1], None) if isinstance(fixed, list) else (None, None, fixed)
    if low is not None and high is not None and low != high:
        return close(low, found.get("low")) and close(high, found.get("high"))
    middle = found.get("modifier") in ("between", "about") and None not in (found.get("low"), found.get("high"))
    if middle and close(value, (found["low"] + found["high"]) / 2):
        return True  # quantulum3 marks a range by its middle
    return close(value, said_value(found))


def said_value(found: Json) -> float | None:
    """The one value of a found figure: its own, or its only bound."""
    value, low, high = (found.get(name) for name in ("value", "low", "high"))
    if value is None and low is not None and high in (None, low):
        return float(low)
    if value is None and low is None:
        return high
    return value


def singular(word: str) -> str:
    """The singular of a regular English plural, and of the four that count people."""
    for end, to in ENDINGS:
        if word.endswith(end) and not word.endswith("ss") and len(word) > 3:
            return word[: -len(end)] + to
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    return IRREGULAR.get(word, word)


def same_unit(gold: Json, found: Json) -> bool:
    """True when value and unit are right; the corpora call the noun of a count its unit, without its little words."""
    wanted = (gold.get("unit") or "-").lower()
    wanted = SPELLINGS.get(wanted, wanted)
    names = unit_names(found)
    right = (
        wanted in names
        or singular(wanted) in names
        or bool(counted_nouns(found) & {singular(w) for w in wanted.split()})
    )
    return same_value(gold, found) and right


def counted_nouns(found: Json) -> set[str]:
    """The head of what a count counts: its last noun before "of", and the last one."""
    if found.get("unit") or not found.get("measured"):
        return set()
    thing = found["measured"]["text"].lower()
    parts = [part.split() for part in (thing, thing.partition(" of ")[0])]
    return {singular(words[-1].strip(".,")) for words in parts if words}


def unit_names(found: Json) -> set[str]:
    """The names under which the unit of a found figure may stand in a corpus."""
    unit = found.get("unit")
    names = code_names(unit) if unit else {"-", "count"}
    if not unit and found.get("measured"):
        nouns = [singular(w.lower()) for w in re.findall(r"[A-Za-z-]+", found["measured"]["text"])]
        names |= {*nouns, " ".join(nouns)}
    if found["kind"] == "age":
        return {f"{name} of age" for name in names} | names
    per = found.get("per")
    if per is None:
        return names
    goals = code_names(per["unit"]) if per["unit"] else {singular(per["span"]["text"].lower())}
    return names | {f"{name} per {goal}" for name in names for goal in goals if name != "-"}


def code_names(code: str) -> set[str]:
    """The names of a unit's code: "kilometre per hour" of km/h, "square metre" of m2, "hong kong dollar" of HKD."""
    if code in UNITS:
        return set(UNITS[code])
    if code in CURRENCIES or re.fullmatch("[A-Z]{3}", code):
        own = set(CURRENCIES.get(code, ()))
        return own | {get_currency_name(code, count=count, locale="en").lower() for count in (None, 1)}
    if "/" in code:
        top, _, bottom = code.partition("/")
        return {f"{a} per {b}" for a in code_names(top) for b in code_names(bottom)}
    if code[-1] in "23":
        power = {"2": "square", "3": "cubic"}[code[-1]]
        return {f"{power} {name}" for name in code_names(code[:-1])}
    if code[0] in PREFIXES and code[1:] in UNITS:
        return {PREFIXES[code[0]] + name for name in UNITS[code[1:]]}
    return {code.lower()}


def same_direction(gold: Json, found: Json) -> bool:
    """True when the figure says the bound or the change of the gold, which marks one of them, or neither as the gold.

    "nearly" and "vague" may be marked as approximate, and a vague number by its range alone.
    """
    wanted = gold.get("modifier") or "="
    modifier = found.get("modifier", "")
    change = {"rise": "up", "fall": "down"}.get((found.get("change") or {}).get("direction") or "")
    bound = DIRECTIONS.get(modifier)
    if modifier == "vague" and found.get("high") is not None and wanted == "=":
        bound = None
    if wanted == "=":
        return bound is None and change is None
    return wanted in (bound, change) or (wanted == "~" and modifier in ("nearly", "vague"))


def same_concept(gold: Json, found: Json) -> bool:
    """True when the measured thing, its owner or the event shares a word with the gold concept, or there is none."""
    wanted = words_of(gold.get("concept") or "")
    parts = [(found.get(name) or {}).get("text", "") for name in ("measured", "event")]
    parts.append(((found.get("subject") or {}).get("span") or {}).get("text", ""))
    return not wanted or bool(wanted & words_of(" ".join([*parts, found.get("subject_name", "")])))


def words_of(text: str) -> set[str]:
    """The singular words of a text."""
    return {singular(w) for w in re.findall(r"[a-z0-9-]+", text.lower())}
