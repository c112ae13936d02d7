"""Forward against reverse: cover every mode, or seek one."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Forward against reverse")

with app.setup:
    from functools import cache

    import marimo as mo
    import numpy as np
    from scipy.stats import norm

    from infoscope import dist, learn, pmf


@app.cell
def _():
    learn.title(
        "projection",
        r"""
        Fit one Gaussian $Q$ to a law $P$ with two modes. Minimise $D(P\,\|\,Q)$, and $Q$ **covers** both: it must
        not call impossible what happens. Minimise $D(Q\,\|\,P)$, and $Q$ **seeks** one: it must not claim what
        never happens.
        """,
    )
    return


@app.cell
def _():
    centre = learn.slider("mean of Q", -3, 3, step=0.1, value=0)
    scale = learn.slider("standard deviation of Q", 0.3, 3.5, step=0.1, value=1)
    return centre, scale


@app.cell
def _(centre, scale):
    P = dist.mixture([norm(-1.8, 0.6), norm(1.8, 0.6)])
    Q = norm(centre.value, scale.value)
    forward, reverse = float(dist.kl_divergence(P, Q)), float(dist.kl_divergence(Q, P))

    x = np.linspace(-5, 5, 301)
    with learn.picture("The two-mode law and one Gaussian", height=2.5) as laws:
        laws.axes.fill_between(x, P.pdf(x), color=learn.BLUE, alpha=0.2, linewidth=0)
        laws.axes.plot(x, P.pdf(x), color=learn.BLUE, label="P")
        laws.axes.plot(x, Q.pdf(x), color=learn.ORANGE, linestyle="--", label="Q")
        laws.axes.legend(loc="upper left")
        laws.axes.set(xlabel="x", ylim=(0, 0.72))

    learn.panel(
        [centre, scale],
        {"forward D(P‖Q)": (forward, "nats"), "reverse D(Q‖P)": (reverse, "nats")},
        laws,
        say="Find the smallest forward number by hand, write it down; then the smallest reverse number. They are "
        "at different places. (Forward: 0 and 1.9. Reverse: 1.8 and 0.6, or its mirror image.)",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    \text{forward (M-projection):}\;\; \min_Q D(P \,\|\, Q) \qquad
    \text{reverse (I-projection):}\;\; \min_Q D(Q \,\|\, P)
    $$

    The forward optimum of a Gaussian family has the mean and the variance of $P$: nothing else of $P$ counts.
    The reverse optimum has no formula, and often more than one local minimum.

    In infoscope: `dist.project(P, "normal")` and `dist.project(P, "normal", direction="reverse")`, which tells
    of all the local optima it found.
    """)
    return


@app.cell
def _():
    gap = learn.slider("distance from mode to mode", 0.4, 5.2, step=0.4, value=3.6)
    return (gap,)


@app.function
@cache
def fitted(distance):
    """Both projections of two modes at this distance, each a scipy.stats normal."""
    target = dist.mixture([norm(-distance / 2, 0.6), norm(distance / 2, 0.6)])
    found = [dist.project(target, "normal", direction=d, starts=2, rng=0) for d in ("forward", "reverse")]
    return [one.distribution for one in found], [float(one.divergence) for one in found]


@app.cell
def _(gap):
    (cover, seek), (cover_cost, seek_cost) = fitted(round(gap.value, 1))
    modes = dist.mixture([norm(-gap.value / 2, 0.6), norm(gap.value / 2, 0.6)])

    line = np.linspace(-5, 5, 301)
    with learn.picture("The law, its forward fit and its reverse fit") as fits:
        fits.axes.fill_between(line, modes.pdf(line), color=learn.BLUE, alpha=0.2, linewidth=0, label="P")
        fits.axes.plot(line, cover.pdf(line), color=learn.ORANGE, label="forward")
        fits.axes.plot(line, seek.pdf(line), color=learn.GREEN, linestyle="--", label="reverse")
        fits.axes.legend(loc="upper left")
        fits.axes.set(title="both fits", xlabel="x", ylim=(0, 0.95))

    # Reverse divergence of many Gaussians at once: probabilities of small cells in place of densities.
    edges = np.linspace(-9, 9, 362)
    means, deviations = np.linspace(-3, 3, 49), np.linspace(0.3, 2.8, 37)
    cells = np.diff(norm(means[:, None, None], deviations[:, None]).cdf(edges), axis=-1)
    inside = np.diff(0.5 * (norm(-gap.value / 2, 0.6).cdf(edges) + norm(gap.value / 2, 0.6).cdf(edges)))
    landscape = pmf.kl_divergence(cells, inside, normalize=True)
    with learn.picture("Level lines of the reverse divergence over mean and standard deviation") as levels:
        drawn = levels.axes.contour(
            means, deviations, landscape.T, levels=[0.05, 0.2, 0.4, 0.6, 0.7, 0.8, 1, 1.25, 1.6, 2.2, 3, 5, 8],
            colors=learn.SOFT, linewidths=1,
        )  # fmt: skip
        levels.axes.clabel(drawn, levels=[0.4, 0.8, 1.6, 3], fontsize=10)
        levels.axes.plot(cover.mean(), cover.std(), "s", color=learn.ORANGE, markersize=9)
        levels.axes.plot(seek.mean(), seek.std(), "o", color=learn.GREEN, markersize=9)
        levels.axes.set(title="D(Q‖P): one valley, or two", xlabel="mean of Q", ylabel="sd of Q")

    learn.panel(
        [gap],
        {
            "forward: sd": (cover.std(), ""),
            "forward: D(P‖Q)": (cover_cost, "nats"),
            "reverse: mean": (seek.mean(), ""),
            "reverse: sd": (seek.std(), ""),
            "reverse: D(Q‖P)": (seek_cost, "nats"),
        },
        fits,
        levels,
        say="Pull the modes apart. The forward fit widens for ever. The reverse fit covers both while they touch, "
        "then the one valley splits in two and it must choose. Once the modes are far apart, its cost is "
        "$\\ln 2 = 0.693$ nats: what it takes to say which of two.",
    )
    return cover, cover_cost, seek, seek_cost


@app.cell
def _():
    learn.proof(
        "Proof: the forward fit matches mean and variance",
        r"""
        $D(P\,\|\,Q) = -h(P) - \int p \ln q$, and only the second term depends on $Q = \mathcal N(\mu, \sigma^2)$:

        $$
        -\int p \ln q = \tfrac12 \ln 2\pi\sigma^2 + \frac{E_P(x - \mu)^2}{2\sigma^2}
        = \tfrac12 \ln 2\pi\sigma^2 + \frac{\operatorname{Var}_P + (E_P x - \mu)^2}{2\sigma^2}.
        $$

        It is smallest in $\mu$ at $\mu = E_P x$. Then its derivative in $\sigma^2$,
        $\frac{1}{2\sigma^2} - \frac{\operatorname{Var}_P}{2\sigma^4}$, vanishes at $\sigma^2 = \operatorname{Var}_P$.
        The two modes at $\pm\tfrac d2$ of width $s$ have the variance $s^2 + d^2/4$.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Why the reverse fit ends at ln 2",
        r"""
        Let the modes be so far apart that near the right one $p(x) \approx \tfrac12 g(x)$, with $g$ its Gaussian.
        Put $Q = g$. Then

        $$
        D(Q\,\|\,P) = \int g \ln \frac{g}{p} \approx \int g \ln \frac{g}{\tfrac12 g} = \ln 2 .
        $$

        With $m$ equal modes far apart it is $\ln m$: the price of leaving all others out is only the logarithm
        of their number. That is why mode-seeking fits drop modes so easily.
        """,
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - **Maximum likelihood is forward**: the mean over data is a mean over $P$. Models trained so would rather
      be blurred than miss an example.
    - **Variational inference is reverse**: the mean is taken over $q$, which we can draw from and evaluate,
      while the posterior $p$ is known only up to a constant, and that constant drops out. The price: posteriors
      come out too narrow, and modes are lost.
    - Distillation and fine-tuning of language models have to choose, and differ visibly by the choice.

    ## Pitfalls

    - A narrow variational posterior is no sign of certainty: reverse fits underestimate the variance.
    - The reverse objective has local minima. Fit from several starts, and look at all that were found.
    - The moment-matched forward fit can put most of its mass where $P$ has none: between the modes.
    """)
    return


@app.cell
def _():
    symmetric = dist.mixture([norm(-2, 1), norm(2, 1)])
    exercises = [
        learn.Exercise(
            question=r"""$P$ is half $\mathcal N(-2, 1)$, half $\mathcal N(2, 1)$. What is the **standard deviation**
            of its forward Gaussian fit?""",
            answer=float(dist.project(symmetric, "normal").distribution.std()),
            unit="",
            hint=r"Match the variance: within the modes, plus between them.",
            solution=r"$\sqrt{1 + 2^2} = \sqrt 5 = 2.236$.",
        ),
        learn.Exercise(
            question=r"""A law has **eight** equal, narrow modes very far apart. What is the divergence $D(Q\,\|\,P)$
            of the best reverse Gaussian fit, **in bits**?""",
            answer=float(pmf.kl_divergence([1, *[0] * 7], [1 / 8] * 8, unit="bits")),
            unit="bits",
            hint=r"It sits on one mode. How much surprise is there in that choice?",
            solution=r"On its mode $q = g$ and $p = g/8$, so $D(Q\,\|\,P) = \log_2 8 = 3$ bits.",
        ),
        learn.Choice(
            question="Why does variational inference take the **reverse** divergence?",
            answer="Its mean is over q, and the unknown constant of p drops out",
            options={
                "It is smaller than the forward one": "Neither is always the smaller.",
                "Its mean is over q, and the unknown constant of p drops out": "So it can be computed.",
                "It finds all modes of the posterior": "On the contrary: it tends to find one.",
            },
            hint=r"The posterior is $p(z \mid x) = p(x, z)/p(x)$. Which part can be computed?",
            solution=r"""$D(q\,\|\,p(z|x)) = E_q[\ln q(z) - \ln p(x, z)] + \ln p(x)$. The mean is over $q$, from which we
            draw at will; $p(x, z)$ is known; and $\ln p(x)$, which is not, does not depend on $q$. The forward
            divergence would need means over the posterior itself, the very thing that is sought.""",
        ),
    ]
    places = learn.answers(exercises)
    return exercises, places


@app.cell
def _(exercises, places):
    learn.quiz(exercises, places)
    return


@app.cell
def _():
    learn.closing("projection")
    return


if __name__ == "__main__":
    app.run()
