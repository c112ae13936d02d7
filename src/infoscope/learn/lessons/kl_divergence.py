"""Kullback–Leibler divergence: what it costs to believe the wrong law."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Kullback–Leibler divergence")

with app.setup:
    import marimo as mo
    import numpy as np
    from scipy.stats import norm, uniform

    from infoscope import dist, learn, pmf


@app.cell
def _():
    learn.title(
        "kl_divergence",
        r"""
        $D(P\,\|\,Q)$ is the surprise you suffer **on top of nature's own** when $P$ is true and you believe $Q$.
        It is never negative, and zero only when you are right. It is no distance: the order matters, and a
        detour can be shorter.
        """,
    )
    return


@app.cell
def _():
    shift = learn.slider("mean of Q", -4, 4, step=0.1, value=1)
    spread = learn.slider("standard deviation of Q", 0.3, 4, step=0.05, value=2)
    return shift, spread


@app.cell
def _(shift, spread):
    P, Q = norm(0, 1), norm(shift.value, spread.value)
    forward, backward = dist.kl_divergence(P, Q), dist.kl_divergence(Q, P)
    integrated = dist.kl_divergence(P, Q, method="quadrature")

    x = np.linspace(-6, 6, 361)
    p, q = P.pdf(x), Q.pdf(x)
    with learn.picture("The two densities") as densities:
        densities.axes.plot(x, p, color=learn.BLUE, label="P")
        densities.axes.plot(x, q, color=learn.ORANGE, linestyle="--", label="Q")
        densities.axes.legend(loc="upper left")
        densities.axes.set(title="the laws", xlabel="x", ylim=(0, max(0.5, 1.1 * q.max())))
    costs = p * (P.logpdf(x) - Q.logpdf(x))
    with learn.picture("p ln p/q against x: where it is paid, and where it is saved") as integrand:
        integrand.axes.axhline(0, color=learn.SOFT, linewidth=1)
        integrand.axes.fill_between(x, np.maximum(costs, 0), color=learn.RED, alpha=0.4, linewidth=0)
        integrand.axes.fill_between(x, np.minimum(costs, 0), color=learn.GREEN, alpha=0.4, linewidth=0)
        integrand.axes.plot(x, costs, color=learn.INK, linewidth=1.3)
        integrand.axes.set(title="p ln p/q: its area is D(P‖Q)", xlabel="x")

    learn.panel(
        [shift, spread],
        {
            "D(P‖Q)": (float(forward), "nats"),
            "D(Q‖P)": (float(backward), "nats"),
            "D(P‖Q) by integration": (float(integrated), "nats"),
        },
        densities,
        integrand,
        say="The area below zero is where $Q$ does better than $P$ itself; the area above always outweighs it. "
        "Make $Q$ narrow: which of the two numbers explodes? Then make it wide.",
    )
    return (forward,)


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    D(P \,\|\, Q) = \sum_x P(x) \ln \frac{P(x)}{Q(x)} \qquad\text{or}\qquad \int p \ln \frac{p}{q}
    $$

    Two Gaussians have it in closed form:

    $$
    D\big(\mathcal N(\mu_1, \sigma_1^2) \,\|\, \mathcal N(\mu_2, \sigma_2^2)\big)
    = \ln \frac{\sigma_2}{\sigma_1} + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2\sigma_2^2} - \frac12 .
    $$

    In infoscope: `pmf.kl_divergence(p, q)` of arrays, `dist.kl_divergence(norm(0, 1), norm(1, 2))` of
    distributions, `samples.kl_divergence(x, y)` of data.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Proof (Gibbs' inequality): D ≥ 0, and 0 only when P = Q",
        r"""
        For every $t > 0$, $\ln t \le t - 1$, with equality only at $t = 1$: the logarithm lies below its
        tangent. Over the $x$ with $P(x) > 0$,

        $$
        -D(P\,\|\,Q) = \sum_x P(x) \ln \frac{Q(x)}{P(x)} \le \sum_x P(x) \Big(\frac{Q(x)}{P(x)} - 1\Big)
        = \sum_{x:\,P(x)>0} Q(x) - 1 \le 0 .
        $$

        Equality in the first step needs $Q(x) = P(x)$ wherever $P(x) > 0$; then $Q$ has no mass left for
        elsewhere, and $Q = P$. The divergence is therefore positive for any two different laws.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Derivation: the divergence between two Gaussians",
        r"""
        $$
        \ln \frac{p(x)}{q(x)} = \ln \frac{\sigma_2}{\sigma_1} -
        \frac{(x - \mu_1)^2}{2\sigma_1^2} + \frac{(x - \mu_2)^2}{2\sigma_2^2} .
        $$

        Take the mean under $P$. The first term is a constant. $E(x-\mu_1)^2 = \sigma_1^2$ turns the second into
        $-\tfrac12$. For the third write $x - \mu_2 = (x - \mu_1) + (\mu_1 - \mu_2)$: the cross term has mean
        zero, so $E(x-\mu_2)^2 = \sigma_1^2 + (\mu_1-\mu_2)^2$. Together, the formula above.

        In $d$ dimensions the same three steps, with traces in place of squares, give

        $$
        D = \frac12 \Big[ \ln\frac{|\Sigma_2|}{|\Sigma_1|} - d + \operatorname{tr} \Sigma_2^{-1}\Sigma_1 +
        (\mu_2-\mu_1)^\top \Sigma_2^{-1} (\mu_2-\mu_1) \Big] .
        $$
        """,
    )
    return


@app.cell
def _():
    stop = learn.slider("the coin in between, Q", 0.02, 0.49, step=0.01, value=0.2)
    return (stop,)


@app.cell
def _(stop):
    fair, bent = np.array([0.5, 0.5]), np.array([0.01, 0.99])

    def coin(heads):
        return np.stack([heads, 1 - np.asarray(heads)], axis=-1)

    direct = pmf.kl_divergence(fair, bent)
    legs = pmf.kl_divergence(fair, coin(stop.value)), pmf.kl_divergence(coin(stop.value), bent)

    between = np.linspace(0.015, 0.495, 97)
    detour = pmf.kl_divergence(fair, coin(between)) + pmf.kl_divergence(coin(between), bent)
    with learn.picture("The detour's length against Q, far below the direct way", height=2.5) as triangle:
        triangle.axes.axhline(direct, color=learn.BLUE, linestyle="--", label="direct: D(P‖R)")
        triangle.axes.plot(between, detour, color=learn.ORANGE, label="detour: D(P‖Q) + D(Q‖R)")
        triangle.axes.plot(stop.value, sum(legs), "o", color=learn.ORANGE, markersize=9)
        triangle.axes.legend(loc="lower right")
        triangle.axes.set(xlabel="chance of heads of Q", ylabel="nats", ylim=(0, 2.3))

    learn.panel(
        [stop],
        {"direct": (direct, "nats"), "first leg": (legs[0], "nats"), "second leg": (legs[1], "nats")},
        triangle,
        say="**No metric.** $P$ is a fair coin, $R$ falls heads once in a hundred. A metric's direct way is never "
        "longer than a detour. Here nearly every stop on the way makes it shorter.",
    )
    return


@app.cell
def _():
    reach = learn.slider("Q is uniform from 0 to", 0.5, 2, step=0.05, value=1.5)
    return (reach,)


@app.cell
def _(reach):
    unit_box, other_box = uniform(0, 1), uniform(0, reach.value)
    covered, reverse = dist.kl_divergence(unit_box, other_box), dist.kl_divergence(other_box, unit_box)

    w = reach.value
    with learn.picture("Two boxes: P on the unit interval, Q from 0 to its end", height=2.3) as boxes:
        boxes.axes.fill_between([0, 1], [1, 1], color=learn.BLUE, alpha=0.3, linewidth=0, label="P")
        boxes.axes.plot([0, 0, w, w], [0, 1 / w, 1 / w, 0], color=learn.ORANGE, linestyle="--", label="Q")
        if w < 1:
            boxes.axes.annotate("P is here, Q is not", ((1 + w) / 2, 0.5), xytext=(1.15, 0.8),
                                arrowprops={"arrowstyle": "->", "color": learn.RED}, color=learn.RED)  # fmt: skip
        boxes.axes.legend(loc="upper right")
        boxes.axes.set(xlabel="x", xlim=(-0.05, 2.1), ylim=(0, 2.1))

    learn.panel(
        [reach],
        {"D(P‖Q)": (float(covered), "nats"), "D(Q‖P)": (float(reverse), "nats")},
        boxes,
        say="**Infinity is an answer.** If something can happen under $P$ that $Q$ holds impossible, one day the "
        "surprise will be infinite. $D(P\\,\\|\\,Q)$ is finite only if $Q > 0$ wherever $P > 0$: $P$ is then "
        "called absolutely continuous with respect to $Q$.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - Maximum likelihood minimises $D(\text{data}\,\|\,\text{model})$; variational inference minimises
      $D(q\,\|\,p)$. The next lesson shows what follows from the order.
    - Policy updates (TRPO, PPO) and fine-tuning from preferences keep a divergence from the old policy small.
    - Mutual information, total correlation and the gap of the ELBO are all divergences.

    ## Pitfalls

    - Say in which direction, and in which unit. "The KL between P and Q" has two values.
    - `inf` is not a bug to be smoothed away with $10^{-10}$: that returns a number which measures the $10^{-10}$.
    - A histogram of samples has empty cells, so its divergence is often infinite. Estimate it from the samples
      instead: `samples.kl_divergence(x, y)`.
    - $D(P\,\|\,Q)$ of densities needs no ruler, unlike entropy: $p/q$ has no unit.
    """)
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question=r"$P = \mathcal N(1, 4)$ (variance 4) and $Q = \mathcal N(0, 1)$. $D(P\,\|\,Q)$ **in nats**?",
            answer=float(dist.kl_divergence(norm(1, 2), norm(0, 1))),
            unit="nats",
            hint=r"$\sigma_1 = 2$, $\sigma_2 = 1$, $\mu_1 - \mu_2 = 1$.",
            solution=r"$\ln \tfrac12 + \tfrac{4 + 1}{2} - \tfrac12 = -0.6931 + 2 = 1.3069$ nats.",
        ),
        learn.Exercise(
            question="And the other way round, $D(Q\\,\\|\\,P)$, **in nats**?",
            answer=float(dist.kl_divergence(norm(0, 1), norm(1, 2))),
            unit="nats",
            hint=r"Now $\sigma_1 = 1$, $\sigma_2 = 2$.",
            solution=r"$\ln 2 + \tfrac{1 + 1}{8} - \tfrac12 = 0.6931 - 0.25 = 0.4431$ nats: about a third.",
        ),
        learn.Exercise(
            question=r"""A forecast says sun $0.8$, cloud $0.2$, rain $0$. Nature has $0.5$, $0.25$, $0.25$.
            $D(\text{nature}\,\|\,\text{forecast})$?""",
            answer=float(pmf.kl_divergence([0.5, 0.25, 0.25], [0.8, 0.2, 0.0])),
            unit="nats",
            hint="What is the surprise of the first rainy day?",
            solution=r"$0.25 \ln (0.25/0) = \infty$. Type `inf` or ∞. No unit changes it.",
        ),
        learn.Choice(
            question=r"Why can $D(P\,\|\,Q)$ not be negative, **in terms of codes**?",
            answer="No code beats the one that was made for P",
            options={
                "Code words have a positive length": "True, and not enough: a difference of lengths is meant.",
                "No code beats the one that was made for P": "D is the mean excess length of Q's code over it.",
                "Every outcome gets a longer word under Q": "Some get a shorter one; on average it does not pay.",
            },
            hint="$D$ is a difference of two mean lengths.",
            solution=r"""With $\log_2$, $D(P\,\|\,Q) = \sum_x P(x)\,[-\log_2 Q(x)] - \sum_x P(x)\,[-\log_2 P(x)]$: the mean
            length of words made for $Q$, less the mean length of words made for $P$, when nature is $P$. The
            second is the shortest possible mean length. So the excess is at least zero.""",
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
    learn.closing("kl_divergence")
    return


if __name__ == "__main__":
    app.run()
