"""Jensen's inequality: one bend of one curve gives Gibbs and the ELBO."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Jensen's inequality")

with app.setup:
    import marimo as mo
    import numpy as np

    from infoscope import learn, pmf


@app.cell
def _():
    learn.title(
        "jensen",
        r"""
        A chord of a convex curve lies above the curve. So the mean of the values is never less than the value of
        the mean: $E f(X) \ge f(E X)$. Put $f = -\ln$, and out come Gibbs' inequality and the **evidence lower bound**
        that trains variational autoencoders and diffusion models.
        """,
    )
    return


@app.function
def curve(name, x):
    """The four curves of this lesson."""
    match name:
        case "x²":
            return np.square(x)
        case "eˣ":
            return np.exp(x)
        case "ln x":
            return np.log(x)
    return -np.log(x)


@app.cell
def _():
    shape = mo.ui.dropdown(["x²", "eˣ", "−ln x", "ln x"], value="−ln x", label="f")
    weight = learn.slider("weight of the right point", 0, 1, step=0.05, value=0.5)
    right = learn.slider("the right point", 0.5, 3, step=0.1, value=2.6)
    return right, shape, weight


@app.cell
def _(right, shape, weight):
    ends = np.array([0.3, right.value])
    law = np.array([1 - weight.value, weight.value])
    middle = float(law @ ends)
    of_mean, mean_of = float(curve(shape.value, middle)), float(law @ curve(shape.value, ends))
    names = {"x²": "square", "eˣ": "exp", "−ln x": "negative_log", "ln x": "log"}
    gap = pmf.jensen_gap(names[shape.value], ends, law)

    x = np.linspace(0.12, 3.1, 200)
    with learn.picture("The curve, a chord, and the gap between them at the mean", height=3.1) as chord:
        chord.axes.plot(x, curve(shape.value, x), color=learn.BLUE, label="f")
        chord.axes.plot(ends, curve(shape.value, ends), "o-", color=learn.ORANGE, label="chord")
        chord.axes.plot([middle, middle], [of_mean, mean_of], color=learn.RED, linewidth=4, label="gap")
        chord.axes.set(xlabel="x", xlim=(0, 3.2))
        chord.axes.legend(loc="upper center" if shape.value != "ln x" else "lower center")

    learn.panel(
        [shape, weight, right],
        {"E f(X)": (mean_of, ""), "f(E X)": (of_mean, ""), "gap": (gap, "")},
        chord,
        say="$X$ is one of two points. The chord is where the mean of the values lies, the curve where the value of "
        "the mean lies. For which $f$ is the red gap negative? When is it 0?",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $f$ is **convex** if $f\big((1-w)\,a + w\,b\big) \le (1-w)\,f(a) + w\,f(b)$ for all $a, b$ and $0 \le w \le 1$: where
    $f'' \ge 0$. Then for every random $X$

    $$
    E f(X) \ge f(E X),
    $$

    with equality, when $f$ is strictly convex, only if $X$ is constant. For concave $f$, such as $\ln$, the sign turns
    round: $E \ln X \le \ln E X$.

    In infoscope: `pmf.jensen_gap("negative_log", values, p)` is $E f(X) - f(EX)$.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Proof",
        r"""
        At $m = E X$ a convex $f$ has a tangent (or a supporting line) below it: $f(x) \ge f(m) + s\,(x - m)$ for all $x$.
        Take the mean of both sides: $E f(X) \ge f(m) + s\,(E X - m) = f(E X)$. If $f$ is strictly convex the line touches
        only at $m$, so equality forces $X = m$.
        """,
    )
    return


@app.cell
def _():
    lean = learn.slider("q leans to the first cause", 0.02, 0.96, step=0.02, value=0.3)
    return (lean,)


@app.cell
def _(lean):
    # Three hidden causes z; `seen` is p(x|z) for the one x that was observed.
    prior, seen = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.4, 0.7])
    joint, evidence = prior * seen, float(prior @ seen)
    posterior = joint / evidence
    rest = 1 - lean.value
    q = np.array([lean.value, 0.5 * rest, 0.5 * rest])

    lines = {
        "1   ln p(x)": np.log(evidence),
        "2   ln Σ p(x,z)": np.log(joint.sum()),
        "3   ln E_q [p(x,z)/q]": np.log(q @ (joint / q)),
        "4   E_q ln [p(x,z)/q]   ← Jensen": q @ np.log(joint / q),
        "5   E_q ln p(x|z) − D(q‖p(z))": q @ np.log(seen) - pmf.kl_divergence(q, prior),
        "line 1 − line 5": np.log(evidence) - (q @ np.log(seen) - pmf.kl_divergence(q, prior)),
        "D(q‖p(z|x))": pmf.kl_divergence(q, posterior),
        "Jensen's gap of −ln": pmf.jensen_gap("negative_log", joint / q, q),
    }
    elbo = lines["5   E_q ln p(x|z) − D(q‖p(z))"]
    checked = learn.table(["line", "nats"], [[k, f"{v:.6f}".replace("-", "−")] for k, v in lines.items()])

    leans = np.linspace(0.02, 0.96, 95)
    many = np.stack([leans, (1 - leans) / 2, (1 - leans) / 2], axis=1)
    bounds = many @ np.log(seen) - pmf.kl_divergence(many, prior)
    with learn.picture("The lower bound against q, never above ln p(x)", height=2.9) as bound:
        bound.axes.axhline(np.log(evidence), color=learn.BLUE, linestyle="--", label="ln p(x)")
        bound.axes.plot(leans, bounds, color=learn.ORANGE, label="ELBO")
        bound.axes.plot([lean.value] * 2, [elbo, np.log(evidence)], color=learn.RED, linewidth=4)
        bound.axes.legend(loc="lower left")
        bound.axes.set(xlabel="q of the first cause", ylabel="nats")

    learn.panel(
        [lean],
        {
            "ln p(x)": (np.log(evidence), "nats"),
            "ELBO": (elbo, "nats"),
            "D(q‖p(z|x))": (lines["D(q‖p(z|x))"], "nats"),
        },
        bound,
        checked,
        say="Something was observed that has three possible causes. Guess them with $q$: the red gap is exactly how "
        "far $q$ is from the true posterior. Lines 1 to 3 and 4 to 5 are equalities; Jensen enters once.",
    )
    return elbo, evidence, lines


@app.cell
def _():
    mo.md(r"""
    ### From Jensen to Gibbs

    Put $X = Q(x)/P(x)$ with $x$ drawn from $P$, and $f = -\ln$:

    $$
    D(P\,\|\,Q) = E_P\Big[-\ln \frac{Q}{P}\Big] \ge -\ln E_P\Big[\frac QP\Big] = -\ln \sum_{P > 0} Q \ge -\ln 1 = 0 .
    $$

    $-\ln$ is strictly convex, so equality needs $Q/P$ constant: $Q = P$.

    ### From Jensen to the ELBO, in five steps

    $$
    \begin{aligned}
    \ln p(x) &= \ln \sum_z p(x, z) && \text{the law of total probability} \\
    &= \ln \sum_z q(z)\, \frac{p(x,z)}{q(z)} && \text{multiply and divide by any } q > 0 \\
    &= \ln E_q\Big[\frac{p(x,z)}{q(z)}\Big] && \text{a mean under } q \\
    &\ge E_q\Big[\ln \frac{p(x,z)}{q(z)}\Big] && \text{Jensen: } \ln \text{ is concave} \\
    &= \underbrace{E_q[\ln p(x \mid z)]}_{\text{reconstruction}} - \underbrace{D\big(q(z) \,\|\, p(z)\big)}_{\text{rate}}
    && \text{split } p(x,z) = p(z)\,p(x \mid z)
    \end{aligned}
    $$

    What Jensen gives away is $\ln p(x) - E_q \ln \frac{p(x,z)}{q} = E_q \ln \frac{q}{p(z \mid x)} = D\big(q\,\|\,p(z \mid x)\big)$:
    nothing, when $q$ is the posterior.

    ## Why it matters in machine learning

    - Every variational method rests on line 4. Every gap it leaves is a divergence.
    - A mean of losses is not the loss of a mean: averaging the **probabilities** of an ensemble is never worse, in log
      loss, than the mean loss of its members.

    ## Pitfalls

    - Check the bend before the sign: $\ln$ is concave, $-\ln$ convex.
    - The logarithm of an unbiased estimate is biased downwards: $E \ln \hat p \le \ln E \hat p$. That is why bounds from
      few samples are low, and grow with more (IWAE, lesson 8).
    """)
    return


@app.cell
def _():
    chances = np.array([0.9, 0.3])
    exercises = [
        learn.Exercise(
            question=r"$X$ is 0 or 2, each with probability ½. What is the gap $E[X^2] - (E X)^2$?",
            answer=float(pmf.jensen_gap("square", [0.0, 2.0], [0.5, 0.5])),
            unit="",
            hint="It has another name.",
            solution=r"$2 - 1 = 1$. For $f = x^2$ Jensen's gap is the variance.",
        ),
        learn.Exercise(
            question=r"""Two models give the true class $0.9$ and $0.3$. How much does averaging their probabilities save
            over averaging their losses, **in nats**?""",
            answer=float(pmf.jensen_gap("negative_log", chances, [0.5, 0.5])),
            unit="nats",
            hint=r"Loss of the average: $-\ln 0.6$. Average of the losses: $\tfrac12(-\ln 0.9 - \ln 0.3)$.",
            solution=r"$0.6547 - 0.5108 = 0.1438$ nats, Jensen's gap of $-\ln$: never negative.",
        ),
        learn.Exercise(
            question=r"""Two causes, $p(z) = (\tfrac12, \tfrac12)$, explain what was seen with $p(x|z) = (0.2, 0.6)$. What is the
            ELBO of $q = (\tfrac12, \tfrac12)$, **in nats**?""",
            answer=float(0.5 * (np.log(0.2) + np.log(0.6)) - pmf.kl_divergence([0.5, 0.5], [0.5, 0.5])),
            unit="nats",
            hint=r"Reconstruction $\tfrac12 \ln 0.2 + \tfrac12 \ln 0.6$, less $D(q\,\|\,p(z))$. How large is that here?",
            solution=r"""$q = p(z)$, so the rate is 0: $\tfrac12 (-1.6094 - 0.5108) = -1.0601$ nats. And $\ln p(x) = \ln 0.4 =
            -0.9163$; the gap $0.1438$ is $D(q\,\|\,(\tfrac14, \tfrac34))$.""",
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
    learn.closing("jensen")
    return


if __name__ == "__main__":
    app.run()
