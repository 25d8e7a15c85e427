"""The one reader of all lexicon files: TOML in, frozen records out, every mistake named with its file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any, cast, get_args

from schemas.records import Attitude, EntityType, EventKind, Modifier, Polarity, SegmentKind
from service.errors import InvalidLexicon
from service.lexicons.countries import countries
from service.lexicons.given_names import given_names
from service.lexicons.measures import currency_codes, currency_names, first_words, unit_names, unit_symbols

Takes = frozenset[str]
NAMES = ("segments", "cues", "actors", "persons", "names", "figures", "stances", "statements")
"""The files of a lexicon."""


@dataclass(frozen=True, slots=True)
class SegmentLexicon:
    """Patterns for the lines of a pasted page."""

    lines: tuple[tuple[SegmentKind, re.Pattern[str]], ...]
    highlights: re.Pattern[str]
    dateline: re.Pattern[str]

    def line_kind(self, line: str) -> SegmentKind | None:
        """The kind of a line, None for what may be body. Only the first 400 characters count."""
        if len(line) > 400:
            return None
        return next((kind for kind, pattern in self.lines if pattern.fullmatch(line)), None)

    def is_highlights_heading(self, line: str) -> bool:
        """True for a line like "Story highlights"."""
        return bool(self.highlights.fullmatch(line.strip(" :")))

    def dateline_end(self, line: str) -> int:
        """How far a dateline reaches at the beginning of a paragraph; 0 when there is none."""
        found = self.dateline.match(line[:160])
        return found.end() if found else 0


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Verbs, nouns and phrases that signal an attribution.

    `phrases` are by their first word; `quoting_phrases` lead to words in marks only. `core` are the verbs that can mean
    nothing but that somebody says something; the object of `hearers` is whom it is said to; `governs` has the
    prepositions behind which a verb's own matter stands ("called for", "spoke about"); `thoughts` are what is thought
    rather than said; the subject of `heard` is whom it was said to; `utterances` are what somebody makes who speaks;
    `summaries` take up what was said ("a claim that she rejects").
    """

    verbs: Mapping[str, Takes]
    nouns: frozenset[str]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    quoting_phrases: frozenset[tuple[str, ...]]
    not_with: Mapping[str, frozenset[str]]
    only_with_marks: frozenset[str]
    core: frozenset[str]
    hearers: frozenset[str]
    governs: Mapping[str, frozenset[str]]
    thoughts: frozenset[str]
    heard: frozenset[str]
    no_sources: frozenset[str]
    utterances: frozenset[str]
    summaries: frozenset[str]

    def takes(self, lemma: str, what: str) -> bool:
        """True when the verb can be followed by a clause, an infinitive, a gerund, a phrase or an object in marks."""
        return what in self.verbs.get(lemma, frozenset())


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """Common nouns that speak or act, by their dictionary form; `officers` speak for a body."""

    persons: frozenset[str]
    officers: frozenset[str]
    groups: frozenset[str]
    companies: frozenset[str]
    documents: frozenset[str]
    organs: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]

    def speaks(self, lemma: str) -> bool:
        """True for a noun that can be an unnamed actor."""
        return lemma in self.persons or lemma in self.groups


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Names that are known beforehand, titles and given names.

    `known` has the canonical name and the type of each name, `phrases` the type of each by its words, `kb_ids` the
    ISO 3166-1 code of a country's names ("iso3166:NO") and the UN/LOCODE of a city ("unlocode:NOOSL"), `capitals` the
    country's code by its capital, `last_words` the type of names of several words by their last, `business` the last
    words of companies, `parties` words for a party before its members. `female` and `male` are titles that tell a
    gender, `women` and `men` given names.
    """

    known: Mapping[str, tuple[str, EntityType]]
    phrases: Mapping[tuple[str, ...], EntityType]
    kb_ids: Mapping[str, str]
    capitals: Mapping[str, str]
    last_words: Mapping[str, EntityType]
    business: frozenset[str]
    parties: frozenset[str]
    titles: frozenset[str]
    degrees: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]


@dataclass(frozen=True, slots=True)
class FigureLexicon:
    """Number words, modifiers, units and kinds of event."""

    cardinals: Mapping[str, float]
    scales: Mapping[str, float]
    suffixes: Mapping[str, float]
    vague: Mapping[str, float]
    fractions: Mapping[str, float]
    multiples: Mapping[str, float]
    ordinals: Mapping[str, float]
    before: re.Pattern[str]
    modifiers: Mapping[str, Modifier]
    after: re.Pattern[str]
    modifiers_after: Mapping[str, Modifier]
    changing: re.Pattern[str]
    currencies: Mapping[str, str]
    currency_words: Mapping[str, str]
    percent: Mapping[str, str]
    durations: Mapping[str, str]
    units: Mapping[str, str]
    symbols: Mapping[str, str]
    weight: frozenset[str]
    small_only: frozenset[str]
    rise: frozenset[str]
    fall: frozenset[str]
    shift: frozenset[str]
    verbs: Mapping[str, frozenset[str]]
    events: Mapping[str, EventKind]
    happening: re.Pattern[str]
    people: frozenset[str]
    groups: Mapping[str, str]
    absent: frozenset[str]
    openers: frozenset[str]
    unit_openers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """An attitude that a word shows, and where its target stands.

    `to_actors` when it is only ever toward somebody; `only` has the nouns that the target must be one of, if any.
    """

    attitude: Attitude
    polarity: Polarity
    score: float
    target: str
    to_actors: bool = False
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Act:
    """An attitude that a verb shows together with its object ("imposed sanctions").

    The target stands behind one of the prepositions; `purpose` has verbs of what it is done for ("to protest …"),
    `mutual` tells that two subjects do it to each other.
    """

    frame: Frame
    target: tuple[str, ...]
    purpose: frozenset[str]
    mutual: bool


@dataclass(frozen=True, slots=True)
class StanceLexicon:
    """Frames by dictionary form and kind of word, and the words that undo a stance.

    `acts` are by verb and object. `received` are verbs whose subject is the target ("drew praise"), `light` those
    whose object says what is done ("voiced anger"). `judging` verbs call somebody something of `judgements`. Who should
    do one of `reproaches` is reproached. Who declines to do one of `silent` takes no side. `refused`, `ended` and
    `denied` are verbs above a stance, `hypothetical` and `normative` modals; of `litotes` a plain "not" says the
    opposite; `mutual` verbs are done to one another. Whom one holds `responsible` one blames. `turned` names attitudes
    that are refused.
    """

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    roles: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    acts: Mapping[tuple[str, str], tuple[Act, ...]]
    received: frozenset[str]
    light: frozenset[str]
    judging: frozenset[str]
    judgements: Mapping[str, Frame]
    reproaches: frozenset[str]
    reproach: Frame
    responsible: frozenset[str]
    blame: Frame
    turned: Mapping[Attitude, Attitude]
    negations: frozenset[str]
    silent: frozenset[str]
    refused: frozenset[str]
    ended: frozenset[str]
    denied: frozenset[str]
    hypothetical: frozenset[str]
    normative: frozenset[str]
    litotes: frozenset[str]
    mutual: frozenset[str]


@dataclass(frozen=True, slots=True)
class StatementLexicon:
    """Dictionary forms of verbs that deny what others say and of verbs of dealing with each other; words for untrue."""

    denying: frozenset[str]
    contact: frozenset[str]
    false: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words of one language."""

    segments: SegmentLexicon
    cues: CueLexicon
    actors: ActorLexicon
    names: NameLexicon
    figures: FigureLexicon
    stances: StanceLexicon
    statements: StatementLexicon


@cache
def load_lexicon(language: str = "en", own_words: Path | None = None) -> Lexicon:
    """The lexicon of a language, read once.

    Args:
        language: the folder of the package's files.
        own_words: a folder with TOML files of the same names, whose words are added to the package's.

    Raises:
        InvalidLexicon: a file is missing or breaks its format; the message names it.
    """
    read: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        place = files("service.lexicons").joinpath(language, f"{name}.toml")
        try:
            read[name] = tomllib.loads(place.read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise InvalidLexicon(f"lexicons/{language}/{name}.toml: {error}") from None
    added = read_own_words(own_words) if own_words is not None else {}
    for name, words in added.items():
        read[name] = with_own_words(read[name], words)
    builders: dict[str, Callable[[], Any]] = {
        "segments": lambda: segment_lexicon(read["segments"]),
        "cues": lambda: cue_lexicon(read["cues"]),
        "actors": lambda: actor_lexicon(read["actors"]),
        "names": lambda: name_lexicon(read["names"], read["persons"]),
        "figures": lambda: figure_lexicon(read["figures"]),
        "stances": lambda: stance_lexicon(read["stances"]),
        "statements": lambda: StatementLexicon(
            *(frozenset(read["statements"][n]["words"]) for n in ("deny", "contact", "false"))
        ),
    }
    built = {}
    for name, build in builders.items():
        try:
            built[name] = build()
        except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
            place_of = f"{own_words}/{name}.toml" if name in added else f"lexicons/{language}/{name}.toml"
            raise InvalidLexicon(f"{place_of}: {type(error).__name__}: {error}") from None
    return Lexicon(**built)


def read_own_words(folder: Path) -> dict[str, dict[str, Any]]:
    """The tables of the files in a folder of own words, by the name of the lexicon file that each adds to.

    Raises:
        InvalidLexicon: the folder or a file cannot be read, or a file has another name than those of the package.
    """
    if not folder.is_dir():
        raise InvalidLexicon(f"{folder}: no such folder of own words.")
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in NAMES:
            raise InvalidLexicon(f"{path}: no lexicon has this name; use one of {', '.join(NAMES)}.toml.")
        try:
            found[path.stem] = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidLexicon(f"{path}: {error}") from None
    return found


def with_own_words(shipped: Any, own: Any) -> Any:
    """Shipped words with own ones: lists are longer, tables have more keys, and a plain value is replaced."""
    if isinstance(shipped, dict) and isinstance(own, dict):
        return shipped | {key: with_own_words(shipped[key], own[key]) if key in shipped else own[key] for key in own}
    return [*shipped, *own] if isinstance(shipped, list) and isinstance(own, list) else own


def closed(value: str, vocabulary: Any) -> str:
    """The value, when it is in the closed vocabulary.

    Raises:
        ValueError: it is not; the message lists those that are.
    """
    if value not in get_args(vocabulary):
        raise ValueError(f"{value} is not one of {', '.join(get_args(vocabulary))}")
    return value


def segment_lexicon(data: dict[str, Any]) -> SegmentLexicon:
    """Patterns of segments.toml, compiled."""
    lines = tuple(
        (
            cast(SegmentKind, closed(entry["kind"], SegmentKind)),
            re.compile("|".join(f"(?:{p})" for p in entry["patterns"]), re.I),
        )
        for entry in data["line"]
    )
    highlights = re.compile("|".join(f"(?:{p})" for p in data["highlights"]["headings"]), re.I)
    dateline = re.compile("|".join(f"(?:{p})" for p in data["dateline"]["patterns"]))
    return SegmentLexicon(lines, highlights, dateline)


def cue_lexicon(data: dict[str, Any]) -> CueLexicon:
    """Words of cues.toml; a verb of two classes takes what either takes."""
    verbs: dict[str, set[str]] = {}
    for entry in data["verb"]:
        takes = set(entry["takes"])
        if not takes <= {"clause", "infinitive", "gerund", "object", "phrase"}:
            raise ValueError(f"class {entry['class']}: takes {sorted(takes)}")
        for lemma in entry["lemmas"]:
            verbs.setdefault(lemma, set()).update(takes)
    phrases = [(tuple(text.split()), entry.get("marks", False)) for entry in data["phrase"] for text in entry["texts"]]
    return CueLexicon(
        verbs={lemma: frozenset(takes) for lemma, takes in verbs.items()},
        nouns=frozenset(lemma for entry in data["noun"] for lemma in entry["lemmas"]),
        phrases={first: tuple(p for p, _ in phrases if p[0] == first) for first in {p[0] for p, _ in phrases}},
        quoting_phrases=frozenset(phrase for phrase, marks in phrases if marks),
        not_with={lemma: frozenset(words) for lemma, words in data["idiom"]["not_with"].items()},
        only_with_marks=frozenset(data["idiom"]["only_with_marks"]),
        core=frozenset(data["speech"]["core"]),
        hearers=frozenset(data["speech"]["hearers"]),
        thoughts=frozenset(lemma for entry in data["verb"] if entry["class"] == "think" for lemma in entry["lemmas"]),
        heard=frozenset(lemma for entry in data["verb"] if entry["class"] == "hear" for lemma in entry["lemmas"]),
        no_sources=frozenset(data["speech"]["no_sources"]),
        utterances=frozenset(data["speech"]["utterances"]),
        summaries=frozenset(data["speech"]["summaries"]),
        governs={lemma: frozenset(words) for lemma, words in data["speech"]["governs"].items()},
    )


def actor_lexicon(data: dict[str, Any]) -> ActorLexicon:
    """Words of actors.toml."""
    return ActorLexicon(
        persons=frozenset(data["person"]["lemmas"]),
        officers=frozenset(data["person"]["officers"]),
        groups=frozenset(data["group"]["lemmas"]),
        companies=frozenset(data["company"]["lemmas"]),
        documents=frozenset(data["document"]["lemmas"]),
        organs=frozenset(data["place_act"]["lemmas"]),
        female=frozenset(data["gender"]["female"]),
        male=frozenset(data["gender"]["male"]),
    )


def name_lexicon(names: dict[str, Any], persons: dict[str, Any]) -> NameLexicon:
    """Words of names.toml and persons.toml."""
    known = {
        name: (group[0], cast(EntityType, closed(entry["type"], EntityType)))
        for entry in names["name"]
        for group in entry["names"]
        for name in group
    }
    capitals: dict[str, str] = {}
    kb_ids = {city: f"unlocode:{code}" for city, code in names["cities"].items()}
    for country in countries():
        own = (*country.names, *(n for n, (canonical, _) in known.items() if canonical in country.names))
        capitals |= {city: country.code for city in country.capitals if city not in country.names}
        for group, kind in ((country.names, "GPE"), (country.demonyms, "NORP")):
            canonical = next((known[name][0] for name in group if name in known), group[0] if group else "")
            known |= {name: (canonical, cast(EntityType, kind)) for name in group if name not in known}
        kb_ids |= {name: f"iso3166:{country.code}" for name in own if name not in names["ambiguous"]["names"]}
    titles = persons["titles"]
    given = {gender: frozenset(names) for gender, names in persons["given"].items()}
    women, men = given_names()
    return NameLexicon(
        known=known,
        phrases={tuple(name.split(" ")): kind for name, (_, kind) in known.items()},
        kb_ids=kb_ids,
        capitals=capitals,
        last_words={
            word: cast(EntityType, closed(kind, EntityType))
            for kind, words in names["last_words"].items()
            for word in words
        },
        business=frozenset(names["companies"]["last"]),
        parties=frozenset(names["parties"]["words"]),
        titles=frozenset(titles["any"]) | frozenset(titles["female"]) | frozenset(titles["male"]),
        degrees=frozenset(titles["degrees"]),
        female=frozenset(titles["female"]),
        male=frozenset(titles["male"]),
        women=(women - given["male"]) | given["female"],
        men=(men - given["female"]) | given["male"],
    )


NUMBER_WORDS = ("cardinals", "scales", "ordinals", "vague", "fractions", "multiples")
LITTLE_OPENERS = frozenset({"no", "nobody", "none", "not", "several", "few", "couple"})
"""Words that begin a number besides the number words: "no deaths", "several hundred"."""


def figure_lexicon(data: dict[str, Any]) -> FigureLexicon:
    """Words of figures.toml; modifiers and verbs of change also as patterns."""

    def modifiers(table: dict[str, list[str]]) -> dict[str, Modifier]:
        return {text: cast(Modifier, closed(m, Modifier)) for m, texts in table.items() for text in texts}

    def alternatives(phrases: Iterable[str]) -> str:
        return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=len, reverse=True))

    before, after, change = modifiers(data["modifiers"]), modifiers(data["after"]), data["change"]
    verbs = alternatives([*change["rise"], *change["fall"]])
    unused = data["not_currency"]
    codes = currency_codes(data["currencies"], frozenset(unused["codes"]))
    names = currency_names(data["currency_words"], frozenset(unused["words"]))
    units, symbols = unit_names(data), unit_symbols(data)
    return FigureLexicon(
        **{
            name: data[name]
            for name in ("cardinals", "scales", "suffixes", "vague", "fractions", "multiples", "ordinals")
        },
        before=re.compile(rf"(?:\b|(?=~))({alternatives(before)})(?:\s+an?)?\s*$", re.I),
        modifiers=before,
        after=re.compile(rf"(?:[\s-]\w+)?\s+({alternatives(after)})\b", re.I),
        modifiers_after=after,
        changing=re.compile(rf"\b(?:(?:{verbs})(?:s|es|d|ed|ing)?|{alternatives(change['forms'])})\b", re.I),
        unit_openers=first_words(codes, names, data["percent"], data["durations"], units, symbols),
        currencies=codes,
        currency_words=names,
        percent=data["percent"],
        durations=data["durations"],
        units=units,
        symbols=symbols,
        weight=frozenset(data["unit_context"]["weight"]),
        small_only=frozenset(data["unit_context"]["small_only"]),
        rise=frozenset(change["rise"]),
        fall=frozenset(change["fall"]),
        shift=frozenset(change["shift"]),
        verbs={role: frozenset(verbs) for role, verbs in data["verbs"].items()},
        events={
            lemma: cast(EventKind, closed(kind, EventKind))
            for kind, lemmas in data["events"].items()
            for lemma in lemmas
        },
        happening=re.compile(
            rf"(?:\b\w+\s+){{0,2}}\b(?:{alternatives(word for words in data['events'].values() for word in words)})"
            r"(?:s|es|d|ed|ing)?\b",
            re.I,
        ),
        people=frozenset(word for words in data["people"].values() for word in words),
        absent=frozenset(data["absent"]["words"]),
        openers=LITTLE_OPENERS.union(*(data[name] for name in NUMBER_WORDS)),
        groups={word: group for group, words in data["people"].items() for word in words},
    )


def stance_lexicon(data: dict[str, Any]) -> StanceLexicon:
    """Words of stances.toml."""
    tables: dict[str, dict[str, tuple[Frame, ...]]] = {"verbs": {}, "nouns": {}, "roles": {}, "adjectives": {}}
    for entry in data["frame"]:
        frame = stance_frame(entry)
        for kind, table in tables.items():
            for lemma, places in entry.get(kind, {}).items():
                frames = [replace(frame, target=p) for p in ([places] if isinstance(places, str) else places)]
                table[lemma] = (*table.get(lemma, ()), *frames)
    acts: dict[tuple[str, str], tuple[Act, ...]] = {}
    for entry in data["act"]:
        places, purpose = tuple(entry["target"]), frozenset(entry.get("purpose", ()))
        act = Act(stance_frame(entry), places, purpose, bool(entry.get("mutual", False)))
        for key in product(entry["verbs"], entry["nouns"]):
            acts[key] = (*acts.get(key, ()), act)
    judged = data["evaluation"]
    good = Frame("praise", "for", float(judged["score"]), "")
    bad = Frame("criticise", "against", -float(judged["score"]), "")
    undoing = data["undoing"]
    return StanceLexicon(
        verbs=tables["verbs"],
        nouns=tables["nouns"],
        roles=tables["roles"],
        adjectives=tables["adjectives"],
        acts=acts,
        received=frozenset(data["received"]["verbs"]),
        light=frozenset(data["received"]["light"]),
        judging=frozenset(judged["verbs"]),
        judgements=dict.fromkeys(judged["for"], good) | dict.fromkeys(judged["against"], bad),
        reproaches=frozenset(data["told"]["reproach"]),
        reproach=Frame("demand", "against", float(data["told"]["score"]), ""),
        responsible=frozenset(data["responsible"]["words"]),
        blame=Frame("blame", "against", float(data["responsible"]["score"]), ""),
        turned={
            cast(Attitude, closed(held, Attitude)): cast(Attitude, closed(turned, Attitude))
            for held, turned in data["turned"].items()
        },
        negations=frozenset(undoing["none"]),
        silent=frozenset(undoing["silent"]),
        refused=frozenset(undoing["refused"]),
        ended=frozenset(undoing["ended"]),
        denied=frozenset(undoing["denied"]),
        hypothetical=frozenset(undoing["hypothetical"]),
        normative=frozenset(undoing["normative"]),
        litotes=frozenset(undoing["litotes"]),
        mutual=frozenset(undoing["mutual"]),
    )


def stance_frame(entry: dict[str, Any]) -> Frame:
    """The frame of an entry, its target's place still open."""
    attitude, polarity = closed(entry["attitude"], Attitude), closed(entry["polarity"], Polarity)
    return Frame(
        cast(Attitude, attitude),
        cast(Polarity, polarity),
        float(entry["score"]),
        "",
        bool(entry.get("to_actors")),
        frozenset(entry.get("only", ())),
    )
