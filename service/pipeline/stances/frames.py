"""The frames of the stance lexicon that a sentence fills: verbs, nouns, bearers of a role, adjectives."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.lexicons.reader import Frame, StanceLexicon
from service.pipeline.stances.findings import Found, Undoing
from service.pipeline.stances.undoing import undoing
from service.pipeline.syntax import agents, is_passive, possessor, relative_antecedent, subject

REACH = 5
"""The most tokens between a word and the preposition of its target."""
NAMED = frozenset({"ORG", "GPE", "NORP", "PERSON"})
CHARGED = frozenset({"of", "for", "with", "over"})
"""Prepositions before what somebody is accused of, or thanked for."""
NUMERIC = frozenset({"DATE", "TIME", "CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})
"""What stands behind a preposition without being a target: "on Saturday"."""
HAVING = frozenset({"have", "enjoy", "’ve", "'ve"})
"""Verbs of who has another's support."""
SPOKEN_TO = frozenset({"me", "us", "you"})
"""Of whom one wants something without demanding it: "wants us to forget"."""
NEUTRAL = Frame("support", "neutral", 0.0, "")
"""Where somebody says to stand on neither side."""
IN = frozenset({"protest", "support", "defence", "defense", "solidarity", "opposition", "favour", "favor"})
"""Nouns that are an act behind "in": "walked out in protest at the ruling"."""


# ---------------------------------------------------------------- verbs
def verb_frames(verb: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X condemned Y", "Y was condemned by X", "X called for Y", "X called on Y to leave"."""
    if is_charge(verb, lexicon):
        return
    undone = undoing(verb, lexicon)
    holder = holding_argument(verb)
    neither = neither_nor(verb, lexicon)
    if neither is not None:
        yield neither
        return
    for frame in options:
        target, end = target_of(verb, frame.target)
        if target is None or target == holder or is_no_target(target, frame, lexicon) or is_named(verb, frame):
            continue
        yield from reciprocal(Found(holder, target, frame, (verb.i, end), undone, 0.8), lexicon)
        if undone == "open":
            return
        if verb.lemma_ in lexicon.mutual and holder is not None and undone is None:
            yield from between(holder, frame, (verb.i, end), undone)
        if frame.target.startswith(("told", "deed")):
            yield from inside_told(verb, holder, lexicon)
        else:
            yield from inside_charge(verb, holder, target, frame, lexicon)
        return


def is_named(verb: Token, frame: Frame) -> bool:
    """True for the "called" of "called it a blow for nurses", which calls for nothing."""
    return verb.lemma_ == "call" and frame.target == "for" and any(c.dep_ == "dobj" for c in verb.children)


def neither_nor(verb: Token, lexicon: StanceLexicon) -> Found | None:
    """ "X neither backs nor opposes Y", from the second of two verbs of which one is for and one against."""
    first = verb.head
    if verb.dep_ != "conj" or not any(c.lower_ == "neither" for c in first.children):
        return None
    told = [lexicon.verbs.get(v.lemma_.lower()) for v in (first, verb)]
    signs = {frames[0].polarity for frames in told if frames}
    holder, target = doer(first), object_of(verb)
    if len(signs) < 2 or target is None:
        return None
    return Found(holder, target, NEUTRAL, (first.i - 1, verb.i + 1), None, 0.75)


def is_no_target(target: Token, frame: Frame, lexicon: StanceLexicon) -> bool:
    """True for nouns that a frame is never toward, and for complements that are none.

    These are a complement that shows the stance by its own verb, and what somebody only declines to say.
    """
    if frame.only and target.pos_ == "NOUN":
        return target.lemma_.lower() not in frame.only
    if frame.target != "clause" or frame.attitude in ("deny", "concede"):
        return False
    return target.lemma_.lower() in lexicon.silent or says_itself(target, lexicon)


def says_itself(clause: Token, lexicon: StanceLexicon) -> bool:
    """True for a complement that shows the stance by its own verb: "agreed to support Norway"."""
    return clause.dep_ == "xcomp" and any(
        frame.target != "clause" and target_of(clause, frame.target)[0] is not None
        for frame in lexicon.verbs.get(clause.lemma_.lower(), ())
    )


def between(holder: Token, frame: Frame, cue: tuple[int, int], undone: Undoing | None) -> Iterator[Found]:
    """One stance each way: "Norway and Sweden signed a pact", "Norwegian and Swedish envoys signed a pact"."""
    parties = [holder, *holder.conjuncts]
    if len(parties) == 1:
        named = [c for c in holder.children if c.dep_ in ("amod", "compound", "nmod") and c.ent_type_ in NAMED]
        parties = [*named[:1], *(named[0].conjuncts if named else ())]
    for a in parties:
        for b in parties:
            if a != b:
                yield Found(a, b, frame, cue, undone, 0.65)


def reciprocal(found: Found, lexicon: StanceLexicon) -> Iterator[Found]:
    """One stance, or one each way: "Norway and Sweden accused each other"."""
    if found.target.lower_ in ("other", "another") and found.holder is not None:
        parties = [found.holder, *found.holder.conjuncts]
        for a in parties:
            for b in parties:
                if a != b:
                    yield Found(a, b, found.frame, found.cue, found.undoing, found.certainty)
        if len(parties) > 1:
            return
    yield found


def inside_told(verb: Token, holder: Token | None, lexicon: StanceLexicon) -> Iterator[Found]:
    """Whom somebody urges others to support or to condemn: "urged the Union to support Norway"."""
    for clause in verb.children:
        if clause.dep_ in ("xcomp", "ccomp", "advcl") and clause.i > verb.i and clause.pos_ == "VERB":
            for frame in lexicon.verbs.get(clause.lemma_.lower(), ()):
                target, end = target_of(clause, frame.target)
                if target is not None and undoing(clause, lexicon) is None and frame.target not in ("told", "deed"):
                    yield Found(holder, target, frame, (clause.i, end), None, 0.6)
                    return


def inside_charge(
    verb: Token, holder: Token | None, target: Token, frame: Frame, lexicon: StanceLexicon
) -> Iterator[Found]:
    """What the accused is said to do: "accused Norway of backing Sweden" puts it on Norway."""
    if frame.attitude not in ("accuse", "criticise", "denounce", "blame", "praise", "thank"):
        return
    for preposition in verb.children:
        if preposition.dep_ == "prep" and preposition.lower_ in CHARGED:
            for deed in preposition.children:
                if deed.dep_ == "pcomp" and deed.pos_ == "VERB":
                    yield from deeds(deed, target, holder, lexicon)


def is_charge(verb: Token, lexicon: StanceLexicon) -> bool:
    """True for what somebody is accused of or thanked for: `inside_charge` tells whose it is."""
    first = verb.head if verb.dep_ == "conj" else verb
    if first.dep_ != "pcomp" or first.head.lower_ not in CHARGED:
        return False
    teller = first.head.head
    return teller.lemma_.lower() in lexicon.verbs and object_of(teller) is not None


def deeds(verb: Token, doer: Token, teller: Token | None, lexicon: StanceLexicon) -> Iterator[Found]:
    """The stances in what somebody is said to do."""
    for one in (verb, *verb.conjuncts):
        for frame in lexicon.verbs.get(one.lemma_.lower(), ()):
            target, end = target_of(one, frame.target)
            if target is not None and target != doer and undoing_here(one, lexicon):
                yield Found(doer, target, frame, (one.i, end), None, 0.65, ascribed=teller)
                break


def undoing_here(verb: Token, lexicon: StanceLexicon) -> bool:
    """True when no "not" stands at the verb itself."""
    return not any(c.dep_ == "neg" or c.lower_ in lexicon.negations for c in verb.children)


def holding_argument(verb: Token) -> Token | None:
    """Who does what a verb says: its agent in the passive, else its subject; the noun that a participle describes."""
    if is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl", "advcl")) or is_listed_passive(verb):
        by = agents(verb) or [agent for joined in verb.conjuncts for agent in agents(joined)]
        return by[0] if by else backer(verb)
    if verb.tag_ == "VBN" and verb.dep_ == "amod":
        return backer(verb)
    holder = doer(verb)
    if holder is None and verb.tag_ == "VBG" and verb.dep_ in ("acl", "amod"):
        return verb.head
    if holder is None and verb.tag_ == "VBG" and verb.dep_ == "csubj" and verb.head.lemma_ == "be":
        return complement(verb.head)  # "Voting against it were Holm and Reed"
    return holder


def complement(copula: Token) -> Token | None:
    """What stands behind a form of "be"."""
    return next((c for c in copula.children if c.dep_ in ("attr", "acomp", "ccomp", "nsubj") and c.i > copula.i), None)


def doer(verb: Token) -> Token | None:
    """Who does a verb: its subject, through "ready to …", "an effort to …" and relative pronouns."""
    found = subject(verb)
    if found is None and verb.dep_ in ("xcomp", "ccomp") and verb.head.pos_ == "ADJ":
        found = subject(verb.head) or subject(verb.head.head)
    if found is None and verb.dep_ == "pcomp":
        above = next((a for a in verb.ancestors if a.pos_ == "VERB"), None)
        found = subject(above) if above is not None else None
    if found is None and verb.dep_ == "acl" and verb.tag_ == "VB":
        noun = verb.head
        found = possessor(noun)
        if found is None and noun.dep_ == "dobj":
            found = subject(noun.head)
    return meant(found)


def meant(token: Token | None) -> Token | None:
    """What a relative pronoun stands for; of a noun that a subject is said to be, that subject.

    Of "what" it is what the sentence says it is: "What we oppose is the tax".
    """
    if token is not None and token.lower_ == "what":
        return cleft(token)
    if token is None or not is_relative_pronoun(token):
        return token
    noun = relative_antecedent(token)
    if noun is not None and noun.dep_ == "attr" and noun.head.lemma_ == "be":
        return subject(noun.head) or noun
    return noun


def is_relative_pronoun(token: Token) -> bool:
    """True for "who", "which" and "that" that stand for a noun before them; not in "the union disputes that"."""
    if token.dep_ == "dobj" and token.i > token.head.i:
        return False
    return token.tag_ in ("WDT", "WP") or (token.lower_ == "that" and token.head.dep_ in ("acl", "relcl"))


def cleft(what: Token) -> Token | None:
    """What "what" is said to be: "What we oppose is the tax", "What I object to is paying it"."""
    clause = next((a for a in what.ancestors if a.dep_ in ("csubj", "nsubj")), None)
    if clause is None or clause.i < what.i:
        return None
    above = clause.head
    if above.lemma_ == "be":
        return complement(above)
    is_gerund = above.tag_ == "VBG" and any(c.lemma_ == "be" and clause.i < c.i < above.i for c in above.children)
    return above if is_gerund else None


def backer(verb: Token) -> Token | None:
    """Who does what a joined participle says: "the Norway-backed plan"."""
    return next((c for c in verb.children if c.dep_ in ("npadvmod", "nsubj", "compound") and c.i < verb.i), None)


def target_of(verb: Token, place: str) -> tuple[Token | None, int]:
    """The head of the target in the place that the frame names, and where the cue ends."""
    if place == "object":
        return object_of(verb), verb.i + 1
    if place == "dative":
        return next((c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"), None), verb.i + 1
    if place == "clause":
        return clause_of(verb), verb.i + 1
    if place in ("that", "done"):
        return clause_with_subject(verb, before=place == "that"), verb.i + 1
    if place.startswith("told"):
        return told_of(verb, place)
    if place.startswith("deed"):
        told, end = told_of(verb, place)
        return (deed_of(verb) if told is not None else None), end
    if place.startswith("+"):
        return particle_target(verb, place[1:])
    return after_preposition(verb, place)


def clause_of(verb: Token) -> Token | None:
    """The clause that a verb governs, also one that stands before it: "The tax will go, Holm promised"."""
    clauses = [c for c in verb.children if c.dep_ in ("xcomp", "ccomp")]
    behind = sorted((c for c in clauses if c.i > verb.i), key=lambda c: c.dep_ != "xcomp")
    before = [c for c in clauses if c.dep_ == "ccomp"]
    if not clauses and is_aside(verb):
        before.append(verb.head)
    return next(iter([*behind, *before]), None)


def clause_with_subject(verb: Token, *, before: bool) -> Token | None:
    """The clause that a verb governs where it has a subject of its own, or stands before the verb where that may be."""
    clause = clause_of(verb)
    if clause is None or (clause.i < verb.i and not before):
        return None
    own = [c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass", "expl")]
    hers = before or not any(c.lower_ in SPOKEN_TO for c in own)
    return clause if own and hers and clause.dep_ != "xcomp" else None


def is_aside(verb: Token) -> bool:
    """True for a tag that the parser joins to the clause before it: "The tax will go, Holm promised, though …"."""
    if verb.dep_ != "conj" or verb.head.pos_ not in ("VERB", "AUX") or any(c.dep_ == "cc" for c in verb.head.children):
        return False
    doers = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]
    first = doers[0].left_edge.i if doers else verb.i
    ends = verb.i + 1 == verb.sent.end or verb.nbor(1).is_punct
    return bool(doers) and ends and verb.doc[first - 1].text == ","


def object_of(verb: Token) -> Token | None:
    """What a verb is done to: its object, the subject of its passive, what its participle describes, its clause."""
    if is_passive(verb):
        found = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        return meant(found) or (subject(verb) if verb.dep_ == "conj" else None)
    if is_listed_passive(verb):
        return subject(verb)
    found = meant(next((c for c in verb.children if c.dep_ == "dobj"), None))
    if found is None and ((verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod")) or is_bare_relative(verb)):
        return verb.head
    return found or pointed_at(verb) or next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)


def pointed_at(verb: Token) -> Token | None:
    """The "this" or "that" right behind a verb that the parser gave to other words: "disputed this late on Friday"."""
    if verb.i + 2 >= verb.sent.end:
        return None
    word, after = verb.nbor(1), verb.nbor(2)
    stands_alone = after.is_punct or after.lower_ in ("late", "early", "again") or after.pos_ in ("ADP", "CCONJ")
    return word if word.lower_ in ("this", "that") and stands_alone else None


def is_listed_passive(verb: Token) -> bool:
    """True for a participle that shares the subject of a passive: "was rejected by X, condemned by Y"."""
    first = verb
    while first.dep_ in ("advcl", "conj") and first.head.pos_ in ("VERB", "AUX"):
        first = first.head
    return first != verb and verb.tag_ == "VBN" and bool(agents(verb)) and is_passive(first)


def is_bare_relative(verb: Token) -> bool:
    """True for the verb of a clause whose object is the noun before it: "a claim she rejects"."""
    if verb.dep_ != "relcl" or any(c.dep_ in ("ccomp", "xcomp", "dobj", "prep", "prt") for c in verb.children):
        return False
    return any(c.dep_ == "nsubj" and c.tag_ not in ("WDT", "WP") for c in verb.children)


def told_of(verb: Token, place: str) -> tuple[Token | None, int]:
    """Who is told to do something: "urged Norway to leave", "called on Norway to leave"."""
    deed = deed_of(verb)
    _, _, preposition = place.partition(" ")
    if deed is None:
        return None, verb.i + 1
    if preposition == "that":
        own = (c for c in deed.children if c.dep_ == "nsubj" and c.i > verb.i and acts(c))
        return next(own, None) if deed.dep_ == "ccomp" else None, verb.i + 1
    if not any(c.lower_ == "to" and c.dep_ == "aux" for c in deed.children):
        return None, verb.i + 1
    if preposition:
        mistaken = any(c.lower_ == preposition and c.dep_ == "mark" for c in deed.children)
        if mistaken:  # the parser reads "called on [Norway to leave]"
            return next((c for c in deed.children if c.dep_ == "nsubj"), None), verb.i + 1
        return after_preposition(verb, preposition)
    told = [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.i < deed.i]
    told += [c for c in deed.children if c.dep_ in ("nsubj", "nsubjpass") and c.i < deed.i]
    return next(iter(told), None), verb.i + 1


def deed_of(verb: Token) -> Token | None:
    """What somebody is told to do."""
    return next((c for c in verb.children if c.dep_ in ("xcomp", "ccomp", "advcl") and c.i > verb.i), None)


def acts(noun: Token) -> bool:
    """True for a name, a pronoun, or a noun with a name before it: somebody who can be told to do something."""
    return noun.pos_ == "PRON" or any(token.ent_type_ in NAMED for token in (noun, *noun.children))


def particle_target(verb: Token, particle: str) -> tuple[Token | None, int]:
    """The object of a verb with a particle: "turned down the offer", "turned the offer down"."""
    found = next((c for c in verb.children if c.lower_ == particle and c.dep_ in ("prt", "advmod", "prep")), None)
    if found is None:
        return None, verb.i + 1
    below = next((c for c in found.children if c.dep_ == "pobj"), None)
    return object_of(verb) or below, found.i + 1 if found.i - verb.i <= 2 else verb.i + 1


def after_preposition(word: Token, place: str) -> tuple[Token | None, int]:
    """The object of a preposition, or of particles and a preposition ("out at"), below a word; and the cue's end."""
    if place == "that":
        clause = next((c for c in word.children if c.dep_ in ("acl", "ccomp") and c.i > word.i), None)
        own = (c for c in clause.children if c.dep_ in ("nsubj", "nsubjpass")) if clause is not None else iter(())
        return meant(next(own, None)), word.i + 1
    words = place.split()
    for token in below(word):
        if token.lower_ != words[-1] or token.dep_ not in ("prep", "agent", "dative", "prt", "advmod", "aux", "mark"):
            continue
        if len(words) > 1 and [t.lower_ for t in token.doc[max(0, token.i - len(words) + 1) : token.i]] != words[:-1]:
            continue
        target = meant(next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None))
        if target is None and token.dep_ == "prep":
            target = stranded(word)
        if target is not None and target.ent_type_ not in NUMERIC:
            return target, token.i + 1 if len(words) > 1 else word.i + 1
    return None, word.i + 1


def stranded(word: Token) -> Token | None:
    """What a preposition without an object is about: "the bill he voted for", "What he objects to is the tax"."""
    if word.dep_ == "relcl" and any(c.tag_ in ("WDT", "WP") or c.lower_ == "that" for c in word.children):
        return word.head
    what = next((c for c in word.children if c.lower_ == "what"), None)
    return cleft(what) if what is not None else None


def below(word: Token) -> Iterator[Token]:
    """Words behind a word that hang on it, or on a particle or object of its own, in order; also "on which"."""
    found = [c for c in word.children if c.i > word.i or is_moved(c)]
    for child in list(found):
        if child.dep_ in ("prep", "prt", "advmod", "dobj", "acomp"):
            found += [c for c in child.children if c.dep_ in ("prep", "agent") and c.i > child.i]
    yield from sorted(found, key=lambda t: t.i)


def is_moved(preposition: Token) -> bool:
    """True for the "on" of "a clause on which they insist"."""
    return preposition.dep_ == "prep" and any(c.tag_ in ("WDT", "WP") for c in preposition.children)


# ---------------------------------------------------------------- nouns
def noun_frames(noun: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X's criticism of Y", "X paid tribute to Y", "Y drew praise from X", "X faces criticism from Y"."""
    verb = noun.head if noun.dep_ in ("dobj", "nsubjpass", "attr", "pobj") else None
    if verb is not None and verb.pos_ not in ("VERB", "AUX"):
        verb = None
    undone = undoing(noun, lexicon)
    backed = had(noun, verb)
    if backed is not None:
        yield Found(*backed, options[0], (noun.i, noun.i + 1), undone, 0.7)
        return
    if verb is not None and verb.lemma_ in lexicon.received and noun.dep_ == "dobj":
        yield from received(noun, verb, options, undone)
        return
    light = verb is not None and verb.lemma_ in lexicon.light
    for frame in options:
        target, _ = after_preposition(noun, frame.target)
        over = verb if light else governed_by_in(noun)
        if target is None and over is not None:
            target, _ = after_preposition(over, frame.target)
        holder = noun_holder(noun, verb, target, light=light or undone == "undone")
        if target is not None and holder is not None and holder != target:
            yield Found(holder, target, frame, (noun.i, noun.i + 1), undone, 0.7 if light else 0.65)
            return


def had(noun: Token, verb: Token | None) -> tuple[Token, Token] | None:
    """Holder and target of what somebody has of another: "Reed has my support", "enjoys the backing of the union"."""
    if verb is None or verb.lemma_ not in HAVING or noun.dep_ != "dobj":
        return None
    target = doer(verb)
    holder = possessor(noun) or after_preposition(noun, "of")[0]
    if holder is None or target is None or after_preposition(noun, "for")[0] is not None:
        return None
    return holder, target


def received(noun: Token, verb: Token, options: tuple[Frame, ...], undone: object) -> Iterator[Found]:
    """ "The deal drew praise from both sides", "the praise that the deal drew": the subject is the target."""
    target = doer(verb)
    holder = after_preposition(verb, "from")[0] or after_preposition(noun, "from")[0] or noun_modifier(noun)
    if target is not None and undone is None:
        first, last = sorted((verb.i, noun.i))
        yield Found(holder, target, options[0], (first, last + 1), None, 0.7)


def noun_holder(noun: Token, verb: Token | None, target: Token | None, *, light: bool) -> Token | None:
    """Who holds what a noun shows: its owner, its modifier, "from X", "by X", the subject of a light verb."""
    owner = next((c for c in noun.children if c.dep_ == "poss" and c != target), None)
    if owner is not None:
        return owner
    modifier = noun_modifier(noun)
    if modifier is not None:
        return modifier
    by = after_preposition(noun, "by")[0] or after_preposition(noun, "from")[0]
    if by is not None:
        return by
    if verb is not None and light and noun.dep_ == "dobj":
        return doer(verb)
    over = governed_by_in(noun)
    return doer(over) if over is not None else None


def governed_by_in(noun: Token) -> Token | None:
    """The verb that is done "in protest at" or "in support of" something."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "in" and noun.lemma_ in IN and noun.head.head.pos_ == "VERB":
        return noun.head.head
    return None


def noun_modifier(noun: Token) -> Token | None:
    """A name before a noun: "GOP criticism", "Russian support"."""
    return next((c for c in noun.children if c.dep_ in ("compound", "nmod", "amod") and c.ent_type_ in NAMED), None)


# ---------------------------------------------------------------- roles
def role_frames(noun: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X, a critic of Y", "X is Y's ally", "X emerged as a critic of Y", "Y's critics"."""
    if undoing(noun, lexicon) == "open" or (noun.dep_ == "attr" and undoing(noun.head, lexicon) == "open"):
        return
    bearer = role_bearer(noun)
    for frame in options:
        target, _ = after_preposition(noun, frame.target)
        if target is None:
            target = possessor(noun)
        if target is None:
            target = next((c for c in noun.children if c.dep_ == "compound" and c.ent_type_ in NAMED), None)
        if target is not None and bearer is not None and bearer != target:
            certainty = 0.7 if bearer != noun else 0.6
            yield Found(bearer, target, frame, (noun.i, noun.i + 1), None, certainty)
            return


def role_bearer(noun: Token) -> Token | None:
    """Who bears a role: what it is said of, what it stands beside, or whoever bears it ("critics of Y")."""
    if noun.dep_ == "appos":
        return noun.head
    if noun.dep_ == "attr":
        return subject(noun.head)
    beside = next((c for c in noun.children if c.dep_ == "appos" and c.ent_type_ in NAMED), None)
    if beside is not None:
        return beside
    if noun.dep_ == "pobj" and noun.head.lower_ == "as" and noun.head.head.pos_ == "VERB":
        return subject(noun.head.head)
    return noun


# ---------------------------------------------------------------- adjectives
def adjective_frames(word: Token, options: tuple[Frame, ...], lexicon: StanceLexicon) -> Iterator[Found]:
    """ "X is sympathetic to Y", "X, critical of Y, …"."""
    for frame in options:
        target, _ = after_preposition(word, frame.target)
        verb = word.head if word.dep_ in ("acomp", "oprd", "attr") and word.head.pos_ in ("AUX", "VERB") else word
        holder = adjective_holder(word, verb)
        if target is None or holder is None or target == holder:
            continue
        undone = undoing(verb, lexicon) or (undoing(word, lexicon) if verb is not word else None)
        yield Found(holder, target, frame, (word.i, word.i + 1), undone, 0.75)
        return


def adjective_holder(word: Token, verb: Token) -> Token | None:
    """What an adjective is said of."""
    if verb is not word:
        holder = subject(verb)
    elif word.dep_ in ("amod", "acl", "appos", "relcl") and word.head.pos_ in ("NOUN", "PROPN"):
        holder = word.head
    else:
        holder = subject(word)
    return meant(holder)
