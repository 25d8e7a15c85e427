"""What each stretch of the text is, and the reading text with its map back to the text as sent.

The reading text holds the paragraphs that a reader would read, one space between them, without image file names,
media times and boilerplate, without characters that cannot be seen, and with runs without white space cut short
(spaCy's tokenizer takes quadratic time on them). Everything after this module works on the reading text;
`Reading.sent_span` maps a stretch of it back.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from schemas.records import SegmentKind
from service.lexicons.reader import SegmentLexicon

UNREAD: frozenset[str] = frozenset({"image_file", "media_time", "boilerplate", "promo"})
"""Kinds that are left out of the reading text."""
READ: frozenset[SegmentKind | None] = frozenset({None, "title", "highlights"})
"""Kinds of block in which quotes, figures and stances are looked for; None is body."""
MERGED = ("highlights", "byline")
"""Kinds whose lines make one segment."""
LONG_RUN = 300
ASCII_SEEN = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
UNSEEN = frozenset({"Cf", "Cn", "Co", "Cs"})
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
TERMINAL = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
SENTENCE_END = re.compile(r"(?<![.!?…])(?<!\b[A-Z])[.!?…]++[\"”’»)]{0,3}(?=\s+[\"“‘«(]{0,3}[A-Z0-9])")
WORD = re.compile(r"\w+(?:[’'-]\w+)*")
NAME = r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|de|da|del|van|von|der|bin|al)){1,3}"
WRITER = re.compile(
    rf"{NAME}(?:(?:, | and | & ){NAME})?"
    r"(?:(?:, | \| | in | at | for )(?:[A-Z][\w.&’'-]*(?: (?:[A-Z][\w.&’'-]*|of|the|and|&))*|[\w -]*"
    r"(?:reporter|correspondent|editor|writer|columnist|critic))|(?: in | at )[A-Z][\w.’'-]*(?: [\w.’'-]+){0,4})?"
)
SPEAKER = re.compile(r"[A-Z][A-Z.’'-]*(?: [A-Z][A-Z.’'-]*){0,3}: ")
ABOUT = re.compile(r"About (?:the )?[A-Z][\w.&’'-]*(?: [\w.&’'-]+){0,7}:?")
LONG_TITLE = 22
"""The most words of a title that has no end."""
DOUBLE_MARK = re.compile(r"''|``")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text as sent that is not body; `first` is what a duplicate repeats."""

    start: int
    end: int
    kind: SegmentKind
    first: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, line, or sentence of the reading text; `stretch` is the index of the stretch it lies in."""

    start: int
    end: int
    kind: SegmentKind | None
    stretch: int | None
    paragraph: int

    @property
    def segment(self) -> str | None:
        """The id of the segment that the block lies in; None for body."""
        return f"g{self.stretch + 1}" if self.stretch is not None else None


@dataclass(frozen=True, slots=True)
class Reading:
    """The text to read, its blocks in order, and where each of its characters stood."""

    text: str
    blocks: tuple[Block, ...]
    stretches: tuple[Stretch, ...]
    cut_runs: int
    _starts: array[int]
    _ends: array[int]

    def sent_span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the reading text as a stretch of the text as sent, both half-open."""
        return self._starts[start], self._ends[end - 1]


def read_segments(text: str, lexicon: SegmentLexicon) -> Reading:
    """The stretches of a text that are not body, and its reading text."""
    lines = [
        (m.start() + lead(m.group()), m.start() + len(m.group().rstrip()))
        for m in LINE.finditer(text)
        if m.group().strip()
    ]
    lines = unwrap(text, lines)
    kinds = classify(text, lines, lexicon)
    stretches, pieces = lay_out(text, lines, kinds, lexicon)
    stretches, pieces = mark_duplicates(text, stretches, pieces)
    return compose(text, stretches, pieces)


def lead(line: str) -> int:
    """How many blanks a line begins with."""
    return len(line) - len(line.lstrip())


def unwrap(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join lines that were broken at a column, as in mail and old wire copy.

    A break is undone when no empty line stands there and the next line begins in lower case, or when nearly all
    lines of the text are of one width.
    """
    widths = [end - start for start, end in lines]
    full = [w for w in widths if 50 <= w <= 90]
    wrapped = len(lines) >= 6 and len(full) >= 0.6 * len(lines)
    joined: list[tuple[int, int]] = []
    for start, end in lines:
        if joined and (start - joined[-1][1] <= 3) and text.count("\n", joined[-1][1], start) <= 1:
            before = text[joined[-1][0] : joined[-1][1]]
            last_width = len(before) - (before.rfind("\n") + 1)
            if (last_width >= 45 and text[start].islower() and not TERMINAL.search(before)) or (
                wrapped and last_width >= 50
            ):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def classify(text: str, lines: list[tuple[int, int]], lexicon: SegmentLexicon) -> list[SegmentKind | None]:
    """The kind of each line; None for body."""
    kinds = [lexicon.line_kind(text[start:end]) for start, end in lines]
    mark_captions(text, lines, kinds)
    mark_byline_roles(text, lines, kinds)
    mark_highlights(text, lines, kinds, lexicon)
    mark_headings(text, lines, kinds)
    mark_deck(text, lines, kinds)
    mark_writer(text, lines, kinds)
    mark_pictured(text, lines, kinds)
    mark_self_description(text, lines, kinds)
    return kinds


def is_short(line: str, words: int = 16) -> bool:
    """True for a line that may be a heading or a caption: few words, no sentence's end."""
    return len(line.split()) <= words and len(line) <= 120 and not re.search(r"[.!?…,;:]['\"”’»)]*$", line)


def neighbours(text: str, lines: list[tuple[int, int]], first: int, second: int) -> bool:
    """True when no empty line stands between two lines."""
    return text.count("\n", lines[first][1], lines[second][0]) <= 1


def mark_captions(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """Short lines that stand in one group with an image file, a media time or a credit are captions."""
    for i, kind in enumerate(kinds):
        if kind not in ("image_file", "media_time", "credit"):
            continue
        for step in (-1, 1):
            j = i + step
            while (
                0 <= j < len(lines) and kinds[j] is None and neighbours(text, lines, min(j, j - step), max(j, j - step))
            ):
                if len(text[slice(*lines[j])].split()) > 30:
                    break
                kinds[j] = "caption"
                j += step


def mark_byline_roles(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """The line right below a byline that says what its writer is: "Local government reporter"."""
    for i in range(1, len(kinds)):
        line = text[slice(*lines[i])]
        if kinds[i - 1] == "byline" and kinds[i] is None and neighbours(text, lines, i - 1, i) and is_short(line, 8):
            kinds[i] = "byline"


def mark_deck(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """Two short lines or more right below the title, in a group of their own, sum the article up like highlights."""
    first = kinds.index("title") + 1 if "title" in kinds else len(kinds)
    last = first
    while (
        last < len(kinds)
        and kinds[last] in (None, "subheading")
        and is_short(text[slice(*lines[last])], 20)
        and (last == first or neighbours(text, lines, last - 1, last))
    ):
        last += 1
    alone = last < len(kinds) and not neighbours(text, lines, last - 1, last)
    if last - first >= 2 and alone and not any(WRITER.fullmatch(text[slice(*line)]) for line in lines[first:last]):
        kinds[first:last] = ["highlights"] * (last - first)


def mark_writer(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """The line between title and first paragraph that is a person’s name, with or without paper, post or place."""
    for i in range(1, min(len(kinds) - 1, 8)):
        line = text[slice(*lines[i])]
        above = [kind for kind in kinds[:i] if kind is not None]
        if kinds[i] in (None, "subheading") and above == kinds[:i] and "title" in above and WRITER.fullmatch(line):
            kinds[i] = "byline"


def mark_pictured(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """What was taken for a subheading and stands right beside an image file or a media time is a caption, and so is
    any line between the two.
    """
    for i, kind in enumerate(kinds):
        below_image = i > 0 and kinds[i - 1] == "image_file"
        above_media = i + 1 < len(kinds) and kinds[i + 1] == "media_time"
        if (kind == "subheading" and (below_image or above_media)) or (kind is None and below_image and above_media):
            kinds[i] = "caption"


def mark_self_description(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """At the end of a press release, what follows a heading such as "About Coast Power" belongs to its sender."""
    for i in range(len(kinds) - 1, max(0, len(kinds) - 6), -1):
        if kinds[i] in (None, "subheading") and ABOUT.fullmatch(text[slice(*lines[i])]):
            kinds[i:] = [kind if kind not in (None, "subheading") else "boilerplate" for kind in kinds[i:]]
            return


def mark_highlights(
    text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None], lexicon: SegmentLexicon
) -> None:
    """A heading such as "Story highlights" and the short lines below it."""
    for i, (start, end) in enumerate(lines):
        if kinds[i] is not None or not lexicon.is_highlights_heading(text[start:end]):
            continue
        below = i + 1
        while (
            below < len(lines)
            and kinds[below] is None
            and below - i <= 8
            and is_bullet(text[slice(*lines[below])], lexicon)
        ):
            below += 1
        if below > i + 1:
            kinds[i:below] = ["highlights"] * (below - i)


def is_bullet(line: str, lexicon: SegmentLexicon) -> bool:
    """True for a line that may stand in a list of highlights."""
    bulleted = line[0] in "•-*–·▪"
    return (
        (bulleted or not re.search(r"[.!?…]['\"”’»)]*$", line)) and len(line) <= 200 and not lexicon.dateline_end(line)
    )


def mark_headings(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None]) -> None:
    """The first short line above longer text is the title; short lines between paragraphs are subheadings."""
    body = [i for i, kind in enumerate(kinds) if kind is None]
    sentences = [i for i in body if not is_short(text[slice(*lines[i])])]
    if not sentences or len(sentences) < 0.25 * len(body):
        return  # a list, a table or a single line: nothing to be a heading of
    if body[0] < sentences[0] and not {*kinds[: body[0]]} - {"boilerplate"}:
        kinds[body[0]] = "title"
    elif body[0] == sentences[0] == 0 and len(body) > 2 and is_headline(text, lines, body):
        kinds[0] = "title"
    for i in body:
        line = text[slice(*lines[i])]
        if (
            kinds[i] is None
            and sentences[0] < i
            and i < body[-1]
            and is_short(line, 10)
            and not is_listed(text, lines, kinds, i)
            and not re.match(r"[^\w\"“‘']|[\da-z]", line)
        ):
            kinds[i] = "subheading"


def is_listed(text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None], i: int) -> bool:
    """True for a line of a list: a short line of body stands right above and right below, or two do on one side."""

    def listed(j: int, beside: int) -> bool:
        there = 0 <= j < len(lines) and kinds[j] in (None, "subheading")
        return there and is_short(text[slice(*lines[j])]) and neighbours(text, lines, min(j, beside), max(j, beside))

    above, below = listed(i - 1, i), listed(i + 1, i)
    return (above and below) or (above and listed(i - 2, i - 1)) or (below and listed(i + 2, i + 1))


def is_headline(text: str, lines: list[tuple[int, int]], body: list[int]) -> bool:
    """True for a first line that is long for a title or ends like a sentence, but stands alone above the text."""
    first, second = (text[slice(*lines[i])] for i in body[:2])
    if is_short(first, LONG_TITLE) and not neighbours(text, lines, 0, 1):
        return True
    return (
        len(first.split()) <= 20
        and len(second.split()) >= 1.5 * len(first.split())
        and not re.match(r"[\"“‘]", first)
        and (title_case_share(first) > 0.6)
    )


def title_case_share(line: str) -> float:
    """The share of words of four letters or more that begin with a capital."""
    words = [w for w in WORD.findall(line)[1:] if len(w) > 3]
    return sum(w[0].isupper() for w in words) / len(words) if words else 0.0


Columns = tuple[list[str], "array[int]", "array[int]"]
"""The reading text's characters, and the first and the last offset in the sent text of each."""
Piece = tuple[int, int, SegmentKind | None, int | None, int]
"""Start and end in the sent text, kind, index of its stretch, number of its paragraph."""


def lay_out(
    text: str, lines: list[tuple[int, int]], kinds: list[SegmentKind | None], lexicon: SegmentLexicon
) -> tuple[list[Stretch], list[Piece]]:
    """Stretches (one for a run of highlights, one for each other line that is not body) and the pieces to read."""
    stretches: list[Stretch] = []
    pieces: list[Piece] = []
    speakers = {n for n, (start, end) in enumerate(lines) if SPEAKER.match(text, start, end)}
    for number, ((start, end), kind) in enumerate(zip(lines, kinds, strict=True)):
        after_dateline = lexicon.dateline_end(text[start:end]) if kind is None else 0
        if text[start : start + after_dateline].rstrip().endswith(":") and speakers - {number}:
            after_dateline = 0  # another line has such a head too: they are speakers, and no places
        if after_dateline:
            stop = start + len(text[start : start + after_dateline].rstrip())
            stretches.append(Stretch(start, stop, "dateline"))
            pieces.append((start, stop, "dateline", len(stretches) - 1, number))
        begin = start + after_dateline
        if begin >= end:
            continue
        if kind in MERGED and number and kinds[number - 1] == kind and joins(text, stretches, start, kind):
            stretches[-1] = Stretch(stretches[-1].start, end, kind)
        elif kind is not None:
            stretches.append(Stretch(start, end, kind))
        pieces.append((begin, end, kind, len(stretches) - 1 if kind else None, number))
    return stretches, pieces


def joins(text: str, stretches: list[Stretch], start: int, kind: SegmentKind | None) -> bool:
    """True when a line goes on with the stretch before it: highlights, and bylines with no empty line between."""
    return kind == "highlights" or text.count("\n", stretches[-1].end, start) <= 1


def mark_duplicates(text: str, stretches: list[Stretch], pieces: list[Piece]) -> tuple[list[Stretch], list[Piece]]:
    """Split off body sentences and paragraphs that repeat earlier ones, word for word or nearly."""
    said = Said()
    kept: list[Piece] = []
    for piece in pieces:
        start, end, kind, _, number = piece
        if kind is not None:
            kept.append(piece)
            continue
        open_start = start
        for begin, stop in sentences(text, start, end):
            first = said.first(text[begin:stop], (begin, stop))
            if first is None:
                continue
            if open_start < begin and text[open_start:begin].strip():
                kept.append(
                    (
                        open_start,
                        open_start + len(text[open_start:begin].rstrip()),
                        None,
                        None,
                        number,
                    )
                )
            previous = stretches[-1] if stretches else None
            if (
                previous
                and previous.kind == "duplicate"
                and previous.first
                and not text[previous.end : begin].strip()
                and (
                    previous.end >= start
                    and not text[previous.first[1] : first[0]].strip()
                    and first[0] >= previous.first[1]
                )
            ):
                stretches[-1] = Stretch(previous.start, stop, "duplicate", (previous.first[0], first[1]))
            else:
                stretches.append(Stretch(begin, stop, "duplicate", first))
            kept.append((begin, stop, "duplicate", len(stretches) - 1, number))
            open_start = stop
        if text[open_start:end].strip():
            kept.append((open_start + lead(text[open_start:end]), end, None, None, number))
    order = sorted(range(len(stretches)), key=lambda i: stretches[i].start)
    rank = {old: new for new, old in enumerate(order)}
    return [stretches[i] for i in order], [(s, e, k, None if i is None else rank[i], n) for s, e, k, i, n in kept]


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph, without the blanks between them; good enough to find repetitions."""
    for match in SENTENCE_END.finditer(text, start, end):
        yield start, match.end()
        start = match.end() + lead(text[match.end() : end][:80])
    if start < end:
        yield start, end


class Said:
    """The sentences read so far, to find what a sentence repeats."""

    def __init__(self) -> None:
        self._sentences: list[tuple[list[str], tuple[int, int]]] = []
        self._by_words: dict[tuple[str, ...], int] = {}
        self._by_shingle: dict[tuple[str, ...], int] = {}

    def first(self, sentence: str, at: tuple[int, int]) -> tuple[int, int] | None:
        """Where the sentence stood before; None, and it is remembered, when it is new.

        Sentences under six words may well be said twice. Nearly the same counts for ten words or more: at most
        one in ten of them not in the earlier sentence, in the same order, and no number among those.
        """
        words = [w.lower() for w in WORD.findall(sentence)]
        if len(words) < 6:
            return None
        if tuple(words) in self._by_words:
            return self._sentences[self._by_words[tuple(words)]][1]
        shingles = list(zip(*(words[n:] for n in range(5)), strict=False))
        if len(words) >= 10:
            for candidate in sorted({self._by_shingle[s] for s in shingles if s in self._by_shingle}):
                if repeats(words, self._sentences[candidate][0]):
                    return self._sentences[candidate][1]
        self._by_words[tuple(words)] = len(self._sentences)
        for shingle in shingles:
            self._by_shingle.setdefault(shingle, len(self._sentences))
        self._sentences.append((words, at))
        return None


def repeats(words: list[str], earlier: list[str]) -> bool:
    """True when a sentence says hardly more than an earlier one, in its order and with its numbers."""
    extra = Counter(words) - Counter(earlier)
    if sum(extra.values()) > 0.1 * len(words) or any(any(c.isdigit() for c in word) for word in extra):
        return False
    matched = sum(m.size for m in SequenceMatcher(None, words, earlier, autojunk=False).get_matching_blocks())
    return matched >= 0.88 * len(words)


def compose(text: str, stretches: list[Stretch], pieces: list[Piece]) -> Reading:
    """The reading text of the pieces, with the map back."""
    columns: Columns = ([], array("L"), array("L"))
    blocks: list[Block] = []
    cut_runs = 0
    for start, end, kind, stretch, number in pieces:
        if kind in UNREAD:
            continue
        before = len(columns[0])
        if before:
            append(columns, " ", start, start)
        begin = len(columns[0])
        cut_runs += append_readable(text, start, end, columns)
        drop_blanks(columns, begin)
        if len(columns[0]) > begin:
            blocks.append(Block(begin, len(columns[0]), kind, stretch, number))
        else:
            truncate(columns, before)
    return Reading("".join(columns[0]), tuple(blocks), tuple(stretches), cut_runs, columns[1], columns[2])


def append(columns: Columns, character: str, start: int, end: int) -> None:
    """Append one character of the reading text and where it stood."""
    columns[0].append(character)
    columns[1].append(start)
    columns[2].append(end)


def truncate(columns: Columns, size: int) -> None:
    """Cut the reading text to a size."""
    for column in columns:
        del column[size:]


def drop_blanks(columns: Columns, begin: int) -> None:
    """Cut blanks off the end of what was appended from `begin` on."""
    size = len(columns[0])
    while size > begin and columns[0][size - 1] == " ":
        size -= 1
    truncate(columns, size)


def append_readable(text: str, start: int, end: int, columns: Columns) -> int:
    """Append what can be read of a piece; gives the number of runs without white space that were cut short."""
    run = cut = 0
    i = start
    while i < end:
        character, width = text[i], 1
        if character in "'`" and DOUBLE_MARK.match(text, i, end):
            character, width = '"', 2
        seen = readable(character)
        run = 0 if seen == " " else run + 1
        cut += run == LONG_RUN + 1
        if seen and run <= LONG_RUN and not (seen == " " and (not columns[0] or columns[0][-1] == " ")):
            append(columns, seen, i, i + width)
        i += width
    return cut


def readable(character: str) -> str:
    """The character as a reader sees it: a blank for white space and controls, nothing for what cannot be seen."""
    if character.isalnum() or character in ASCII_SEEN:
        return character
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return " "
    return "" if category in UNSEEN else character
