"""Names in a text: what the recognizer, the list of known names and verbs of speech show, cut to size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from spacy.tokens import Doc, Token

from schemas.records import EntityType
from service.lexicons.reader import CueLexicon, Lexicon, NameLexicon

TYPES = frozenset(get_args(EntityType))
SITES = frozenset(
    """
    country nation state kingdom republic city town community house station camp church hospital centre center school
    college side court lab laboratory embassy consulate
    """.split()
)
"""Nouns for bodies that are places too."""
COMMON_TAGS = frozenset({"NN", "NNS", "JJ", "VBG", "VBN", "UH", "RB"})
OFFICES = frozenset("Secretary Minister President Chancellor Commissioner Governor Ambassador Chairman Mayor".split())
"""Last words of offices, which are no bodies."""
ACTING = frozenset({"nsubj", "nsubjpass"})
MAX_MORE_WORDS = 4
DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these"})
NOBODY = frozenset(
    "nobody everybody somebody anybody everyone someone anyone nothing everything something anything none".split()
)
"""Words that begin a sentence with a capital and name nobody."""
JOINING = frozenset({"and", "&", "or", "of", "the", "for", "in"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: a token range and its label."""

    start: int
    end: int
    label: EntityType


def find_names(doc: Doc, lexicon: Lexicon) -> list[Name]:
    """Names that the model, the list of known names, or a speech verb's subject shows; without overlap."""
    found = [name for ent in doc.ents if (name := trimmed(doc, ent.start, ent.end, ent.label_, lexicon.names))]
    found = [behind_trade(name, doc, lexicon) for name in found if not is_office(name, doc, lexicon)]
    owner = {i: n for n in found for i in range(n.start, n.end)}
    replaced: set[Name] = set()
    added: list[Name] = []
    for start, end, kind in match_phrases(doc, lexicon.names.phrases):
        around = {owner[i] for i in range(start, end) if i in owner}
        if not any(n.end - n.start > end - start or (n.label == "PERSON" and kind == "GPE") for n in around):
            replaced |= around
            added.append(Name(start, end, kind))
    found = joined([n for n in found if n not in replaced] + added, doc, lexicon.names.degrees)
    found = widened(with_partners(found, doc), doc, lexicon)
    common = common_words(doc, found, lexicon)
    found = [name for name in found if doc[name.start : name.end].text not in common]
    taken = {i for name in found for i in range(name.start, name.end)}
    found.extend(speaking_names(doc, taken, lexicon))
    return sorted(found, key=lambda n: n.start)


def is_office(name: Name, doc: Doc, lexicon: Lexicon) -> bool:
    """True for a title alone ("Justice", "Brig") and for an office taken for a body ("the Housing Secretary")."""
    if name.end - name.start == 1:
        return doc[name.start].text in lexicon.names.titles
    return name.label == "ORG" and doc[name.end - 1].text in OFFICES


def behind_trade(name: Name, doc: Doc, lexicon: Lexicon) -> Name:
    """A name without the trade before it that begins a sentence: "Ada Holm" of "Oyster grower Ada Holm"."""
    for token in doc[name.start + 1 : name.end - 1]:
        trade = token.is_alpha and token.is_lower and token.lemma_.lower() in lexicon.actors.persons
        if trade and all(t.text[0].isupper() for t in doc[token.i + 1 : name.end]):
            return Name(token.i + 1, name.end, "PERSON")
    return name


def common_words(doc: Doc, names: Sequence[Name], lexicon: Lexicon) -> set[str]:
    """Single words with a capital only because a sentence begins with them, which the tagger or the lexicon says name
    nobody: "Warplanes bombed", "Residents say". Not where the text has them inside a longer name.
    """
    texts = {doc[name.start : name.end].text for name in names if name.label != "PERSON"}
    parts = {t.text for name in names if name.end - name.start > 1 for t in doc[name.start : name.end]}
    words = (text for text in texts - parts if text.isalpha() and text.istitle())
    given = lexicon.names.women, lexicon.names.men
    asked = {word for word in words if word not in lexicon.names.known and not any(word in names for names in given)}
    places: dict[str, list[Token]] = {text: [] for text in asked}
    for token in doc:
        if token.text in places:
            places[token.text].append(token)
            if not opens(token):
                places.pop(token.text)
    return {
        text
        for text, tokens in places.items()
        if sum(token.tag_ in COMMON_TAGS for token in tokens) * 2 > len(tokens) or is_actor(tokens[0], lexicon)
    }


def is_actor(token: Token, lexicon: Lexicon) -> bool:
    """True for a plural of people or bodies: "Monitors", "Residents"."""
    lemma = token.lemma_.lower()
    return lemma != token.lower_ and lexicon.actors.speaks(lemma)


def opens(token: Token) -> bool:
    """True for the first word of a sentence, of a line, or of words in marks."""
    return token.is_sent_start is True or token.i == 0 or (before := token.nbor(-1)).is_quote or before.is_space


def joined(names: Iterable[Name], doc: Doc, degrees: frozenset[str] = frozenset()) -> list[Name]:
    """Names in text order, a given name and the surname right behind it as one ("Ada Paris said"), and a degree too."""
    found: list[Name] = []
    for name in sorted(names, key=lambda n: n.start):
        before = found[-1] if found and found[-1].end == name.start else None
        if before is not None and (doc[name.start : name.end].text in degrees or is_surname_of(before, name, doc)):
            found[-1] = Name(before.start, name.end, "PERSON")
        else:
            found.append(name)
    return found


def with_partners(names: Sequence[Name], doc: Doc) -> list[Name]:
    """Names in text order, two that an ampersand joins as one body: "Pell & Granger"."""
    found: list[Name] = []
    for name in names:
        before = found[-1] if found else None
        if before is not None and before.end == name.start - 1 and doc[before.end].text == "&":
            found[-1] = Name(before.start, name.end, "ORG")
        elif name.start >= 2 and doc[name.start - 1].text == "&" and doc[name.start - 2].tag_ in ("NNP", "NNPS"):
            found.append(Name(name.start - 2, name.end, "ORG"))
        else:
            found.append(name)
    return found


def widened(names: Sequence[Name], doc: Doc, lexicon: Lexicon) -> list[Name]:
    """Names in text order with the words behind them that belong to them: "Pennant" of "Pennant Research"."""
    found: list[Name] = []
    for name in names:
        if not found or name.start >= found[-1].end:
            found.append(more_of(name, doc, lexicon) or name)
    return found


def more_of(name: Name, doc: Doc, lexicon: Lexicon) -> Name | None:
    """A name to the capitalised word behind it that tells what it is; None where it ends already, or is a people's.

    The parser must hang the one on the other. Over a possessive only behind an office or a plural: "the Wexford
    Sheriff’s Office", "the Teachers’ Union", not "London’s Tower Bridge".
    """
    last = doc[name.end - 1]
    found: Name | None = None
    before, owned = last, False
    for token in doc[name.end : min(last.sent.end, name.end + MAX_MORE_WORDS)] if name.label != "NORP" else ():
        if token.text in POSSESSIVES and (len(token.text) == 1 or before.lower_ in lexicon.actors.persons):
            owned = True
            continue
        if not token.is_title or token.tag_ not in ("NNP", "NNPS") or token.text in lexicon.names.titles:
            break
        kind = lexicon.names.last_words.get(token.text)
        if owned and token.lower_ in lexicon.actors.groups - SITES:
            kind = "ORG"
        if kind is not None and before.head == token and last.head.i <= token.i:
            found = Name(name.start, token.i + 1, kind)
        before = token
    return found


def is_surname_of(before: Name, name: Name, doc: Doc) -> bool:
    """True for the second of two names that the parser joins, the first a person's."""
    last = doc[before.end - 1]
    fits = before.label == "PERSON" and name.label in ("PERSON", "GPE", "LOC")
    return fits and last.dep_ == "compound" and name.start <= last.head.i < name.end


def trimmed(doc: Doc, start: int, end: int, label: str, lexicon: NameLexicon) -> Name | None:
    """A model's entity without what is not its name at its edges; None for no name, or another kind of thing."""
    if label not in TYPES or (end - start == 1 and (doc[start].lower_ in NOBODY or doc[start].text in lexicon.degrees)):
        return None
    while start < end and is_no_name_start(doc[start], label, lexicon, last=start == end - 1):
        start += 1
    dashes = (i for i in range(start + 1, end - 1) if doc[i].text in ("-", "–", "—") and doc[i - 1].whitespace_)
    end = next(dashes, end)  # "Sri Lanka - Arjuna Ranatunga" in a list
    numbered = label in ("PERSON", "GPE", "LOC", "NORP")
    while start < end and is_no_name_end(doc[end - 1], numbered=numbered):
        end -= 1
    if start >= end or not any(t.text[0].isupper() for t in doc[start:end]):
        return None
    return Name(start, end, label)  # type: ignore[arg-type]  # it is one of TYPES


def is_no_name_start(token: Token, label: str, lexicon: NameLexicon, *, last: bool) -> bool:
    """True for an article or a mark; before a person's name for a title or a word in lower case too."""
    if token.lower_ in DETERMINERS or not has_letters(token):
        return True
    return label == "PERSON" and not last and (token.text in lexicon.titles or not token.text[0].isupper())


def has_letters(token: Token) -> bool:
    """True for a token with a letter or digit in it."""
    return any(c.isalnum() for c in token.text)


def is_no_name_end(token: Token, *, numbered: bool) -> bool:
    """True for a possessive, a mark, a word that joins, or a score behind a name ("Leeds 2")."""
    return (
        token.lower_ in POSSESSIVES
        or token.lower_ in JOINING
        or not has_letters(token)
        or (numbered and token.text[0].isdigit())
    )


def match_phrases(doc: Doc, phrases: Mapping[tuple[str, ...], EntityType]) -> Iterable[tuple[int, int, EntityType]]:
    """Where phrases stand, the longest at each place, without overlap. spaCy splits no name of the list."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        lengths[phrase[0]].add(len(phrase))
    words = [token.text for token in doc]
    i = 0
    while i < len(words):
        fits = [n for n in lengths.get(words[i], ()) if i + n <= len(words) and tuple(words[i : i + n]) in phrases]
        if fits:
            yield i, i + max(fits), phrases[tuple(words[i : i + max(fits)])]
            i += max(fits)
        else:
            i += 1


def speaking_names(doc: Doc, taken: set[int], lexicon: Lexicon) -> list[Name]:
    """Capitalised subjects of speech verbs that the model took for no name: "Power said", "Brick told reporters"."""
    found = []
    for token in doc:
        if (
            token.i in taken
            or token.dep_ not in ACTING
            or not speaks(token, lexicon.cues)
            or not looks_like_name(token, lexicon)
        ):
            continue
        start = token.i
        while (
            start - 1 >= token.sent.start
            and start - 1 not in taken
            and doc[start - 1].tag_ == "NNP"
            and doc[start - 1].text not in lexicon.names.titles
        ):
            start -= 1
        found.append(Name(start, token.i + 1, "PERSON"))
    return found


def looks_like_name(token: Token, lexicon: Lexicon) -> bool:
    """True for a capitalised singular noun without determiner that is no common actor."""
    if (
        not token.text[0].isupper()
        or not token.is_alpha
        or token.is_upper
        or token.tag_ not in ("NNP", "NN", "JJ", "VB")
    ):
        return False
    if token.lower_ in NOBODY or (token.tag_ != "NNP" and token.head.lemma_.lower() not in lexicon.cues.core):
        return False
    lemma = token.lower_
    common = lexicon.actors.speaks(lemma) or lemma in lexicon.actors.documents or lemma in lexicon.cues.nouns
    return not common and not any(child.dep_ in ("det", "poss", "amod", "nummod") for child in token.children)


def speaks(token: Token, cues: CueLexicon) -> bool:
    """True for a subject of a verb of saying."""
    return cues.takes(token.head.lemma_, "clause") and token.head.pos_ == "VERB"


def initials(words: list[str]) -> str:
    """The capitals that the capitalised words of a name begin with."""
    return "".join(word[0] for word in words if word[0].isupper())
