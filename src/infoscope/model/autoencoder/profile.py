"""`vae_profile`: where the information of a VAE is."""

from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from ..._progress import Progress, reporting
from ..._rng import as_generator
from ...estimate import Unit, nats_per
from .._need import torch_or_say
from ._aggregate import mix
from ._assembly import assemble
from ._data import rows_of
from ._draws import Asked, Drawn, draw
from ._network import Networks, evaluating, home
from .pair import as_vae
from .result import VAEProfile

__all__ = ["vae_profile"]

_BOUNDS = (5, 50)
_KEPT = 8  # draws of each datum that are held against all posteriors
_FEWEST = 100  # data, likewise


def vae_profile(
    vae: Any,
    data: Any,
    *,
    prior: Any = None,
    likelihood: Callable[..., Any] | None = None,
    draws: int = 200,
    iwae: Sequence[int] | None = None,
    population: float | None = None,
    mixture_terms: float = 3e8,
    batch: int | None = None,
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = None,
    progress: Progress = None,
) -> VAEProfile:
    """The information profile of a VAE on data: its bounds, what z tells of x, what the prior misses.

    vae         what `model.vae` makes, or any object with `encode` and `decode`, or a pair of callables
    data        array or tensor (n, …), a torch data set with a length, or an `image_folder`; n >= 2. 8-bit
                integers are read as x/127.5 - 1
    prior, likelihood  as in `model.vae`; given here, they overrule what the VAE holds
    draws       of z for each datum, behind the distortion, the bounds and the log-likelihood
    iwae        sizes K of the importance-weighted bounds, none above `draws`; None for 5 and 50, those
                of them that take more draws left out with a warning
    population  how many data there are in all, where those given are a sample of them: q(z) is then that of
                all; None for the data given
    mixture_terms  how many ln q(z_j|x_n) to compute at the most for q(z); beyond it, some of the data are
                chosen at random to be held against the posteriors of all
    batch       rows that go through a network at once; by default a quarter of a million numbers
    progress    None for a bar on a terminal, True, False, or a function of (done, total, what)

    All in `unit` per datum: elbo = -rate - distortion <= E ln p(x), rate E D(q(z|x)‖p(z)), distortion
    -E ln p(x|z), and rate = I_q(x;z) + D(q(z)‖p(z)) = I_q(x;z) + total correlation + Σ_j D(q(z_j)‖p(z_j)).
    These equalities, and elbo <= iwae[5] <= iwae[50] <= log_likelihood where each size divides the next and
    `draws`, hold for the numbers as computed: each is a mean over the same draws. Standard errors count data,
    not draws. The rate is a closed form where torch has one; the rest are draws, freed of the noise that the
    closed form reveals in them.

    Raises TypeError or ValueError for what is no VAE, data that cannot be, laws of the wrong shape, and NaN
    from a network, naming the data. Kingma & Welling (2014); Burda, Grosse & Salakhutdinov (2016); Hoffman &
    Johnson, ELBO surgery (2016); Chen et al. (2018); Alemi et al., Fixing a broken ELBO (2018).

    >>> import torch
    >>> from infoscope import model
    >>> from torch.distributions import Normal
    >>> linear = model.vae(lambda x: Normal(0.4 * x, 0.2**0.5), lambda z: Normal(2.0 * z, 1.0))
    >>> x = torch.tensor([[-(5.0**0.5)], [5.0**0.5]], dtype=torch.float64)
    >>> found = model.vae_profile(linear, x, rng=0)
    >>> round(float(found.rate), 6), round(float(found.distortion), 6), round(float(found.elbo), 6)
    (0.804719, 1.418939, -2.223657)
    """
    torch_or_say("a VAE profile")
    nats_per(unit)
    pair = as_vae(vae, prior, likelihood)
    generator = as_generator(rng)
    asked = _asked(draws, iwae, batch)
    rows = rows_of(data, home(pair))
    total = _population(population, len(rows))
    if not _is_number(mixture_terms) or not mixture_terms > 0:
        raise ValueError(f"mixture_terms must be a number > 0; got {mixture_terms!r}")
    with evaluating(pair), reporting(progress) as report:
        drawn = draw(Networks(pair), rows, asked, generator, report)
        chosen, kept = _affordable(drawn, mixture_terms, generator)
        mixed = mix(drawn, chosen, kept, report)
        return assemble(drawn, mixed, rows, asked, total, unit)


def _asked(draws: int, iwae: Sequence[int] | None, batch: int | None) -> Asked:
    if iwae is not None and not isinstance(iwae, Iterable):
        raise ValueError(f"iwae must be sizes of bounds, such as (5, 50), or None; got {iwae!r}")
    sizes = [("a size in iwae", k) for k in iwae or ()]
    for name, value in (("draws", draws), *sizes, ("batch", 1 if batch is None else batch)):
        if not _is_number(value) or value % 1 != 0 or value < 1:
            raise ValueError(f"{name} must be a whole number >= 1; got {value!r}")
    beyond = [k for k in _BOUNDS if k > draws] if iwae is None else []
    iwae = [k for k in _BOUNDS if k <= draws] if iwae is None else iwae
    if draws < 2 or (iwae and max(iwae) > draws):
        least = max([2, *iwae])
        raise ValueError(f"draws must be at least {least}, as many as the largest bound takes; got {draws}")
    bounds = tuple(sorted({int(k) for k in iwae}))
    return Asked(int(draws), min(int(draws), _KEPT), bounds, batch and int(batch), tuple(beyond))


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _population(population: float | None, n: int) -> float:
    if population is None:
        return n
    if not _is_number(population) or not population >= n:
        raise ValueError(f"population must be at least the {n} data given; got {population!r}")
    return float(population)


def _affordable(drawn: Drawn, terms: float, generator: np.random.Generator) -> tuple[np.ndarray, int]:
    """`(data, draws of each)` to hold against all posteriors: all of them where that is not too much."""
    n, numbers = len(drawn.rate), max(1, int(np.prod(drawn.shape)))
    some = int(min(n, max(_FEWEST, terms // (n * numbers))))
    draws = int(min(len(drawn.kept), max(1, terms // (n * some * numbers))))
    return (np.arange(n) if some == n else np.sort(generator.choice(n, some, replace=False))), draws
