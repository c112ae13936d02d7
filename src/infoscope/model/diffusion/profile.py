"""`diffusion_profile`: where the information of a diffusion model is, every number with its error."""

import os
from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from ..._check import pick
from ..._progress import Progress, reporting
from ..._rng import as_generator
from ...estimate import Unit, nats_per
from .._modules import evaluating
from ..data._given import Data, as_data, device_and_precision
from ..data._grid import level_count
from ..denoising._reverse import as_reverse
from ..denoising.denoiser import Denoiser
from .flow._flow_likelihood import flow_likelihood, how_many
from .measuring._asking import Asking
from .measuring._baseline import fit_baseline
from .measuring._capacity import held_out
from .measuring._measuring import Budget, measure
from .measuring._store import Store
from .result import DiffusionProfile, as_profile

__all__ = ["diffusion_profile"]

DECODERS = ("continuous", "discretised")
DEQUANTISATIONS = ("noise", "uniform")
LIKELIHOODS = ("variational", "probability_flow", "i_mmse")
_LEAST, _A_STEP, _MOST = 4096, 10, 20_000  # draws where nobody says: ten a step, in this range
_FEWEST = 128  # draws, of which half are the pilot's


def diffusion_profile(
    denoiser: Denoiser,
    data: Any,
    *,
    condition: Any = None,
    reverse_variance: Any = "optimal",
    decoder: str = "continuous",
    levels: int = 256,
    dequantisation: str = "noise",
    likelihoods: Sequence[str] = LIKELIHOODS,
    max_calls: int | None = None,
    rtol: float | None = None,
    allocation: Any = None,
    flow_data: int | None = None,
    probes: int = 4,
    flow_tol: float | None = None,
    batch_size: int | None = None,
    checkpoint: str | os.PathLike | None = None,
    progress: Progress = None,
    unit: Unit = "nats",
    rng: int | np.random.Generator | None = 0,
) -> DiffusionProfile:
    """The bound of a diffusion model in its terms, and the information, entropy and error along its steps.

    denoiser     a `Denoiser`: a network with what it predicts and its schedule, or that of a world
    data         (n, …) arrays or tensors, or anything with a length whose items are examples (or tuples that
                 begin with one), a torch DataLoader, or the path of a folder of images; read in batches.
                 8-bit integers are read as x/127.5 − 1
    condition    (n, …) what a conditional network receives with each example
    reverse_variance  of p(x_{t−1} | x_t): "optimal", "beta" β_t, "posterior" β̃_t, "learned", or (T,) numbers
    decoder      p(x_0 | x_1): "continuous", a density; or "discretised", the mass of one of `levels` grey
                 levels, evenly spaced from −1 to 1
    dequantisation  how the probability flow, which gives a density, is made a law of grey levels: "noise",
                 by the process's own, −ln p(x_0) ≤ E[ln q(x_1|x_0) − ln p(x_1) − ln p(x_0|x_1)]; or
                 "uniform", in the bin of each level, as it is often published
    likelihoods  which of "variational", "probability_flow", "i_mmse" to give
    max_calls    draws (network evaluations of one example) at most, the probability flow not counted; by
                 default ten a step, at least 4096 and at most 20 000
    rtol         stop once the standard error of the total is this share of it
    allocation   (T,) how draws are shared among the steps, as in another profile's `allocation`: for a
                 paired comparison; by default learned from a pilot
    flow_data, probes, flow_tol   examples carried along the probability flow, random probes of its divergence
                 where the exact trace costs too much, and the tolerance of its steps
    batch_size   examples in a batch; halved by itself where memory is short
    checkpoint   a file (.npz) to which answers are saved, and from which an interrupted run goes on
    progress     None for a bar on a terminal, True, False, or a function of (done, total, what)
    rng          seed: noise depends on it, the example and the draw alone, and not on model or batch

    The bound (Sohl-Dickstein et al., 2015; Ho et al., 2020): −ln p(x_0) ≤ D(q(x_T|x_0) ‖ p(x_T)) + Σ_t E
    D(q(x_{t−1}|x_t, x_0) ‖ p(x_{t−1}|x_t)) − E ln p(x_0|x_1). Draws are stratified over steps and data,
    antithetic, shared among steps by their variance, and freed of what the Gaussian baseline explains.
    Errors are of the population the data stand for: clustered by datum. A torch network is asked in
    evaluation mode, and is left in the mode it was in. Ctrl-C without a checkpoint ends
    the run and answers from what was drawn, with a warning.

    Raises ValueError for data of the wrong shape or range, FloatingPointError where the network answers NaN
    or inf, MemoryError where one example alone does not fit.

    >>> from infoscope import model
    >>> world = model.worlds.Gaussian(4.0)
    >>> found = model.diffusion_profile(world.denoiser(model.linear_schedule()), world.sample(500, rng=1))
    >>> bool(abs(found.total.value - world.entropy()) < 4 * found.total.std_error)
    True
    """
    nats_per(unit)
    _checked(denoiser, decoder, levels, dequantisation, likelihoods, rtol, flow_tol)
    for name, value, least in (
        ("max_calls", max_calls, _FEWEST),
        ("batch_size", batch_size, 1),
        ("flow_data", flow_data, 0),
        ("probes", probes, 1),
    ):
        if value is not None and not (_whole(value) and value >= least):
            raise ValueError(f"{name} must be a whole number, at least {least}; got {value!r}")
    seed = int(rng) if isinstance(rng, (int, np.integer)) else int(as_generator(rng).integers(2**62))
    as_generator(seed)
    grey = int(levels) if decoder == "discretised" else None
    found = replace(as_data(data, denoiser.f, condition), levels=grey)
    reverse = as_reverse(denoiser.schedule, reverse_variance, denoiser.variance, grey)
    steps = denoiser.schedule.steps
    most = max_calls or int(np.clip(_A_STEP * steps, _LEAST, _MOST))
    shares = None if allocation is None else _shares(allocation, steps)
    told = {"seed": seed, "n": found.n, "event": list(found.event), "max_calls": most, "rtol": rtol}
    told |= {
        "schedule": denoiser.schedule.name,
        "reverse": reverse.name,
        "decoder": [decoder, grey, dequantisation],
    }
    with evaluating(denoiser.f), reporting(progress) as report:
        baseline, halves = fit_baseline(found)
        if not baseline.variance.any():
            raise ValueError(f"all {found.n} examples are the same: there is nothing to tell apart in them")
        held = held_out(found, halves, denoiser.schedule.log_snr)
        asking = Asking(denoiser, found, baseline, held, reverse, Store(), report, seed, batch_size)
        if checkpoint is not None:
            asking.store = Store(checkpoint, told | asking.fingerprint())
        measured = measure(asking, Budget(most, rtol), shares)
        flow = None
        if "probability_flow" in likelihoods and flow_data != 0 and not asking.stopped:
            tol = flow_tol or (1e-5 if _in_double(found, denoiser) else 1e-4)
            count = min(flow_data or how_many(asking), found.n)
            uniform = grey is not None and dequantisation == "uniform"
            try:
                flow = flow_likelihood(asking, count, probes=probes, tol=tol, uniform=uniform)
            except (ArithmeticError, MemoryError) as error:  # the bound stands without it
                asking.said["flow"] = f"no probability flow: {error}"
            except KeyboardInterrupt:
                if asking.store.path is not None:
                    raise
                asking.said["flow"] = "no probability flow: it was interrupted"
    return as_profile(measured, flow, likelihoods, unit)


def _checked(denoiser, decoder, levels, dequantisation, likelihoods, rtol, flow_tol) -> None:
    if not isinstance(denoiser, Denoiser):
        raise TypeError(
            f"denoiser must be made by model.denoiser(f, predicts=, schedule=); got {type(denoiser).__name__}"
        )
    pick(decoder, dict.fromkeys(DECODERS), "decoder")
    pick(dequantisation, dict.fromkeys(DEQUANTISATIONS), "dequantisation")
    level_count(levels)
    if isinstance(likelihoods, str):
        raise ValueError(f"likelihoods must be a list of names, as [{likelihoods!r}]; got {likelihoods!r}")
    for name in likelihoods:
        pick(name, dict.fromkeys(LIKELIHOODS), "likelihoods")
    for name, value in (("rtol", rtol), ("flow_tol", flow_tol)):
        if value is not None and not (isinstance(value, Real) and float(value) > 0.0):
            raise ValueError(f"{name} must be a number > 0; got {value!r}")


def _whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _shares(allocation: Any, steps: int) -> np.ndarray:
    shares = np.asarray(allocation, dtype=float)
    if shares.shape != (steps,) or not (shares >= 0.0).all() or not shares.sum() > 0.0:
        raise ValueError(f"allocation must be {steps} shares >= 0, one a step; got shape {shares.shape}")
    return shares


def _in_double(data: Data, denoiser: Denoiser) -> bool:
    return not data.tensors or device_and_precision(denoiser.f, data.source)[1] == "float64"
