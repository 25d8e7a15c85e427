"""Train the recognizer of names, and write it as the package ships it.

    python -m training.ner --corpora FOLDER [--epochs N] [--out service/models]

Reads the corpora whose licence allows it (see the card, service/models/names.md), parses them with the service's own
pipeline, fine-tunes MiniLM-L6 and exports it to ONNX int8.
"""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from evaluation.scoring_entities import whole_name
from service.config import read_settings
from service.lexicons import Lexicon, load_lexicon
from service.pipeline.components import read
from service.pipeline.recognizer import (
    COLUMNS,
    LABELS,
    SIZES,
    WINDOW,
    Tokens,
    decode,
    read_tokens,
    window_inputs,
    windows,
)
from service.pipeline.segments import Reading, read_segments
from service.structuring import load_pipeline
from training.encoder import HIDDEN, Encoder, base_file, export
from training.schedule import learn, running_mean
from training.wire import Typed, swapped, wire_copy

TRAIN = ("uner_ewt_dev", "uner_ewt_test", "wikigold", "gum_interview", "gum_ccby_other")
LEFT_OUT = ("GUM/speech", "GUM/textbook")
"""GUM names no licence for these."""
HELD_OUT = ("gum_news", "conllpp_dev")
KIND = {"PER": "PERSON", "person": "PERSON", "ORG": "ORG", "organization": "ORG", "LOC": "GPE", "place": "GPE"}
IGNORED = -100
BATCH = 16
PAGES = 1000
"""Invented pages of wire copy to train on beside the corpora."""
KEPT = (0, 1, 3, 5)
"""Layers of the teacher that the student keeps: two thirds of the time."""
MEMORY = 0.998
"""Weights are averaged over steps, each counting so much less than the next."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """A parsed article and the label of each of its tokens, shape (tokens,)."""

    tokens: Tokens
    labels: np.ndarray


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with entities/*.jsonl")
    parser.add_argument("--epochs", type=int, default=4, help="of the teacher, all six layers")
    parser.add_argument("--student-epochs", type=int, default=3, help="of the model that ships, layers " + str(KEPT))
    parser.add_argument("--teacher", type=Path, help="a teacher trained before (teacher.pt) instead of a new one")
    parser.add_argument("--rate", type=float, default=1e-4, help="learning rate of the encoder at its highest")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path("service/models"))
    parser.add_argument("--parsed", type=Path, help="keep the parsed corpora here, and read them from here")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    train, held_out = parsed_corpora(options.corpora / "entities", options.parsed)
    print(f"{len(train)} texts, {sum(len(e.labels) for e in train)} tokens to train on")
    rng = random.Random(options.seed)
    teacher = Recognizer()
    if options.teacher:
        teacher.load_state_dict(torch.load(options.teacher, weights_only=True))
    else:
        teacher.encoder.load_base()
        fit(teacher, train, held_out, epochs=options.epochs, rate=options.rate, rng=rng)
        torch.save(teacher.state_dict(), "teacher.pt")
    model = copy.deepcopy(teacher)
    model.encoder.keep(KEPT)
    fit(model, train, held_out, epochs=options.student_epochs, rate=options.rate, rng=rng, teacher=teacher)
    options.out.mkdir(parents=True, exist_ok=True)
    example = window_of(train[0], 0, min(20, len(train[0].labels)))
    inputs = {"pieces": example[0][None], "columns": example[1][None]}
    digest = export(Served(model), inputs, ["logits"], options.out / "names.onnx")
    (options.out / "tokenizer.json").write_bytes(base_file("tokenizer.json"))
    print(f"names.onnx sha256 {digest}")


# ---------------------------------------------------------------- corpora
def parsed_corpora(folder: Path, kept: Path | None) -> tuple[list[Example], dict[str, list[Example]]]:
    """The examples to train on, and those to measure on by corpus."""
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())  # our own file of a minute ago
    nlp, lexicon = load_pipeline(read_settings().model), load_lexicon()
    tokenizer = Tokenizer.from_str(base_file("tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rng = random.Random(SEED)
    train = []
    for name in TRAIN:
        for document in tqdm(list(documents(folder / f"{name}.jsonl")), desc=name):
            text, names = document["text"], gold_names(document, lexicon)
            train.append(example(text, names, nlp, lexicon, tokenizer))
            text, names = swapped(text, names, rng)
            train.append(example(shout(text, rng), names, nlp, lexicon, tokenizer))
    train += [example(*wire_copy(rng), nlp, lexicon, tokenizer) for _ in tqdm(range(PAGES), desc="wire copy")]
    held_out = {
        name: [
            example(d["text"], gold_names(d, lexicon), nlp, lexicon, tokenizer)
            for d in tqdm(list(documents(folder / f"{name}.jsonl")), desc=name)
        ]
        for name in HELD_OUT
    }
    if kept:
        kept.write_bytes(pickle.dumps((train, held_out)))
    return train, held_out


def documents(path: Path) -> Iterator[dict]:
    """The documents of a corpus that may be used."""
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        if document["source"] not in LEFT_OUT:
            yield document


def gold_names(document: dict, lexicon: Lexicon) -> list[Typed]:
    """The names of a document in characters, none in another, persons without their titles."""
    text, found = document["text"], []
    for entity in document["entities"]:
        kind = KIND.get(entity["label"])
        span = entity["name"] if "hpos" in entity else (entity["start"], entity["end"])
        if kind is None or not span:
            continue
        start, end = whole_name(document, entity)
        words = text[start:end].split(" ")
        while len(words) > 1 and (
            words[0].lower() in ("the", "a", "an") or (kind == "PERSON" and words[0] in lexicon.names.titles)
        ):
            start += len(words.pop(0)) + 1
        if any(word[:1].isupper() or word[:1].isdigit() for word in words):
            found.append((start, end, kind))
    return [a for a in found if not any(b[0] <= a[0] and a[1] <= b[1] and b[1] - b[0] > a[1] - a[0] for b in found)]


def shout(text: str, rng: random.Random, share: float = 0.06) -> str:
    """The text with some of its lines in capitals, of the same length; the same text when no line was drawn."""
    lines = text.split("\n")
    return "\n".join(u if rng.random() < share and len(u := line.upper()) == len(line) else line for line in lines)


def example(text: str, names: Iterable[Typed], nlp: Language, lexicon: Lexicon, tokenizer: Tokenizer) -> Example:
    """A text parsed as the service does, with its labels."""
    reading = read_segments(text, lexicon.segments)
    with nlp.memory_zone():
        doc = read(nlp, reading)
        return Example(read_tokens(doc, tokenizer), labels_of(doc, reading, names))


def labels_of(doc: Doc, reading: Reading, names: Iterable[Typed]) -> np.ndarray:
    """The label of each token: the name that its first character stands in."""
    within: dict[int, tuple[int, str]] = {}
    for n, (start, end, kind) in enumerate(names):
        within.update((character, (n, kind)) for character in range(start, end))
    labels, before = [], None
    for token in doc:
        found = within.get(reading.sent_span(token.idx, token.idx + 1)[0])
        if found is None:
            labels.append(0)
        else:
            labels.append(LABELS.index(f"{'I' if found == before else 'B'}-{found[1]}"))
        before = found
    return np.array(labels, dtype=np.int64)


# ---------------------------------------------------------------- model
class Recognizer(nn.Module):
    """The encoder with a label for each word piece."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder(SIZES)
        self.label = nn.Linear(HIDDEN, len(LABELS))
        self.dropout = nn.Dropout(0.1)

    def forward(self, pieces: Tensor, columns: Tensor, real: Tensor) -> Tensor:
        """Label scores, shape (batch, length, labels)."""
        return self.label(self.dropout(self.encoder(pieces, columns, real)))


class Served(nn.Module):
    """The recognizer as it is exported: one window, no padding."""

    def __init__(self, model: Recognizer) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, columns: Tensor) -> Tensor:
        """Label scores, shape (1, length, labels)."""
        scores: Tensor = self.model(pieces, columns, torch.ones_like(pieces, dtype=torch.bool))
        return scores


def window_of(given: Example, start: int, end: int) -> tuple[Tensor, Tensor, Tensor]:
    """Word pieces, columns and labels of a window; only a token's first piece has a label."""
    pieces, columns = window_inputs(given.tokens, start, end)
    labels = np.full(len(pieces), IGNORED)
    labels[1 + given.tokens.first[start:end] - given.tokens.first[start]] = given.labels[start:end]
    return torch.from_numpy(pieces), torch.from_numpy(columns), torch.from_numpy(labels)


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[tuple[Tensor, Tensor, Tensor]]]:
    """Windows of one epoch, cut anew, in batches of like length and random order."""
    found = []
    for given in examples:
        sizes = (WINDOW, WINDOW, 64, 32)
        found += [window_of(given, *w) for w in windows(given.tokens, rng.choice(sizes)) if w[1] > w[0]]
    rng.shuffle(found)
    pool = 8 * BATCH
    grouped = []
    for n in range(0, len(found), pool):
        alike = sorted(found[n : n + pool], key=lambda w: len(w[0]))
        grouped += [alike[k : k + BATCH] for k in range(0, len(alike), BATCH)]
    rng.shuffle(grouped)
    yield from grouped


def collate(batch: Sequence[tuple[Tensor, Tensor, Tensor]]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch padded to its longest window: pieces, columns, labels, what is real."""
    pieces, columns, labels = zip(*batch, strict=True)
    padded = nn.utils.rnn.pad_sequence
    real = padded([torch.ones(len(p), dtype=torch.bool) for p in pieces], batch_first=True)
    return (
        padded(list(pieces), batch_first=True),
        padded(list(columns), batch_first=True),
        padded(list(labels), batch_first=True, padding_value=IGNORED),
        real,
    )


def blind(columns: Tensor, generator: torch.Generator) -> Tensor:
    """Columns of some windows and some tokens set to unknown, so that the model does not lean on them alone."""
    batch, length, _ = columns.shape
    hidden = torch.rand((batch, 1, len(COLUMNS)), generator=generator) < 0.1
    hidden = hidden | (torch.rand((batch, length, len(COLUMNS)), generator=generator) < 0.05)
    return columns.masked_fill(hidden, 0)


def fit(
    model: Recognizer,
    train: Sequence[Example],
    held_out: dict[str, list[Example]],
    *,
    epochs: int,
    rate: float,
    rng: random.Random,
    teacher: Recognizer | None = None,
) -> None:
    """Fine-tune with AdamW, a linear rise and fall of the learning rate, and smoothed labels, in bfloat16.

    A student learns half from the labels, half from what its teacher says of each word piece that has one.
    """
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    fresh = [p for n, p in model.named_parameters() if n.startswith(("label", "encoder.columns"))]
    body = [p for n, p in model.named_parameters() if not n.startswith(("label", "encoder.columns"))]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": fresh, "lr": 10 * rate}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    steps = epochs * sum(1 for _ in batches(train, random.Random(0)))
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, max(0.0, (1.05 * steps - n) / (1.05 * steps - warm)))
    )
    mean = running_mean(model, MEMORY)
    began = time.perf_counter()
    for epoch in range(epochs):
        model.train()
        total = count = 0.0
        for batch in tqdm(batches(train, rng), total=steps // epochs, desc=f"epoch {epoch + 1}", mininterval=20):
            pieces, columns, labels, real = collate(batch)
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(pieces, blind(columns, generator), real)
            scores, wanted = scores.float().flatten(0, 1), labels.flatten()
            loss = functional.cross_entropy(scores, wanted, ignore_index=IGNORED, label_smoothing=0.05)
            if teacher is not None:
                loss = (loss + lesson(teacher, pieces, columns, real, scores, wanted)) / 2
            learn(loss, model, optimizer, schedule, mean)
            total, count = total + loss.item(), count + 1
        report = "  ".join(f"{name} {measure(mean.module, examples):.1f}" for name, examples in held_out.items())
        print(f"epoch {epoch + 1}: loss {total / count:.4f}  {report}  {time.perf_counter() - began:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())


def lesson(
    teacher: Recognizer, pieces: Tensor, columns: Tensor, real: Tensor, scores: Tensor, wanted: Tensor
) -> Tensor:
    """How far a student's scores are from its teacher's (Hinton and others, 2015), over the labelled pieces."""
    teacher.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        taught = teacher(pieces, columns, real)
    judged = wanted != IGNORED
    target = taught.float().flatten(0, 1)[judged].clone().softmax(-1)
    return functional.cross_entropy(scores[judged], target)


def measure(model: Recognizer, examples: Sequence[Example]) -> float:
    """Exact F1 of names in percent, before the service's repairs."""
    model.eval()
    right = found = gold = 0
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for given in examples:
            scores = np.empty((len(given.labels), len(LABELS)), dtype=np.float32)
            for start, end in windows(given.tokens):
                pieces, columns, _ = window_of(given, start, end)
                logits = model(pieces[None], columns[None], torch.ones((1, len(pieces)), dtype=torch.bool))[0]
                first = 1 + given.tokens.first[start:end] - given.tokens.first[start]
                scores[start:end] = logits.float().log_softmax(-1).numpy()[first]
            ours, theirs = set(decode(scores)), set(decode(certain(given.labels)))
            right, found, gold = right + len(ours & theirs), found + len(ours), gold + len(theirs)
    return 200 * right / max(1, found + gold)


def certain(labels: np.ndarray) -> np.ndarray:
    """Labels as log-probabilities, shape (tokens, labels)."""
    return np.log(np.eye(len(LABELS), dtype=np.float32)[labels] + 1e-9)


if __name__ == "__main__":
    main()
