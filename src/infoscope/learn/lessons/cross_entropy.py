"""Cross-entropy and likelihood: the loss of a classifier is the length of a code."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Cross-entropy and likelihood")

with app.setup:
    import marimo as mo
    import numpy as np

    from infoscope import learn, pmf

    SEED = 3


@app.cell
def _():
    learn.title(
        "cross_entropy",
        r"""
        Nature draws from $P$; you bet with $Q$. **Cross-entropy** $H(P, Q)$ is the surprise you suffer: what
        nature makes unavoidable, $H(P)$, plus what your error costs, $D(P\,\|\,Q)$. Training a classifier turns
        down the second part, for the first is not yours to change.
        """,
    )
    return


@app.cell
def _():
    first = learn.slider("score of A", -3, 3, step=0.1, value=0)
    second = learn.slider("score of B", -3, 3, step=0.1, value=0)
    return first, second


@app.cell
def _(first, second):
    nature = np.array([0.6, 0.3, 0.1])
    scores = np.array([first.value, second.value, 0.0])
    bet = np.exp(scores) / np.exp(scores).sum()
    floor, excess = pmf.entropy(nature, unit="bits"), pmf.kl_divergence(nature, bet, unit="bits")
    crossed = pmf.cross_entropy(nature, bet, unit="bits")

    classes = np.arange(3)
    with learn.picture("P and Q side by side, as bars") as laws:
        laws.axes.bar(classes - 0.2, nature, 0.38, color=learn.BLUE, label="P, nature")
        laws.axes.bar(classes + 0.2, bet, 0.38, color=learn.ORANGE, label="Q, your bet")
        laws.axes.legend(loc="upper right")
        laws.axes.set(title="the laws", xticks=classes, xticklabels=["A", "B", "C"], ylim=(0, 1.05))
    with learn.picture("H(P) and the divergence, stacked to the cross-entropy") as stack:
        stack.axes.barh([0], [floor], color=learn.BLUE, height=0.5)
        stack.axes.barh([0], [excess], left=[floor], color=learn.ORANGE, height=0.5)
        stack.axes.text(floor / 2, 0, "H(P)", ha="center", va="center", color="white", weight="bold")
        stack.axes.text(crossed + 0.06, 0, "H(P,Q)", va="center")
        stack.axes.set(title="in orange: D(P‖Q)", xlabel="bits", yticks=[], xlim=(0, 5), ylim=(-0.8, 0.8))

    learn.panel(
        [first, second],
        {"H(P,Q)": (crossed, "bits"), "H(P)": (floor, "bits"), "D(P‖Q)": (excess, "bits")},
        laws,
        stack,
        say="Scores become probabilities by softmax, the score of C is 0. Make the orange part vanish. (It does "
        "at $\\ln 6 \\approx 1.8$ and $\\ln 3 \\approx 1.1$.) The blue part never moves.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    H(P, Q) = -\sum_x P(x) \log Q(x) = H(P) + D(P \,\|\, Q)
    $$

    The sum splits because $-\log Q = -\log P + \log \frac{P}{Q}$. Read as code: $-\log_2 Q(x)$ is the
    length of the word that a code made for $Q$ gives to $x$; $H(P,Q)$ is the mean length when nature is $P$.

    In infoscope: `pmf.cross_entropy(p, q)`, `pmf.kl_divergence(p, q)`.

    ### As a loss

    A label is a law with all its mass on one class $y$, so the loss is $-\ln q_y$, in nats:

    | | |
    |---|---|
    | two classes, $q = 1/(1+e^{-z})$ | $-y \ln q - (1-y) \ln(1-q)$ |
    | many classes, $q = \mathrm{softmax}(z)$ | $-z_y + \ln \sum_k e^{z_k}$ |
    | both have the gradient | $q - y$ |

    `pmf.binary_cross_entropy(y, z, from_logits=True)` and `pmf.categorical_cross_entropy` give the same
    digits as torch's `binary_cross_entropy_with_logits` and `cross_entropy`.
    """)
    return


@app.cell
def _():
    logit = learn.slider("score z of the positive class", -6, 6, step=0.1, value=-1)
    return (logit,)


@app.cell
def _(logit):
    z = logit.value
    loss_if_one = pmf.binary_cross_entropy([1.0], [z], from_logits=True)
    loss_if_zero = pmf.binary_cross_entropy([0.0], [z], from_logits=True)
    belief = 1 / (1 + np.exp(-z))

    axis = np.linspace(-6, 6, 121)
    ones = pmf.binary_cross_entropy(np.ones(121), axis, from_logits=True, reduction="none")
    zeros = pmf.binary_cross_entropy(np.zeros(121), axis, from_logits=True, reduction="none")
    with learn.picture("The loss against the score, for y = 1 and for y = 0", height=2.6) as curves:
        curves.axes.plot(axis, ones, color=learn.BLUE, label="y = 1")
        curves.axes.plot(axis, zeros, color=learn.ORANGE, linestyle="--", label="y = 0")
        curves.axes.plot([z, z], [loss_if_one, loss_if_zero], "o", color=learn.INK, markersize=6)
        curves.axes.axvline(z, color=learn.SOFT, linewidth=1)
        curves.axes.legend(loc="upper center")
        curves.axes.set(xlabel="score z", ylabel="loss in nats", ylim=(0, 6.2))

    learn.panel(
        [logit],
        {
            "q": (belief, ""),
            "loss if y = 1": (loss_if_one, "nats"),
            "loss if y = 0": (loss_if_zero, "nats"),
        },
        curves,
        say="To be sure and wrong costs without limit, almost linearly in the score; to be sure and right saves "
        "hardly anything. At $z = 0$ both cost $\\ln 2 = 0.693$ nats, a coin's entropy.",
    )
    return


@app.cell
def _():
    draws = np.random.default_rng(SEED)
    cloud = np.vstack([draws.normal([-1, -0.6], 1, (60, 2)), draws.normal([1, 0.6], 1, (60, 2))])
    labels = np.repeat([0.0, 1.0], 60)
    inputs = np.column_stack([cloud, np.ones(120)])
    path, losses = [np.array([-1.0, 1.5, 0.0])], []
    for _ in range(200):
        margins = inputs @ path[-1]
        losses.append(float(pmf.binary_cross_entropy(labels, margins, from_logits=True)))
        path.append(path[-1] - 0.15 * inputs.T @ (1 / (1 + np.exp(-margins)) - labels) / 120)
    step = learn.slider("steps of gradient descent", 0, 199, value=0)
    return cloud, inputs, labels, losses, path, step


@app.cell
def _(cloud, inputs, labels, losses, path, step):
    w = path[step.value]
    likelihood = float(-pmf.binary_cross_entropy(labels, inputs @ w, from_logits=True, reduction="sum"))
    correct = float(np.mean((inputs @ w > 0) == (labels > 0)))

    with learn.picture("Two clouds of points and the line that parts them", height=3.2) as plane:
        for label, colour, marker in ((0, learn.BLUE, "o"), (1, learn.ORANGE, "^")):
            plane.axes.plot(*cloud[labels == label].T, marker, color=colour, markersize=4.5, alpha=0.8)
        across = np.array([-4, 4])
        normal = w[1] if abs(w[1]) > 1e-3 else 1e-3
        plane.axes.plot(across, -(w[0] * across + w[2]) / normal, color=learn.INK)
        plane.axes.set(title="the classifier", xlim=(-3.8, 3.8), ylim=(-3.8, 3.8), xticks=[], yticks=[])
    with learn.picture("The loss falls with the steps", height=3.2) as descent:
        descent.axes.plot(losses, color=learn.BLUE)
        descent.axes.plot(step.value, losses[step.value], "o", color=learn.ORANGE, markersize=9)
        descent.axes.axhline(np.log(2), color=learn.SOFT, linestyle="--", linewidth=1.2)
        descent.axes.text(199, np.log(2) + 0.03, "a coin: ln 2", ha="right")
        descent.axes.set(title="the loss", xlabel="step", ylabel="nats an example", ylim=(0, None))

    learn.panel(
        [step],
        {
            "cross-entropy": (losses[step.value], "nats"),
            "ln likelihood of all 120 labels": (likelihood, "nats"),
            "minus that, by 120": (-likelihood / 120, "nats"),
            "correct": (100 * correct, "%"),
        },
        plane,
        descent,
        say="Logistic regression, trained as the page opened. The first and the third number are the same at "
        "every step: **lowest cross-entropy is greatest likelihood**. It starts worse than a coin.",
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: cross-entropy is maximum likelihood",
        r"""
        Given $n$ independent examples, the likelihood of a model $Q_\theta$ is $\prod_i Q_\theta(y_i \mid x_i)$.
        Take the logarithm, divide by $-n$:

        $$
        -\frac1n \ln \prod_i Q_\theta(y_i \mid x_i) = \frac1n \sum_i -\ln Q_\theta(y_i \mid x_i)
        = H(\hat P, Q_\theta),
        $$

        the cross-entropy from the empirical law $\hat P$, which gives each example the mass $1/n$. The logarithm
        is increasing, so both have their optimum at the same $\theta$. And since
        $H(\hat P, Q_\theta) = H(\hat P) + D(\hat P \,\|\, Q_\theta)$ with a first term free of $\theta$, it is also
        the $\theta$ of least divergence from the data.
        """,
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - It is the loss of nearly every classifier and language model, and through the proof above it is not a
      choice among many: it is the likelihood of the data.
    - The same number in bits is a file size: a language model with 0.9 bits a character compresses text to
      0.9 bits a character.

    ## Pitfalls

    - **Feed scores, not probabilities**: $\ln(\mathrm{sigmoid}(z))$ computed in two steps is $-\infty$ at
      $z = -800$; from the scores it is $-800$.
    - A loss near 0.69 nats on two classes, or $\ln K$ on $K$, means that nothing is learnt yet.
    - $Q(x) = 0$ for something that can happen costs infinity, and should. Adding a small number hides it.
    - Frameworks average over examples, some over pixels or tokens as well. Ask what the mean is taken over.
    """)
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question=r"""$P = (\tfrac12, \tfrac14, \tfrac14)$, and the code in use was made for
            $Q = (\tfrac14, \tfrac14, \tfrac12)$. What is its mean length $H(P, Q)$, **in bits**?""",
            answer=float(pmf.cross_entropy([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2], unit="bits")),
            unit="bits",
            hint=r"The code words have 2, 2 and 1 bits.",
            solution=r"""$\tfrac12 \cdot 2 + \tfrac14 \cdot 2 + \tfrac14 \cdot 1 = 1.75$ bits. The best code needs
            $H(P) = 1.5$ bits; the wrong one costs $D(P\,\|\,Q) = 0.25$ bits more.""",
        ),
        learn.Exercise(
            question=r"A model gives the true class the probability $0.8$. What is the loss, **in nats**?",
            answer=float(pmf.categorical_cross_entropy([0], [[0.8, 0.15, 0.05]])),
            unit="nats",
            hint="Only the probability of the true class counts.",
            solution=r"$-\ln 0.8 = 0.2231$ nats, however the remaining $0.2$ is shared among the others.",
        ),
        learn.Exercise(
            question=r"""A coin fell heads 7 times out of 10. Among all constant bets $q$, what is the smallest
            mean loss on these ten throws, **in nats**?""",
            answer=float(pmf.binary_cross_entropy([1.0] * 7 + [0.0] * 3, [0.7] * 10)),
            unit="nats",
            hint=r"The loss is $h(0.7) + D(0.7\,\|\,q)$. What makes the second part vanish?",
            solution=r"""$q = 0.7$, the maximum-likelihood bet. What remains is the entropy of the empirical law:
            $-0.7 \ln 0.7 - 0.3 \ln 0.3 = 0.6109$ nats.""",
        ),
        learn.Choice(
            question=r"Why is minimising $H(P, Q)$ over $Q$ the same as minimising $D(P \,\|\, Q)$?",
            answer="They differ by H(P), which does not depend on Q",
            options={
                "Cross-entropy is symmetric": "It is not: swap P and Q and another number comes out.",
                "They differ by H(P), which does not depend on Q": "The same Q is best for both.",
                "Both are zero when Q = P": "Only the divergence is: the cross-entropy is then H(P).",
            },
            hint="Write one as the other plus something.",
            solution=r"""$H(P,Q) = H(P) + D(P\,\|\,Q)$. A term without $Q$ moves the value of the minimum and not its
            place. Only the values differ: cross-entropy ends at $H(P)$, the divergence at 0.""",
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
    learn.closing("cross_entropy")
    return


if __name__ == "__main__":
    app.run()
