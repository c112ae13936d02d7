"""What a profile costs beyond the network, and what its draws are worth: python -m benchmarks.model

Overhead is time outside the network over time inside it, in one run, for a UNet of about a million
parameters on images of 32 × 32 × 3. Efficiency is the variance, at as many network calls, of one draw at an
even random step for each example, over that of the profile: so many times more calls would the plain
estimate need. Data's own variance, which no draw can reduce, is left out of both.
"""

import time

import numpy as np

from infoscope import model
from infoscope.model import worlds

__all__ = ["main"]

_REPEATS = 40


class _Clock:
    """A network, and the seconds spent inside it."""

    def __init__(self, network):
        import torch

        class Timed(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.network, self.seconds, self.calls = network, 0.0, 0

            def forward(self, x, t):
                start = time.perf_counter()
                out = self.network(x, t).sample
                self.seconds += time.perf_counter() - start
                self.calls += len(x)
                return out

        self.timed = Timed().eval()


def unet():
    """A UNet2DModel of diffusers with about a million parameters, as it is made: untrained."""
    from diffusers import UNet2DModel

    return UNet2DModel(
        sample_size=32,
        block_out_channels=(32, 64, 64),
        layers_per_block=1,
        norm_num_groups=8,
        down_block_types=("DownBlock2D", "DownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "UpBlock2D", "UpBlock2D"),
    )


def overhead(calls: int = 2000) -> tuple[int, float, float]:
    """`(parameters, seconds inside the network, seconds outside)` of one profile."""
    import torch

    torch.manual_seed(0)
    network = unet()
    clock = _Clock(network).timed
    images = np.random.default_rng([1]).normal(size=(1000, 3, 32, 32)).astype(np.float32)
    d = model.denoiser(clock, predicts="noise", schedule=model.linear_schedule())
    start = time.perf_counter()
    model.diffusion_profile(d, images, max_calls=calls, likelihoods=("variational", "i_mmse"))
    total = time.perf_counter() - start
    return sum(p.numel() for p in network.parameters()), clock.seconds, total - clock.seconds


def plain(world, schedule, data, calls, rng):
    """E ln of the bound's denoising terms by one draw an example at an even random step, `calls` in all."""
    d, weights = world.denoiser(schedule), _weights(world, schedule)
    t = rng.integers(2, schedule.steps + 1, calls)
    x0 = data[np.arange(calls) % len(data)]
    noise = rng.normal(size=x0.shape)
    kept = schedule.alpha_bar[t - 1, None]
    error = ((d.noise(np.sqrt(kept) * x0 + np.sqrt(1 - kept) * noise, t) - noise) ** 2).sum(axis=1)
    return (schedule.steps - 1) * (weights[t - 1] * error).mean()


def _weights(world, schedule):
    snr = np.exp(schedule.log_snr)
    return np.append(0.0, 0.5 * (snr[:-1] - snr[1:]) / snr[1:])


def efficiency(world, schedule, calls=4000, n=400):
    """`(plain, ours)`: standard deviations of the denoising sum over noise, on the same data."""
    data = world.sample(n, rng=1)
    ours = [
        model.diffusion_profile(
            world.denoiser(schedule),
            data,
            reverse_variance="posterior",
            max_calls=calls,
            likelihoods=(),
            rng=r,
        ).denoising_sum.value
        for r in range(_REPEATS)
    ]
    others = [plain(world, schedule, data, calls, np.random.default_rng([2, r])) for r in range(_REPEATS)]
    return np.std(others, ddof=1), np.std(ours, ddof=1)


WORLDS = {
    "Gaussian, 1 dimension": worlds.Gaussian(4.0),
    "two humps, 1 dimension": worlds.Mixture([0.5, 0.5], [-2.0, 2.0], [0.5, 0.5]),
    "three clusters, 8 dimensions": worlds.Mixture(
        [0.5, 0.3, 0.2], np.random.default_rng([3]).normal(size=(3, 8)), [0.3, 0.5, 0.4]
    ),
}


def main() -> None:
    print("| data | one draw a step: sd / nats | profile: sd / nats | calls it saves |")
    print("|---|---|---|---|")
    for name, world in WORLDS.items():
        a, b = efficiency(world, model.linear_schedule())
        print(f"| {name} | {a:.3g} | {b:.2g} | {(a / b) ** 2:.3g} times |")
    parameters, inside, outside = overhead()
    print(
        f"\nUNet of {parameters / 1e6:.2f} million parameters: {inside:.1f} s in it, {outside:.2f} s outside,"
    )
    print(f"overhead {outside / inside:.1%}")


if __name__ == "__main__":
    main()
