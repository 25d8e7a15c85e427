"""What every fine-tuning here does alike: a rate that rises and falls, and weights averaged over steps."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def two_rates(model: nn.Module, fresh: tuple[str, ...], rate: float, times: float) -> AdamW:
    """AdamW in which parts that begin at chance, by the beginning of their names, learn faster than the rest."""
    slow = [p for n, p in model.named_parameters() if not n.startswith(fresh)]
    fast = [p for n, p in model.named_parameters() if n.startswith(fresh)]
    groups = [{"params": slow, "lr": rate}, {"params": fast, "lr": times * rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))


def rise_and_fall(optimizer: AdamW, steps: int, floor: float = 0.02) -> LambdaLR:
    """The rate rises over a tenth of the steps and falls in a line to a share of its highest."""
    warm = max(1, steps // 10)
    return LambdaLR(optimizer, lambda n: min((n + 1) / warm, max(floor, (steps - n) / (steps - warm))))


def running_mean(model: nn.Module, memory: float) -> AveragedModel:
    """The model with its weights averaged over steps, each counting so much less than the next."""
    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(memory))


def learn(loss: Tensor, model: nn.Module, optimizer: AdamW, schedule: LambdaLR, mean: AveragedModel) -> None:
    """One step down the gradient, clipped, and into the mean."""
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    mean.update_parameters(model)
    optimizer.zero_grad(set_to_none=True)
