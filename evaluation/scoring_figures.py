"""Scores of figures after NewsQuant (Almasian et al. 2023): value, unit, direction and concept, one to one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from evaluation.matching import Json, Rates, overlap, pairs_matched, range_of, rates

ASIDE = ("date", "time", "ordinal", "rank", "identifier")
"""Kinds that the corpora do not mark: counted only where a gold figure stands."""
NAMES: Mapping[str, str] = {
    name: canonical
    for canonical, names in {
        "dollar": "usd, us dollar, united states dollar, $",
        "pound sterling": "gbp, british pound, pound, £",
        "euro": "eur, €",
        "japanese yen": "jpy, yen",
        "chinese yuan": "cny, yuan, renminbi",
        "indian rupee": "inr",
        "australian dollar": "aud",
        "canadian dollar": "cad",
        "hong kong dollar": "hkd",
        "malaysian ringgit": "myr",
        "shekel": "ils, israeli shekel, israeli new shekel",
        "swiss franc": "chf, franc",
        "south korean won": "krw",
        "russian ruble": "rub",
        "percentage": "%, percent, per cent",
        "percentage point": "percentage_point",
        "kilometre": "km, kilometer",
        "metre": "m, meter",
        "centimetre": "cm, centimeter",
        "millimetre": "mm, millimeter",
        "litre": "l, liter",
        "millilitre": "ml",
        "kilogram": "kg",
        "gram": "g",
        "metric ton": "t, tonne",
        "foot": "[ft_i], ft, feet",
        "inch": "[in_i]",
        "mile": "[mi_i], mi",
        "yard": "[yd_i]",
        "pound-mass": "[lb_av], lb",
        "mile per hour": "[mi_i]/h, mph",
        "kilometre per hour": "km/h",
        "celsius": "cel, °c",
        "fahrenheit": "[degf], °f",
        "year": "a",
        "month": "mo",
        "week": "wk",
        "day": "d",
        "hour": "h",
        "minute": "min",
        "second": "s",
        "kilowatt hour": "kw.h, kwh",
        "megawatt": "mw",
        "gigawatt": "gw",
        "square kilometre": "km2, square kilometer",
        "square metre": "m2, square meter",
        "square foot": "[sft_i]",
        "acre": "[acr_us]",
        "hectare": "har, ha",
        "barrel": "[bbl_us], bbl",
        "horsepower": "[hp]",
        "byte": "by",
        "bit per second": "bit/s",
    }.items()
    for name in names.split(", ")
}
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
        founds.sort(key=lambda f: f["kind"] in ASIDE)
        gold_count, found_count = gold_count + len(golds), found_count + len(founds)
        for name, same in measures.items():
            matched[name] += pairs_matched(golds, founds, same)
    return {name: rates(matched[name], found_count, matched[name], gold_count) for name in measures}


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
    return IRREGULAR.get(word, word)


def same_unit(gold: Json, found: Json) -> bool:
    """True when value and unit are right; the corpus calls the noun of a count its unit."""
    wanted = (gold.get("unit") or "-").lower()
    wanted = NAMES.get(wanted, wanted)
    unit = (found.get("unit") or "").lower()
    names = {NAMES.get(unit, unit)} if unit else {"-"}
    if not unit and found.get("measured"):
        nouns = [singular(w.lower()) for w in re.findall(r"[A-Za-z-]+", found["measured"]["text"])]
        names |= {*nouns, " ".join(nouns)}
    return same_value(gold, found) and (wanted in names or singular(wanted) in names)


def same_direction(gold: Json, found: Json) -> bool:
    """True when the bound or the change is right; "nearly" may be marked as approximate."""
    wanted = gold.get("modifier") or "="
    change = (found.get("change") or {}).get("direction")
    said = {"rise": "up", "fall": "down"}.get(change or "") or DIRECTIONS.get(found.get("modifier", ""), "=")
    return wanted == said or (wanted == "~" and found.get("modifier") == "nearly" and said == "<")


def same_concept(gold: Json, found: Json) -> bool:
    """True when the measured thing or the event shares a word with the gold concept, or there is none in the gold."""
    wanted = words_of(gold.get("concept") or "")
    said = words_of(" ".join((found.get(name) or {}).get("text", "") for name in ("measured", "event")))
    return not wanted or bool(wanted & said)


def words_of(text: str) -> set[str]:
    """The singular words of a text."""
    return {singular(w) for w in re.findall(r"[a-z0-9-]+", text.lower())}
