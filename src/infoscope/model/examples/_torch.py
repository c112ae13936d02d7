"""A small denoiser of grey images, in torch: convolutions give each pixel a law over its levels."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["GreyDenoiser", "train_epoch"]

_LEARNED = (-7.0, 9.0)  # log-SNR: above it Bayes' rule rounds, whatever the network says
_RICH = (0.0, 8.0)  # where nearly all bits are
_HEED = 0.02  # added to the SNR: where that is next to nothing, the network would not be told of its errors


class GreyDenoiser(nn.Module):
    """E[x_0 | x_t] of images (b, 1, side, side) whose pixels take `levels` values from −1 to 1.

    The network sees x_t and the log-SNR, and gives each pixel logits ℓ_k over its levels v_k. Bayes' rule
    adds what x_t itself tells of that pixel, known in closed form: with x_t = α x_0 + σ ε,

        E[x_0 | x_t] = Σ_k v_k softmax_k(ℓ_k − (x_t − α v_k)²/(2σ²)).

    So at little noise it rounds to the nearest level, as it should, without having to learn that.
    """

    values: Tensor
    place: Tensor
    rates: Tensor

    def __init__(self, levels: int, side: int, width: int, depth: int, dropout: float):
        super().__init__()
        self.register_buffer("values", torch.linspace(-1.0, 1.0, levels))
        line = torch.linspace(-1.0, 1.0, side)
        self.register_buffer("place", torch.stack(torch.meshgrid(line, line, indexing="ij"))[None])
        self.register_buffer("rates", torch.linspace(0.1, 3.0, 16))
        self.noise = nn.Sequential(nn.Linear(32, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())
        self.enter = nn.Conv2d(3, width, 3, padding=1)
        self.blocks = nn.ModuleList(_Block(width, side, dropout) for _ in range(depth))
        self.leave = nn.Conv2d(width, levels, 1, bias=False)
        self.bias = nn.Parameter(torch.zeros(levels, side, side))
        nn.init.zeros_(self.leave.weight)

    def forward(self, x: Tensor, log_snr: Tensor) -> Tensor:
        angles = log_snr[:, None] * self.rates
        noise = self.noise(torch.cat([angles.sin(), angles.cos()], 1))  # (b, width)
        h = self.enter(torch.cat([x, self.place.expand(len(x), -1, -1, -1)], 1))  # (b, width, side, side)
        for block in self.blocks:
            h = block(h, noise)
        logits = self.leave(functional.silu(h)) + self.bias  # (b, levels, side, side)
        signal, variance = (torch.sigmoid(s).reshape(-1, 1, 1, 1) for s in (log_snr, -log_snr))
        levels = self.values.reshape(1, -1, 1, 1)
        seen = -((x - signal.sqrt() * levels) ** 2) / (2.0 * variance)
        return (torch.softmax(logits + seen, 1) * levels).sum(1, keepdim=True)


class _Block(nn.Module):
    """Near pixels by a convolution, far ones by one linear map of the whole image, and how noisy it is."""

    def __init__(self, width: int, side: int, dropout: float):
        super().__init__()
        self.norm = nn.GroupNorm(8, width)
        self.near = nn.Conv2d(width, width, 3, padding=1)
        self.noise = nn.Linear(width, width)
        self.far = nn.Linear(side * side, side * side)
        self.out = nn.Conv2d(width, width, 3, padding=1)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.far.weight)
        nn.init.zeros_(self.far.bias)

    def forward(self, h: Tensor, noise: Tensor) -> Tensor:
        r = self.near(functional.silu(self.norm(h))) + self.noise(noise)[:, :, None, None]
        r = r + self.far(r.flatten(2)).view_as(r)
        return h + self.out(self.dropout(functional.silu(r)))


def train_epoch(
    network: GreyDenoiser,
    average: GreyDenoiser,
    optimizer: torch.optim.Optimizer,
    images: Tensor,
    epoch: int,
    recipe: dict[str, Any],
) -> None:
    """Once through the images; `average` follows the network, slower the longer it has been trained."""
    batches = torch.randperm(len(images)).split(recipe["batch"])
    for i, index in enumerate(batches):
        step, steps = epoch * len(batches) + i, recipe["epochs"] * len(batches)
        rate = recipe["rate"] * min(1.0, (step + 1) / 100) * 0.5 * (1.0 + math.cos(math.pi * step / steps))
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        _bound(network, images[index]).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        weight = 1.0 - min(recipe["average"], (step + 1) / (step + 20))
        with torch.no_grad():
            for slow, fast in zip(average.parameters(), network.parameters()):
                slow.lerp_(fast, weight)


def _bound(network: GreyDenoiser, x: Tensor) -> Tensor:
    """½ ∫ SNR ‖x_0 − x̂_0‖² dλ in nats a pixel, the bound's integral, one λ an image, stratified."""
    log_snr, density = _times(len(x))
    signal, noise = (torch.sigmoid(s).sqrt().reshape(-1, 1, 1, 1) for s in (log_snr, -log_snr))
    guess = network(signal * x + noise * torch.randn_like(x), log_snr)
    error = ((guess - x) ** 2).flatten(1).mean(1)
    return (0.5 * (log_snr.exp() + _HEED) / density * error).mean()


def _times(n: int) -> tuple[Tensor, Tensor]:
    """`(log_snr, density)` of n draws: half over all that is learned, half where nearly all bits are."""
    u = (torch.randperm(n) + torch.rand(1)) / n
    (low, high), (rich, end) = _LEARNED, _RICH
    log_snr = torch.where(u < 0.5, low + (high - low) * 2.0 * u, rich + (end - rich) * (2.0 * u - 1.0))
    inside = (log_snr >= rich) & (log_snr < end)
    return log_snr, 0.5 / (high - low) + 0.5 / (end - rich) * inside
