"""Slow, obvious versions for diffusion models: one number at a time, straight from the definitions."""

import math

import numpy as np


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


def gaussian_divergence(mean, variance, other_mean, other_variance):
    """D(N(mean, variance) ‖ N(other_mean, other_variance)) of two numbers' laws."""
    ratio = variance / other_variance
    return 0.5 * (ratio - 1 - math.log(ratio) + (mean - other_mean) ** 2 / other_variance)


def reverse_terms(alpha_bar, variance, kind):
    """Exact D_t, t = 2 … T, and −E ln p(x_0|x_1), of data N(0, variance) and their exact denoiser.

    Straight from q(x_{t−1}|x_t, x_0): its mean is a x_0 + b x_t, its variance β̃_t.
    """
    terms, first = [], None
    for t in range(1, len(alpha_bar) + 1):
        now, before = alpha_bar[t - 1], alpha_bar[t - 2] if t > 1 else 1.0
        beta = 1 - now / before
        posterior = beta * (1 - before) / (1 - now)
        a = math.sqrt(before) * beta / (1 - now)  # of x_0
        error = variance * (1 - now) / (now * variance + 1 - now)  # E (x_0 − E[x_0|x_t])²
        true = posterior + a * a * error  # the variance of x_{t−1} given x_t
        used = {"beta": beta, "posterior": beta if t == 1 else posterior, "optimal": true}[kind]
        if t == 1:
            first = 0.5 * math.log(2 * math.pi * used) + error / (2 * used)
        else:
            terms.append(gaussian_divergence(0, posterior, 0, used) + a * a * error / (2 * used))
    return first, terms


def mixture_density(x, weights, means, variances):
    return sum(
        w * math.exp(-((x - m) ** 2) / (2 * v)) / math.sqrt(2 * math.pi * v)
        for w, m, v in zip(weights, means, variances)
    )


def noised(alpha_bar, means, stds):
    return (
        [math.sqrt(alpha_bar) * m for m in means],
        [alpha_bar * s * s + 1 - alpha_bar for s in stds],
    )


def mixture_entropy(alpha_bar, weights, means, stds, points=20001):
    """h(x_t) by the trapezoid, which is exact to rounding for a smooth density seen whole."""
    centres, variances = noised(alpha_bar, means, stds)
    reach = 14 * math.sqrt(max(variances))
    low, high = min(centres) - reach, max(centres) + reach
    step = (high - low) / (points - 1)
    total = 0.0
    for i in range(points):
        p = mixture_density(low + i * step, weights, centres, variances)
        total -= p * math.log(p) if p > 0 else 0.0
    return total * step


def mixture_denoised(x, alpha_bar, weights, means, stds):
    """E[x_0 | x_t = x] by Bayes' rule over components."""
    centres, variances = noised(alpha_bar, means, stds)
    shares = [mixture_density(x, [w], [c], [v]) for w, c, v in zip(weights, centres, variances)]
    gains = [math.sqrt(alpha_bar) * s * s / v for s, v in zip(stds, variances)]
    each = [m + g * (x - c) for m, g, c in zip(means, gains, centres)]
    return sum(s * e for s, e in zip(shares, each)) / sum(shares)


def mixture_mmse(alpha_bar, weights, means, stds, points=20001):
    """E x_0² − E (E[x_0 | x_t])²."""
    centres, variances = noised(alpha_bar, means, stds)
    reach = 14 * math.sqrt(max(variances))
    low, high = min(centres) - reach, max(centres) + reach
    step = (high - low) / (points - 1)
    second = sum(w * (m * m + s * s) for w, m, s in zip(weights, means, stds))
    known = 0.0
    for i in range(points):
        x = low + i * step
        p = mixture_density(x, weights, centres, variances)
        if p > 1e-300:
            known += p * mixture_denoised(x, alpha_bar, weights, means, stds) ** 2
    return second - known * step


def mixture_by_cubature(alpha_bar, weights, means, stds, nodes=40):
    """h(x_t) and E‖x_0 − E[x_0 | x_t]‖² in d dimensions: Gauss-Hermite of each component, node by node."""
    places, shares = np.polynomial.hermite_e.hermegauss(nodes)
    dim, lost = len(means[0]), 1 - alpha_bar
    grid = np.stack(np.meshgrid(*[places] * dim), -1).reshape(-1, dim)
    volume = np.prod(np.meshgrid(*[shares / shares.sum()] * dim), axis=0).ravel()
    centres = [math.sqrt(alpha_bar) * np.array(m) for m in means]
    variances = [alpha_bar * np.array(s) ** 2 + lost for s in stds]
    entropy = known = second = 0.0
    for weight, mean, std, centre, variance in zip(weights, means, stds, centres, variances):
        x = centre + np.sqrt(variance) * grid
        each = [
            w * np.exp(-0.5 * ((x - c) ** 2 / v).sum(1)) / math.sqrt(np.prod(2 * math.pi * v))
            for w, c, v in zip(weights, centres, variances)
        ]
        density = sum(each)
        denoised = sum(
            (p / density)[:, None] * (np.array(m) + math.sqrt(alpha_bar) * np.array(s) ** 2 / v * (x - c))
            for p, m, s, c, v in zip(each, means, stds, centres, variances)
        )
        entropy -= weight * volume @ np.log(density)
        known += weight * volume @ (denoised**2).sum(1)
        second += weight * sum(np.array(mean) ** 2 + np.array(std) ** 2)
    return entropy, second - known


def discretised_gaussian(x, mean, std, levels):
    """ln of the mass of x's bin, by the complementary error function: right where it does not underflow."""

    def above(v):
        return 0.5 * math.erfc(v / math.sqrt(2))

    half = 1 / (levels - 1)
    low = -math.inf if x - half <= -1 else (x - half - mean) / std
    high = math.inf if x + half >= 1 else (x + half - mean) / std
    mass = above(low) - above(high) if low > 0 else above(-high) - above(-low)
    return math.log(mass)


def probability_flow(x, variance, alpha_bar, prior_variance, steps=4000):
    """ln p(x) of data N(0, variance): along dy/dσ = ε̂ in y = x_0 + σ ε, by tiny steps in ln σ."""
    last = math.sqrt((1 - alpha_bar) / alpha_bar)
    grid = [last * math.exp(-18 * (1 - i / steps)) for i in range(steps + 1)]
    y, gained = x, 0.0
    for low, high in zip([0.0, *grid], grid):
        middle = 0.5 * (low + high)
        slope = middle / (variance + middle * middle)  # ε̂ = slope · y
        y *= math.exp(slope * (high - low))
        gained += slope * (high - low)
    v = prior_variance / alpha_bar
    return -0.5 * (y * y / v + math.log(2 * math.pi * v)) + gained
