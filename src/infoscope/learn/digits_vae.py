"""The VAE of lesson 8: handwritten digits, two numbers of code, its gradients written out in numpy."""

from functools import cache
from pathlib import Path

import numpy as np

from .. import pmf, table

__all__ = ["decode", "digits", "encode", "judged", "result", "slopes", "stored", "train"]


@cache
def digits(seed=0):
    """1500 handwritten digits to learn from, 297 to judge by, pixels 0 or 1, (n, 64), and what those are.

    >>> [one.shape for one in digits()]
    [(1500, 64), (297, 64), (297,)]
    """
    source = table.open_example("digits")
    pixels = np.stack([source.read(name).values for name in source.names[:-1]], axis=1) > 7.5
    target = source.read("target")
    shown = np.asarray(target.labels)[target.values] if target.labels else target.values
    order = np.random.default_rng(seed).permutation(len(pixels))
    x, y = pixels[order].astype(float), np.asarray(shown).astype(float).astype(int)[order]
    return x[:1500], x[1500:], y[1500:]


def encode(w, x):
    """q(z|x): means and log variances, each (n, 2), and the hidden layer.

    >>> mean, logvar, _ = encode(stored()[1.0], digits()[1])
    >>> mean.shape, logvar.shape
    ((297, 2), (297, 2))
    """
    hidden = np.tanh(x @ w["into"] + w["in0"])
    both = hidden @ w["code"] + w["code0"]
    return both[:, :2], both[:, 2:], hidden


def decode(w, z):
    """Scores of the 64 pixels, (n, 64), and the hidden layer.

    >>> decode(stored()[1.0], np.zeros((1, 2)))[0].shape
    (1, 64)
    """
    hidden = np.tanh(z @ w["from"] + w["from0"])
    return hidden @ w["paint"] + w["paint0"], hidden


def slopes(w, x, noise, beta):
    """Gradients of distortion + β rate, in nats a picture, by hand.

    >>> slopes(stored()[1.0], digits()[0][:5], np.zeros((5, 2)), 1.0)["code0"].shape
    (4,)
    """
    mean, logvar, seen = encode(w, x)
    sd = np.exp(logvar / 2)
    z = mean + sd * noise
    scores, felt = decode(w, z)
    d_scores = (1 / (1 + np.exp(-scores)) - x) / len(x)
    d_felt = (d_scores @ w["paint"].T) * (1 - felt**2)
    d_z = d_felt @ w["from"].T
    d_mean = d_z + beta * mean / len(x)
    d_logvar = d_z * noise * sd / 2 + beta * (sd**2 - 1) / 2 / len(x)
    d_both = np.concatenate([d_mean, d_logvar], axis=1)
    d_seen = (d_both @ w["code"].T) * (1 - seen**2)
    return {
        "into": x.T @ d_seen, "in0": d_seen.sum(0), "code": seen.T @ d_both, "code0": d_both.sum(0),
        "from": z.T @ d_felt, "from0": d_felt.sum(0), "paint": felt.T @ d_scores, "paint0": d_scores.sum(0),
    }  # fmt: skip


def train(beta, seed=0, epochs=150):
    """A VAE with 32 hidden units a side, by Adam, and its test ELBO after each fifth epoch.

    >>> weights, curve = train(1.0, epochs=5)
    >>> len(curve)
    1
    """
    rng, (x, unseen, _) = np.random.default_rng(seed), digits()
    shapes = {"into": (64, 32), "in0": (32,), "code": (32, 4), "code0": (4,)}
    shapes |= {"from": (2, 32), "from0": (32,), "paint": (32, 64), "paint0": (64,)}
    w = {k: rng.normal(size=s) / np.sqrt(s[0]) * (len(s) > 1) for k, s in shapes.items()}
    first, second, t, curve = {k: 0 * v for k, v in w.items()}, {k: 0 * v for k, v in w.items()}, 0, []
    for epoch in range(epochs):
        for batch in rng.permutation(1500).reshape(15, 100):
            t += 1
            for k, g in slopes(w, x[batch], rng.normal(size=(100, 2)), beta).items():
                first[k] = 0.9 * first[k] + 0.1 * g
                second[k] = 0.999 * second[k] + 0.001 * g**2
                step = 0.01 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                w[k] = w[k] - step * first[k] / (np.sqrt(second[k]) + 1e-4)
        if epoch % 5 == 4:
            curve.append(judged(w, unseen)["elbo"])
    return w, curve


def judged(w, x, draws=20, seed=1):
    """Rate (of each code unit), distortion, ELBO and the bound of importance weights, in nats a picture.

    >>> judged(stored()[10.0], digits()[1])["rate"] < 0.01
    True
    """
    mean, logvar, _ = encode(w, x)
    rates = pmf.gaussian_kl(mean, logvar, axis=None).mean(0)
    noise = np.random.default_rng(seed).normal(size=(draws, *mean.shape))
    z = mean + np.exp(logvar / 2) * noise
    scores, _ = decode(w, z.reshape(-1, 2))
    lost = pmf.binary_cross_entropy(
        np.tile(x, (draws, 1)), scores, from_logits=True, reduction="none"
    ).sum(1).reshape(draws, -1)  # fmt: skip
    weights = -lost + 0.5 * (noise**2 - z**2 + logvar).sum(-1)
    top = weights.max(0)
    many = float((top + np.log(np.exp(weights - top).mean(0))).mean())
    rate, distortion = float(rates.sum()), float(lost.mean())
    return {"rates": rates, "rate": rate, "distortion": distortion, "elbo": -rate - distortion, "iwae": many}


@cache
def stored():
    """Networks trained beforehand by `train(beta)`, one for each β.

    >>> list(stored())
    [0.1, 0.3, 1.0, 2.0, 4.0, 10.0]
    """
    kept = np.load(Path(__file__).with_suffix(".npz"))
    betas = kept["betas"].tolist()
    names = [name for name in kept.files if name != "betas"]
    return {b: {k: kept[k][i].astype(float) for k in names} for i, b in enumerate(betas)}


@cache
def result(beta):
    """What the stored network reaches on digits that it has not seen.

    >>> result(1.0)["elbo"] > result(10.0)["elbo"]
    True
    """
    return judged(stored()[beta], digits()[1])
