"""Jensen–Shannon divergence and GANs: how well can the best detective tell two laws apart?"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Jensen–Shannon and GANs")

with app.setup:
    import marimo as mo
    import numpy as np
    from scipy.stats import norm

    from infoscope import dist, learn, pmf

    SEED = 11


@app.cell
def _():
    learn.title(
        "jensen_shannon",
        r"""
        Toss a fair coin; draw from $P$ or from $Q$ by how it falls; show only the draw. The **Jensen–Shannon divergence** is
        what the draw tells of the coin: symmetric, never more than 1 bit. The discriminator of a GAN plays this
        detective, and its best possible loss is that number in disguise.
        """,
    )
    return


@app.cell
def _():
    apart = learn.slider("distance between the means", 0, 8, step=0.1, value=1.5)
    return (apart,)


@app.cell
def _(apart):
    P, Q = norm(-apart.value / 2, 1), norm(apart.value / 2, 1)
    js = dist.jensen_shannon_divergence(P, Q, unit="bits")
    kl = dist.kl_divergence(P, Q, unit="bits")

    x = np.linspace(-7, 7, 281)
    with learn.picture("Two densities, and the best discriminator between them") as laws:
        laws.axes.fill_between(x, P.pdf(x), color=learn.BLUE, alpha=0.3, linewidth=0)
        laws.axes.fill_between(x, Q.pdf(x), color=learn.ORANGE, alpha=0.3, linewidth=0)
        laws.axes.plot(x, 1 / (1 + np.exp(apart.value * x)), color=learn.INK, linewidth=1.8)
        laws.axes.text(-6.8, 0.86 if apart.value > 0.4 else 0.53, "p/(p+q)")
        laws.axes.set(title="best discriminator", xlabel="x", ylim=(0, 1.05))
    gaps = np.linspace(0, 8, 33)
    joint = np.linspace(-12, 12, 481)
    cells = np.diff(norm(gaps[:, None] / 2 * np.array([-1, 1])[:, None, None], 1).cdf(joint), axis=-1)
    with learn.picture("Jensen–Shannon levels off at one bit, the KL divergence does not") as growth:
        growth.axes.axhline(1, color=learn.SOFT, linestyle="--", linewidth=1.2)
        js_line = pmf.jensen_shannon_divergence(cells[0], cells[1], normalize=True, unit="bits")
        growth.axes.plot(gaps, gaps**2 / 2 / np.log(2), color=learn.RED, linestyle="-.", label="KL")
        growth.axes.plot(gaps, js_line, color=learn.BLUE, label="JS")
        growth.axes.plot(apart.value, float(js), "o", color=learn.ORANGE, markersize=9)
        growth.axes.legend(loc="center right")
        growth.axes.set(title="with the distance", xlabel="distance", ylabel="bits", ylim=(0, 3))

    learn.panel(
        [apart],
        {"JS(P,Q)": (float(js), "bits"), "D(P‖Q)": (float(kl), "bits")},
        laws,
        growth,
        say="Far apart, one look settles it: 1 bit, and no more to be told. The KL divergence keeps growing with the "
        "square of the distance; JS has gone flat. A flat curve has no slope to learn from.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    With $M = \tfrac12(P + Q)$,

    $$
    \mathrm{JS}(P, Q) = \tfrac12 D(P\,\|\,M) + \tfrac12 D(Q\,\|\,M) = H(M) - \tfrac12 H(P) - \tfrac12 H(Q).
    $$

    It is symmetric, finite even where the supports differ, and at most $\ln 2$ nats = 1 bit. Its **square root** is a
    metric. In infoscope: `pmf.jensen_shannon_divergence(p, q)`, also of more than two laws and with weights;
    `dist.` and `samples.` have it too.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Proof: JS is the information on the coin, hence between 0 and 1 bit",
        r"""
        Let $C$ be the fair coin and $X$ the draw: $X \sim P$ if heads, $X \sim Q$ if tails. Then $X \sim M$, and

        $$
        I(X; C) = H(X) - H(X \mid C) = H(M) - \tfrac12 H(P) - \tfrac12 H(Q) = \mathrm{JS}(P, Q).
        $$

        Mutual information is at least 0, and 0 only if $X$ and $C$ are independent, that is $P = Q$. And it is at most
        $H(C) = 1$ bit, reached when $X$ gives $C$ away: when the supports are disjoint. For the first form insert
        $\ln p = \ln \frac pm + \ln m$.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: the optimal discriminator of a GAN, and its loss",
        r"""
        The discriminator $d(x)$ says how probable it holds that $x$ is real. Its loss on real and generated draws is
        $L(d) = -E_P \ln d - E_Q \ln(1 - d) = -\int \big[p \ln d + q \ln (1-d)\big]$.
        For each $x$, $a \ln d + b \ln(1-d)$ is greatest at $d = \frac{a}{a+b}$ (set $\frac ad = \frac b{1-d}$). So

        $$
        d^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad
        L(d^*) = -\int p \ln \frac{p}{2m} - \int q \ln \frac{q}{2m} = 2 \ln 2 - 2\,\mathrm{JS}(P, Q).
        $$

        **Any** discriminator therefore gives a lower bound, $\mathrm{JS} \ge \ln 2 - \tfrac12 L(d)$, and the best one
        gives JS itself. A generator that minimises against the best discriminator minimises JS.
        """,
    )
    return


@app.function
def logistic(features, labels, rounds=12):
    """Weights of least cross-entropy, by Newton steps."""
    weights = np.zeros(features.shape[1])
    for _ in range(rounds):
        said = 1 / (1 + np.exp(-features @ weights))
        curvature = (features * (said * (1 - said))[:, None]).T @ features
        weights = weights - np.linalg.solve(
            curvature + 1e-3 * np.eye(len(weights)), features.T @ (said - labels) + 1e-3 * weights
        )
    return weights


@app.cell
def _():
    far = learn.slider("distance between real and generated", 0, 5, step=0.25, value=2)
    drawn = learn.slider("draws of each, to train on", steps=[10, 20, 50, 100, 200, 500, 2000], value=100)
    return drawn, far


@app.cell
def _(drawn, far):
    rng = np.random.default_rng(SEED)
    n, held = drawn.value, 4000

    def draws(count):
        points = rng.normal(size=(2, count)) + np.array([[-1], [1]]) * far.value / 2
        flat = points.ravel()
        powers = np.stack([np.ones_like(flat), flat, flat**2 / 3, flat**3 / 9], axis=1)
        return powers, np.repeat([1.0, 0.0], count)

    seen, unseen = draws(n), draws(held)
    detective = logistic(*seen)
    losses = [
        float(pmf.binary_cross_entropy(truth, features @ detective, from_logits=True))
        for features, truth in (seen, unseen)
    ]
    exact = float(
        dist.jensen_shannon_divergence(norm(-far.value / 2, 1), norm(far.value / 2, 1), unit="bits")
    )
    bound_train, bound_test = (1 - one / np.log(2) for one in losses)

    with learn.picture("The exact divergence and what the discriminator's loss says", height=2.3) as bars:
        bars.axes.barh(
            [2, 1, 0],
            [exact, bound_train, bound_test],
            color=[learn.BLUE, learn.SKY, learn.ORANGE],
            height=0.6,
        )
        bars.axes.axvline(exact, color=learn.BLUE, linewidth=1)
        bars.axes.axvline(0, color=learn.SOFT, linewidth=1)
        bars.axes.set(yticks=[2, 1, 0], yticklabels=["exact", "training\ndraws", "new\ndraws"], xlabel="bits")
        bars.axes.set_xlim(min(-0.15, bound_test - 0.05), 1.08)

    learn.panel(
        [far, drawn],
        {
            "exact JS": (exact, "bits"),
            "1 − loss, training": (bound_train, "bits"),
            "1 − loss, new draws": (bound_test, "bits"),
        },
        bars,
        say="A discriminator, trained by logistic regression on powers of $x$ as you move. On draws that it has not "
        "seen, 1 bit less its mean loss is a **lower bound** on JS. On those that it was trained on it can claim more "
        "than there is: with 10 draws at distance 0 it finds a difference that does not exist.",
    )
    return bound_test, bound_train, exact


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - The original GAN minimises JS. When the generator starts far away, JS is flat, the discriminator wins, and the
      gradient vanishes: the reason for the non-saturating loss and for Wasserstein GANs.
    - "Can a classifier tell them apart?" is a test for drift between training and live data, and for the quality of
      generated samples. Its loss on held-out data is a bound in bits.

    ## Pitfalls

    - JS near 1 bit says "different", not how far apart.
    - A bound from training data is no bound. Hold data out.
    - Some libraries return the distance $\sqrt{\mathrm{JS}}$ under the name of the divergence.
    """)
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question=r"$P = (\tfrac12, \tfrac12, 0)$, $Q = (0, \tfrac12, \tfrac12)$. $\mathrm{JS}(P, Q)$ **in bits**?",
            answer=float(pmf.jensen_shannon_divergence([0.5, 0.5, 0], [0, 0.5, 0.5], unit="bits")),
            unit="bits",
            hint=r"$M = (\tfrac14, \tfrac12, \tfrac14)$. Which draws give the coin away?",
            solution=r"""$H(M) = 1.5$ and $H(P) = H(Q) = 1$, so $1.5 - 1 = 0.5$ bits. Indeed half of the draws (the outer
            outcomes) settle the coin, and the other half say nothing.""",
        ),
        learn.Exercise(
            question=r"""A GAN has converged: $Q = P$. What is the best discriminator's loss
            $-E_P \ln d - E_Q \ln (1-d)$, **in nats**?""",
            answer=float(2 * np.log(2) - 2 * pmf.jensen_shannon_divergence([0.5, 0.5], [0.5, 0.5])),
            unit="nats",
            hint=r"It can only guess: $d = \tfrac12$ everywhere.",
            solution=r"$2 \ln 2 = 1.386$ nats. A discriminator's loss of 1.386 is a good sign, not a failure to learn.",
        ),
        learn.Choice(
            question="Real and generated pictures do not overlap at all. What does JS tell the generator?",
            answer="Nothing: it is 1 bit wherever the generator goes",
            options={
                "The way to the data, by its slope": "There is no slope: JS stays at 1 bit until they overlap.",
                "Nothing: it is 1 bit wherever the generator goes": "The gradient of a constant is zero.",
                "It is infinite, so the step is too large": "That would be the KL divergence; JS is bounded.",
            },
            hint="Look at the right end of the first panel.",
            solution=r"""With disjoint supports a draw always gives the coin away: JS = 1 bit, near or far. A distance that
            knows how far apart the supports are, such as Wasserstein's, keeps a slope.""",
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
    learn.closing("jensen_shannon")
    return


if __name__ == "__main__":
    app.run()
