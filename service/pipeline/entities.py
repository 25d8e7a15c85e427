"""Who and what is in the article: names with one label each, merged under one entity, and unnamed actors."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from schemas.records import Entity, EntityType, Mention, MentionKind, Reason
from service.lexicons.reader import ActorLexicon, CueLexicon, Lexicon, NameLexicon
from service.pipeline.actors import Actors, index_actors
from service.pipeline.labels import STORMS, label_names
from service.pipeline.names import ACTING, Name, find_names, initials, speaks
from service.pipeline.positions import Phrase, Positions
from service.pipeline.segments import Reading
from service.pipeline.syntax import content_span, noun_phrase

Gender = Literal["female", "male"]
CORPORATE = frozenset(
    {
        "Inc",
        "Inc.",
        "Ltd",
        "Ltd.",
        "Corp",
        "Corp.",
        "Co",
        "Co.",
        "plc",
        "PLC",
        "LLC",
        "Group",
        "Company",
        "Corporation",
    }
)
MAX_ROLE_WORDS = 10
FAMILY_FIRST = re.compile(r"[A-Z][a-z]+-[a-z]+$")
"""The given name of a person whose family name stands first: "Chi-wai" in "Wu Chi-wai"."""
ASIDE = frozenset({"byline", "credit", "dateline", "duplicate", "boilerplate"})
"""Kinds of block whose mentions say nothing about what the article is about."""


@dataclass(slots=True)
class Cluster:
    """One entity while its mentions are being gathered. Phrases are token ranges."""

    name: str
    type: EntityType
    named: bool
    mentions: list[tuple[Phrase, MentionKind]]
    plural: bool = False
    gender: Gender | None = None
    role: str | None = None
    kb_id: str | None = None
    aliases: list[str] = field(default_factory=list)


def find_clusters(doc: Doc, lexicon: Lexicon) -> list[Cluster]:
    """The entities of a text with the names and descriptions that mention them; pronouns come later."""
    names = label_names(doc, find_names(doc, lexicon), lexicon)
    clusters = merge_names(doc, names, lexicon.names)
    taken = {i for name in names for i in range(name.start, name.end)}
    by_start = {start: cluster for cluster in clusters for (start, _), _ in cluster.mentions}
    for cluster in clusters:
        describe(doc, cluster, lexicon)
        cluster.kb_id = code_of(doc, cluster, by_start, lexicon.names)
    clusters.extend(unnamed_actors(doc, taken, clusters, lexicon))
    return clusters


# ---------------------------------------------------------------- merging
def called(doc: Doc, name: Name, degrees: frozenset[str]) -> str:
    """The words of a name without the degrees behind it: "Ada Holm" of "Ada Holm KC"."""
    end = name.end
    while name.label == "PERSON" and end - 1 > name.start and doc[end - 1].text in degrees:
        end -= 1
    return doc[name.start : end].text


def merge_names(doc: Doc, names: list[Name], lexicon: NameLexicon) -> list[Cluster]:
    """Names that mean the same, in one cluster each, in text order."""
    by_text: dict[str, Cluster] = {}
    for name in names:
        text = called(doc, name, lexicon.degrees)
        cluster = by_text.setdefault(text, Cluster(text, name.label, True, []))
        cluster.mentions.append(((name.start, name.end), "name"))
    index = index_names(by_text)
    canonical = {text: same_as(text, cluster, index, lexicon) for text, cluster in by_text.items()}
    merged: dict[str, Cluster] = {}
    for text, cluster in by_text.items():
        root = text
        for _ in range(3):  # acronym of a short form of a full form, at the most
            root = canonical.get(root, root)
        target = merged.setdefault(root, Cluster(root, by_text.get(root, cluster).type, True, []))
        target.mentions.extend(cluster.mentions)
        target.aliases.append(text)
    for cluster in merged.values():
        cluster.mentions.sort()
        cluster.name = (
            max(cluster.aliases, key=lambda a: (a == cluster.name, len(a)))
            if cluster.name not in cluster.aliases
            else cluster.name
        )
        cluster.aliases = [a for a in dict.fromkeys(cluster.aliases) if a != cluster.name]
        cluster.plural = cluster.type == "NORP" and cluster.name.endswith("s")
    return sorted(merged.values(), key=lambda c: c.mentions[0])


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a text, found by what a shorter or a shouted form of them shares with them.

    Attributes:
        every: all of them, in text order.
        first: persons by the first word of their name.
        last: persons by the last one.
        mixed: by how a name would be shouted, the first that is not.
    """

    every: Mapping[str, Cluster]
    first: Mapping[str, list[str]]
    last: Mapping[str, list[str]]
    mixed: Mapping[str, str]

    def fuller(self, text: str, kind: EntityType) -> Iterable[str]:
        """The names that may be a fuller form of a name; a text may have thousands of persons."""
        if kind != "PERSON":
            return self.every
        words = text.split() or [text]
        found = self.last.get(words[-1], [])
        return found if len(words) > 1 else [*self.first.get(words[0], ()), *found]


def index_names(every: Mapping[str, Cluster]) -> Names:
    """The names of a text, to be looked up."""
    first: dict[str, list[str]] = defaultdict(list)
    last: dict[str, list[str]] = defaultdict(list)
    mixed: dict[str, str] = {}
    for text, cluster in every.items():
        if not text.isupper():
            mixed.setdefault(text.upper(), text)
        if cluster.type == "PERSON":
            words = text.split() or [text]
            first[words[0]].append(text)
            if len(words) > 1:
                last[words[-1]].append(text)
    return Names(every, first, last, mixed)


def same_as(text: str, cluster: Cluster, names: Names, lexicon: NameLexicon) -> str:
    """The fuller name in the text that a name stands for; itself when there is none, or more than one."""
    others = names.every
    known = lexicon.known.get(text)
    if known and known[0] != text:
        group = [name for name, (canonical, _) in lexicon.known.items() if canonical == known[0] and name in others]
        return (
            known[0] if known[0] in others else min(group, key=lambda name: others[name].mentions[0]) if group else text
        )
    if text.isupper() and len(text) > 3 and text in names.mixed:
        return names.mixed[text]
    given = cluster.type == "PERSON" and " " not in text
    fuller = [
        other
        for other in dict.fromkeys(names.fuller(text, cluster.type))
        if other != text
        and others[other].type == cluster.type
        and (is_short_for(text, other, cluster.type) or (given and other.startswith(f"{text} ")))
    ]
    return fuller[0] if len(fuller) == 1 else longest_of_chain(fuller, text)


def longest_of_chain(fuller: list[str], text: str) -> str:
    """Of several fuller names the longest, when each is a part of it; else the text itself: nobody can tell which."""
    if not fuller:
        return text
    longest = max(fuller, key=len)
    return longest if all(set(name.split()) <= set(longest.split()) for name in fuller) else text


def is_short_for(short: str, full: str, kind: EntityType) -> bool:
    """True when one name is a usual short form of another of its kind."""
    few, many = short.split(), full.split()
    if kind == "PERSON":
        if len(few) == 1:
            return len(many) > 1 and (many[-1] == few[0] or (many[0] == few[0] and bool(FAMILY_FIRST.match(many[-1]))))
        return len(many) > len(few) and few[0] == many[0] and few[-1] == many[-1]
    if kind == "NORP":
        return full in (short + "s", short + "es")
    if kind not in ("ORG", "FAC", "EVENT", "LAW", "PRODUCT"):
        return False
    if len(few) == 1 and short.isupper() and len(short) > 1:
        return short == initials(many) or (
            len(short) > 4 and is_blend(short.lower(), [w.lower() for w in many if w[0].isupper()])
        )
    if kind == "EVENT" and many[0] in STORMS and few == many[1:]:
        return True
    if len(few) == 1 and kind == "ORG" and few[0] in (many[0], many[-1]) and len(few[0]) > 3:
        return True  # "the Church", "the Ministry"; only when no other body of the text could be meant
    core = [word for word in many if word not in CORPORATE]
    return (few == core and len(core) < len(many)) or (
        len(few) >= 2 and len(many) > len(few) and (many[: len(few)] == few or many[-len(few) :] == few)
    )


def is_blend(short: str, words: list[str]) -> bool:
    """True when a short form joins beginnings of a name's last words, two letters or more each: CENTCOM, Interpol."""
    if not short or not words:
        return not short
    return any(blends(short, words[first:]) for first in range(len(words) - 1))


def blends(short: str, words: list[str]) -> bool:
    """True when a string is made of one beginning of each word, in order."""
    if not words:
        return not short
    return any(short.startswith(words[0][:n]) and blends(short[n:], words[1:]) for n in range(2, len(words[0]) + 1))


# ---------------------------------------------------------------- roles and gender
def describe(doc: Doc, cluster: Cluster, lexicon: Lexicon) -> None:
    """Find a person's role and gender from what stands around the name."""
    if cluster.type != "PERSON":
        return
    for (start, end), _ in cluster.mentions:
        head = doc[end - 1]
        before = title_before(doc, start, lexicon)
        role = before or apposition(head, lexicon.actors)
        cluster.role = cluster.role or role
        words = (role or "").split()
        cluster.gender = (
            cluster.gender
            or gender_of(words[-1:], lexicon)
            or gender_of([doc[start - 1].text] if start else [], lexicon)
        )
    given = cluster.name.split()[0]
    if cluster.gender is None and " " in cluster.name:
        cluster.gender = "female" if given in lexicon.names.women else "male" if given in lexicon.names.men else None


def code_of(doc: Doc, cluster: Cluster, by_start: Mapping[int, Cluster], lexicon: NameLexicon) -> str | None:
    """The code of a country or of a city that the bare name means; None where the text may mean another."""
    codes = {lexicon.kb_ids.get(name) for name in (cluster.name, *cluster.aliases)}
    if cluster.type != "GPE" or len(codes - {None}) != 1:
        return None
    code = next(code for code in codes if code)
    if code.startswith("unlocode:"):
        country = f"iso3166:{code.removeprefix('unlocode:')[:2]}"
        for (_, end), _ in cluster.mentions:
            beyond = by_start.get(end + 1) if end + 1 < len(doc) and doc[end].text == "," else None
            if beyond is not None and beyond.type == "GPE" and lexicon.kb_ids.get(beyond.name) != country:
                return None  # "Paris, Texas"
    return code


def gender_of(words: list[str], lexicon: Lexicon) -> Gender | None:
    """The gender that a title or a role word tells."""
    for word in words:
        if word in lexicon.names.female or word.lower() in lexicon.actors.female:
            return "female"
        if word in lexicon.names.male or word.lower() in lexicon.actors.male:
            return "male"
    return None


def title_before(doc: Doc, start: int, lexicon: Lexicon) -> str | None:
    """The words right before a name that say what the person is: "CNN military analyst", "President"."""
    first = start
    while not doc[first].is_sent_start and start - first < MAX_ROLE_WORDS:
        token = doc[first - 1]
        if (
            token.pos_ not in ("NOUN", "PROPN", "ADJ")
            and token.lower_ not in ("and", "of", "for")
            and token.text not in lexicon.names.titles
        ):
            break
        if token.tag_ == "NNS":
            break
        first -= 1
    while first < start and doc[first].lower_ in ("and", "of", "for"):
        first += 1
    last = start
    while (
        last > first + 1
        and doc[last - 1].text in lexicon.names.titles
        and any(t.lemma_.lower() in lexicon.actors.persons for t in doc[first : last - 1])
    ):
        last -= 1
    words = doc[first:last]
    known = any(t.lemma_.lower() in lexicon.actors.persons or t.text in lexicon.names.titles for t in words)
    if first == start or not known or doc[start - 1].lower_ in ("and", "of", "for"):
        return None
    return (
        words.text
        if not set(words.text.split()) <= {"Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Miss", "Dr", "Dr."}
        else None
    )


def apposition(head: Token, lexicon: ActorLexicon) -> str | None:
    """What an apposition says that somebody is: "Ada Holm, an engineer at the port"."""
    for child in head.children:
        if child.dep_ == "appos" and child.lemma_.lower() in lexicon.persons and child.i > head.i:
            start, end = noun_phrase(child)
            if child.doc[start].pos_ in ("DET", "PRON"):
                start += 1
            if 0 < end - start <= MAX_ROLE_WORDS:
                return child.doc[start:end].text
    return None


# ---------------------------------------------------------------- unnamed actors
def unnamed_actors(doc: Doc, taken: set[int], named: list[Cluster], lexicon: Lexicon) -> list[Cluster]:
    """Actors without a name that speak, act or are acted on: "a US official", "the Russian military"."""
    clusters: list[Cluster] = []
    by_text: dict[str, Cluster] = {}
    owner = {i: cluster for cluster in named for (start, end), _ in cluster.mentions for i in range(start, end)}
    for head in doc:
        kind = actor_type(head, taken, lexicon)
        if kind is None:
            owns = head.i not in taken and is_owning_body(head, lexicon)
            owning = goes_back_to(head, head.text, [*named, *clusters], doc, lexicon) if owns else None
            if owning is not None:
                owning.mentions.append(((head.i - 1, head.i + 1), "nominal"))
                owning.mentions.sort()
            continue
        start, end = noun_phrase(head)
        bearer = bearer_of(head, kind, owner, lexicon.actors)
        if bearer is not None:
            bearer.mentions.append(((start, end), "nominal"))
            bearer.mentions.sort()
            bearer.role = bearer.role or (without_determiner(doc, start, end) if kind == "PERSON" else None)
            continue
        definite = doc[start].lower_ in ("the", "this", "that", "these", "those", "both")
        while start < head.i and (doc[start].pos_ in ("DET", "PUNCT") or doc[start].lower_ in ("both", "all", "such")):
            start += 1
        text = doc[start:end].text
        earlier = by_text.get(text.lower()) or (
            goes_back_to(head, text, [*named, *clusters], doc, lexicon) if definite else None
        )
        if earlier is None or (doc[start - 1].lower_ in ("a", "an", "another") and start and kind == "PERSON"):
            earlier = Cluster(
                text,
                kind,
                False,
                [],
                plural=head.tag_ in ("NNS", "NNPS"),
                gender=gender_of([head.text], lexicon),
            )
            clusters.append(earlier)
            by_text[text.lower()] = earlier
        earlier.mentions.append((noun_phrase(head), "nominal"))
        earlier.mentions.sort()
    return clusters


def is_owning_body(head: Token, lexicon: Lexicon) -> bool:
    """True for "the company" of "the company’s director"."""
    if head.dep_ != "poss" or not head.i or head.lemma_.lower() not in lexicon.actors.groups:
        return False
    start, _ = noun_phrase(head)
    return start == head.i - 1 and head.doc[start].lower_ == "the"


def bearer_of(head: Token, kind: EntityType, owner: Mapping[int, Cluster], lexicon: ActorLexicon) -> Cluster | None:
    """The named entity that a description belongs to.

    In apposition ("the prosecutor, Mark Reed"), or right behind it without a mark ("CEO of the Port Council
    Ada Holm said").
    """
    beside = [child for child in head.children if child.dep_ == "appos" and child.i > head.i]
    if not any(child.dep_ in ("det", "poss") for child in head.children):
        beside += [child for child in head.children if child.dep_ == "conj" and has_title(child, lexicon)]
    for (
        preposition
    ) in head.children:  # "ambassador to the United States Ada Holm": the parser takes both for its objects
        if preposition.dep_ == "prep":
            beside += [child for child in preposition.children if child.dep_ == "pobj"][1:]
    after = head.right_edge.i + 1
    if (head.dep_ in ACTING or head.dep_ == "pobj") and after < len(head.doc):
        root = head.doc[after]
        while root.dep_ in ("compound", "flat") and root.head.i > root.i:
            root = root.head
        beside += [root] if root.head in (head, head.head) or head.is_ancestor(root) else []
    for name in beside:
        cluster = owner.get(name.i)
        if cluster is not None and cluster.type == kind:
            return cluster
    return None


def has_title(name: Token, lexicon: ActorLexicon) -> bool:
    """True for a name with its bearer's trade before it: "(academic and) professor Ada Holm" is one person."""
    return any(child.dep_ == "compound" and child.lemma_.lower() in lexicon.persons for child in name.children)


def without_determiner(doc: Doc, start: int, end: int) -> str:
    """The words of a noun phrase without its article, at most so many as a role has."""
    return doc[start + (doc[start].pos_ in ("DET", "PRON")) : end][:MAX_ROLE_WORDS].text


def actor_type(head: Token, taken: set[int], lexicon: Lexicon) -> EntityType | None:
    """The type of an unnamed actor with this head; None when it is none, or only counted or described."""
    if head.i in taken or head.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    lemma, source = head.lemma_.lower(), is_source(head, lexicon.cues)
    if any(child.dep_ == "nummod" for child in head.children) and not source:
        return None  # "120 soldiers were wounded" counts them; they do nothing
    if lemma == "other" and (head.tag_ == "JJ" or (head.i and head.nbor(-1).lower_ == "each")):
        return None
    if source and lemma in lexicon.actors.documents:
        return "WORK_OF_ART"
    who = any(c.dep_ == "relcl" and says_who(c, lexicon.cues) for c in head.children)
    if who or (lemma in lexicon.actors.persons and (source or acts(head, lexicon))):
        return "PERSON"
    if lemma in lexicon.actors.groups and (source or acts(head, lexicon)):
        return "ORG"
    if source and head.dep_ == "nsubj" and head.head.lemma_ in TELLERS:
        return "ORG" if head.tag_ == "NN" else "PERSON" if head.tag_ == "NNS" else None
    return None


TELLERS = frozenset("say tell announce warn accuse blame deny criticise criticize condemn urge insist".split())
"""Verbs whose subject is somebody, whatever noun it is."""


def says_who(clause: Token, cues: CueLexicon) -> bool:
    """True for the clause of "a banker who said": only persons are who."""
    return clause.lemma_.lower() in cues.verbs and any(c.lower_ == "who" and c.dep_ == "nsubj" for c in clause.children)


def is_source(head: Token, cues: CueLexicon) -> bool:
    """True for a noun phrase that something is attributed to."""
    if head.dep_ in ACTING:
        return speaks(head, cues)
    over = head.head.head.lower_
    return head.dep_ == "pobj" and (
        head.head.dep_ == "agent"
        or (head.head.lower_ == "to" and over == "according")
        or (head.head.lower_ == "of" and over in ("view", "opinion", "words"))
    )


def acts(head: Token, lexicon: Lexicon) -> bool:
    """True for the subject, agent or object of a word that shows a stance, or the subject of any active verb."""
    top = head.head if head.dep_ == "conj" else head
    if top.dep_ == "nsubj" and top.head.pos_ == "VERB":
        return True
    if top.dep_ in ("dobj", "nsubjpass", "dative"):
        return top.head.lemma_ in lexicon.stances.verbs or lexicon.cues.takes(top.head.lemma_, "clause")
    return top.dep_ == "pobj" and top.head.dep_ in ("agent", "prep") and top.head.head.lemma_ in lexicon.stances.verbs


def goes_back_to(
    head: Token, text: str, clusters: list[Cluster], doc: Doc, lexicon: Lexicon
) -> Cluster | None:  # fmt: skip
    """The entity that a definite description goes back to.

    "The company" is the only business of its sentence and the one before, else the one named again and again.
    """
    found = antecedent(head, text, clusters, doc)
    if found is not None or text.lower() not in lexicon.actors.companies:
        return found
    begin = doc[max(0, head.sent.start - 1)].sent.start
    near = [c for c in clusters if any(begin <= phrase[0] < head.i for phrase, _ in c.mentions)]
    near = [c for c in near if is_business(c, lexicon)]
    if len(near) == 1:
        return near[0]
    businesses = [c for c in clusters if is_business(c, lexicon)]
    counts = sorted(
        ((sum(phrase[1] <= head.i for phrase, _ in c.mentions), n) for n, c in enumerate(businesses)), reverse=True
    )
    most, second = [*counts, (0, 0), (0, 0)][:2]
    return businesses[most[1]] if most[0] > 1 and most[0] >= 2 * second[0] else None


def is_business(cluster: Cluster, lexicon: Lexicon) -> bool:
    """True for a named body that is no known one, and whose name has no word for a body that is no business."""
    if not cluster.named or cluster.type != "ORG" or cluster.name in lexicon.names.known:
        return False
    words = (word for word in cluster.name.lower().split() if word in lexicon.actors.groups and word != "bank")
    return all(word in lexicon.actors.companies for word in words)


def antecedent(head: Token, text: str, clusters: list[Cluster], doc: Doc) -> Cluster | None:
    """The entity that a definite description goes back to: the last one with its head word in name or role."""
    if len(text.split()) > 2:
        return None
    word = head.lemma_.lower()
    modifiers = set(text.lower().split()[:-1])
    fits: list[tuple[int, Cluster]] = []
    for cluster in clusters:
        last = max((phrase[1] for phrase, _ in cluster.mentions if phrase[1] <= head.i), default=-1)
        if last < 0 or head.i - last > 250:
            continue
        role = (cluster.role or "").lower().split()
        if not modifiers <= set(cluster.name.lower().split()) | set(role):
            continue  # "the Russian military" is not the US military
        own = cluster.name.lower().split()[-1:] if cluster.type != "PERSON" or not cluster.named else []
        if word in own or (word in role and head.tag_ == "NN"):
            fits.append((last, cluster))
    if not fits or (
        len({id(c) for _, c in fits}) > 1
        and not all(c.named for _, c in fits)
        and word not in ("spokesman", "spokeswoman")
    ):
        return fits[0][1] if len({id(c) for _, c in fits}) == 1 else None
    return max(fits, key=lambda fit: fit[0])[1]


# ---------------------------------------------------------------- records
def make_actors(doc: Doc, clusters: list[Cluster], unresolved: Mapping[int, Reason], reading: Reading) -> Actors:
    """The clusters as entities with ids in text order, indexed for the extractors."""
    ordered = sorted((c for c in clusters if c.mentions), key=lambda c: min(c.mentions))
    positions = Positions(doc, reading.blocks)
    text = doc.text
    entities = []
    for n, cluster in enumerate(ordered, 1):
        mentions = []
        for phrase, kind in sorted(set(cluster.mentions)):
            start, end = content_span(doc, *phrase)
            mentions.append(Mention(start, end, text[start:end], kind))
        entities.append(
            Entity(
                f"e{n}",
                cluster.name,
                cluster.type,
                tuple(cluster.aliases),
                cluster.role,
                cluster.kb_id,
                salience(doc, cluster, reading, positions),
                cluster.named,
                tuple(mentions),
            )
        )
    return index_actors(doc, positions, tuple(entities), unresolved)


def salience(doc: Doc, cluster: Cluster, reading: Reading, positions: Positions) -> float:
    """How likely one of five people who sum the article up names an entity, from 0 to 1.

    A logistic regression on GUM's news and their summaries (see docs/evaluation.md); 0 for what only a byline, a credit
    or a repeated passage mentions.
    """
    lead = next((block for block in reading.blocks if block.kind is None), None)
    seen: Counter[str] = Counter()
    for (start, end), kind in cluster.mentions:
        block = positions.block(doc[start].idx)
        if block.kind in ASIDE:
            continue
        seen[kind] += 1
        seen["title"] += block.kind in ("title", "highlights")
        seen["lead"] += block == lead
        seen["subject"] += doc[end - 1].dep_ in ACTING
    if not seen:
        return 0.0
    place, people = cluster.type in ("GPE", "LOC", "FAC"), cluster.type == "NORP"
    score = (
        -3.88
        + 0.82 * math.log1p(seen["name"] + seen["nominal"])
        + 0.82 * math.log1p(seen["pronoun"])
        + 1.94 * (seen["title"] > 0)
        + 1.36 * (seen["lead"] > 0)
        + 0.23 * math.log1p(seen["subject"])
        + 2.3 * (1 - min(cluster.mentions)[0][0] / max(1, len(doc)))
        + 0.17 * people
        + 1.18 * place
    )
    return round(1 / (1 + math.exp(-score)), 3)
