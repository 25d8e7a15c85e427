"""Train the classifier of stances, and write it as the package ships it.

    python -m training.stance --corpora FOLDER [--teacher FILE] [--epochs N] [--out service/models]

Reads directed sentiment (pairs) and NewsMTSC (targets) as the service reads a text, takes the hidden states that the
recognizer of names makes of them, fine-tunes the upper layers of MiniLM-L6 on both tasks at once, and exports them to
ONNX int8. `--teacher` names what `training.stance_teacher` made: chances to learn from beside the labels.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from evaluation.judging import macro_f1, precision_at
from service.pipeline.stances.classifier import CODES, FIRST, SECOND, SIZES
from training.encoder import HIDDEN, Encoder, export
from training.schedule import learn, rise_and_fall, running_mean, two_rates
from training.stance_examples import SEED, Example, batches, parsed_corpora

KEPT = (2, 3, 4, 5)
"""Layers of MiniLM that go on from the recognizer's first two."""
HEADS = 4
FRESH = ("columns", "look", "pair", "tone")
"""Parts that begin at chance, and learn eight times as fast as the layers of MiniLM."""
MEMORY = 0.997
"""Weights are averaged over steps, each counting so much less than the next."""


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with stances/*.jsonl")
    parser.add_argument(
        "--teacher", type=Path, help="chances of each class by document, made by training.stance_teacher"
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-4, help="learning rate of the layers at its highest")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path("service/models"))
    parser.add_argument("--keep", type=Path, help="also keep the weights of torch here")
    parser.add_argument("--parsed", type=Path, help="keep the parsed corpora here, and read them from here")
    parser.add_argument("--only-parse", action="store_true", help="stop when the corpora are parsed")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    train, valid, tenth = parsed_corpora(options.corpora / "stances", options.parsed)
    print(f"{len(train)} examples to train on, {len(valid)} pairs and {len(tenth)} targets held out", flush=True)
    if options.only_parse:
        return
    if options.teacher:
        train = taught(train, options.teacher)
    model = Judge()
    fit(model, train, valid, tenth, epochs=options.epochs, rate=options.rate, rng=random.Random(options.seed))
    if options.keep:
        torch.save(model.state_dict(), options.keep)
    options.out.mkdir(parents=True, exist_ok=True)
    print(f"stances.onnx sha256 {write(model, options.out / 'stances.onnx')}")


def write(model: Judge, path: Path) -> str:
    """Export a trained model; gives the file's SHA-256."""
    length, codes_ = 7, torch.arange(7) % CODES
    inputs = {
        "hidden": torch.randn(1, length, HIDDEN),
        "columns": torch.zeros(1, length, len(SIZES), dtype=torch.long),
        "codes": functional.one_hot(codes_, CODES).float()[None].repeat(2, 1, 1),
        "targets": (codes_ == SECOND).float()[None].repeat(3, 1),
    }
    axes = {
        "hidden": {1: "length"},
        "columns": {1: "length"},
        "codes": {0: "pairs", 1: "length"},
        "targets": {0: "targets", 1: "length"},
        "pairs": {0: "pairs"},
        "tones": {0: "targets"},
    }
    return export(Served(model), inputs, ["pairs", "tones"], path, axes)


def taught(examples: Sequence[Example], path: Path) -> list[Example]:
    """The examples with the teacher's chances."""
    with np.load(path) as chances:
        return [replace(e, soft=chances[e.identifier]) if e.identifier in chances else e for e in examples]


# ---------------------------------------------------------------- model
class Look(nn.Module):
    """Attention of a pair or a target over its sentence, by content and by what each word piece is to it."""

    def __init__(self, asking: int) -> None:
        super().__init__()
        self.query = nn.Linear(asking, HIDDEN)
        self.key = nn.Linear(HIDDEN, HIDDEN)
        self.value = nn.Linear(HIDDEN, HIDDEN)
        self.code_key = nn.Linear(CODES, HIDDEN, bias=False)
        self.code_value = nn.Linear(CODES, HIDDEN, bias=False)

    def forward(self, asking: Tensor, states: Tensor, what: Tensor, mask: Tensor) -> Tensor:
        """What was seen, shape (asked, HIDDEN).

        Args:
            asking: shape (asked, asking).
            states: shape (asked or 1, length, HIDDEN).
            what: one-hot codes, shape (asked, length, CODES).
            mask: added to the scores, shape (asked or 1, length).
        """
        size = HIDDEN // HEADS
        query = self.query(asking).view(-1, HEADS, size)
        key = self.key(states).view(states.shape[0], -1, HEADS, size).permute(0, 2, 3, 1)
        value = self.value(states).view(states.shape[0], -1, HEADS, size).transpose(1, 2)
        code_key = self.code_key.weight.view(HEADS, size, CODES)
        code_value = self.code_value.weight.view(HEADS, size, CODES)
        if states.shape[0] == 1 and query.shape[0] != 1:
            scores = torch.matmul(query.transpose(0, 1), key[0]).transpose(0, 1)
        else:
            scores = torch.matmul(query.unsqueeze(2), key).squeeze(2)
        beside = (query.unsqueeze(-1) * code_key).sum(2)  # (asked, heads, codes)
        scores = (scores + torch.matmul(beside, what.transpose(1, 2))) / math.sqrt(size) + mask[:, None, :]
        weights = scores.softmax(-1)
        if states.shape[0] == 1 and query.shape[0] != 1:
            seen = torch.matmul(weights.transpose(0, 1), value[0]).transpose(0, 1)
        else:
            seen = torch.matmul(weights.unsqueeze(2), value).squeeze(2)
        coded = torch.matmul(weights, what)  # (asked, heads, codes)
        return (seen + (coded.unsqueeze(2) * code_value).sum(-1)).reshape(-1, HIDDEN)


def head(width: int, inner: int, dropout: float = 0.1) -> nn.Sequential:
    """Two layers over what is known of a pair or a target, with three classes."""
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(width, inner), nn.GELU(), nn.Dropout(dropout), nn.Linear(inner, 3)
    )


def five_ways(there: Tensor, back: Tensor) -> Tensor:
    """The five classes of a pair, from no stance, for and against either way round, each (pairs, 3)."""
    return torch.stack([there[:, 0] + back[:, 0], there[:, 1], back[:, 1], there[:, 2], back[:, 2]], -1)


class Judge(nn.Module):
    """Upper layers over the recognizer's hidden states, with a head for pairs and one for targets."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        base = Encoder((), dropout=dropout)
        base.load_base()
        self.layers = nn.ModuleList(copy.deepcopy(base.layers[n]) for n in KEPT)
        self.columns = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in SIZES)
        for column in self.columns:
            nn.init.normal_(column.weight, std=0.02)
        self.dropout = nn.Dropout(dropout)
        self.look_pair, self.look_tone = Look(2 * HIDDEN), Look(HIDDEN)
        self.pair, self.tone = head(3 * HIDDEN, HIDDEN, dropout), head(2 * HIDDEN, HIDDEN, dropout)

    def encode(self, hidden: Tensor, columns: Tensor, mask: Tensor) -> Tensor:
        """States of each word piece, shape (batch, length, HIDDEN); mask (batch, length) is added to the scores."""
        x = hidden
        for n, column in enumerate(self.columns):
            x = x + column(columns[..., n])
        x = self.dropout(x)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x

    def pairs(self, states: Tensor, what: Tensor, mask: Tensor) -> Tensor:
        """Scores of the five classes of each pair, shape (pairs, 5): one model for either way round."""
        first, second = mean_of(states, what[..., FIRST]), mean_of(states, what[..., SECOND])
        turned = torch.stack([what[..., 0], what[..., 1], what[..., SECOND], what[..., FIRST]], -1)
        both = torch.cat([torch.cat([first, second], -1), torch.cat([second, first], -1)])
        if states.shape[0] > 1:  # a batch of sentences with a pair each
            states, mask = states.repeat(2, 1, 1), mask.repeat(2, 1)
        seen = self.look_pair(both, states, torch.cat([what, turned]), mask)
        there, back = self.pair(torch.cat([both, seen], -1)).chunk(2)  # no stance, for, against, either way
        return five_ways(there, back)

    def tones(self, states: Tensor, within: Tensor, mask: Tensor) -> Tensor:
        """Scores of neutral, for and against toward each target, shape (targets, 3)."""
        target = mean_of(states, within)
        nothing = torch.zeros_like(within)
        what = torch.stack([1 - within, nothing, nothing, within], -1)
        return self.tone(torch.cat([target, self.look_tone(target, states, what, mask)], -1))


def mean_of(states: Tensor, within: Tensor) -> Tensor:
    """The mean state of the word pieces of a phrase, shape (asked, HIDDEN)."""
    total = within.sum(-1, keepdim=True).clamp(min=1)
    return torch.matmul((within / total).unsqueeze(1), states.expand(within.shape[0], -1, -1)).squeeze(1)


class Served(nn.Module):
    """The classifier as it is exported: one sentence, any number of pairs and targets."""

    def __init__(self, model: Judge) -> None:
        super().__init__()
        self.model = model

    def forward(self, hidden: Tensor, columns: Tensor, codes: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of pairs (pairs, 5) and tones (targets, 3)."""
        mask = torch.zeros_like(columns[..., 0], dtype=hidden.dtype)
        states = self.model.encode(hidden, columns, mask)
        return self.model.pairs(states, codes, mask), self.model.tones(states, targets, mask)


# ---------------------------------------------------------------- training
def collate(batch: Sequence[Example], rng: random.Random | None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch padded to its longest sentence: hidden states, columns, one-hot codes, mask."""
    longest = max(len(e.codes) for e in batch)
    hidden = np.zeros((len(batch), longest, HIDDEN), dtype=np.float32)
    columns = np.zeros((len(batch), longest, len(SIZES)), dtype=np.int64)
    what = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.full((len(batch), longest), -10000.0, dtype=np.float32)
    for n, example in enumerate(batch):
        length = len(example.codes)
        hidden[n, :length] = rng.choice(example.states) if rng else example.states[0]
        columns[n, :length], what[n, :length], mask[n, :length] = example.columns, example.codes, 0
    coded = functional.one_hot(torch.from_numpy(what), CODES).float()
    return torch.from_numpy(hidden), torch.from_numpy(columns), coded, torch.from_numpy(mask)


def scores_of(model: Judge, batch: Sequence[Example], rng: random.Random | None) -> dict[str, tuple[list[int], Tensor]]:
    """Where the examples of each task stand in a batch, and their scores."""
    hidden, columns, what, mask = collate(batch, rng)
    with torch.autocast("cpu", torch.bfloat16):
        states = model.encode(hidden, columns, mask)
    states = states.float()
    found = {}
    for kind in ("pair", "tone"):
        at = [n for n, e in enumerate(batch) if e.kind == kind]
        if at and kind == "pair":
            found[kind] = at, model.pairs(states[at], what[at], mask[at])
        elif at:
            found[kind] = at, model.tones(states[at], what[at][..., SECOND], mask[at])
    return found


def fit(
    model: Judge,
    train: Sequence[Example],
    valid: Sequence[Example],
    tenth: Sequence[Example],
    *,
    epochs: int,
    rate: float,
    rng: random.Random,
) -> None:
    """Fine-tune with AdamW, a linear rise and fall of the learning rate, and smoothed labels, in bfloat16.

    Half from the labels, half from the teacher's chances where there are any.
    """
    optimizer = two_rates(model, FRESH, rate, 8)
    steps = epochs * sum(1 for _ in batches(train, random.Random(0)))
    schedule, mean = rise_and_fall(optimizer, steps), running_mean(model, MEMORY)
    began = time.perf_counter()
    for epoch in range(epochs):
        model.train()
        total = count = 0.0
        for batch in tqdm(batches(train, rng), total=steps // epochs, desc=f"epoch {epoch + 1}", mininterval=20):
            loss = sum(
                lesson([batch[n] for n in at], scores) for at, scores in scores_of(model, batch, rng).values()
            ) / len(batch)
            learn(loss, model, optimizer, schedule, mean)
            total, count = total + loss.item(), count + 1
        pairs, tones = measure(mean.module, valid, 5), measure(mean.module, tenth, 3)
        told = f"pairs {pairs[0]:.1f} (P {pairs[1]:.1f} at R 25), targets {tones[0]:.1f}"
        print(f"epoch {epoch + 1}: loss {total / count:.4f}  {told}  {time.perf_counter() - began:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())


def lesson(batch: Sequence[Example], scores: Tensor) -> Tensor:
    """The loss of examples of one task, summed: from their labels, and from the teacher where there is one."""
    labels = torch.tensor([e.label for e in batch])
    hard = functional.cross_entropy(scores, labels, label_smoothing=0.05, reduction="none")
    soft = [n for n, e in enumerate(batch) if e.soft is not None]
    if not soft:
        return hard.sum()
    wanted = torch.from_numpy(np.stack([batch[n].soft for n in soft])).float()
    learned = functional.cross_entropy(scores[soft], wanted, reduction="none")
    share = torch.ones(len(batch))
    share[soft] = 0.5
    return (share * hard).sum() + 0.5 * learned.sum()


def measure(model: Judge, examples: Sequence[Example], classes: int) -> tuple[float, float]:
    """Macro-F1 in percent, and the precision of the surest polar answers that reach a recall of a quarter."""
    chances, gold = predict(model, examples), np.array([e.label for e in examples])
    return macro_f1(gold, chances.argmax(1), classes), precision_at(gold, chances, 0.25)


def predict(model: Judge, examples: Sequence[Example]) -> np.ndarray:
    """The chance of each class, of examples of one task, shape (examples, classes)."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].codes))
    found: dict[int, np.ndarray] = {}
    with torch.inference_mode():
        for n in range(0, len(order), 64):
            at = order[n : n + 64]
            ((_, scores),) = scores_of(model, [examples[k] for k in at], None).values()
            found.update(zip(at, scores.softmax(-1).numpy(), strict=True))
    return np.stack([found[n] for n in range(len(examples))])


if __name__ == "__main__":
    main()
