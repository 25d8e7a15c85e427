"""Hard kinds of figures, a written probe or two of each: what is counted, whose, by whom, when, and what it is part of.

A probe is a text, the words of a figure in it, and the facts that must be read. `None` says that there must be none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.records import Article, Figure, Structure
from service.structuring import Structurer

Read = Callable[[str], Structure]

PROBES: dict[str, tuple[str, str, dict[str, Any]]] = {
    # ---- how much
    "a range of a loss": ("They will lose £200 to £300 each.", "200 to £300", {"low": 200, "high": 300, "unit": "GBP"}),
    "the unit said before": ("Turnout was 40%, down from 63.", "63", {"kind": "percent", "unit": "%"}),
    "the measure said before": ("Growth fell to 6.1 mm from 9.2.", "9.2", {"kind": "measure", "unit": "mm"}),
    "no hectares": ("Every council since 1987 has failed.", "1987", {"kind": "date", "unit": None}),
    "how often": ("Ada Holm called twice.", "twice", {"kind": "count", "value": 2}),
    "times as much": ("It rose to twice last year’s level.", "twice", {"kind": "ratio", "value": 2}),
    "one unit of time": ("Troops came within an hour.", "an", {"kind": "duration", "unit": "h", "modifier": "at_most"}),
    "a year that is named": ("It earned more than a year ago.", "a", None),
    "so many of every so many": ("Three of every ten patients paid.", "Three of every ten", {"value": 0.3}),
    "a rank in two words": ("It is the county’s second most costly fire.", "second", {"kind": "rank"}),
    "no superlative": ("The second test failed.", "second", {"kind": "ordinal"}),
    "the age of a noun": ("The chef, 52, lost his star.", "52", {"kind": "age", "unit": "a"}),
    "an age to begin with": ("At 58 she has published six novels.", "58", {"kind": "age"}),
    "an age in a clause": ("My mother, who is 91, laughed.", "91", {"kind": "age"}),
    "nearly so many": ("The crowd was closer to 20,000.", "20,000", {"modifier": "about"}),
    "about a time": ("The ferry sank at about 6:20 a.m. on Monday.", "6:20 a.m.", {"modifier": "about"}),
    "over a while": ("She was paid €18,000 over 14 months.", "14", {"modifier": "exact", "unit": "mo"}),
    "longer than a while": ("They waited over 14 months.", "14", {"modifier": "more_than"}),
    # ---- what is counted
    "noun with its of phrase": ("Ms Holm faces two counts of fraud.", "two", {"measured": "counts of fraud"}),
    "noun left out behind and": (
        "Ten sailors were killed and 16 were wounded.", "16", {"measured": "sailors", "event_kind": "wound"},
    ),
    "noun left out in a title": (
        "Bomb kills 16 in Halden\n\nA bomb killed 16 passengers on a bus in Halden on Monday, the mayor said.",
        "16", {"measured": "passengers", "event_kind": "kill"},
    ),
    "one victim": ("A woman was killed and 25 men were wounded.", "A", {"value": 1, "measured": "woman"}),
    "one victim in a list": (
        "Six guests, including a child, were killed.", "a", {"value": 1, "measured": "child"},
    ),
    "no article that counts nobody": ("A woman bought a house.", "A", None),
    "zero": ("The company reported no deaths.", "no", {"value": 0, "measured": "deaths", "event_kind": "kill"}),
    "nobody": ("Nobody was hurt in the blast.", "Nobody", {"value": 0, "event_kind": "wound"}),
    "several victims": ("Several people were killed.", "Several", {"modifier": "vague", "low": 3}),
    "several of no news": ("It has several rooms.", "Several", None),
    "lost people": ("The army lost 30 soldiers.", "30", {"measured": "soldiers", "event_kind": "kill"}),
    # ---- what is measured
    "object of cut": ("Orbis lowered its forecast to $84 million.", "84 million", {"measured": "its forecast"}),
    "what is paid for": ("They paid $12,000 for a new roof.", "12,000", {"measured": "new roof"}),
    "what it is taken from": (
        "The news wiped $340 million from the firm's value.", "340 million", {"measured": "firm's value"},
    ),
    "before a colon": ("Base price: $59,995.", "59,995", {"measured": "Base price"}),
    "level of a whole": ("The deficit will reach 4.2 percent of output.", "4.2", {"measured": "deficit"}),
    "share of a whole": ("They own 10 percent of the company.", "10", {"measured": "company"}),
    "not by who counts others behind a semicolon": (
        "Police said 12 people were hurt; the hospital put the toll at 19.", "12", {"source": "Police"},
    ),
    "estimated at": ("Organisers put the crowd at 200,000.", "200,000", {"measured": "crowd", "source": "Organisers"}),
    "estimated it at": (
        "Organisers put the crowd at 200,000, while police estimated it at 65,000.",
        "65,000", {"measured": "crowd", "source": "police"},
    ),
    "respectively": (
        "Sales of apples and pears rose 3 and 5 percent, respectively.", "5", {"measured": "pears", "unit": "%"},
    ),
    "verb left out": ("Orbis fell by 2.3%, Lind by 2.6%.", "2.6", {"measured": "Lind"}),
    "unit left out": (
        "The highest bid is 84.75 cents, while the lowest is 74.07.", "74.07", {"unit": "cent", "kind": "money"},
    ),
    # ---- whose
    "subject of has": ("The clinic has 700 patients.", "700", {"subject": "The clinic"}),
    "subject of the verb above": ("Orbis announced plans to cut 6,650 jobs.", "6,650", {"subject": "Orbis"}),
    "noun that it is of": ("A study of 135 firms was printed.", "135", {"subject": "A study of 135 firms"}),
    "possessor": ("The mine's 40 workers went home.", "40", {"measured": "workers"}),
    # ---- ages
    "age behind a name": ("Nick Hale, 44, has spent 200 days there.", "44", {"kind": "age", "measured": "Nick Hale"}),
    "age under": ("Children under the age of 5 years are ill.", "5", {"kind": "age", "modifier": "less_than"}),
    "age in months": ("Her now-18 month-old son is well.", "18", {"kind": "age", "unit": "mo"}),
    # ---- changes
    "rise with end and beginning": (
        "Sales rose 60% to 3.9 million from 2.4 million.", "60", {"change": ("rise", "2.4 million", "3.9 million")},
    ),
    "end without amount": ("The toll rose to 86 from 58.", "86", {"change": ("rise", "58", None)}),
    "down behind edged": ("The index edged down 0.03%.", "0.03", {"change": ("fall", None, None)}),
    "lower behind the amount": ("Shares closed 0.7 percent lower.", "0.7", {"change": ("fall", None, None)}),
    "revised": ("Officials revised the toll to 40 from 72.", "40", {"change": ("fall", "72", None)}),
    "sign of a percentage": ("Orbis -1.3%, Lind +0.6%.", "0.6", {"change": ("rise", None, None)}),
    "no change of a bound": ("Up to 40 people came.", "40", {"change": None, "modifier": "at_most"}),
    # ---- parts
    "of them": ("The war killed 87,000 civilians, 15,000 of them children.", "15,000", {"whole": "87,000"}),
    "including": ("At least 31 people, including eight children, died.", "eight", {"whole": "31"}),
    "of the": ("Only 16 of the 40 boats sailed.", "16", {"whole": "40"}),
    "a third of them": ("Over 1,127 people died, a third of them women.", "a third", {"whole": "1,127"}),
    "smaller whole": ("Four people, including 30 children, died.", "30", {"whole": None}),
    # ---- conversions
    "in brackets": (
        "It cost more than HK$3.7 billion (US$473 million).", "473 million",
        {"converts": "3.7 billion", "modifier": "more_than", "measured": None},
    ),
    "other unit": ("The tunnel runs for 8 miles (13 kilometres).", "13", {"converts": "8", "unit": "km"}),
    # ---- source and hedge
    "estimated by": ("The loss was estimated by the bank at $4 million.", "4 million", {"source": "bank"}),
    "reportedly": ("The deal is reportedly worth $5 million.", "5 million", {"hedge": "reportedly", "source": None}),
    "an estimated": ("An estimated 900 people fled.", "900", {"hedge": "An estimated", "source": None}),
    "believed to": ("About 40 people are believed to be dead.", "40", {"hedge": "believed", "source": None}),
    # ---- time
    "since": ("At least 320,000 people have died since 2011.", "320,000", {"time": "2011/.."}),
    "last year": ("The plant made 40,000 cars last year.", "40,000", {"time": "2025"}),
    "weekday": ("The storm killed 12 people on Tuesday.", "12", {"time": "2026-11-17"}),
    "month without a year": ("It sold 300 boats in March.", "300", {"time": "2026-03"}),
    "week": ("It sold 300 boats last week.", "300", {"time": "2026-W46"}),
    "day and month": ("The quake of April 25 was felt.", "April 25", {"time": "2026-04-25"}),
    "order of day and month is open": ("It was on 4/5/2020.", "4/5/2020", {"time": None}),
    "decade": ("It was built in the 1990s.", "1990s", {"time": "1990/1999"}),
    # ---- rates
    "per share": ("The firm lost 63 cents per share.", "63", {"unit": "cent", "per": "share"}),
    "a day": ("The well gives 500 barrels a day.", "500", {"unit": "[bbl_us]/d"}),
    "counted per day": ("It makes 3,000 tests per day.", "3,000", {"per": "day", "measured": "tests"}),
    # ---- scores and names
    "score": ("Rovers beat Athletic 3-2 on Saturday.", "3-2", {"kind": "score", "value": None, "low": 3, "high": 2}),
    "vote": ("The house voted 151 to 16 for it.", "151 to 16", {"kind": "score", "low": 151, "high": 16}),
    "index": ("The S&P 500 rose.", "500", None),
    "product": ("The iPhone 11 Pro is out.", "11", None),
    "jet": ("Two F-16 jets flew.", "16", None),
    "unit": ("They saw Brigade 93, he said.", "93", None),
    "year before a plural": ("The 2018 sales were poor.", "2018", {"kind": "date"}),
    "headline in capitals": ("Strike Kills 35 Fighters", "35", {"value": 35, "event_kind": "kill"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def dated(structurer: Structurer) -> Read:
    """The structure of a text that was published on 18 November 2026, a Wednesday."""
    return lambda text: structurer.structure(Article(text, language="en", published="2026-11-18"))


@pytest.mark.parametrize("name", PROBES)
def test_a_hard_kind_is_read(dated: Read, name: str) -> None:
    text, words, wanted = PROBES[name]
    figures = {f.id: f for f in dated(text).figures or ()}
    found = next((f for f in figures.values() if f.span.text == words), None)
    if wanted is None:
        assert found is None
        return
    assert found is not None, [f.span.text for f in figures.values()]
    assert {fact: said(found, fact, figures) for fact in wanted} == wanted


def said(figure: Figure, fact: str, figures: dict[str, Figure]) -> Any:
    """What a figure says of a fact, in the words of the text."""
    value = getattr(figure, fact)
    if fact in ("whole", "converts"):
        return figures[value].span.text if value else None
    if fact == "change":
        ends = [figures[i].span.text if i else None for i in (value.from_, value.to)] if value else []
        return (value.direction, *ends) if value else None
    if fact == "time":
        return value.iso if value else None
    if fact == "source":
        return value.name
    if fact in ("subject", "per"):
        return value.span.text if value else None
    return value.text if fact in ("measured", "event", "hedge") and value else value
