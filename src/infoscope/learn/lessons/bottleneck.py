"""The information bottleneck: forget all you can, keep what tells."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="The information bottleneck")

with app.setup:
    from functools import cache

    import marimo as mo
    import numpy as np

    from infoscope import channel, learn, pmf

    SEED = 5


@app.cell
def _():
    learn.title(
        "bottleneck",
        r"""
        Replace $X$ by a shorter description $Z$ that still tells of $Y$. The **information bottleneck** minimises
        $I(X;Z) - \beta\, I(Z;Y)$: bits kept, less $\beta$ times the bits that tell. Turn up $\beta$, and $X$ falls apart
        into the clusters that matter for $Y$, one after the other.
        """,
    )
    return


@app.function
@cache
def plane(cells=9, spread=0.85):
    """(a) A square of cells, three classes: p(cell, class), shape (cells², 3)."""
    ticks = np.linspace(-3, 3, cells)
    points = np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    centres = np.array([[-1.3, -1.0], [1.3, -1.0], [0.0, 1.3]])
    density = np.exp(-((points - centres) ** 2).sum(-1) / (2 * spread**2))
    return density / density.sum()


@app.function
@cache
def curve():
    """(b) The bottleneck at 25 β from where nothing pays to where nearly all is kept."""
    return channel.information_bottleneck(plane(), np.geomspace(1.05, 60, 25), steps=100, unit="bits")


@app.cell
def _():
    mo.md(r"""
    **(a) A problem.** $X$ is a place in a square of 9 × 9 cells, $Y$ one of three classes whose clouds overlap.
    **(b) The curve.** For each $\beta$ the best encoder $p(z \mid x)$ is one point: bits kept, bits that tell.
    **(c) The encoders.** On the right, each cell has the colour of its likeliest cluster, the paler the less sure.
    """)
    return


@app.cell
def _():
    trade = learn.slider(
        "β, the price of a bit that tells",
        steps=[round(float(b), 3) for b in curve().beta],
        value=round(float(curve().beta[8]), 3),
    )
    return (trade,)


@app.cell
def _(trade):
    whole = curve()
    at = int(np.argmin(np.abs(whole.beta - trade.value)))
    encoder = whole.encoders[at]
    kept, tells = float(whole.information_x[at]), float(whole.information_y[at])

    with learn.picture("The information curve with the chosen point", height=3.3) as bend:
        bend.axes.axhline(whole.total_information, color=learn.SOFT, linestyle="--", linewidth=1.2)
        bend.axes.text(0.02, whole.total_information + 0.03, "I(X;Y), all there is")
        bend.axes.plot(whole.information_x, whole.information_y, ".-", color=learn.BLUE, markersize=5)
        bend.axes.plot(kept, tells, "o", color=learn.ORANGE, markersize=10)
        bend.axes.set(title="(b) the curve", xlabel="kept: I(X;Z), bits", ylabel="tells: I(Z;Y), bits")
        bend.axes.set_ylim(0, 1.15 * whole.total_information)

    likeliest, sure = encoder.argmax(1), encoder.max(1)
    colours = [learn.BLUE, learn.ORANGE, learn.GREEN, learn.RED, learn.PINK, learn.SKY, learn.SOFT]
    with learn.picture("The square of cells, coloured by cluster", height=3.3) as square:
        side = int(np.sqrt(len(likeliest)))
        across, up = np.divmod(np.arange(len(likeliest)), side)
        for one in np.unique(likeliest):
            own = likeliest == one
            square.axes.scatter(
                across[own], up[own], marker="s", s=230, alpha=np.clip(sure[own], 0.25, 1),
                color=colours[one % len(colours)], linewidth=0,
            )  # fmt: skip
        square.axes.set(title="(c) the encoder", xticks=[], yticks=[], aspect="equal")
        square.axes.spines[:].set_visible(False)

    learn.panel(
        [trade],
        {
            "kept I(X;Z)": (kept, "bits"),
            "tells I(Z;Y)": (tells, "bits"),
            "of I(X;Y)": (100 * tells / whole.total_information, "%"),
            "clusters": (len(np.unique(likeliest)), ""),
        },
        bend,
        square,
        say="Start at the left. At first nothing pays and all cells are one. Then the square splits, in two, in three, "
        "and on. How many clusters would you keep for three classes?",
    )
    return kept, tells


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    \min_{p(z|x)} \; I(X;Z) - \beta\, I(Z;Y), \qquad Z \text{ made from } X \text{ alone}
    $$

    The slope of the curve at a point is $1/\beta$. By data processing (lesson 6) $I(Z;Y) \le I(X;Y)$ and
    $I(Z;Y) \le I(X;Z)$: the curve stays below both. Optimal encoders satisfy

    $$
    p(z \mid x) \propto p(z)\, e^{-\beta D(p(y|x) \,\|\, p(y|z))} :
    $$

    cells are thrown together when they say the same of $Y$, by a **Kullback–Leibler** distance.

    In infoscope: `channel.information_bottleneck(p_xy, betas)`; `deterministic=True` for hard clusters.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Derivation: the form of the encoder, and why the slope is 1/β",
        r"""
        Add multipliers $\lambda(x)$ for $\sum_z p(z|x) = 1$ and set the derivative with respect to $p(z|x)$ to zero:

        $$
        p(x)\Big[\ln \frac{p(z|x)}{p(z)} - \beta \sum_y p(y|x) \ln \frac{p(y|z)}{p(y)}\Big] = \lambda(x) .
        $$

        Write $\ln \frac{p(y|z)}{p(y)} = \ln \frac{p(y|x)}{p(y)} - \ln \frac{p(y|x)}{p(y|z)}$. The first part does not depend on
        $z$ and goes into the normalisation; the mean of the second is $D(p(y|x)\,\|\,p(y|z))$. What is left is the formula
        above.

        Along the curve $I(Z;Y)$ is the largest $F(r)$ possible with $I(X;Z) \le r$, and $F$ is concave. The minimum of
        $r - \beta F(r)$ is where $1 - \beta F'(r) = 0$: the slope is $1/\beta$. Below $\beta = 1/F'(0)$ nothing pays at all.
        """,
    )
    return


@app.cell
def _():
    rows = learn.slider("examples to learn from", steps=[100, 200, 300, 500, 1000, 2000, 4000], value=1000)
    return (rows,)


@app.function
@cache
def learnt(examples):
    """(d) A curve learnt from few examples, and what each of its Z tells of endlessly many others."""
    law, rng = plane(15, 1.3), np.random.default_rng(SEED)
    train = rng.multinomial(examples, law.ravel()).reshape(law.shape)
    met = train.sum(1) > 0  # where nothing was learnt, nothing can be asked
    train, law = train[met], law[met] / law[met].sum()
    found = channel.information_bottleneck(
        train, np.geomspace(1.05, 60, 14), tol=1e-6, steps=300, unit="bits"
    )
    return found, channel.held_out_information(found, train, law, unit="bits")


@app.cell
def _(rows):
    found, told = learnt(rows.value)
    best = int(np.argmax(told))
    with learn.picture("What the training examples promise, and what new ones show", height=2.9) as judged:
        judged.axes.plot(
            found.information_x, found.information_y, ".-", color=learn.BLUE, label="on its examples"
        )
        judged.axes.plot(found.information_x, told, ".--", color=learn.ORANGE, label="on new ones")
        judged.axes.plot(found.information_x[best], told[best], "o", color=learn.ORANGE, markersize=10)
        judged.axes.legend(loc="upper left")
        judged.axes.set(xlabel="kept: I(X;Z), bits", ylabel="tells of Y, bits")

    learn.panel(
        [rows],
        {
            "best to keep": (found.information_x[best], "bits"),
            "it tells": (told[best], "bits"),
            "keeping all tells": (told[-1], "bits"),
            "examples promise": (found.information_y[-1], "bits"),
        },
        judged,
        say="**(d) The best compression level.** Now 15 × 15 cells and wider clouds: harder. Learn from examples, and judge "
        "by the law itself, that is by endlessly many new ones. Keeping every detail promises most and does not hold it; "
        "the best $Z$ lies where the orange curve is highest, and with 4000 examples that is further right than with 1000. "
        "With few, most of what was learnt does harm, and the orange curve jumps: each of its points is what one handful of "
        "examples happened to teach.",
    )
    return best, found, told


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - It says what a good representation is: a **minimal sufficient** one, with all of the label and nothing else.
    - The variational bottleneck trains a network with exactly this trade, and β-VAEs (lesson 8) with its cousin.
    - Clustering of words, genes or neurons "by what they say of something" is this, with hard clusters.

    ## Pitfalls

    - If $Y$ is a **function** of $X$ the curve is a corner, $I(Z;Y) = \min(I(X;Z), H(Y))$: every $\beta > 1$ gives the same
      point. (infoscope offers `functional="squared"` for that.)
    - The objective has local minima; a curve that dips is a failed search, not a finding.
    - $\beta$ is in nats per nat and has no unit; but programs that mix bits and nats label curves with a $\beta$ that is
      wrong by $1/\ln 2$.
    - From counts, the right end of the curve is mostly noise: judge on held-out data.
    """)
    return


@app.cell
def _():
    noisy = 0.5 * channel.bsc(0.1)
    critical = channel.information_bottleneck(noisy, [1.0, 2.0], unit="bits").transitions[0]
    exercises = [
        learn.Exercise(
            question=r"""$X$ is a fair bit and $Y$ is $X$ read wrongly with probability $0.1$. What is the most that any $Z$
            made from $X$ can tell of $Y$, **in bits**?""",
            answer=float(pmf.mutual_information(noisy, unit="bits")),
            unit="bits",
            hint=r"Data processing: $I(Z;Y) \le I(X;Y)$. $h_2(0.1) = 0.4690$.",
            solution=r"$I(X;Y) = 1 - h_2(0.1) = 0.5310$ bits, reached by $Z = X$.",
        ),
        learn.Exercise(
            question=r"""For the same pair, at which $\beta$ does keeping something begin to pay? (It is one over the square
            of the correlation of $X$ and $Y$, here $1 - 2 \cdot 0.1$.)""",
            answer=float(critical),
            unit="",
            hint=r"$1/(1 - 2 \cdot 0.1)^2$",
            solution=r"""$1/0.8^2 = 1.5625$. To first order a faint $Z$ with $\epsilon$ bits about $X$ tells $0.64\,\epsilon$ of
            $Y$, so it pays once $\beta \cdot 0.64 > 1$.""",
        ),
        learn.Exercise(
            question=r"""A label with $H(Y) = 2$ bits is a function of $X$, and $Z$ keeps $0.5$ bits of $X$. How much can it
            tell of $Y$, **in bits**, at best?""",
            answer=0.5,
            unit="bits",
            hint=r"$I(Z;Y) \le \min(I(X;Z), H(Y))$, and here the bound can be reached.",
            solution=r"""0.5 bits: a $Z$ that keeps only what is about $Y$ wastes nothing. The curve is a straight line of slope
            1 up to 2 bits, then flat.""",
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
    learn.closing("bottleneck")
    return


if __name__ == "__main__":
    app.run()
