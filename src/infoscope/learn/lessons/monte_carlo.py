"""Monte Carlo divergence: when there is no formula, draw, and say how far off you may be."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Monte Carlo divergence")

with app.setup:
    from functools import cache

    import marimo as mo
    import numpy as np
    from scipy.stats import multivariate_normal, norm

    from infoscope import dist, learn

    SEED = 2


@app.cell
def _():
    learn.title(
        "monte_carlo",
        r"""
        $D(P\,\|\,Q)$ is the mean of $\ln p/q$ under $P$: draw from $P$, take the average. The answer comes with an **error
        that falls like $1/\sqrt n$**, and you can see it. Where a formula exists use that; between a Gaussian and a
        mixture there is none.
        """,
    )
    return


@app.cell
def _():
    many = learn.slider("draws n", steps=[10, 30, 100, 300, 1000, 3000, 10000], value=100)
    mean = learn.slider("mean of Q", 0, 4, step=0.1, value=1)
    deviation = learn.slider("standard deviation of Q", 0.3, 3, step=0.1, value=1.5)
    return deviation, many, mean


@app.cell
def _(deviation, many, mean):
    P, Q = norm(0, 1), norm(mean.value, deviation.value)
    exact = float(dist.kl_divergence(P, Q))
    x = np.random.default_rng(SEED).normal(size=(40, 10000))
    ratio = P.logpdf(x) - Q.logpdf(x)
    runs = np.cumsum(ratio, axis=1) / np.arange(1, 10001)
    n = many.value
    guess, error = runs[0, n - 1], ratio[0, :n].std(ddof=1) / np.sqrt(n)

    when = np.unique(np.geomspace(10, 10000, 60).astype(int))
    with learn.picture("Forty running averages close in on the exact value") as funnel:
        joined = np.concatenate([runs[:, when - 1], np.full((40, 1), np.nan)], axis=1)  # one line, with gaps
        funnel.axes.plot(np.tile([*when, 1], 40), joined.ravel(), color=learn.BLUE, alpha=0.25, linewidth=1)
        funnel.axes.plot(when, runs[0, when - 1], color=learn.BLUE)
        width = 1.96 * ratio.std() / np.sqrt(when)
        funnel.axes.plot(when, exact + width, color=learn.INK, linewidth=1, linestyle="--")
        funnel.axes.plot(when, exact - width, color=learn.INK, linewidth=1, linestyle="--")
        funnel.axes.plot(n, guess, "o", color=learn.ORANGE, markersize=9)
        span = max(3.2 * ratio.std() / np.sqrt(10), 0.02)
        funnel.axes.set(
            title="40 runs", xlabel="draws", ylabel="nats", xscale="log", ylim=(exact - span, exact + span)
        )
        funnel.axes.set_xticks([10, 100, 1000, 10000], ["10", "100", "1000", "10⁴"])
        funnel.axes.minorticks_off()
    misses = np.sqrt(np.mean((runs[:, when - 1] - exact) ** 2, axis=0))
    with learn.picture(
        "The root mean square error on a double logarithmic scale, a line of slope minus a half"
    ) as slope:
        slope.axes.loglog(when, misses, color=learn.BLUE, label="seen")
        slope.axes.loglog(
            when, ratio.std() / np.sqrt(when), color=learn.INK, linestyle="--", linewidth=1, label="σ/√n"
        )
        slope.axes.legend()
        slope.axes.set(title="error against n", xlabel="draws", ylabel="nats")
        limits = slope.axes.get_ylim()
        slope.axes.set_xticks([10, 100, 1000, 10000], ["10", "100", "1000", "10⁴"])
        slope.axes.set_yticks([0.001, 0.01, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
        slope.axes.set_ylim(limits)
        slope.axes.minorticks_off()

    learn.panel(
        [many, mean, deviation],
        {"exact": (exact, "nats"), "first run": (guess, "nats"), "its standard error": (error, "nats")},
        funnel,
        slope,
        say="A hundred times the draws, one more digit. Then make $Q$ narrow (0.3): the exact value grows, and the error "
        "grows with it, for now a few draws far out carry most of the sum.",
    )
    return error, exact, guess


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    \hat D_n = \frac1n \sum_{i=1}^n \ln \frac{p(x_i)}{q(x_i)}, \quad x_i \sim P,
    \qquad \text{standard error } \frac{s}{\sqrt n},
    $$

    with $s$ the standard deviation of the log ratios. $\hat D_n$ is unbiased; a single one may be negative although
    $D \ge 0$. infoscope returns it as it is, with the error beside it.

    In infoscope the route is told and can be asked for: `dist.kl_divergence(P, Q)` takes the first of closed form,
    quadrature and Monte Carlo that exists; `method="monte_carlo"` insists.

    ### Many dimensions

    Between Gaussians the closed form holds in any dimension (derived in lesson 4):

    $$
    D = \tfrac12 \Big[ \ln\tfrac{|\Sigma_2|}{|\Sigma_1|} - d + \operatorname{tr} \Sigma_2^{-1}\Sigma_1 +
    (\mu_2-\mu_1)^\top \Sigma_2^{-1} (\mu_2-\mu_1) \Big]
    $$
    """)
    return


@app.cell
def _():
    dimension = learn.slider("dimensions", steps=[1, 2, 3, 5, 10, 20, 50], value=5)
    correlation = learn.slider("correlation between the coordinates of P", 0, 0.9, step=0.1, value=0.5)
    return correlation, dimension


@app.cell
def _(correlation, dimension):
    d, rho = dimension.value, correlation.value
    tied = multivariate_normal(np.zeros(d), (1 - rho) * np.eye(d) + rho)
    free = multivariate_normal(np.zeros(d), np.eye(d))
    closed = dist.kl_divergence(tied, free)
    sampled = dist.kl_divergence(tied, free, method="monte_carlo", max_samples=4000, rng=0)
    low, high = sampled.interval(0.95)

    with learn.picture("The closed form, and the Monte Carlo interval around it", height=1.7) as interval:
        interval.axes.axvline(float(closed), ymax=0.62, color=learn.BLUE, label="closed form")
        interval.axes.errorbar(
            float(sampled), 0, xerr=[[float(sampled) - low], [high - float(sampled)]], fmt="o",
            color=learn.ORANGE, capsize=5, label="Monte Carlo, 95 %",
        )  # fmt: skip
        interval.axes.legend(loc="upper center", ncols=2)
        interval.axes.set(yticks=[], ylim=(-0.6, 1.9), xlabel="nats")

    learn.panel(
        [dimension, correlation],
        {
            "closed form": (float(closed), "nats"),
            "Monte Carlo": (float(sampled), "nats"),
            "± standard error": (float(sampled.std_error), "nats"),
        },
        interval,
        say="Correlated coordinates against independent ones: this divergence is the **total correlation**. The error of "
        "4000 draws hardly knows the dimension, which is what makes Monte Carlo the method of high dimensions.",
    )
    return closed, sampled


@app.cell
def _():
    separation = learn.slider("modes of the mixture at plus and minus", 0, 4, step=0.1, value=2)
    return (separation,)


@app.function
@cache
def against_mixture(place):
    """D(N(0,1) ‖ mixture) by integration, by draws, and between which bounds it surely lies."""
    mixture = dist.mixture([norm(-place, 1), norm(place, 1)])
    return (
        dist.kl_divergence(norm(0, 1), mixture, method="quadrature"),
        dist.kl_divergence(norm(0, 1), mixture, method="monte_carlo", max_samples=4000, rng=1),
        dist.kl_divergence(norm(0, 1), mixture, bounds=True),
    )


@app.cell
def _(separation):
    by_integration, by_draws, (least, most) = against_mixture(round(separation.value, 1))
    line = np.linspace(-7, 7, 281)
    two = dist.mixture([norm(-separation.value, 1), norm(separation.value, 1)])
    with learn.picture("A Gaussian between the modes of a mixture", height=2.3) as between:
        between.axes.fill_between(line, norm(0, 1).pdf(line), color=learn.BLUE, alpha=0.25, linewidth=0)
        between.axes.plot(line, norm(0, 1).pdf(line), color=learn.BLUE, label="P, Gaussian")
        between.axes.plot(line, two.pdf(line), color=learn.ORANGE, linestyle="--", label="Q, mixture")
        between.axes.legend(loc="upper right")
        between.axes.set(xlabel="x", ylim=(0, 0.55))

    learn.panel(
        [separation],
        {
            "by integration": (float(by_integration), "nats"),
            "Monte Carlo": (float(by_draws), "nats"),
            "± standard error": (float(by_draws.std_error), "nats"),
            "surely at least": (float(least), "nats"),
            "surely at most": (float(most), "nats"),
        },
        between,
        say="**No formula**: the logarithm of a sum does not split, so $\\ln q$ of a mixture cannot be integrated term by "
        "term. In one dimension integration does it to 12 digits; in many, draws or bounds are left. Small at first, "
        "then growing with the square of the separation: near 0, where $P$ lives, $Q$ has its valley.",
    )
    return by_draws, by_integration, least, most


@app.cell
def _():
    learn.proof(
        "Proof: unbiased, error σ/√n, and why an average may be negative",
        r"""
        $E_P[\ln p/q] = D(P\,\|\,Q)$ by definition, and the mean of independent draws has the same mean. Its variance is that
        of one draw by $n$, if that is finite: $\operatorname{Var} \hat D_n = \sigma^2/n$ with
        $\sigma^2 = \operatorname{Var}_P \ln p/q$.

        Single log ratios are negative wherever $q > p$, so a mean of few can be negative too. The estimate
        $\frac1n \sum (r_i - 1 - \ln r_i)$ with $r = q/p$ has the same mean, as $E_P\, r = 1$, and each of its terms is at least
        0; its variance is often smaller when $P$ and $Q$ are close.

        For $P = \mathcal N(0,1)$, $Q = \mathcal N(\mu,1)$: $\ln p/q = \mu^2/2 - \mu x$, so $D = \mu^2/2$ and $\sigma = |\mu|$.
        """,
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - The losses of variational inference, of policy optimisation and of diffusion models are averages of log ratios over
      draws. Their gradient noise is the error seen here.
    - Two models without a formula, a flow and a mixture say, can be compared as long as one can be drawn from and both
      densities evaluated.

    ## Pitfalls

    - The standard error is itself estimated: with heavy tails it may be far too small. infoscope warns where the tail of
      $\ln p/q$ makes it worthless.
    - Draw from the **first** law. From the wrong one it is another quantity.
    - A finite average says nothing about infinity: if $Q$ misses what $P$ rarely does, no draw may show it.
    """)
    return


@app.cell
def _():
    skew = multivariate_normal([1, -1], [[2, 0.5], [0.5, 1]])
    exercises = [
        learn.Exercise(
            question=r"""$P = \mathcal N\big(0, \mathrm{diag}(1, 2)\big)$ and
            $Q = \mathcal N\big((1,-1), \begin{pmatrix} 2 & 0.5 \\ 0.5 & 1 \end{pmatrix}\big)$. $D(P\,\|\,Q)$ **in nats**?""",
            answer=float(dist.kl_divergence(multivariate_normal([0, 0], [[1, 0], [0, 2]]), skew)),
            unit="nats",
            hint=r"""$|\Sigma_2| = 1.75$, $|\Sigma_1| = 2$, and
            $\Sigma_2^{-1} = \frac{1}{1.75}\begin{pmatrix} 1 & -0.5 \\ -0.5 & 2 \end{pmatrix}$.""",
            solution=r"""Trace: $(1 \cdot 1 + 2 \cdot 2)/1.75 = 2.8571$. Quadratic form of $(1,-1)$:
            $(1 + 2 \cdot 0.5 + 2)/1.75 = 2.2857$. Logarithm: $\ln(1.75/2) = -0.1335$. Together
            $\tfrac12(-0.1335 - 2 + 2.8571 + 2.2857) = 1.5047$ nats.""",
        ),
        learn.Exercise(
            question=r"""You draw from $\mathcal N(0,1)$ to estimate its divergence from $\mathcal N(2,1)$. How many draws make
            the standard error **0.02 nats**?""",
            answer=float((2 / 0.02) ** 2),
            unit="draws",
            hint=r"$\ln p/q = \mu^2/2 - \mu x$. What is its standard deviation?",
            solution=r"$\sigma = \mu = 2$, so $n = (2/0.02)^2 = 10\,000$. Ten times finer would take a million.",
        ),
        learn.Exercise(
            question=r"""$P = \mathcal N(0,1)$, $Q$ is half $\mathcal N(-1,1)$, half $\mathcal N(1,1)$. Read $D(P\,\|\,Q)$ off the
            last panel, **in nats**.""",
            answer=float(
                dist.kl_divergence(norm(0, 1), dist.mixture([norm(-1, 1), norm(1, 1)]), method="quadrature")
            ),
            unit="nats",
            hint=r"$q/p = e^{-1/2}\cosh x$, so $D = \tfrac12 - E \ln \cosh x$: no formula for that mean.",
            solution=r"""0.1254 nats, by integration: $E \ln \cosh x = 0.3746$ for a standard Gaussian $x$. The other direction,
            $D(Q\,\|\,P)$, is 0.1632.""",
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
    learn.closing("monte_carlo")
    return


if __name__ == "__main__":
    app.run()
