"""Mutual information: what one thing tells about another, and how to measure it from data."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Mutual information")

with app.setup:
    from functools import cache

    import marimo as mo
    import numpy as np

    from infoscope import channel, learn, pmf, samples, table
    from infoscope.learn import venn

    SEED = 7


@app.cell
def _():
    learn.title(
        "mutual_information",
        r"""
        How many questions about $X$ are answered by knowing $Y$? As many as about $Y$ by knowing $X$: the answer,
        $I(X;Y)$, is **shared**. It is 0 exactly when the two are independent, and nothing done to $Y$ afterwards
        can raise it.
        """,
    )
    return


@app.cell
def _():
    flip = learn.slider("how often the bit is read wrongly", 0, 0.5, step=0.01, value=0.1)
    bias = learn.slider("how often the bit is 1", 0.02, 0.98, step=0.02, value=0.5)
    return bias, flip


@app.cell
def _(bias, flip):
    sent = np.array([1 - bias.value, bias.value])
    joint = sent[:, None] * channel.bsc(flip.value)
    h_x, h_y = pmf.entropy(joint.sum(1), unit="bits"), pmf.entropy(joint.sum(0), unit="bits")
    shared, both = pmf.mutual_information(joint, unit="bits"), pmf.joint_entropy(joint, unit="bits")

    with learn.picture(
        "Two circles as large as H(X) and H(Y), which overlap in I(X;Y)", height=2.6
    ) as overlap:
        middle = venn.draw(overlap.axes, h_x, h_y, shared)
        overlap.axes.text(-0.68, 0.62, "H(X)", ha="right", color=learn.BLUE, weight="bold")
        overlap.axes.text(0.68, 0.62, "H(Y)", color=learn.ORANGE, weight="bold")
        if shared > 0.12:  # else there is no room for it
            overlap.axes.text(middle, 0, "I(X;Y)", ha="center", va="center")
        overlap.axes.set(xlim=(-1.3, 1.3), ylim=(-0.62, 0.76), xticks=[], yticks=[])
        overlap.axes.spines[:].set_visible(False)

    learn.panel(
        [flip, bias],
        {
            "I(X;Y)": (shared, "bits"),
            "H(X)": (h_x, "bits"),
            "H(Y)": (h_y, "bits"),
            "H(X,Y)": (both, "bits"),
        },
        overlap,
        say="A bit $X$ is read as $Y$. A Venn diagram to scale: the circles are as large as the entropies, in green is what "
        "they share, and all that is coloured is $H(X,Y)$. Read without error, the circles coincide. Read wrongly half of the "
        "time, they only touch.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    I(X;Y) = \sum_{x,y} p(x,y) \log \frac{p(x,y)}{p(x)\,p(y)}
    = H(X) + H(Y) - H(X,Y) = H(X) - H(X \mid Y)
    $$

    It is the divergence from what is to what would be if the two were independent. For densities the same with
    integrals; unlike entropy it then needs no ruler, and no invertible map of $X$ or of $Y$ changes it.

    Two Gaussians with correlation $\rho$ share $-\tfrac12 \ln(1 - \rho^2)$ nats.

    In infoscope: `pmf.mutual_information(p_xy)` of a table of probabilities, `samples.mutual_information(x, y)`
    of data, `table.report(data, target)` of a whole table.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Proofs: the chain rule, I = H + H − H, I ≤ min(H(X), H(Y))",
        r"""
        **Chain rule.** $p(x,y) = p(x)\,p(y \mid x)$. Take $-\log$ of both sides and the mean under $p(x,y)$:

        $$
        H(X,Y) = H(X) + H(Y \mid X), \qquad H(Y \mid X) = -\sum_{x,y} p(x,y) \log p(y \mid x).
        $$

        Applied again and again: $H(X_1,\dots,X_n) = \sum_i H(X_i \mid X_1,\dots,X_{i-1})$.

        **I = H(X) + H(Y) − H(X,Y).** Split the logarithm of the definition:

        $$
        I = \sum_{x,y} p(x,y) \big[\log p(x,y) - \log p(x) - \log p(y)\big] = -H(X,Y) + H(X) + H(Y),
        $$

        for summing $p(x,y)$ over $y$ leaves $p(x)$. With the chain rule, $I = H(X) - H(X \mid Y) = H(Y) - H(Y \mid X)$.

        **I ≤ min(H(X), H(Y)).** Of discrete $X$, $H(X \mid Y) = \sum_y p(y)\, H(X \mid Y = y) \ge 0$, as every
        entropy in the sum is. So $I = H(X) - H(X \mid Y) \le H(X)$, and likewise $I \le H(Y)$. Equality: $X$ is a
        function of $Y$.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: I(X;Y) = 0 exactly when X and Y are independent",
        r"""
        $I(X;Y) = D\big(p(x,y) \,\|\, p(x)\,p(y)\big)$. By Gibbs' inequality (lesson 4) it is at least 0, and 0 only if
        the two laws are equal: $p(x,y) = p(x)\,p(y)$ for all $x$ and $y$. That is what independence means.

        Correlation has no such theorem: with $X$ uniform on $\{-1, 0, 1\}$ and $Y = X^2$ it is 0, though $Y$ is known
        once $X$ is. Mutual information sees it: $I(X;Y) = H(Y) = 0.918$ bits.
        """,
    )
    return


@app.cell
def _():
    wrong = learn.slider("how often each reader errs", 0, 0.5, step=0.01, value=0.08)
    return (wrong,)


@app.cell
def _(wrong):
    _, told = pmf.markov_information([0.5, 0.5], channel.bsc(wrong.value), 12, unit="bits")
    with learn.picture("What is left of the first bit after each copy", height=2.5) as decay:
        decay.axes.plot(range(13), told, "o-", color=learn.BLUE, markersize=6)
        decay.axes.set(xlabel="copies made", ylabel="bits", ylim=(-0.03, 1.05))
    learn.panel(
        [wrong],
        {"after 1 copy": (told[1], "bits"), "after 2": (told[2], "bits"), "after 12": (told[12], "bits")},
        decay,
        say="**Data processing.** A bit is copied from a copy of a copy. In a chain $X \\to Y \\to Z$, where $Z$ is "
        "made from $Y$ alone, $I(X;Z) \\le I(X;Y)$: what was lost on the way is lost.",
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: the data processing inequality",
        r"""
        Write $I(X; Y, Z)$ by the chain rule in two ways:

        $$
        I(X;Y) + I(X;Z \mid Y) = I(X;Y,Z) = I(X;Z) + I(X;Y \mid Z).
        $$

        Given $Y$, $Z$ has nothing more to do with $X$: $I(X;Z \mid Y) = 0$. And $I(X;Y \mid Z) \ge 0$, as an average of
        divergences. Hence $I(X;Y) \ge I(X;Z)$.
        """,
    )
    return


@app.cell
def _():
    rho = learn.slider("correlation ρ", 0, 0.95, step=0.05, value=0.6)
    size = learn.slider("samples n", steps=[50, 100, 200, 400, 800, 1600], value=200)
    neighbours = learn.slider("neighbours k", 1, 20, value=3)
    return neighbours, rho, size


@app.cell
def _(neighbours, rho, size):
    truth = -0.5 * np.log(1 - rho.value**2)
    noise = np.random.default_rng(SEED).normal(size=(2, 16, 1600))[:, :, : size.value]
    first, second = noise[0], rho.value * noise[0] + np.sqrt(1 - rho.value**2) * noise[1]
    ksg = samples.KSG(k=neighbours.value)
    near = [float(samples.mutual_information(a, b, estimator=ksg)) for a, b in zip(first, second)]
    counted = [
        pmf.mutual_information(np.histogram2d(a, b, bins=12)[0], normalize=True)
        for a, b in zip(first, second)
    ]

    with learn.picture("Sixteen estimates by each method, and the truth", height=2.5) as strips:
        strips.axes.axvline(truth, color=learn.INK, linewidth=1.5)
        for place, values, colour in ((1, near, learn.BLUE), (0, counted, learn.ORANGE)):
            strips.axes.plot(values, np.full(16, place), "o", color=colour, alpha=0.55, markersize=7)
            strips.axes.plot(np.mean(values), place, "|", color=learn.INK, markersize=20, markeredgewidth=2)
        strips.axes.set(yticks=[0, 1], yticklabels=["12×12\ncells", "KSG"], ylim=(-0.6, 1.6), xlabel="nats")
        strips.axes.set(xlim=(-0.25, 2), xticks=[0, 0.5, 1, 1.5, 2])

    learn.panel(
        [rho, size, neighbours],
        {
            "truth": (truth, "nats"),
            "KSG, mean": (np.mean(near), "nats"),
            "KSG, spread": (np.std(near, ddof=1), "nats"),
            "cells, mean": (np.mean(counted), "nats"),
        },
        strips,
        say="Sixteen samples, two ways to estimate. Counting in cells invents information: at $\\rho = 0$ and "
        "$n = 50$ it finds 0.88 nats of nothing. Neighbours have hardly any bias; more of them (larger $k$) spread "
        "less and smear strong links.",
    )
    return near, truth


@app.function
@cache
def wine():
    """What each measurement tells of the kind of wine, in bits: real data, bundled."""
    return table.report(table.open_example("wine"), target="class")


@app.cell
def _():
    report = wine()
    names = [f["name"].replace("_", " ")[:18] for f in report.features][::-1]
    tells = [f["information"] for f in report.features][::-1]
    errors = [f["std_error"] for f in report.features][::-1]
    chosen = [f["name"] in report.selected for f in report.features][::-1]
    with learn.picture("Each measurement of the wines and what it tells of the class", height=3.9) as bars:
        colours = [learn.GREEN if one else learn.BLUE for one in chosen]
        bars.axes.barh(names, tells, xerr=errors, color=colours, height=0.7, error_kw={"ecolor": learn.SOFT})
        bars.axes.set(xlabel="bits about the class", title="in green: the columns to keep")
    learn.panel(
        [],
        {"the class has": (report.target["entropy"], "bits"), "kept": f"{len(report.selected)} of 13"},
        bars,
        say="**Choosing features, on real data**: 178 wines of three kinds, 13 measurements. `table.report(...)` "
        "ranks them by what they tell, and keeps those that add to what is already chosen. What "
        "is left out may tell much by itself: after the green ones it adds too little to be sure of.",
    )
    return (report,)


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - **Feature selection** that also sees what is not linear; `infoscope report FILE --target COLUMN`.
    - Decision trees split by it ("information gain"); contrastive learning (InfoNCE) maximises a bound on it.
    - Data processing: no layer of a network knows more of the label than its input did.

    ## Pitfalls

    - Every estimate has a bias, and many-celled histograms have a large one. Look at the error that is printed.
    - In ten dimensions and more, neighbours see too little; infoscope warns.
    - A large $I$ is no cause: both may follow a third.
    - $I(X;Y \mid Z)$ may be larger **or** smaller than $I(X;Y)$: see the second exercise.
    """)
    return


@app.cell
def _():
    # Two fair bits and their exclusive or: p[x, y, z].
    xor = np.array([[[0.25, 0], [0, 0.25]], [[0, 0.25], [0.25, 0]]])
    exercises = [
        learn.Exercise(
            question=r"""Rain and umbrella: both 0.4, neither 0.4, rain alone 0.1, umbrella alone 0.1. How much does
            one tell about the other, **in bits**?""",
            answer=float(pmf.mutual_information([[0.4, 0.1], [0.1, 0.4]], unit="bits")),
            unit="bits",
            hint=r"Each alone is a fair coin. $H(Y \mid X)$ is a coin with $0.2$: $h_2(0.2) = 0.7219$.",
            solution=r"$I = H(Y) - H(Y \mid X) = 1 - h_2(0.2) = 0.2781$ bits.",
        ),
        learn.Exercise(
            question=r"""$X$ and $Z$ are independent fair bits, $Y = X \oplus Z$ (1 if they differ). $I(X;Y) = 0$. What is
            $I(X;Y \mid Z)$, **in bits**?""",
            answer=float(pmf.conditional_mutual_information(xor, unit="bits")),
            unit="bits",
            hint="Knowing $Z$, what is left to ask about $X$ once $Y$ is seen?",
            solution=r"Given $Z$, $Y$ is $X$ or its opposite: it tells all of it. 1 bit, out of nothing.",
        ),
        learn.Exercise(
            question=r"Two Gaussian measurements have correlation $0.6$. What do they share, **in nats**?",
            answer=float(-0.5 * np.log(1 - 0.36)),
            unit="nats",
            hint=r"$-\tfrac12 \ln(1 - \rho^2)$",
            solution=r"$-\tfrac12 \ln 0.64 = -\ln 0.8 = 0.2231$ nats.",
        ),
        learn.Choice(
            question=r"A column is standardised, then passed through a sigmoid. What happens to its information on $Y$?",
            answer="Nothing: both maps can be undone",
            options={
                "It falls, by data processing": "That bound is met with equality when the step can be undone.",
                "Nothing: both maps can be undone": "Data processing holds in both directions.",
                "It rises, as the values spread more evenly": "No processing can raise it.",
            },
            hint="Could you compute the old column from the new one?",
            solution=r"""With $Z = g(X)$ and $X = g^{-1}(Z)$, data processing gives $I(Z;Y) \le I(X;Y)$ and
            $I(X;Y) \le I(Z;Y)$. Both are equal.""",
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
    learn.closing("mutual_information")
    return


if __name__ == "__main__":
    app.run()
