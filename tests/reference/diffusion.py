"""Slow, obvious versions for diffusion models: one number at a time, straight from the definitions."""

import math


def noise(answer, x, signal, noise, scale):
    return answer


def data(answer, x, signal, noise, scale):
    """x = signal x0 + noise ε, solved for ε."""
    return (x - signal * answer) / noise


def velocity(answer, x, signal, noise, scale):
    """v = signal ε − noise x0 and x = signal x0 + noise ε: two equations in ε and x0."""
    x0 = signal * x - noise * answer
    return (x - signal * x0) / noise


def score(answer, x, signal, noise, scale):
    """∇ log p(y) = E[−ε / s | y] for y = a x0 + s ε."""
    s = scale * noise
    return -answer * s


def flow(answer, x, signal, noise, scale):
    """u = ε − x0 and y = a x0 + s ε."""
    a, s, y = scale * signal, scale * noise, scale * x
    x0 = (y - s * answer) / (a + s)
    return answer + x0


def alpha_bar_linear(steps, low, high):
    kept, product = [], 1.0
    for t in range(steps):
        product *= 1.0 - (low + (high - low) * t / (steps - 1))
        kept.append(product)
    return kept


def alpha_bar_cosine(steps, offset, most):
    def f(t):
        return math.cos((t / steps + offset) / (1 + offset) * math.pi / 2) ** 2

    kept, product = [], 1.0
    for t in range(1, steps + 1):
        product *= 1.0 - min(1.0 - f(t) / f(t - 1), most)
        kept.append(product)
    return kept
