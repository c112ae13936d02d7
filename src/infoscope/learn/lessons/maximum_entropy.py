"""Continuous and maximum entropy: say what you know, and nothing else."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Continuous and maximum entropy")

with app.setup:
    import marimo as mo
    import numpy as np
    from scipy.stats import beta, halfnorm, laplace, norm, uniform

    from infoscope import dist, learn, pmf


@app.cell
def _():
    learn.title(
        "maximum_entropy",
        r"""
        For a density the sum becomes an integral, and entropy becomes **relative to the ruler**: it can be
        negative, and it changes with the scale. What survives is comparison. Among all laws that agree with
        what you know, **one has the greatest entropy**, and it is the one that claims nothing more.
        """,
    )
    return


@app.cell
def _():
    width = learn.slider("width w of the interval", 0.1, 4, step=0.05, value=0.5)
    return (width,)


@app.cell
def _(width):
    w = width.value
    box = uniform(0, w)
    box_entropy = dist.entropy(box)

    with learn.picture("A flat density on an interval: the narrower, the higher") as flat:
        flat.axes.fill_between([0, w], [1 / w, 1 / w], color=learn.BLUE, alpha=0.25, linewidth=0)
        flat.axes.plot([0, 0, w, w], [0, 1 / w, 1 / w, 0], color=learn.BLUE)
        flat.axes.axhline(1, color=learn.SOFT, linestyle="--", linewidth=1.2)
        flat.axes.set(title="density 1/w", xlabel="x", xlim=(-0.1, 4.1), ylim=(0, max(1.15 / w, 1.3)))
    widths = np.linspace(0.1, 4, 100)
    with learn.picture("ln w against w, negative below one") as logarithm:
        logarithm.axes.axhline(0, color=learn.SOFT, linewidth=1)
        logarithm.axes.plot(widths, np.log(widths), color=learn.BLUE)
        logarithm.axes.plot(w, float(box_entropy), "o", color=learn.ORANGE, markersize=9)
        logarithm.axes.set(title="h = ln w", xlabel="w", ylabel="nats", xlim=(0, 4.1))

    learn.panel(
        [width],
        {
            "h": (float(box_entropy), "nats"),
            "the same": (float(box_entropy.to("bits")), "bits"),
            "width": (w, ""),
        },
        flat,
        logarithm,
        say="At which width is $h = 0$? Halve the width again and again: each time exactly 1 bit is lost, and "
        "nothing stops it from going below zero. A density is not a probability: it may exceed 1.",
    )
    return (box_entropy,)


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    h(X) = -\int p(x) \ln p(x)\, dx
    $$

    $p$ has a unit, one over that of $x$, so $h$ depends on the ruler: $h(aX + b) = h(X) + \ln|a|$. In
    millimetres the same length has $\ln 1000 = 6.91$ nats more than in metres. Differences of entropies,
    divergences and mutual information do not have this trouble: the ruler cancels.

    | law | $h$ in nats | |
    |---|---|---|
    | uniform, width $w$ | $\ln w$ | |
    | exponential, mean $m$ | $1 + \ln m$ | |
    | Laplace, scale $b$ | $1 + \ln 2b$ | |
    | Gaussian, standard deviation $\sigma$ | $\tfrac12 \ln 2\pi e \sigma^2$ | 1.4189 at $\sigma = 1$ |

    In infoscope: `dist.entropy(norm(0, 1))` for any distribution of scipy.stats or torch.
    """)
    return


@app.cell
def _():
    mean = learn.slider("the mean that was reported", 1.2, 5.8, step=0.1, value=4.5)
    return (mean,)


@app.cell
def _(mean):
    faces = np.arange(1, 7)
    die = pmf.maximum_entropy(faces, [(lambda x: x, mean.value)])
    die_entropy = pmf.entropy(die)
    slope = np.log(die[1] / die[0])

    with learn.picture("The law of greatest entropy on six faces with that mean") as bars:
        bars.axes.bar(faces, die, color=learn.BLUE, width=0.7)
        bars.axes.axhline(1 / 6, color=learn.SOFT, linestyle="--", linewidth=1.2)
        bars.axes.axvline(mean.value, color=learn.ORANGE, linewidth=1.5)
        bars.axes.set(title="p(face), the mean in orange", xlabel="face", ylim=(0, 0.85))
    means = np.linspace(1.2, 5.8, 47)
    most = [pmf.entropy(pmf.maximum_entropy(faces, [(lambda x: x, m)])) for m in means]
    with learn.picture("Entropy against the mean, greatest at 3.5") as hill:
        hill.axes.plot(means, most, color=learn.BLUE)
        hill.axes.plot(mean.value, die_entropy, "o", color=learn.ORANGE, markersize=9)
        hill.axes.set(title="greatest entropy", xlabel="mean", ylabel="nats", ylim=(0, 1.95))

    learn.panel(
        [mean],
        {"H": (die_entropy, "nats"), "λ": (slope, ""), "p(six)": (die[5], ""), "ln 6": (np.log(6), "nats")},
        bars,
        hill,
        say="Jaynes's die: all you are told of a die is the mean of its throws. The law of greatest entropy is "
        "$p_k \\propto e^{\\lambda k}$, solved here as you move. At 3.5 nothing new was said: $\\lambda = 0$, "
        "the die is fair.",
    )
    return


@app.cell
def _():
    knowledge = mo.ui.dropdown(
        ["that 0 ≤ x ≤ 1", "that x ≥ 0, and its mean is 1", "mean 0 and standard deviation 1"],
        value="mean 0 and standard deviation 1",
        label="What you know of x",
    )
    return (knowledge,)


@app.cell
def _(knowledge):
    worlds = {
        "that 0 ≤ x ≤ 1": ((0, 1), {}, {"a hump": beta(2, 2), "a slope": beta(2, 1)}),
        "that x ≥ 0, and its mean is 1": (
            (0, np.inf),
            {"mean": 1.0},
            {"uniform to 2": uniform(0, 2), "half-normal": halfnorm(0, np.sqrt(np.pi / 2))},
        ),
        "mean 0 and standard deviation 1": (
            (-np.inf, np.inf),
            {"mean": 0.0, "variance": 1.0},
            {"uniform": uniform(-np.sqrt(3), 2 * np.sqrt(3)), "Laplace": laplace(0, np.sqrt(0.5))},
        ),
    }
    support, constraints, rivals = worlds[knowledge.value]
    winner = dist.maximum_entropy(support, constraints)
    entropies = {winner.name: float(winner.entropy)} | {k: float(dist.entropy(v)) for k, v in rivals.items()}

    x = np.linspace(*{0: (0, 1), 1: (0, 4), 2: (-3.2, 3.2)}[len(constraints)], 300)
    with learn.picture(
        "The law of greatest entropy and two rivals that know the same", height=2.7
    ) as densities:
        for colour, style, (name, law) in zip(
            [learn.BLUE, learn.ORANGE, learn.GREEN],
            ["-", "--", "-."],
            [(winner.name, winner.distribution), *rivals.items()],
        ):
            density = np.exp(law.logpdf(x))
            densities.axes.plot(
                x, density, color=colour, linestyle=style, label=f"{name}: {entropies[name]:.4f}"
            )
        densities.axes.legend(title="entropy in nats", loc="upper right", alignment="left")
        densities.axes.set(xlabel="x", ylabel="density", ylim=(0, 2.6 if len(constraints) == 0 else None))

    learn.panel(
        [knowledge],
        {name: (value, "nats") for name, value in entropies.items()},
        densities,
        say="All three agree with what you know. The blue one has the greatest entropy; any other smuggles in "
        "something that you did not say.",
    )
    return


@app.cell
def _():
    learn.proof(
        "Derivation: the three answers by Lagrange multipliers",
        r"""
        Maximise $-\int p \ln p$ under $\int p = 1$ and $\int p\, f_j = c_j$. With multipliers $\mu, \lambda_j$,

        $$
        L[p] = -\int p \ln p + \mu \Big(\int p - 1\Big) + \sum_j \lambda_j \Big(\int p\, f_j - c_j\Big).
        $$

        Where $p(x)$ may be moved, its derivative vanishes: $-\ln p(x) - 1 + \mu + \sum_j \lambda_j f_j(x) = 0$. So

        $$
        p(x) = e^{\mu - 1} \exp \sum_j \lambda_j f_j(x) = \frac1Z \exp \sum_j \lambda_j f_j(x) .
        $$

        1. **No constraint on $[a, b]$**: $p$ is constant, $1/(b-a)$: **uniform**, $h = \ln(b-a)$. The same
           calculation with a sum in place of the integral gives $p_k = 1/K$: the fair die of lesson 1.
        2. **Mean $m$ on $[0, \infty)$**: $p = \frac1Z e^{\lambda x}$. It can be normalised only if
           $\lambda < 0$; then $Z = -1/\lambda$, and the mean is $-1/\lambda = m$: **exponential**,
           $h = 1 + \ln m$.
        3. **Mean $m$ and variance $\sigma^2$ on the line**: $p = \frac1Z \exp(\lambda_1 x + \lambda_2 x^2)$
           with $\lambda_2 < 0$. Completing the square, this is a **Gaussian**; matching the two moments gives
           $\lambda_2 = -1/2\sigma^2$, $\lambda_1 = m/\sigma^2$, and $h = \tfrac12 \ln 2\pi e \sigma^2$.

        The multipliers say where the slope is flat. That it is the summit is the next proof.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: it is the greatest, and the only one",
        r"""
        Let $p = \frac1Z \exp \sum_j \lambda_j f_j$ meet the constraints, and let $q$ be any law that meets them
        too. $\ln p$ is a constant plus a combination of the $f_j$, whose means $p$ and $q$ share, so

        $$
        -\int q \ln p = -\int p \ln p = h(p).
        $$

        The left side is $h(q) + D(q \,\|\, p)$. Hence $h(q) = h(p) - D(q \,\|\, p) \le h(p)$, with equality
        only if $q = p$ (Gibbs' inequality, lesson 4). The entropy that a law lacks is its divergence from the
        answer: check it above, $D(\text{Laplace} \,\|\, \text{Gaussian}) = 1.4189 - 1.3466 = 0.0724$ nats.
        """,
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - **Squared error is a Gaussian assumption**, and the Gaussian is what one assumes who knows a variance
      and nothing else. Absolute error is the Laplace law in the same sense.
    - **Softmax** is the law of greatest entropy with given mean scores: $p_k \propto e^{s_k}$.
    - In reinforcement learning an entropy bonus asks for the policy that commits itself no further than the
      rewards demand.

    ## Pitfalls

    - $h < 0$ is no error, and $h = 0$ does not mean certainty. Certainty is $h = -\infty$.
    - Never compare $h$ of a quantity in metres with $h$ of one in feet, nor $h$ with the entropy of labels.
    - Discretise $X$ in cells of width $\Delta$: $H \approx h - \ln \Delta$, which grows without end as the
      cells shrink.
    - Not every question has an answer: on the whole line with only a mean given, entropy has no upper bound.
      infoscope then says so instead of returning something.
    """)
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question=r"What is the differential entropy of a uniform law on $[0, 0.1]$, **in nats**?",
            answer=float(dist.entropy(uniform(0, 0.1))),
            unit="nats",
            hint=r"The density is 10 everywhere on it. Mind the sign.",
            solution=r"$h = -\int_0^{0.1} 10 \ln 10\, dx = -\ln 10 = -2.3026$ nats. Negative, and no error.",
        ),
        learn.Exercise(
            question=r"""A die's throws have mean $4.5$. Under the law of greatest entropy, what is the
            **probability of a six**? (Use the panel, or solve $\sum_k k\,e^{\lambda k} = 4.5 \sum_k e^{\lambda k}$.)""",
            answer=float(pmf.maximum_entropy(np.arange(1, 7), [(lambda x: x, 4.5)])[5]),
            unit="",
            hint=r"Each face is $e^{\lambda}$ times as likely as the one before; here $e^{\lambda} = 1.4493$.",
            solution=r"""With $r = e^\lambda$: $p_6 = r^6/(r + r^2 + \dots + r^6)$. For $r = 1.4493$ that is
            $9.267/26.668 = 0.3475$, against $1/6 = 0.167$ of a fair die.""",
        ),
        learn.Exercise(
            question=r"""Waiting times are positive and have mean 2 hours; nothing else is known. What is the
            greatest differential entropy they can have, **in nats** (time in hours)?""",
            answer=float(dist.maximum_entropy((0, np.inf), {"mean": 2.0}).entropy),
            unit="nats",
            hint="Which law wins on the half line with a given mean? Look at the table.",
            solution=r"The exponential law wins: $h = 1 + \ln 2 = 1.6931$ nats.",
        ),
        learn.Exercise(
            question=r"""A sensor's Gaussian noise has its standard deviation doubled. By how much does its
            entropy grow, **in bits**?""",
            answer=float(dist.entropy(norm(0, 2), unit="bits"))
            - float(dist.entropy(norm(0, 1), unit="bits")),
            unit="bits",
            hint=r"$h(aX) = h(X) + \ln|a|$.",
            solution=r"$\log_2 2 = 1$ bit, whatever the law: doubling the scale of any $X$ adds one bit.",
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
    learn.closing("maximum_entropy")
    return


if __name__ == "__main__":
    app.run()
