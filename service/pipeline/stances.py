"""Who stands where toward whom: frames of the stance lexicon over the parse, with the words that show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from schemas.records import Party, Quote, Reference, Span, Stance
from service.lexicons.reader import ActorLexicon, Frame, Lexicon, StanceLexicon
from service.pipeline.actors import NOBODY, Actors, by_character
from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.segments import READ
from service.pipeline.syntax import (
    agents,
    conjuncts,
    content_span,
    is_asked,
    is_passive,
    noun_phrase,
    relative_antecedent,
    subject,
)

LIGHT = frozenset(
    {
        "express",
        "voice",
        "offer",
        "pay",
        "draw",
        "win",
        "receive",
        "give",
        "have",
        "show",
        "declare",
        "issue",
        "face",
        "announce",
    }
)
RECEIVED = frozenset({"draw", "win", "receive", "face", "get"})
"""Light verbs whose subject is the target: "the deal drew praise from both sides"."""
FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me"})


@dataclass(frozen=True, slots=True)
class Found:
    """A stance before its parties are looked up."""

    holder: Token | None
    target: Token
    frame: Frame
    cue: tuple[int, int]
    negated: bool
    certainty: float


def find_stances(actors: Actors, quotes: tuple[Quote, ...], lexicon: Lexicon) -> tuple[Stance, ...]:
    """All stances of the body, the title and the highlights, in text order of their cues; duplicates are left alone."""
    held = by_character(quotes)
    doc = actors.doc
    drafts: list[tuple[int, Stance]] = []
    for found in frames(doc, lexicon.stances):
        start, end = actors.positions.sentence(found.target)
        if end - start > LONG_SENTENCE:
            continue
        block = actors.positions.block(found.target.idx)
        if block.kind not in READ:
            continue
        for target in conjuncts(found.target):
            stance = make_stance(replace(found, target=target), actors, held, block.segment, lexicon.actors)
            if stance is not None:
                drafts.append((found.cue[0], stance))
    drafts.sort(key=lambda pair: (pair[0], pair[1].target.span.start))
    return tuple(replace(stance, id=f"s{n}") for n, (_, stance) in enumerate(unique(drafts), 1))


def unique(drafts: list[tuple[int, Stance]]) -> list[tuple[int, Stance]]:
    """One stance for one cue, holder and target."""
    seen = set()
    kept = []
    for cue, stance in drafts:
        key = (cue, stance.holder.span, stance.target.span)
        if key not in seen:
            seen.add(key)
            kept.append((cue, stance))
    return kept


# ---------------------------------------------------------------- frames
def frames(doc: Doc, lexicon: StanceLexicon) -> Iterator[Found]:
    """Every frame that the text fills."""
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ in ("ADJ", "VERB") and token.lower_ in lexicon.adjectives:
            yield from adjective_frames(token, lexicon.adjectives[token.lower_], lexicon)
        if token.pos_ == "VERB" and lemma in lexicon.verbs:
            yield from verb_frames(token, lexicon.verbs[lemma], lexicon)
        elif token.pos_ in ("NOUN", "PROPN") and lemma in lexicon.nouns:
            yield from noun_frames(token, lexicon.nouns[lemma], lexicon)


def verb_frames(verb: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X condemned Y", "Y was condemned by X", "X called for Y"."""
    undone = undoing(verb, lexicon)
    if undone == "open":
        return
    for frame in options:
        target, end = target_of(verb, frame.target)
        holder = holding_argument(verb)
        if target is not None and target != holder:
            yield Found(holder, target, frame, (verb.i, end), undone == "undone", 0.8)
            return


def holding_argument(verb: Token) -> Token | None:
    """Who does what a verb says: its agent in the passive, else its subject; the noun that a participle describes."""
    if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ == "acl"):
        by = agents(verb)
        return by[0] if by else None
    holder = subject(verb)
    if holder is None and verb.dep_ == "acl":
        holder = verb.head
    if holder is not None and holder.tag_ in ("WDT", "WP"):
        return relative_antecedent(holder)
    return holder


def target_of(verb: Token, place: str) -> tuple[Token | None, int]:
    """The head of the target in the place that the frame names, and where the cue ends."""
    if place == "object":
        if is_passive(verb):
            return next((c for c in verb.children if c.dep_ == "nsubjpass"), None), verb.i + 1
        found = next((c for c in verb.children if c.dep_ == "dobj"), None)
        if found is None and verb.tag_ == "VBN" and verb.dep_ == "acl":
            found = verb.head
        if found is None:
            found = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
        return found, verb.i + 1
    if place == "clause":
        return next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp") and c.i > verb.i), None), verb.i + 1
    return after_preposition(verb, place)


def after_preposition(word: Token, place: str) -> tuple[Token | None, int]:
    """The object of a preposition, or of a particle and a preposition ("out at"), below a word."""
    words = place.split()
    for token in word.subtree:
        if (
            token.lower_ == words[-1]
            and token.i > word.i
            and token.i - word.i <= 4
            and token.dep_ in ("prep", "agent", "dative")
        ):
            if len(words) > 1 and not any(t.lower_ == words[0] for t in word.doc[word.i + 1 : token.i]):
                continue
            pobj = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None)
            if pobj is not None and (token.head == word or len(words) > 1 or token.head.head == word):
                return pobj, token.i + 1 if len(words) > 1 else word.i + 1
    return None, word.i + 1


def noun_frames(noun: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X's criticism of Y", "X is a critic of Y", "X paid tribute to Y", "Y drew praise from X"."""
    verb = noun.head if noun.dep_ in ("dobj", "attr", "nsubj", "pobj") and noun.head.pos_ in ("VERB", "AUX") else None
    light = verb is not None and verb.lemma_ in LIGHT and noun.dep_ == "dobj"
    undone = undoing(verb or noun, lexicon)
    if undone == "open":
        return
    for frame in options:
        holder, target = noun_parties(noun, verb, frame, light=light)
        if holder is not None and target is not None and target != holder:
            certainty = 0.75 if light or noun.dep_ == "attr" else 0.65
            yield Found(holder, target, frame, (noun.i, noun.i + 1), undone == "undone", certainty)
            return


def noun_parties(noun: Token, verb: Token | None, frame: Frame, *, light: bool) -> tuple[Token | None, Token | None]:
    """Holder and target of a noun that shows a stance."""
    if verb is not None and verb.lemma_ in RECEIVED and noun.dep_ == "dobj":
        return after_preposition(verb, "from")[0], subject(verb)
    target, _ = after_preposition(noun, frame.target)
    if target is None and verb is not None and light:
        target, _ = after_preposition(verb, frame.target)
    if noun.dep_ == "appos":
        return noun.head, target
    named = ("ORG", "GPE", "NORP", "PERSON")
    owners = [c for c in noun.children if c.dep_ == "poss"]
    owners += [c for c in noun.children if c.dep_ in ("compound", "nmod", "amod") and c.ent_type_ in named]
    if owners:
        return owners[0], target
    return subject(verb) if verb is not None and (noun.dep_ == "attr" or light) else None, target


def adjective_frames(word: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X is sympathetic to Y", "X, critical of Y, …"."""
    for frame in options:
        target, _ = after_preposition(word, frame.target)
        verb = (
            word.head if word.dep_ in ("acomp", "oprd", "attr", "ROOT") and word.head.pos_ in ("AUX", "VERB") else word
        )
        holder = (
            subject(verb)
            if verb is not word
            else (word.head if word.dep_ in ("amod", "acl") and word.head.pos_ in ("NOUN", "PROPN") else subject(word))
        )
        if target is None or holder is None or target == holder:
            continue
        undone = undoing(verb, lexicon)
        if undone != "open":
            yield Found(holder, target, frame, (word.i, word.i + 1), undone == "undone", 0.75)
            return


def undoing(word: Token, lexicon: StanceLexicon) -> str | None:
    """ "open" when no stance is held (a condition, a possibility, a plain "not"), "undone" when it is turned round.

    "did not criticise" is no stance; "refused to endorse", "no longer supports" and "withdrew support" turn it round.
    """
    children = list(word.children)
    if is_asked(word):
        return "open"
    if any(c.lower_ in lexicon.hypothetical and c.dep_ in ("aux", "mark", "advmod") for c in children):
        return "open"
    if any(c.lower_ == "longer" for child in children for c in (child, *child.children)):
        return "undone"
    if any(
        c.dep_ == "neg" or (c.lower_ in lexicon.negations and c.dep_ in ("det", "advmod", "preconj")) for c in children
    ):
        return "open"
    above = word.head
    if word.dep_ in ("xcomp", "dobj", "pcomp") and above.lemma_ in lexicon.reversals:
        return "undone"
    if word.dep_ in ("xcomp", "pcomp", "conj") and above != word and above.pos_ in ("VERB", "AUX", "ADP"):
        return undoing(above if above.pos_ != "ADP" else above.head, lexicon) if above.lemma_ not in ("say",) else None
    return None


# ---------------------------------------------------------------- records
def make_stance(
    found: Found, actors: Actors, held: dict[int, Quote], segment: str | None, lexicon: ActorLexicon
) -> Stance | None:
    """The stance with its parties; None when there is nobody to hold it or nothing it is about."""
    frame, doc = found.frame, actors.doc
    cue_start, cue_end = content_span(doc, *found.cue)
    quote = held.get(cue_start)
    holder = holder_of(found, actors, quote)
    if not can_hold(found, holder, actors, lexicon):
        return None
    if (
        found.target.pos_ == "PRON"
        and actors.at(found.target) is None
        and found.target.lower_ not in ("it", "this", "that", "them", "him", "her", "they")
    ):
        return None
    target = target_reference(found.target, actors)
    if target is None or (holder.entity is not None and holder.entity == target.entity):
        return None
    sentence = doc[found.cue[0]].sent
    evidence = Span(sentence.start_char, sentence.end_char, actors.text[sentence.start_char : sentence.end_char])
    sign = -0.6 if found.negated else 1.0
    score = round(frame.score * sign, 2)
    certainty = (
        found.certainty
        - (0.25 if holder.status != "resolved" else 0.0)
        - (0.1 if target.entity is None else 0.0)
        - (0.15 if found.negated else 0.0)
    )
    inside = quote is not None
    ascribed = ascriber(quote, holder)
    return Stance(
        id="s0",
        holder=holder,
        target=target,
        polarity="for" if score > 0 else "against",
        score=score,
        attitude=frame.attitude,
        cue=Span(cue_start, cue_end, actors.text[cue_start:cue_end]),
        evidence=evidence,
        context="quote" if inside else "narration",
        quote=quote.id if quote else None,
        ascribed_by=ascribed,
        segment=segment,
        confidence=round(max(0.05, certainty), 2),
    )


def can_hold(found: Found, holder: Party, actors: Actors, lexicon: ActorLexicon) -> bool:
    """True when the holder is somebody: an entity, a pronoun, an actor or something written; "the wall" holds nothing.

    Where nobody is named ("was criticised") the target must be an entity.
    """
    if found.holder is None or holder.entity is not None:
        return found.holder is not None or actors.at(found.target) is not None
    lemma = found.holder.lemma_.lower()
    return found.holder.pos_ in ("PRON", "PROPN") or lexicon.speaks(lemma) or lemma in lexicon.documents


def holder_of(found: Found, actors: Actors, quote: Quote | None) -> Party:
    """Who holds it: the subject; the speaker for "I" and "we" in a quote; nobody when the text names nobody."""
    if found.holder is None or found.holder.dep_ == "expl":
        return NOBODY
    if found.holder.lower_ in FIRST_PERSON and quote is not None:
        span = actors.party(found.holder).span
        return (
            replace(quote.speaker, span=span)
            if quote.speaker.entity
            else Party(span, None, None, "unresolved", "no_antecedent")
        )
    return actors.party(found.holder)


def target_reference(target: Token, actors: Actors) -> Reference | None:
    """The target as a noun phrase, or as the clause that a verb heads."""
    if target.pos_ in ("VERB", "AUX"):
        tokens = [t for t in target.subtree if not t.is_punct]
        while tokens and tokens[0].lower_ == "that":
            tokens = tokens[1:]
        return Reference(actors.span((tokens[0].i, tokens[-1].i + 1)), None) if tokens else None
    reference = actors.reference(target)
    if (reference.entity is None and target.pos_ in ("NOUN", "PRON")) or reference.entity is not None:
        return reference
    return Reference(actors.span(noun_phrase(target)), reference.entity)


def ascriber(quote: Quote | None, holder: Party) -> Reference | None:
    """Who puts the stance on its holder: the speaker of the quote it stands in, when that is somebody else."""
    if quote is None:
        return None
    same = holder.entity is not None and holder.entity == quote.speaker.entity
    if same or holder.status == "unattributed":
        return None
    return Reference(quote.speaker.span or quote.cue or quote.content[0], quote.speaker.entity)
