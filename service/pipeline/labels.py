"""One label for one string in one article: what the text itself says of its names decides."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from spacy.tokens import Doc, Token

from schemas.records import EntityType
from service.lexicons.reader import Lexicon, NameLexicon
from service.pipeline.names import ACTING, SITES, Name, initials, match_phrases, speaks, trimmed

NEIGHBOURS = frozenset({"neighbor", "neighbour", "partner", "leader", "head", "host", "rival", "winner"})
"""Nouns for persons that countries are called too."""
BODIES_TOO = frozenset(
    """
    agent ally appellant applicant auctioneer auditor banker beneficiary bondholder bookmaker brewer broker caterer
    challenger claimant collector complainant consultant consumer contender contractor courier creditor critic customer
    dealer debtor defendant defender designer developer employer family finalist financier founder friend grocer grower
    hotelier importer incumbent insurer investor jeweller jeweler landlord landowner litigant member nominee offender
    opponent organiser organizer other owner participant people petitioner plaintiff player predecessor producer
    publisher realtor regulator respondent shareholder signatory source stockbroker subcontractor subscriber successor
    supporter tenant trader trustee underwriter user vendor victim watchdog winemaker
    """.split()
)
"""Nouns for persons that bodies are called too: "its owner, Holm Shipping"."""
NAME_PARTS = re.compile(r"[ -]")
STORMS = frozenset("Hurricane Typhoon Cyclone Storm".split())
SETTLEMENTS = frozenset("town city village hamlet capital suburb port settlement borough municipality".split())
DATELINE_MARKS = frozenset({":", "—", "–", "--", "("})
MAX_INITIALS = 4
"""The longest word in capitals that may be initials."""
MIN_PLACE = 3
WITHIN = frozenset({"in", "near", "across", "throughout", "inside", "outside", "into"})
"""Prepositions that stand before places, and seldom before persons."""


def label_names(doc: Doc, names: list[Name], lexicon: Lexicon) -> list[Name]:
    """One label for one string in one article, and the same strings where the model missed them."""
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for name in names:
        votes[doc[name.start : name.end].text][name.label] += 1
    labels: dict[str, EntityType] = {text: count.most_common(1)[0][0] for text, count in votes.items()}
    labels |= dict.fromkeys(described(doc, names, lexicon), "PERSON")
    for text, label in list(labels.items()):
        last = text.split()[-1]
        if label == "PERSON" and " " in text and len(last) > 2 and last[0].isupper():
            labels[last] = "PERSON"
    labels |= dict.fromkeys(placed(doc, names, labels, lexicon), "GPE")
    labels |= {
        text: "ORG" for text, label in labels.items() if label in ("GPE", "LOC", "EVENT") and is_body(text, lexicon)
    }
    labels |= by_last_word(labels, lexicon.names)
    labels |= dict.fromkeys(described_bodies(doc, names, labels, lexicon), "ORG")
    labels |= dict.fromkeys(towns(doc, names, labels, lexicon.names), "GPE")
    labels |= dict.fromkeys(peoples(labels, lexicon.names), "NORP")
    labels |= dict.fromkeys(party_words(doc, names, lexicon), "NORP")
    labels |= dict.fromkeys(shortened_bodies(labels, lexicon), "ORG")
    labels |= dict.fromkeys(bare_storms(labels), "EVENT")
    bodies = {initials(text.split()) for text, label in labels.items() if label == "ORG" and " " in text}
    labels |= {text: "ORG" for text in labels if len(text) > 2 and text in bodies}
    again = (trimmed(doc, n.start, n.end, labels[doc[n.start : n.end].text], lexicon.names) for n in names)
    renamed = [name for name in again if name is not None]
    taken = {i for name in renamed for i in range(name.start, name.end)}
    phrases = {
        tuple(t.text for t in doc[n.start : n.end]): n.label for n in renamed if len(doc[n.start : n.end].text) > 2
    }
    phrases |= {(text,): label for text, label in labels.items() if " " not in text and len(text) > 2}
    short: dict[tuple[str, ...], EntityType] = dict.fromkeys(body_words(labels, lexicon), "ORG")
    for start, end, label in match_phrases(doc, short | phrases):
        if any(i in taken for i in range(start, end)) or not doc[start].text[0].isupper():
            continue
        if (doc[start].text,) in phrases or end - start > 1 or (start and doc[start - 1].lower_ == "the"):
            renamed.append(Name(start, end, label))
    return sorted(renamed, key=lambda n: n.start)


def by_last_word(labels: Mapping[str, EntityType], lexicon: NameLexicon) -> dict[str, EntityType]:
    """The types of names whose last word tells what they are: "Bellwether Canyon"; persons stay, and known names."""
    several = ((text, label, lexicon.last_words.get(text.split()[-1])) for text, label in labels.items() if " " in text)
    return {
        text: kind
        for text, label, kind in several
        if kind is not None and label != "PERSON" and text not in lexicon.known
    }


def described_bodies(
    doc: Doc, names: Iterable[Name], labels: Mapping[str, EntityType], lexicon: Lexicon
) -> set[str]:  # fmt: skip
    """Names that the text says are a body's: "Save Saxby Fields, a campaign group"."""
    groups = lexicon.actors.groups - SITES
    return {
        text
        for name in names
        if labels[text := doc[name.start : name.end].text] in ("PERSON", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART")
        and text not in lexicon.names.known
        and any(
            child.dep_ == "appos" and child.i > name.start and child.tag_ == "NN" and child.lemma_.lower() in groups
            for child in doc[name.end - 1].children
        )
    }


def towns(doc: Doc, names: Iterable[Name], labels: Mapping[str, EntityType], lexicon: NameLexicon) -> set[str]:
    """Names that the text calls a town's: "the village of Umm Sidra", and that of a dateline in capitals."""
    found = set()
    for name in names:
        text, before = doc[name.start : name.end].text, doc[max(0, name.start - 2) : name.start]
        if text in lexicon.known or labels[text] == "NORP":
            continue
        called = [t.lower_ for t in before][-1:] == ["of"] and before[0].lower_ in SETTLEMENTS
        heads = (
            name.end < len(doc) and text.isupper() and len(text) > MAX_INITIALS and doc[name.end].text in DATELINE_MARKS
        )
        if called or (heads and doc[name.start].is_sent_start):
            found.add(text)
    return found


def peoples(labels: Mapping[str, EntityType], lexicon: NameLexicon) -> set[str]:
    """Words taken for places or persons that name the people of a place of the text: "Tamarran" beside "Tamarra"."""
    places = {text for text, label in labels.items() if label == "GPE" and " " not in text and len(text) > MIN_PLACE}
    of_place = {place + end for place in places for end in ("n", "an", "ian", "ese", "i", "er", "ish")}
    of_place |= {place[:-1] + end for place in places if place[-1] in "aeioy" for end in ("an", "ian", "ese", "ish")}
    return {
        text
        for text, label in labels.items()
        if label in ("GPE", "LOC", "ORG", "PERSON")
        and (text in of_place or (text.endswith("s") and text[:-1] in of_place))
        and text not in lexicon.known
    }


def party_words(doc: Doc, names: Iterable[Name], lexicon: Lexicon) -> set[str]:
    """Words for a party before what its member is: "Green councillor Ada Holm"."""
    return {
        doc[name.start].text
        for name in names
        if name.end - name.start == 1
        and doc[name.start].text in lexicon.names.parties
        and name.end < len(doc)
        and doc[name.end].lemma_.lower() in lexicon.actors.persons
    }


def shortened_bodies(labels: Mapping[str, EntityType], lexicon: Lexicon) -> set[str]:
    """Words taken for something else, in no full name of it, that a body of the text begins with: "Castell" of a text
    with "Castell Chemical Co."; for places only where the full name ends as a business's does, "Larkfield Homes"."""
    firsts = {
        text.split()[0]
        for text, label in labels.items()
        if label == "ORG" and " " in text and text not in lexicon.names.known
    }
    in_full = {
        word for text, label in labels.items() if label in ("PERSON", "GPE") and " " in text for word in text.split()
    }
    trading = {
        text.split()[0] for text, label in labels.items() if " " in text and text.split()[-1] in lexicon.names.business
    }
    return {
        text
        for text, label in labels.items()
        if text not in lexicon.names.known
        and text in (firsts if label in ("PERSON", "PRODUCT") else firsts & trading) - in_full
    }


def bare_storms(labels: Mapping[str, EntityType]) -> set[str]:
    """Words taken for persons that name a storm of the text: "Odette" of a text with "Hurricane Odette"."""
    words = (text.split() for text in labels)
    return {pair[1] for pair in words if len(pair) == 2 and pair[0] in STORMS and pair[1] in labels}


def body_words(labels: Mapping[str, EntityType], lexicon: Lexicon) -> set[tuple[str, ...]]:
    """The words that bodies of the text go by when they are named before: "the Foundation", "the Ministry"."""
    return {
        (word,)
        for text, label in labels.items()
        if label == "ORG" and " " in text
        for word in (text.split()[0], text.split()[-1])
        if word.lower() in lexicon.actors.groups
    }


def is_body(text: str, lexicon: Lexicon) -> bool:
    """True for a name of several words whose last is a word for a body: "Strait Monitoring Network"."""
    *before, last = text.lower().split()
    return bool(before) and last in lexicon.actors.groups - SITES


def described(doc: Doc, names: Iterable[Name], lexicon: Lexicon) -> set[str]:
    """Full names that the text says are persons', whatever their label: "Ada Paris, an engineer"."""
    return {
        doc[name.start : name.end].text
        for name in names
        if name.end - name.start > 1
        and any(
            noun.tag_ == "NN" and noun.lemma_.lower() in callings(doc[name.start : name.end].text, name.label, lexicon)
            for noun in beside(doc[name.end - 1], name.start)
        )
    }


def callings(text: str, label: str, lexicon: Lexicon) -> Set[str]:
    """The nouns that say of a name of this label that it is a person's."""
    if text in lexicon.names.known or label not in ("GPE", "LOC", "ORG"):
        return frozenset()
    if label != "ORG":
        return lexicon.actors.persons - NEIGHBOURS
    if is_body(text, lexicon) or not all(word.isalpha() and word.istitle() for word in NAME_PARTS.split(text)):
        return frozenset()
    return lexicon.actors.persons - NEIGHBOURS - BODIES_TOO


def beside(head: Token, start: int) -> Iterator[Token]:
    """The nouns that stand in apposition to a name, behind it or before it."""
    yield from (child for child in head.children if child.dep_ == "appos" and child.i > start)
    if head.dep_ == "appos" and head.head.i < start and head.doc[start - 1].text == ",":
        yield head.head


def strange_places(doc: Doc, names: Iterable[Name], persons: set[str], lexicon: Lexicon) -> set[str]:
    """Names of several words taken for persons, of no known given name, that somebody is "in" and that say nothing."""
    known = lexicon.names.women | lexicon.names.men | lexicon.names.titles
    inside: set[str] = set()
    saying: set[str] = set()
    for name in names:
        text, end = doc[name.start : name.end].text, doc[name.end - 1]
        if text not in persons or " " not in text or doc[name.start].text in known:
            continue
        if end.dep_ == "pobj" and end.head.lower_ == "in" and end.head.i == name.start - 1:
            inside.add(text)
        elif end.dep_ in ACTING and speaks(end, lexicon.cues):
            saying.add(text)
    return inside - saying


def placed(doc: Doc, names: Sequence[Name], labels: Mapping[str, EntityType], lexicon: Lexicon) -> set[str]:
    """Words taken for persons, in no full name, that the text uses as places: "in Belvara", or beside "Belvaran"."""
    persons = {text for text, label in labels.items() if label == "PERSON"}
    in_full = {word for text in persons if " " in text for word in text.split()}
    alone = {text for text in persons if " " not in text} - in_full
    ends = [doc[name.end - 1] for name in names]
    within = {end.text for end in ends if end.dep_ == "pobj" and end.head.lower_ in WITHIN and end.text in alone}
    within |= strange_places(doc, names, persons, lexicon)
    first = {text.split()[0] for text in labels}
    return within | {text for text in alone if first & {f"{text}n", f"{text}an", f"{text}ian", f"{text}ese"}}
