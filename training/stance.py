"""Train the classifier of stances, and write it as the package ships it.

    python -m training.stance --corpora FOLDER [--teacher FILE] [--epochs N] [--out service/models]

Reads directed sentiment (pairs) and NewsMTSC (targets) as the service reads a text, fine-tunes MiniLM-L6 on both tasks
at once, and exports it to ONNX int8. `--teacher` names what `training.stance_teacher` made: chances to learn from
beside the labels, and for pairs and targets of the same sentences that have no label.
"""

from __future__ import annotations

import argparse
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
from service.pipeline.recognizer import CLS
from service.pipeline.stances.classifier import CODES, FIRST, SECOND, SIZES
from training.encoder import HIDDEN, Encoder, export
from training.schedule import learn, rise_and_fall, running_mean, two_rates
from training.stance_examples import SEED, Example, batches, parsed_corpora

HEADS = 4
FRESH = ("encoder.columns", "look", "pair", "tone")
"""Parts that begin at chance, and learn eight times as fast as the layers of MiniLM."""
TAUGHT = 0.65
"""How much of what an example with a label teaches comes from the teacher, where there is one."""
MEMORY = 0.997
"""Weights are averaged over steps, each counting so much less than the next."""


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with stances/*.jsonl")
    parser.add_argument(
        "--teacher", type=Path, help="chances of each class by document, made by training.stance_teacher"
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=6e-5, help="learning rate of the layers at its highest")
    parser.add_argument("--taught", type=float, default=TAUGHT, help="the teacher's share in examples with a label")
    parser.add_argument("--mix", type=Path, help="weights of another run (its --keep), to be averaged with this one's")
    parser.add_argument("--mix-share", type=float, default=0.4, help="the share of the other run")
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
    model, rng = Judge(), random.Random(options.seed)
    fit(model, train, (valid, tenth), epochs=options.epochs, rate=options.rate, taught=options.taught, rng=rng)
    if options.keep:
        torch.save(model.state_dict(), options.keep)
    if options.mix:
        model.load_state_dict(mixed(model.state_dict(), torch.load(options.mix, weights_only=True), options.mix_share))
        print(f"mixed: {told(model, valid, tenth)}")
    options.out.mkdir(parents=True, exist_ok=True)
    print(f"stances.onnx sha256 {write(model, options.out / 'stances.onnx')}")


def mixed(ours: dict[str, Tensor], other: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """The mean of the weights of two runs from one base (Wortsman and others, 2022), by the share of the other."""
    return {name: torch.lerp(weights, other[name], share) for name, weights in ours.items()}


def write(model: Judge, path: Path) -> str:
    """Export a trained model; gives the file's SHA-256."""
    rows, length = 2, 7
    flat = rows * length
    inputs = {
        "pieces": torch.arange(1000, 1000 + flat).view(rows, length),
        "columns": torch.zeros(rows, length, len(SIZES), dtype=torch.long),
        "real": torch.ones(rows, length, dtype=torch.bool),
        "pairs": functional.one_hot(torch.arange(flat) % CODES, CODES).float()[None].repeat(3, 1, 1),
        "own": torch.zeros(3, flat),
        "targets": (torch.arange(flat) % CODES == SECOND).float()[None].repeat(4, 1),
        "hers": torch.zeros(4, flat),
    }
    axes = {
        **{name: {0: "sentences", 1: "length"} for name in ("pieces", "columns", "real")},
        **{name: {0: "asked_pairs", 1: "all"} for name in ("pairs", "own")},
        **{name: {0: "asked_targets", 1: "all"} for name in ("targets", "hers")},
        "five": {0: "asked_pairs"},
        "three": {0: "asked_targets"},
    }
    return export(Served(model), inputs, ["five", "three"], path, axes)


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
            mask: added to the scores, shape (asked, length).
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
    """MiniLM over a sentence with columns beside its word pieces, and a head for pairs and one for targets."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(SIZES, dropout=dropout)
        self.encoder.load_base()
        for column in self.encoder.columns:
            nn.init.normal_(column.weight, std=0.02)
        self.look_pair, self.look_tone = Look(2 * HIDDEN), Look(HIDDEN)
        self.pair, self.tone = head(3 * HIDDEN, HIDDEN, dropout), head(2 * HIDDEN, HIDDEN, dropout)

    def encode(self, pieces: Tensor, columns: Tensor, real: Tensor) -> Tensor:
        """States of each word piece, shape (batch, length, HIDDEN), read behind BERT's mark of a beginning."""
        pieces = functional.pad(pieces, (1, 0), value=CLS)
        columns = functional.pad(columns, (0, 0, 1, 0))
        states: Tensor = self.encoder(pieces, columns, functional.pad(real, (1, 0), value=True))
        return states[:, 1:]

    def pairs(self, states: Tensor, what: Tensor, mask: Tensor) -> Tensor:
        """Scores of the five classes of each pair, shape (pairs, 5): one model for either way round."""
        first, second = mean_of(states, what[..., FIRST]), mean_of(states, what[..., SECOND])
        turned = torch.stack([what[..., 0], what[..., 1], what[..., SECOND], what[..., FIRST]], -1)
        both = torch.cat([torch.cat([first, second], -1), torch.cat([second, first], -1)])
        if states.shape[0] > 1:  # a batch of sentences with a pair each
            states = states.repeat(2, 1, 1)
        seen = self.look_pair(both, states, torch.cat([what, turned]), torch.cat([mask, mask]))
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
    """The classifier as it is exported: some sentences, any number of pairs and targets in them.

    Pairs and targets look at the sentences laid end to end, and a mask hides all but their own: that costs next to
    nothing, and spares a copy of the states for each.
    """

    def __init__(self, model: Judge) -> None:
        super().__init__()
        self.model = model

    def forward(  # noqa: PLR0917 - ONNX's inputs, in order
        self, pieces: Tensor, columns: Tensor, real: Tensor, pairs: Tensor, own: Tensor, targets: Tensor, hers: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Scores of pairs (pairs, 5) and tones (targets, 3).

        Args:
            pieces: shape (sentences, length), padded.
            columns: shape (sentences, length, columns).
            real: false at padding, shape (sentences, length).
            pairs: one-hot codes over all sentences end to end, shape (pairs, sentences * length, CODES).
            own: added to the scores of each pair: 0 in its sentence, else -10000; shape (pairs, sentences * length).
            targets: 1 in each target, shape (targets, sentences * length).
            hers: as `own`, of each target.
        """
        states = self.model.encode(pieces, columns, real).reshape(1, -1, HIDDEN)
        return self.model.pairs(states, pairs, own), self.model.tones(states, targets, hers)


# ---------------------------------------------------------------- training
def collate(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch padded to its longest sentence: word pieces, columns, one-hot codes, what is real."""
    padded = nn.utils.rnn.pad_sequence
    pieces, columns, what = (
        padded([torch.from_numpy(rows) for rows in found], batch_first=True)
        for found in zip(*((e.pieces, e.columns, e.codes) for e in batch), strict=True)
    )
    lengths = torch.tensor([len(e.pieces) for e in batch])
    real = torch.arange(pieces.shape[1]) < lengths[:, None]
    return pieces, columns, functional.one_hot(what, CODES).float(), real


def scores_of(model: Judge, batch: Sequence[Example]) -> dict[str, tuple[list[int], Tensor]]:
    """Where the examples of each task stand in a batch, and their scores."""
    pieces, columns, what, real = collate(batch)
    with torch.autocast("cpu", torch.bfloat16):
        states = model.encode(pieces, columns, real)
    states = states.float()
    mask = torch.where(real, 0.0, -10000.0)
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
    measured: tuple[Sequence[Example], Sequence[Example]],
    *,
    epochs: int,
    rate: float,
    taught: float,
    rng: random.Random,
) -> None:
    """Fine-tune with AdamW, a linear rise and fall of the learning rate, and smoothed labels, in bfloat16.

    More from the teacher's chances than from the labels, where there are both.
    """
    optimizer = two_rates(model, FRESH, rate, 8)
    steps = epochs * sum(1 for _ in batches(train, random.Random(0)))
    schedule, mean = rise_and_fall(optimizer, steps), running_mean(model, MEMORY)
    began = time.perf_counter()
    for epoch in range(epochs):
        model.train()
        total = count = 0.0
        for batch in tqdm(batches(train, rng), total=steps // epochs, desc=f"epoch {epoch + 1}", mininterval=20):
            found = scores_of(model, batch).values()
            loss = sum(lesson([batch[n] for n in at], scores, taught) for at, scores in found) / len(batch)
            learn(loss, model, optimizer, schedule, mean)
            total, count = total + loss.item(), count + 1
        seconds = time.perf_counter() - began
        print(
            f"epoch {epoch + 1}: loss {total / count:.4f}  {told(mean.module, *measured)}  {seconds:.0f} s", flush=True
        )
    model.load_state_dict(mean.module.state_dict())


def told(model: Judge, valid: Sequence[Example], tenth: Sequence[Example]) -> str:
    """The scores of a model, to be printed."""
    pairs, tones = measure(model, valid, 5), measure(model, tenth, 3)
    return f"pairs {pairs[0]:.1f} (P {pairs[1]:.1f} at R 25), targets {tones[0]:.1f}"


def lesson(batch: Sequence[Example], scores: Tensor, taught: float) -> Tensor:
    """The loss of examples of one task, summed: from the label, from the teacher, or shared between the two."""
    total = torch.zeros(())
    marked = [n for n, e in enumerate(batch) if e.label is not None]
    if marked:
        labels = torch.tensor([batch[n].label for n in marked])
        shares = torch.tensor([1 - taught if batch[n].soft is not None else 1.0 for n in marked])
        loss = functional.cross_entropy(scores[marked], labels, label_smoothing=0.05, reduction="none")
        total = total + (loss * shares).sum()
    soft = [n for n, e in enumerate(batch) if e.soft is not None]
    if soft:
        wanted = torch.from_numpy(np.stack([batch[n].soft for n in soft])).float()
        shares = torch.tensor([1.0 if batch[n].label is None else taught for n in soft])
        total = total + (functional.cross_entropy(scores[soft], wanted, reduction="none") * shares).sum()
    return total


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
            ((_, scores),) = scores_of(model, [examples[k] for k in at]).values()
            found.update(zip(at, scores.softmax(-1).numpy(), strict=True))
    return np.stack([found[n] for n in range(len(examples))])


if __name__ == "__main__":
    main()
