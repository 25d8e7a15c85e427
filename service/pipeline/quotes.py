"""Who said what: direct, indirect and mixed quotations with cue, speaker, chain of sources and addressee.

Marks give the direct words, the parse gives the clauses; a verb of the cue lexicon joins either to its speaker.
Which words are content follows PARC 3.0 and PolNeAR: the reported clause without its "that", the words between
the marks without the marks.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from schemas.records import Party, Quote, QuoteType, Reference, Span
from service.lexicons.reader import Lexicon
from service.pipeline.actors import NOBODY, Actors
from service.pipeline.marks import Quotation, Quotations
from service.pipeline.positions import LONG_SENTENCE
from service.pipeline.segments import READ, Block, Reading
from service.pipeline.syntax import agents, is_asked, is_negated, is_passive, relative_antecedent, subject

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
ABBREVIATIONS = (
    "Mr Ms Dr St Lt No Jr Sr vs Mrs Sen Rep Gov Gen Col Adm Rev Hon Maj Capt Prof Sgt Pres Inc Ltd Corp".split()
)
SENTENCE_END = re.compile(r"(?<!\b[A-Z])" + "".join(rf"(?<!\b{a})" for a in ABBREVIATIONS) + r"[.!?…][\"”’»)]?\s")
SENTENCE_MARKS = (".", "!", "?", "")
STRETCH = 200
"""Characters of a stretch by which quotes that may share content are found."""
RELAY_REACH = 80
"""The most words between a verb of saying and the "according to" that names its relay."""
TAG_TOKENS = 14
"""The most words that may stand between a verb and the quotation it belongs to."""
SPEECH = frozenset(
    """
    say tell add write tweet report announce ask note state explain warn argue claim insist confirm
    declare reply respond continue conclude suggest recall acknowledge admit stress believe think hope
    estimate predict observe post allege joke
    """.split()
)
HEARERS = frozenset(
    """
    tell ask inform assure remind brief notify warn advise reassure urge order
    """.split()
)
LETTERHEAD = re.compile(r"^[-•\s]*([A-Z][\w.’' -]{1,50}?)(?:,? \([^)]{1,40}\))?:\s+(?=\S)")
STARTS_NOUN = frozenset({"DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM"})
DASH_NAME = re.compile(
    r"\s{0,3}[-–—―]{1,2}\s{0,3}([A-Z][\w.’'-]{0,30}(?: [A-Z][\w.’'-]{0,30}){0,4})(?:,[^.!?\d]{1,80})?[.\s]{0,3}"
)
DASH_TAIL = 200
"""The longest that a dash and a name behind a quotation can be."""
UNREAL = frozenset("could may might would should must can will shall".split())
CONDITIONS = frozenset({"if", "whether", "unless"})
UNSAYING = frozenset("refuse decline fail stop avoid forget".split())
NOBODY_WORDS = frozenset("nobody none neither no-one nothing".split())
AS_SAYING = frozenset({"say", "tell", "add", "write", "state"})

CharSpan = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """What the rules read."""

    doc: Doc
    reading: Reading
    quotations: Quotations
    actors: Actors
    lexicon: Lexicon

    @property
    def raw(self) -> str:
        """The characters of the reading text; `Doc.text` would join them anew at each call."""
        return self.actors.text

    def tokens_between(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a stretch of characters."""
        first, last = self.actors.positions.tokens(start, end) if start < end else (0, 0)
        return [t for t in self.doc[first:last] if start <= t.idx < end]

    def block_at(self, character: int) -> Block:
        """The block that a character stands in."""
        return self.actors.positions.block(character)


@dataclass(slots=True)
class Draft:
    """A quote while its parts are gathered."""

    content: list[CharSpan]
    cue: CharSpan | None
    speaker: Party
    confidence: float
    via: list[Reference] = field(default_factory=list)
    addressee: Reference | None = None


def find_quotes(text: Text) -> tuple[Quote, ...]:
    """All quotes of the body, the title and the highlights, in text order; duplicates are left alone."""
    drafts: list[Draft] = []
    used: set[int] = set()
    for verb in text.doc:
        if is_cue(verb, text):
            draft = from_verb(verb, text, used)
            if draft is not None:
                drafts.append(draft)
    drafts.extend(d for token in text.doc if (d := from_phrase(token, text, drafts)) is not None)
    drafts.extend(d for token in text.doc if (d := from_noun(token, text)) is not None)
    drafts.extend(from_letterheads(text, used))
    drafts.extend(from_dashes(text, used))
    drafts.extend(from_floating(text, drafts, used))
    return number(settle(drafts), text)


def is_cue(verb: Token, text: Text) -> bool:
    """True for a verb of the cue lexicon in a block that is read, outside quotation marks, and not in an idiom."""
    lemma = verb.lemma_.lower()
    if verb.pos_ not in ("VERB", "AUX") or not (lemma in text.lexicon.cues.verbs or puts_it(verb)):
        return False
    if text.block_at(verb.idx).kind not in READ or text.quotations.around(verb.idx) is not None:
        return False
    start, end = text.actors.positions.sentence(verb)
    if end - start > LONG_SENTENCE:
        return False
    if verb.tag_ == "VB" and lemma not in SPEECH and text.lexicon.cues.takes(lemma, "phrase"):
        return False  # "to criticize the plan" does not say that anybody did
    if is_naming(verb) or is_unsaid(verb):
        return False
    return not is_idiom(verb, text) and not names_source(verb)


def puts_it(verb: Token) -> bool:
    """True for "put" in "as Holm put it"."""
    return verb.lemma_ == "put" and any(c.dep_ == "dobj" and c.lower_ == "it" for c in verb.children)


def is_unsaid(verb: Token) -> bool:
    """True where nothing is said yet, or nobody says it: "could say", "if she says", "refused to say"."""
    if (is_negated(verb) and verb.lemma_ in SPEECH) or is_asked(verb):
        return True
    words = {(c.dep_, c.lower_) for c in verb.children}
    if any((dep == "mark" and word in CONDITIONS) or (dep == "aux" and word in UNREAL) for dep, word in words):
        return True
    doer = subject(verb)
    nobody = doer is not None and (
        doer.lower_ in NOBODY_WORDS or any(c.lower_ in ("no", "neither") for c in doer.children)
    )
    return nobody or (verb.dep_ == "xcomp" and verb.head.lemma_ in UNSAYING)


def is_naming(verb: Token) -> bool:
    """True for a passive of naming or giving without an agent: "a print called “…”", "were granted “…” status"."""
    passive = is_passive(verb) or (verb.tag_ == "VBN" and verb.dep_ == "acl")
    return passive and verb.lemma_ not in SPEECH and not agents(verb)


def is_idiom(verb: Token, text: Text) -> bool:
    """True for a cue verb in another sense: "so-called", "went on to build"."""
    idiom = text.lexicon.cues.not_with.get(verb.lemma_.lower(), frozenset())
    return (verb.i > 0 and verb.nbor(-1).text == "-") or any(child.lower_ in idiom for child in verb.children)


def names_source(verb: Token) -> bool:
    """True where "quote" and "cite" name the source of another cue: "quoted him as saying", "reported, citing him"."""
    if verb.lemma_ not in ("quote", "cite"):
        return False
    if verb.tag_ == "VBG" and verb.dep_ == "advcl":
        return verb.head.lemma_ in SPEECH
    return any(quoting_verb(t) == verb for t in verb.doc[verb.i + 1 : verb.i + 25])


# ---------------------------------------------------------------- verbs
def from_verb(verb: Token, text: Text, used: set[int]) -> Draft | None:
    """The quote that a verb introduces or follows; None when it governs nothing that is said."""
    content, confidence = said(verb, text, used)
    if not content:
        return None
    content = with_whole_quotations(content, text, used)
    speaker, via, addressee, cue = attribution(verb, text)
    if speaker.status in ("unresolved", "unattributed"):
        confidence -= 0.1
    return Draft(content, cue, speaker, confidence, via, addressee)


def said(verb: Token, text: Text, used: set[int]) -> tuple[list[CharSpan], float]:
    """What a verb says: the quotation before or after it, else its clause; and how sure that is."""
    cues, lemma = text.lexicon.cues, verb.lemma_.lower()
    before, after = neighbours(quoting_verb(verb) or verb, text, used)
    if before is not None and (cues.takes(lemma, "clause") or lemma == "put"):
        return around_tag(verb, before, after, text, used), 0.95
    content = introduced(verb, after, text, used) if after is not None else []
    if content:
        return content, 0.93
    if cues.takes(lemma, "clause") and lemma not in cues.only_with_marks:
        content = reported_clause(verb, text)
    if content:
        return content, 0.8
    content = infinitive(verb) if cues.takes(lemma, "infinitive") else []
    if content:
        return content, 0.6
    if lemma in SPEECH and lemma not in cues.only_with_marks:
        content = rest_of_sentence(verb, text)
    if content:
        return content, 0.55
    return (spoken_object(verb, text) if cues.takes(lemma, "phrase") else []), 0.5


def rest_of_sentence(verb: Token, text: Text) -> list[CharSpan]:
    """The words after a verb of saying that the parser did not join to it, when they make a clause."""
    end = text.actors.positions.sentence(verb)[1]
    following = verb.doc[verb.i + 1 : end]
    if len(following) < 4 or following[0].is_punct or following[0].pos_ in ("ADP", "ADV") or subject(verb) is None:
        return []
    clause = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in following) and any(
        t.pos_ in ("VERB", "AUX") for t in following
    )
    start = verb.i + 2 if following[0].lower_ == "that" else verb.i + 1
    return spans(start, end, verb.doc) if clause else []


def spoken_object(verb: Token, text: Text) -> list[CharSpan]:
    """The object and complement of an act of speech that somebody does: "accused [the director of fraud]"."""
    doer = subject(verb)
    if (
        doer is None
        or is_passive(verb)
        or is_negated(verb)
        or not (doer.pos_ == "PRON" or text.actors.at(doer) is not None)
    ):
        return []
    if doer.lower_ in ("i", "we", "you", "it", "that", "which", "what", "this"):
        return []
    calls = verb.lemma_ == "call"
    objects = [c for c in verb.children if c.i > verb.i and c.dep_ in ("dobj", "oprd", "xcomp", "prep", "ccomp")]
    if calls:
        objects = [c for c in objects if c.lower_ in ("for", "on", "upon") or c.dep_ in ("oprd", "ccomp")]
    if not objects or (objects[0].dep_ == "prep" and not calls):
        return []
    kept = [c for c in objects if c.dep_ != "prep" or c.lower_ in ("of", "for", "as", "on", "upon", "with", "against")]
    start, end = min(c.left_edge.i for c in kept), max(c.right_edge.i for c in kept) + 1
    if calls and doer.doc[start].lower_ in ("for", "on", "upon"):
        start += 1
    return spans(start, end, verb.doc)


def neighbours(verb: Token, text: Text, used: set[int]) -> tuple[Quotation | None, Quotation | None]:
    """The quotation right before the verb's tag and the one right after it, in its block, not yet taken."""
    block = text.block_at(verb.idx)
    before, after = text.quotations.beside(verb.idx)
    before = before if before is not None and before.open_at >= block.start else None
    following, after = after, after if after is not None and after.open_at < block.end else None
    if before is not None and (before.open_at in used or not is_tag_after(before, verb, text)):
        before = None
    if after is not None and (after.open_at in used or not is_tag_before(verb, after, text)):
        after = None
    return before, after or next_paragraph(verb, block, following, text, used)


def next_paragraph(
    verb: Token, block: Block, following: Quotation | None, text: Text, used: set[int]
) -> Quotation | None:
    """The quotation that begins the next paragraph, when the verb's own ends in a colon: "The paper reports:"."""
    gap = text.raw[verb.idx + len(verb) : block.end]
    if not gap.rstrip().endswith(":") or len(gap.split()) > TAG_TOKENS:
        return None
    if following is None or following.open_at in used or WORD.search(text.raw[block.end : following.open_at]):
        return None
    return following


def is_tag_after(quotation: Quotation, verb: Token, text: Text) -> bool:
    """True when a verb stands in the tag right after a quotation: “…,” she said; “…?” asked Holm."""
    raw = text.raw
    gap = raw[quotation.close_at : verb.idx]
    if SENTENCE_END.search(gap) or len(gap.split()) > TAG_TOKENS:
        return False
    last = raw[quotation.end - 1 : quotation.end]
    if (
        last in ".…"
        and not gap.lstrip().startswith(",")
        and len(gap.split()) > 0
        and gap.lstrip()[:1].isupper()
        and len(gap.split()) > 3
    ):
        return False
    if not (last in ",?!—–-.…" or gap.lstrip()[:1] in (",", "–", "—", "-") or len(gap.split()) <= 4):
        return False
    own = {t.i for t in verb.subtree} | {verb.i}
    person = subject(verb)
    if person is not None:
        speaking = {t.i for t in person.subtree}
        if (
            text.actors.positions.token(quotation.end - 1).i in speaking
            and person.i >= text.actors.positions.token(quotation.end).i
        ):
            return False  # "the “History” section explains": the quotation is part of the subject
        own |= speaking
    between = text.tokens_between(quotation.close_at, verb.idx)
    loose = [t for t in between if t.i not in own and not t.is_punct and t.pos_ not in ("ADV", "AUX", "PART")]
    clause = any(
        t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod") and not is_aside(t, between) for t in between
    )
    return len(loose) <= 2 and not clause


def is_aside(token: Token, between: list[Token]) -> bool:
    """True for a verb that stands in a relative or participle aside between the name and its verb."""
    return any(a.dep_ in ("relcl", "acl", "appos") and a in between for a in token.ancestors)


def is_tag_before(verb: Token, quotation: Quotation, text: Text) -> bool:
    """True when a verb introduces a quotation: she said: “…; telling reporters “…; called it “…."""
    raw = text.raw
    gap = raw[verb.idx + len(verb) : quotation.open_at]
    if SENTENCE_END.search(gap) or len(gap.split()) > TAG_TOKENS:
        return False
    between = text.tokens_between(verb.idx + len(verb), quotation.open_at)
    takes_object = text.lexicon.cues.takes(verb.lemma_.lower(), "object")
    if any(t.lemma_.lower() in text.lexicon.cues.verbs and t.pos_ == "VERB" and t.dep_ != "relcl" for t in between):
        return False
    if gap.rstrip().endswith((":", ",")) or not between:
        return True
    finite = any(t.dep_ in ("nsubj", "nsubjpass") and t.head != verb for t in between)
    return not finite and (takes_object or len(between) <= 6)


def around_tag(verb: Token, before: Quotation, after: Quotation | None, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of “A,” she said, “B.”: the first part with what leads into it in its sentence, and what goes on."""
    raw = text.raw
    sentence_start = text.block_at(before.open_at).start
    for ended in SENTENCE_END.finditer(raw, sentence_start, before.open_at):
        sentence_start = ended.end()
    earlier = text.quotations.beside(before.open_at)[0]
    previous = earlier is not None and earlier.open_at >= sentence_start
    lead_in = raw[sentence_start : before.open_at]
    used.add(before.open_at)
    first = (before.start, before.end)
    if WORD.search(lead_in) and not previous and before.open_at - sentence_start < 400:
        words = text.tokens_between(sentence_start, before.open_at)
        if not any(t.lemma_ in SPEECH and t.pos_ == "VERB" for t in words):
            first = (sentence_start, before.close_at if before.close_at < len(raw) else before.end)
    content = [first]
    if after is not None and goes_on(verb, after, text):
        used.add(after.open_at)
        content.append((after.start, after.end))
    following = right_after_tag(verb, text, used)
    if after is None and following is not None:
        used.add(following.open_at)
        content.append((following.start, following.end))
    return content


def goes_on(verb: Token, after: Quotation, text: Text) -> bool:
    """True when the quotation after a tag continues the one before it: the tag ends in a comma or with its sentence."""
    gap = text.raw[verb.idx + len(verb) : after.open_at].rstrip()
    return gap.endswith((",", ".", ":", "—", "–")) or not gap


def right_after_tag(verb: Token, text: Text, used: set[int]) -> Quotation | None:
    """The quotation that begins the next sentence after a tag that ended one: “A,” she said. “B.”"""
    block = text.block_at(verb.idx)
    after = text.quotations.beside(verb.idx)[1]
    if after is None or after.open_at >= block.end or after.open_at in used:
        return None
    gap = text.raw[verb.idx : after.open_at]
    ended = SENTENCE_END.search(gap)
    if ended is None or gap[ended.end() :].strip() or len(gap.split()) > 2 * TAG_TOKENS:
        return None
    return None if has_own_tag(after, text) else after


def has_own_tag(quotation: Quotation, text: Text) -> bool:
    """True for a quotation with a tag of its own right behind it: “…!” chanted the crowd."""
    behind = [t for t in text.tokens_between(quotation.close_at, quotation.close_at + 40)[:3] if not t.is_punct]
    return bool(behind) and behind[0].pos_ == "VERB" and behind[0].tag_ in ("VBD", "VBZ")


def introduced(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """Content of said “A.” and called it “A”: the quotation, or the clause or object phrase that it stands in."""
    raw = text.raw
    gap = raw[verb.idx + len(verb) : after.open_at].strip()
    elsewhere = text.block_at(after.open_at) != text.block_at(verb.idx)
    lead_in = clause_words(verb, after, text) if not elsewhere else []
    closes = (
        raw[after.end - 1] in ".!?…" or not after.closed or raw[after.close_at : after.close_at + 1] in SENTENCE_MARKS
    )
    if elsewhere or gap.endswith((":", ",")) or (not lead_in and closes):
        used.add(after.open_at)
        return [(after.start, after.end)]
    lemma = verb.lemma_.lower()
    if text.lexicon.cues.takes(lemma, "clause"):
        clause = reported_clause(verb, text)
        if any(start < after.close_at and after.open_at < end for start, end in clause):
            return clause
    if lemma in SPEECH or (not lead_in and text.lexicon.cues.takes(lemma, "clause")):
        used.add(after.open_at)
        return whole_sentence(lead_in[0].idx if lead_in else after.open_at, after, text)
    return object_phrase(verb, after, text, used)


def clause_words(verb: Token, after: Quotation, text: Text) -> list[Token]:
    """The words between a verb and a quotation that are said themselves: not "that", the hearer, "in a statement"."""
    aside = {
        t.i
        for child in verb.children
        if child.dep_ in ("advmod", "npadvmod", "prep", "dative", "punct")
        or (child.dep_ == "dobj" and verb.lemma_ in HEARERS)
        for t in child.subtree
    }
    between = text.tokens_between(verb.idx + len(verb), after.open_at)
    return [t for t in between if t.i not in aside and not t.is_punct and t.lower_ != "that"]


def whole_sentence(start: int, after: Quotation, text: Text) -> list[CharSpan]:
    """A stretch from its first word to the end of the sentence that a quotation stands in."""
    token = text.actors.positions.token(after.end - 1)
    end = text.actors.positions.sentence(token)[1]
    last = text.doc[end - 1]
    return [(start, max(after.close_at, last.idx + len(last)))]


def object_phrase(verb: Token, after: Quotation, text: Text, used: set[int]) -> list[CharSpan]:
    """The object and complement of a verb like "called", up to the end of the quotation."""
    places = ("dobj", "oprd", "prep", "ccomp", "attr", "xcomp")
    objects = [child for child in verb.children if child.dep_ in places and child.i > verb.i]
    if not objects or not text.lexicon.cues.takes(verb.lemma_.lower(), "object"):
        return []
    used.add(after.open_at)
    start = min(t.i for child in objects for t in child.subtree if t.i > verb.i)
    return [(min(text.doc[start].idx, after.open_at), max(after.close_at, after.end))]


def with_whole_quotations(content: list[CharSpan], text: Text, used: set[int]) -> list[CharSpan]:
    """Content that cuts through a quotation reaches to its end; quotations inside it are taken."""
    whole: list[CharSpan] = []
    for start, end in content:
        begin, stop = start, end
        for q in text.quotations.within(start, end):
            if q.start != begin:
                used.add(q.open_at)
                stop = max(stop, q.close_at)
                begin = min(begin, q.open_at)
        whole.append((begin, stop))
    return whole


# ---------------------------------------------------------------- clauses
def reported_clause(verb: Token, text: Text) -> list[CharSpan]:
    """The clause that a verb reports, before or after it or around it; empty when there is none."""
    doc = text.doc
    clauses = [c for c in verb.children if c.dep_ == "ccomp" and is_finite(c)]
    after = [c for c in clauses if c.i > verb.i and not subject_before(c, verb)]
    if after:
        return right_clause(verb, after[0], doc)
    tag = tag_range(verb)
    before = [c for c in clauses if c.i < verb.i]
    if before:
        return left_clause(verb, before[0], tag, doc)
    if (
        verb.dep_ in ("parataxis", "ccomp", "advcl")
        and verb.head.i < tag[0]
        and is_parenthetical(tag, doc)
        and subject(verb) is not None
    ):
        return around(verb.sent.start, verb.sent.end, tag, doc)
    if verb.lemma_.lower() in SPEECH and own_subject(verb) and is_parenthetical(tag, doc):
        return around(verb.sent.start, verb.sent.end, tag, doc)
    return []


def subject_before(clause: Token, verb: Token) -> bool:
    """True for "what it thought were militants": the clause's subject stands before the verb, so it is no report."""
    return all(c.i < verb.i for c in clause.children if c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj"))


def own_subject(verb: Token) -> bool:
    """True for a verb with a subject of its own."""
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def is_finite(clause: Token) -> bool:
    """True for a clause with a subject, as after "said"; not for "saw him leave"."""
    return any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in clause.children) and not (
        clause.tag_ in ("VB", "VBG") and not any(c.dep_ in ("aux", "mark") for c in clause.children)
    )


def right_clause(verb: Token, clause: Token, doc: Doc) -> list[CharSpan]:
    """A clause after its verb, without "that", with what "and" joins to it."""
    last = clause.right_edge.i
    for joined in verb.children:
        if joined.dep_ == "conj" and joined.i > last and own_subject(joined) and joined.lemma_.lower() not in SPEECH:
            last = joined.right_edge.i
    start = max(clause.left_edge.i, verb.i + 1)
    for token in doc[start + 2 : last + 1]:
        if doc[token.i - 1].text == "," and is_other_voice(token):
            last = token.i - 2
            break
    while start < last and (
        doc[start].lower_ == "that" or (doc[start].is_punct and doc[start].text not in "“\"‘'([$#")
    ):
        start += 1
    return spans(start, last + 1, doc)


def is_other_voice(token: Token) -> bool:
    """True where somebody else begins to speak: ", according to …" and ", while the ministry put the toll at …"."""
    if token.lower_ == "according":
        return True
    return (
        token.lower_ in ("while", "whereas") and token.dep_ == "mark" and token.head.lemma_ in SPEECH | {"put", "place"}
    )


def left_clause(verb: Token, clause: Token, tag: tuple[int, int], doc: Doc) -> list[CharSpan]:
    """A clause before its tag, and what of its sentence goes on after a tag in the middle."""
    start = clause.left_edge.i
    content = spans(start, tag[0], doc)
    rest = [t.i for t in clause.subtree if t.i >= tag[1] and not t.is_punct]
    leaves = (
        rest and doc[rest[0]].pos_ in ("ADP", "SCONJ") and rest[0] + 1 < len(doc) and doc[rest[0] + 1].tag_ == "VBG"
    )
    if rest and not leaves:  # "…, she said, before listing others" tells what she did next
        content += spans(max(tag[1], min(rest)), max(rest) + 1, doc)
    return content


def tag_range(verb: Token) -> tuple[int, int]:
    """The tokens of a reporting tag: the subject next to the verb, the verb, and its short complements."""
    start, end = verb.i, verb.i + 1
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass", "neg", "advmod") and child.i < verb.i:
            start = min(start, child.left_edge.i)
        elif child.i > verb.i and child.dep_ not in ("ccomp", "conj", "punct", "cc", "parataxis"):
            end = max(end, child.right_edge.i + 1)
    return start, end


def is_parenthetical(tag: tuple[int, int], doc: Doc) -> bool:
    """True for a tag between commas, or between a comma and the sentence's end."""
    start, end = tag
    sentence = doc[start].sent
    if start - 1 < sentence.start or doc[start - 1].text not in (",", "—", "–"):
        return False
    return end >= sentence.end or doc[end].is_punct


def around(start: int, end: int, tag: tuple[int, int], doc: Doc) -> list[CharSpan]:
    """A sentence without its tag."""
    return spans(start, tag[0], doc) + spans(tag[1], end, doc)


def infinitive(verb: Token) -> list[CharSpan]:
    """What was promised, threatened or asked for: "to rebuild the pier"; not what somebody "refused to say"."""
    for child in verb.children:
        to = any(c.lower_ == "to" and c.dep_ == "aux" for c in child.children)
        if child.dep_ in ("xcomp", "ccomp") and child.i > verb.i and to:
            if verb.lemma_ in UNSAYING and child.lemma_ in SPEECH:
                return []
            return spans(max(child.left_edge.i, verb.i + 1), child.right_edge.i + 1, verb.doc)
    return []


def spans(start: int, end: int, doc: Doc) -> list[CharSpan]:
    """A token range as characters without punctuation at its edges; empty when no word is left."""
    while start < end and doc[start].is_punct and not doc[start].is_quote and doc[start].text not in "([$#":
        start += 1
    while start < end and doc[end - 1].is_punct and not doc[end - 1].is_quote and doc[end - 1].text not in ")]%?!":
        end -= 1
    if start >= end or not any(t.is_alpha or t.like_num for t in doc[start:end]):
        return []
    return [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))]


# ---------------------------------------------------------------- speakers
def attribution(verb: Token, text: Text) -> tuple[Party, list[Reference], Reference | None, CharSpan]:
    """Speaker, chain of sources, addressee and cue of a verb of saying."""
    actors, cue = text.actors, (verb.idx, verb.idx + len(verb))
    quoted = quoting_verb(verb)
    if quoted is not None:
        speaker, via = quoted_speaker(quoted, text)
        return speaker, via, None, (quoted.idx, cue[1])
    if is_passive(verb):
        by, hearer = agents(verb), subject(verb)
        told = actors.reference(hearer) if by and hearer is not None and verb.lemma_ in HEARERS else None
        return actors.party(by[0]) if by else NOBODY, [], told, cue
    head, cited = speaking_noun(verb, text), cited_source(verb)
    if cited is not None and head is not None:
        return actors.party(cited), [actors.reference(head)], None, cue
    if head is None or head.dep_ == "expl" or head.lower_ in ("what", "which", "that"):
        return NOBODY, [], addressee(verb, text), cue
    return actors.party(head), relays(verb, text), addressee(verb, text), cue


def speaking_noun(verb: Token, text: Text) -> Token | None:
    """The head of the noun phrase that speaks: the subject, or the noun that a lost or relative one stands for."""
    head = subject(verb)
    if head is None or text.quotations.around(head.idx) is not None:
        head = neighbouring_noun(verb, text)
    if verb.dep_ in ("acl", "relcl") and (head is None or head.tag_ in ("WP", "WDT")):
        return verb.head if verb.dep_ == "acl" else relative_antecedent(verb) or verb.head
    if head is not None and head.tag_ in ("WP", "WDT"):
        return relative_antecedent(head) or head
    return head


def neighbouring_noun(verb: Token, text: Text) -> Token | None:
    """The speaker where the parser lost the subject: the noun after “…,” said, before it, or further left.

    Looks right behind the verb ("said Ada Holm"), right before it ("Ada Holm, an engineer, said"), then for the last
    subject of the sentence outside quotation marks.
    """
    doc = verb.doc
    sentence_start, _ = text.actors.positions.sentence(verb)
    previous = verb.nbor(-1) if verb.i else verb
    before_is_quoted = previous.is_punct or text.quotations.around(previous.idx) is not None
    if before_is_quoted and verb.i + 1 < len(doc) and doc[verb.i + 1].pos_ in STARTS_NOUN:
        found = noun_run_end(doc, verb.i + 1)
        if found is not None and text.quotations.around(found.idx) is None:
            return found
    i = verb.i - 1
    while i >= 0 and (doc[i].pos_ in ("ADV", "AUX", "PART") or (doc[i].text == "," and i + 1 < verb.i)):
        i -= 1
    outside = i >= 0 and text.quotations.around(doc[i].idx) is None
    if outside and doc[i].pos_ in ("NOUN", "PROPN", "PRON") and doc[i].dep_ not in ("npadvmod", "dobj"):
        return doc[i].head if doc[i].dep_ == "appos" else doc[i]
    earlier = (t for t in reversed(doc[sentence_start : verb.i]) if t.dep_ in ("nsubj", "nsubjpass"))
    return next((t for t in earlier if text.quotations.around(t.idx) is None), None)


def noun_run_end(doc: Doc, start: int) -> Token | None:
    """The last noun of the run of modifiers and nouns that begins at a token."""
    last = None
    for token in doc[start : start + 10]:
        if token.pos_ not in STARTS_NOUN and token.text != "-":
            break
        last = token if token.pos_ in ("NOUN", "PROPN", "PRON") else last
        if token.pos_ == "PRON" and token.tag_ != "PRP$":
            break
    return last


def quoting_verb(verb: Token) -> Token | None:
    """The "quoted" of "quoted the spokesman as saying"."""
    if verb.lemma_ in AS_SAYING and verb.tag_ == "VBG":
        for ancestor in verb.ancestors:
            if ancestor.lemma_ in ("quote", "cite"):
                between = verb.doc[ancestor.i + 1 : verb.i]
                return ancestor if any(t.lower_ == "as" for t in between) and len(between) < 20 else None
    return None


def quoted_speaker(quoted: Token, text: Text) -> tuple[Party, list[Reference]]:
    """Speaker and relays of "was quoted by Y as saying" and "Y quoted X as saying"."""
    if is_passive(quoted):
        head = next((c for c in quoted.children if c.dep_ == "nsubjpass"), None)
        relay = agents(quoted)
    else:
        head = next((c for c in quoted.children if c.dep_ in ("dobj", "dative")), None)
        own = subject(quoted)
        relay = [own] if own is not None else []
    return text.actors.party(head) if head is not None else NOBODY, [text.actors.reference(r) for r in relay]


def cited_source(verb: Token) -> Token | None:
    """The source in "reported, citing the ministry"."""
    for child in verb.children:
        if child.dep_ == "advcl" and child.lower_ in ("citing", "quoting"):
            return next((c for c in child.children if c.dep_ == "dobj"), None)
    return None


def relays(verb: Token, text: Text) -> list[Reference]:
    """The sources that a sentence names beside its speaker: "the army says …, according to state media"."""
    found = []
    end = min(text.actors.positions.sentence(verb)[1], verb.i + RELAY_REACH)
    for token in verb.doc[verb.i + 1 : end]:
        if token.lower_ == "according" and text.quotations.around(token.idx) is None:
            source = according_source(token)
            if source is not None and source.i > verb.i and closest_verb(token) == verb:
                found.append(text.actors.reference(source))
    return found


def closest_verb(token: Token) -> Token | None:
    """The verb that an "according to" hangs on, up through a clause that it closes."""
    for ancestor in token.ancestors:
        if ancestor.pos_ == "VERB":
            return ancestor.head if ancestor.dep_ == "ccomp" and ancestor.head.i < ancestor.i else ancestor
    return None


def addressee(verb: Token, text: Text) -> Reference | None:
    """Whom it was said to: "told Sputnik", "told reporters"."""
    if verb.lemma_ not in HEARERS:
        return None
    for child in verb.children:
        if (
            child.dep_ in ("dobj", "dative")
            and child.i > verb.i
            and child.pos_ in ("NOUN", "PROPN", "PRON")
            and text.quotations.around(child.idx) is None
        ):
            return text.actors.reference(child)
    return None


# ---------------------------------------------------------------- according to
def according_source(token: Token) -> Token | None:
    """The head of the noun phrase after "according to"."""
    following = token.doc[token.i + 1 : token.i + 2]
    if not following or following[0].lower_ != "to":
        return None
    return next((c for t in (following[0], token) for c in t.children if c.dep_ == "pobj"), None)


def from_phrase(token: Token, text: Text, drafts: list[Draft]) -> Draft | None:
    """The quote of an "according to" that no verb of saying has taken as its relay."""
    if (
        token.lower_ != "according"
        or text.quotations.around(token.idx) is not None
        or text.block_at(token.idx).kind not in READ
    ):
        return None
    source = according_source(token)
    if source is None or not can_speak(source, text):
        return None
    taken = {ref.span.start for d in drafts for ref in d.via}
    reference = text.actors.reference(source)
    if reference.span.start in taken:
        return None
    end = max(t.i for t in source.subtree) + 1
    content = around(token.sent.start, token.sent.end, (token.i, phrase_end(token, end)), token.doc)
    content = [
        c for c in content if not any(c[0] < d[1] and d[0] < c[1] for other in drafts for d in other.content)
    ] or content[:1]
    if not content:
        return None
    to = token.doc[token.i + 1]
    return Draft(content, (token.idx, to.idx + len(to)), text.actors.party(source), 0.8)


def can_speak(source: Token, text: Text) -> bool:
    """True for a source that is somebody or something written; not for "according to their rank"."""
    actors = text.lexicon.actors
    lemma = source.lemma_.lower()
    known = actors.speaks(lemma) or lemma in actors.documents or text.actors.at(source) is not None
    return known or source.pos_ in ("PROPN", "PRON")


def phrase_end(token: Token, end: int) -> int:
    """Where an according-to phrase ends: at the next comma when it stands before or inside the sentence."""
    for t in token.doc[token.i : end]:
        if t.text == "," and t.i - token.i > 2 and token.i == token.sent.start:
            return int(t.i)
    return end


# ---------------------------------------------------------------- nouns
def from_noun(token: Token, text: Text) -> Draft | None:
    """The quote of "Holm's claim that …" and "the claim by Holm that …"."""
    if (
        token.pos_ != "NOUN"
        or token.lemma_.lower() not in text.lexicon.cues.nouns
        or text.block_at(token.idx).kind not in READ
    ):
        return None
    if text.quotations.around(token.idx) is not None:
        return None
    clause = next(
        (
            c
            for c in token.children
            if c.dep_ in ("acl", "ccomp")
            and c.i > token.i
            and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)
        ),
        None,
    )
    if clause is None:
        return None
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    owner = owner or next(
        (p for c in token.children if c.lower_ in ("by", "from", "of") for p in c.children if p.dep_ == "pobj"),
        None,
    )
    if owner is None:
        return None
    content = right_clause(token, clause, text.doc)
    return Draft(content, (token.idx, token.idx + len(token)), text.actors.party(owner), 0.65) if content else None


# ---------------------------------------------------------------- letterheads and floating quotations
def from_letterheads(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of "Holm: “…”", "HOLM: …" in a transcript, and a headline's "Holm: I will …"."""
    read = [(b, LETTERHEAD.match(text.raw[b.start : b.end])) for b in text.reading.blocks if b.kind in READ]
    turns = [(block, match) for block, match in read if match is not None]
    for block, match in turns:
        head = text.actors.positions.token(block.start + match.end(1) - 1)
        start = block.start + match.end()
        quotation = next((q for q in text.quotations.within(start, start + 1) if q.open_at == start), None)
        entity = text.actors.at(head)
        transcript = match.group(1).isupper() and len(turns) >= 2
        named = entity is not None or head.lemma_.lower() in text.lexicon.actors.documents
        headline = block.kind in ("title", "highlights") and named and len(text.raw[start : block.end].split()) >= 3
        if quotation is not None and quotation.open_at not in used:
            used.add(quotation.open_at)
            yield Draft([(quotation.start, quotation.end)], None, text.actors.party(head), 0.85)
        elif (transcript or headline) and quotation is None:
            yield Draft([(start, block.end)], None, text.actors.party(head), 0.6)


def from_dashes(text: Text, used: set[int]) -> Iterator[Draft]:
    """Quotes of “…” — Ada Holm: a quotation and a dash, then a name to the end of the paragraph."""
    for q in text.quotations.items:
        block = text.reading.blocks[q.block]
        behind = text.raw[q.close_at : block.end]
        tail = DASH_NAME.fullmatch(behind) if len(behind) <= DASH_TAIL else None
        if q.open_at in used or tail is None or block.kind not in READ:
            continue
        used.add(q.open_at)
        head = text.actors.positions.token(q.close_at + tail.end(1) - 1)
        yield Draft([(q.start, q.end)], None, text.actors.party(head), 0.85)


def from_floating(text: Text, drafts: list[Draft], used: set[int]) -> list[Draft]:
    """Quotations that no cue has taken: those that go on with the one before, and those without a speaker.

    A paragraph that is nothing but a quotation goes on with the quote of the paragraph before: as another span of it
    when that one was direct, else as a quote of its own whose speaker is carried over. Short words in marks that
    hang on nothing are scare quotes, titles or nicknames, and no quotations.
    """
    added: list[Draft] = []
    waiting = deque(sorted(drafts, key=lambda d: d.content[0][0]))
    latest: Draft | None = None
    for q in text.quotations.items:
        while waiting and waiting[0].content[0][0] < q.open_at:
            draft = waiting.popleft()
            latest = draft if latest is None or draft.content[-1][1] >= latest.content[-1][1] else latest
        if q.open_at in used or text.reading.blocks[q.block].kind not in READ or not is_speech(q, text):
            continue
        used.add(q.open_at)
        before = latest if latest is not None and opens_or_fills(q, text) and goes_before(latest, q, text) else None
        if before is not None and is_direct(before, text):
            before.content.append((q.start, q.end))
            continue
        carried = before is not None and before.speaker.status != "unattributed"
        if before is not None and carried:
            speaker = replace(before.speaker, span=None, status="implicit", reason="continuation")
            latest = Draft([(q.start, q.end)], None, speaker, 0.75)
        else:
            latest = Draft([(q.start, q.end)], None, NOBODY, 0.5)
        added.append(latest)
    return added


def opens_or_fills(quotation: Quotation, text: Text) -> bool:
    """True for a quotation that begins its paragraph, or is all of it."""
    block = text.reading.blocks[quotation.block]
    return not WORD.search(text.raw[block.start : quotation.open_at])


def is_speech(quotation: Quotation, text: Text) -> bool:
    """True for words in marks that somebody must have said, though no cue says who."""
    block = text.reading.blocks[quotation.block]
    words = WORD.findall(text.raw[quotation.start : quotation.end])
    ends = text.raw[quotation.end - 1 : quotation.end] in ".!?…," or not quotation.closed
    opens = opens_or_fills(quotation, text)
    alone = opens and not WORD.search(text.raw[quotation.close_at : block.end])
    if (alone or (opens and ends)) and len(words) >= 2 and (len(words) >= 4 or ends):
        return True
    return len(words) >= 6 and ends and text.raw[quotation.start].isupper()


def goes_before(draft: Draft, quotation: Quotation, text: Text) -> bool:
    """True when nothing that is read stands between a quote and a quotation: same paragraph, or the one before."""
    last = max(start for start, _ in draft.content if start < quotation.open_at)
    first = text.actors.positions.block_index(last) + 1
    return all(
        b.kind not in READ or b.kind in ("title", "highlights") for b in text.reading.blocks[first : quotation.block]
    )


def is_direct(draft: Draft, text: Text) -> bool:
    """True for a quote whose last words are in marks."""
    return kind_of(draft.content[-1:], text) == "direct"


# ---------------------------------------------------------------- records
def kind_of(content: list[CharSpan], text: Text) -> QuoteType:
    """direct when nine words in ten stand between marks, mixed when some do."""
    words = [m.start() for start, end in content for m in WORD.finditer(text.raw, start, end)]
    inside = sum(1 for w in words if text.quotations.around(w) is not None)
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.9 * len(words) else "mixed"


def settle(drafts: list[Draft]) -> list[Draft]:
    """Leave out quotes whose content another, surer quote holds already."""
    kept: list[Draft] = []
    by_stretch: dict[int, list[Draft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda d: (-d.confidence, d.content[0])):
        size, own = length(draft), stretches(draft)
        near = {id(other): other for n in own for other in by_stretch[n]}.values()
        beside = [(shared_length(draft, other), length(other)) for other in near]
        held = any(shared >= 0.8 * size for shared, _ in beside)
        same = any(shared >= 0.7 * max(size, other) for shared, other in beside)
        if size and not (held and same):
            kept.append(draft)
            for n in own:
                by_stretch[n].append(draft)
    return kept


def stretches(draft: Draft) -> set[int]:
    """The numbers of the stretches of STRETCH characters that a draft's content touches."""
    return {n for start, end in draft.content for n in range(start // STRETCH, end // STRETCH + 1)}


def length(draft: Draft) -> int:
    """How many characters of content a draft has."""
    return sum(end - start for start, end in draft.content)


def shared_length(draft: Draft, other: Draft) -> int:
    """How many characters of content two drafts have in common."""
    return sum(max(0, min(e, oe) - max(s, os)) for s, e in draft.content for os, oe in other.content)


def number(drafts: list[Draft], text: Text) -> tuple[Quote, ...]:
    """The quotes with ids in text order."""
    raw = text.raw
    quotes = []
    for draft in drafts:
        pieces = sorted({trim(c, text) for c in draft.content})
        pieces = [p for p in pieces if p[0] < p[1]]
        if pieces:
            quotes.append((pieces, draft))
    numbered = []
    for n, (pieces, draft) in enumerate(sorted(quotes, key=lambda pair: pair[0][0]), 1):
        block = text.block_at(pieces[0][0])
        cue = Span(*draft.cue, raw[slice(*draft.cue)]) if draft.cue else None
        numbered.append(
            Quote(
                id=f"q{n}",
                type=kind_of(pieces, text),
                content=tuple(Span(s, e, raw[s:e]) for s, e in pieces),
                cue=cue,
                speaker=draft.speaker,
                via=tuple(draft.via),
                addressee=draft.addressee,
                segment=block.segment,
                confidence=round(max(0.05, draft.confidence), 2),
            )
        )
    return tuple(numbered)


def trim(content: CharSpan, text: Text) -> CharSpan:
    """Content without blanks and a tag's comma at its edges."""
    start, end = content
    raw = text.raw
    inside = text.quotations.around(start)
    bare = inside is not None and inside.start <= start and end <= inside.end
    while start < end and (raw[start].isspace() or raw[start] in ",;:"):
        start += 1
    while start < end and (raw[end - 1].isspace() or raw[end - 1] in ",;:" or (bare and raw[end - 1] in '“”"')):
        end -= 1
    return start, end
