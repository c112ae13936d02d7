"""Diffusion as information flow: noise takes information away; the model gives it back."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Diffusion as information flow")

with app.setup:
    import marimo as mo
    import numpy as np

    from infoscope import learn
    from infoscope.learn import noising
    from infoscope.model import worlds


@app.cell
def _():
    learn.title(
        "diffusion",
        r"""
        Mix a picture with noise, a little at a time, until only noise is left. Each step takes away some of what $x_t$ tells
        of $x_0$; running the film backwards, a network must put exactly that much back. The training loss of a diffusion
        model, step by step, **is** this flow of information.
        """,
    )
    return


@app.cell
def _():
    data = mo.ui.dropdown(["two modes", "one Gaussian, variance 4"], value="two modes", label="x₀")
    pace = mo.ui.dropdown(["linear", "cosine", "vdm"], value="linear", label="schedule")
    time = learn.slider("step t", steps=[1, 5, 10, 20, 50, *range(100, 1001, 50)], value=200)
    return data, pace, time


@app.cell
def _(data, pace, time):
    law, steps = noising.world(data.value), noising.plan(pace.value)
    alpha = float(steps.alpha_bar[time.value - 1])
    known, spread = float(law.information(alpha)), float(law.entropy(alpha))

    x = np.linspace(-6, 6, 241)
    with learn.picture("The law of x at step 0, and at step t") as laws:
        laws.axes.fill_between(
            x, np.exp(law.log_prob(x)), color=learn.BLUE, alpha=0.25, linewidth=0, label="x₀"
        )
        laws.axes.plot(x, np.exp(law.log_prob(x, alpha)), color=learn.ORANGE, label="x_t")
        laws.axes.legend(loc="upper right")
        laws.axes.set(title="the law of x_t", xlabel="x", ylim=(0, 0.62))
    t, told, entropies = noising.flow(data.value, pace.value)
    with learn.picture("Information falls along the steps while entropy may rise and fall") as falls:
        falls.axes.plot(t, told, color=learn.BLUE, label="I(x₀;x_t)")
        falls.axes.plot(t, entropies, color=learn.GREEN, linestyle="--", label="h(x_t)")
        falls.axes.plot([time.value] * 2, [known, spread], "o", color=learn.ORANGE, markersize=8)
        falls.axes.legend(loc="upper right")
        falls.axes.set(title="the flow", xlabel="t", ylabel="nats", ylim=(-0.1, 5.5))

    learn.panel(
        [data, pace, time],
        {"I(x₀;x_t)": (known, "nats"), "h(x_t)": (spread, "nats"), "ᾱ_t": (alpha, "")},
        laws,
        falls,
        say="**Does adding noise add information?** Watch the two lines: $h(x_t)$, the entropy of what is seen, may rise. "
        "$I(x_0;x_t)$, what is seen **of the data**, only ever falls. Noise adds surprise, and takes away meaning.",
    )
    return alpha, known, spread


@app.cell
def _():
    mo.md(r"""
    ## Definition

    $$
    x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon, \qquad \varepsilon \sim \mathcal N(0, 1),
    \qquad \mathrm{snr}_t = \frac{\bar\alpha_t}{1 - \bar\alpha_t}
    $$

    The negative ELBO of lesson 7, with all of $x_1, \dots, x_T$ hidden, has three kinds of terms:

    $$
    -\ln p(x_0) \le
    \underbrace{D\big(q(x_T|x_0)\,\|\,p(x_T)\big)}_{L_T:\text{ what is left at the end}} +
    \sum_{t=2}^T \underbrace{E\, D\big(q(x_{t-1}|x_t, x_0)\,\|\,p(x_{t-1}|x_t)\big)}_{L_{t-1}:\text{ put back at step } t}
    \underbrace{-\,E \ln p(x_0|x_1)}_{L_0}
    $$

    With the best possible reverse process, $L_{t-1} = I(x_0;x_{t-1}) - I(x_0;x_t)$: **exactly the information that the
    step took away**, and all terms together give $h(x_0)$.

    In infoscope: `model.diffusion_profile(denoiser, data)` measures them for any network;
    `model.worlds` are data laws for which they are known.
    """)
    return


@app.cell
def _():
    source = mo.ui.dropdown(["two modes", "one Gaussian, variance 4"], value="two modes", label="x₀")
    schedule = mo.ui.dropdown(["linear", "cosine", "vdm"], value="linear", label="schedule")
    return schedule, source


@app.cell
def _(schedule, source):
    profile, exact = noising.measured(source.value, schedule.value), noising.world(source.value)
    bound, floor = profile.total, float(exact.entropy())

    edges = np.unique(np.geomspace(2, 1001, 36).astype(int))
    lost = -np.diff(exact.information(noising.plan(schedule.value).alpha_bar[edges - 2]))
    paid = np.add.reduceat(profile.denoising.value, edges[:-1] - 2)
    centres, spans = np.sqrt(edges[:-1] * edges[1:]), np.log(edges[1:] / edges[:-1])
    with learn.picture(
        "Terms of the bound along the steps on the information that each step takes away", height=2.6
    ) as terms:
        terms.axes.bar(
            centres,
            paid / spans,
            width=0.8 * np.diff(edges),
            color=learn.ORANGE,
            alpha=0.55,
            label="Σ L, measured",
        )
        terms.axes.plot(
            centres,
            lost / spans,
            "o-",
            color=learn.BLUE,
            markersize=4,
            linewidth=1.3,
            label="information taken",
        )
        terms.axes.legend(loc="upper center", ncols=2)
        terms.axes.set(xscale="log", xlabel="step t, in 35 groups", ylabel="nats a factor e of t")
        terms.axes.set_xticks([10, 100, 1000], ["10", "100", "1000"])
        terms.axes.minorticks_off()
        terms.axes.set(xlim=(1.8, 1100), ylim=(0, 1.25 * max(paid / spans)))

    learn.panel(
        [source, schedule],
        {
            "L_T": (float(profile.prior), "nats"),
            "Σ L_{t−1}": (float(profile.denoising.value.sum()), "nats"),
            "L_0": (float(profile.reconstruction), "nats"),
            "total": (float(bound), "nats"),
            "± standard error": (float(bound.std_error), "nats"),
            "h(x₀), exact": (floor, "nats"),
        },
        terms,
        say="The best denoiser, measured as one measures a network. Orange bars are the loss it pays, blue dots the "
        "information that the noise took: the same. The schedule only decides **where along t** it is taken, hardly how "
        "much in all. $L_0$ is negative, being minus a log density.",
    )
    return bound, floor, lost, paid, profile


@app.cell
def _():
    learn.proof(
        "Proof: the terms telescope",
        r"""
        Let the reverse process be exact: $p(x_{t-1}|x_t) = q(x_{t-1}|x_t)$. Then

        $$
        L_{t-1} = E\, D\big(q(x_{t-1}|x_t,x_0)\,\|\,q(x_{t-1}|x_t)\big) = I(x_0; x_{t-1} \mid x_t).
        $$

        By the chain rule $I(x_0; x_{t-1} \mid x_t) = I(x_0; x_{t-1}, x_t) - I(x_0; x_t)$, and since $x_t$ is made from $x_{t-1}$
        alone, $I(x_0; x_{t-1}, x_t) = I(x_0; x_{t-1})$. So $L_{t-1} = I(x_0;x_{t-1}) - I(x_0;x_t)$, never negative by data
        processing. Summed over $t = 2, \dots, T$ it is $I(x_0;x_1) - I(x_0;x_T)$. With $L_T = I(x_0;x_T)$ for the right prior and
        $L_0 = h(x_0|x_1)$ the total is

        $$
        I(x_0;x_T) + I(x_0;x_1) - I(x_0;x_T) + h(x_0|x_1) = I(x_0;x_1) + h(x_0|x_1) = h(x_0). \qquad\square
        $$

        **Noise never adds information on the data**: $x_0 \to x_{t-1} \to x_t$ is a chain, so $I(x_0;x_t) \le I(x_0;x_{t-1})$.
        Its entropy may do either: two sharp modes first blur ($h$ up), and what shrinks to a standard Gaussian from
        something wider loses entropy ($h$ down).
        """,
    )
    return


@app.cell
def _():
    backward = learn.slider(
        "steps taken back from pure noise, of 60",
        steps=[0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60],
        value=60,
    )
    return (backward,)


@app.cell
def _(backward):
    frames, kept_at = noising.film()
    done = backward.value
    two = noising.world("two modes")
    with learn.picture("Paths from noise to data") as paths:
        joined = np.concatenate([frames[: done + 1, :40], np.full((1, 40), np.nan)])  # one line, with gaps
        steps_back = np.tile(np.arange(done + 2), 40)
        paths.axes.plot(steps_back, joined.T.ravel(), color=learn.BLUE, alpha=0.35, linewidth=1)
        paths.axes.plot(np.full(40, done), frames[done, :40], ".", color=learn.ORANGE)
        paths.axes.set(title="forty paths", xlabel="steps back", ylabel="x", xlim=(0, 60), ylim=(-4, 4))
    line = np.linspace(-4, 4, 161)
    with learn.picture("The points as a histogram on the law that they should have") as arrived:
        tall, bounds = np.histogram(frames[done], bins=np.linspace(-4, 4, 33), density=True)
        arrived.axes.stairs(tall, bounds, fill=True, color=learn.ORANGE, alpha=0.5)
        arrived.axes.plot(line, np.exp(two.log_prob(line, kept_at[done])), color=learn.BLUE)
        arrived.axes.set(title="800 of them", xlabel="x", ylim=(0, 0.55), yticks=[])

    learn.panel(
        [backward],
        {
            "I(x₀;x_t) now": (float(two.information(kept_at[done])), "nats"),
            "put back so far": (float(two.information(kept_at[done]) - two.information(kept_at[0])), "nats"),
        },
        paths,
        arrived,
        say="**The reverse process.** Start with pure noise. At each step the best guess $E[x_0 \\mid x_t]$ says where to go, "
        "and a little fresh noise is added. The paths decide between the two modes in a narrow span of steps: that "
        "one bit of information enters there.",
    )
    return frames, kept_at


@app.cell
def _():
    strength = learn.slider("log₁₀ of the signal-to-noise ratio", -1.5, 1.5, step=0.1, value=0.5)
    return (strength,)


@app.cell
def _(strength):
    coin, snr = worlds.Points(), 10**strength.value
    error = noising.error_of_a_coin()
    grid = np.linspace(0, snr, 121)
    area = float(error.integrate(0, snr)) / 2
    information = float(coin.information(snr / (1 + snr)))

    with learn.picture(
        "The error of the best guess against the signal-to-noise ratio, and the area below it", height=2.5
    ) as curve:
        curve.axes.plot(error.x, error(error.x), color=learn.BLUE)
        curve.axes.fill_between(grid, error(grid), color=learn.ORANGE, alpha=0.35, linewidth=0)
        curve.axes.set(
            xlabel="signal-to-noise ratio", ylabel="mmse", xlim=(0, max(6, 1.15 * snr)), ylim=(0, 1.03)
        )

    learn.panel(
        [strength],
        {"half the area": (area, "nats"), "I(x₀;x_t)": (information, "nats"), "ln 2": (np.log(2), "nats")},
        curve,
        say="**I-MMSE.** $x_0$ is $\\pm 1$. The squared error of the best guess, summed over noise levels, **is** information: "
        "$I = \\tfrac12 \\int_0^{\\mathrm{snr}} \\mathrm{mmse}$. Go right: the whole area is $2 \\ln 2$, a fair bit. So a "
        "network trained to denoise, by squared error, is trained on an information integral.",
    )
    return area, information


@app.cell
def _():
    learn.proof(
        "Derivation: score matching and I-MMSE are one integral",
        r"""
        **Score and denoiser (Tweedie).** Differentiate $p(x_t) = \int p(x_0)\, \mathcal N(x_t; \sqrt{\bar\alpha} x_0, 1 - \bar\alpha)\,dx_0$:

        $$
        \nabla \ln p(x_t) = \frac{\sqrt{\bar\alpha}\, E[x_0|x_t] - x_t}{1 - \bar\alpha} = -\frac{E[\varepsilon|x_t]}{\sqrt{1-\bar\alpha}} .
        $$

        Guessing the noise, the clean picture or the score is the same task, up to known factors. All their least squared errors
        are multiples of $\mathrm{mmse} = E\,\|x_0 - E[x_0|x_t]\|^2$.

        **I-MMSE (Guo, Shamai & Verdú 2005)**: $\frac{d}{d\,\mathrm{snr}} I = \tfrac12\, \mathrm{mmse}(\mathrm{snr})$. One step of the
        ELBO shows why: for a Gaussian step with the exact $x_0$ and with the guess $\hat x$ in its place, the divergence between
        the two is $\tfrac12 (\mathrm{snr}_{t-1} - \mathrm{snr}_t)\,\|x_0 - \hat x\|^2$. In the mean

        $$
        L_{t-1} = \tfrac12 (\mathrm{snr}_{t-1} - \mathrm{snr}_t)\, \mathrm{mmse}_t ,
        $$

        and the sum becomes the integral as the steps get finer. For a Gaussian $x_0$ of variance $s^2$, $\mathrm{mmse} =
        s^2/(1 + s^2\,\mathrm{snr})$, and half its integral is $\tfrac12 \ln(1 + s^2\,\mathrm{snr})$, as it must be.
        """,
    )
    return


@app.cell
def _():
    flip = learn.slider("chance to flip at each step", 0.01, 0.5, step=0.01, value=0.1)
    return (flip,)


@app.cell
def _(flip):
    chain = worlds.Chain(flip.value)
    after = np.arange(21)
    left = chain.information(after, unit="bits")
    sure = chain.posterior(1, after)
    with learn.picture(
        "What is left of the first bit, and how sure the best guess of it is", height=2.5
    ) as decay:
        decay.axes.plot(after, left, "o-", color=learn.BLUE, markersize=5, label="I(X₀;X_t), bits")
        decay.axes.plot(after, sure, "s--", color=learn.ORANGE, markersize=4, label="P(X₀ = 1 | X_t = 1)")
        decay.axes.legend(loc="upper right")
        decay.axes.set(xlabel="t", ylim=(-0.03, 1.08), xticks=range(0, 21, 5))
    learn.panel(
        [flip],
        {"I(X₀;X₁)": (left[1], "bits"), "I(X₀;X₅)": (left[5], "bits"), "P(X₀ = 1 | X₅ = 1)": (sure[5], "")},
        decay,
        say="**Diffusion with two states.** A fair bit flips with probability $f$ at each step. After $t$ steps it differs from "
        "the first with probability $\\tfrac12(1 - (1-2f)^t)$: the formula of a noisy channel, and $I = 1 - h_2$ of it.",
    )
    return (left,)


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - The loss per step tells **where** a model works: steps whose term is small need little of the network, and steps where
      information flows fast deserve more samples and more of the schedule.
    - $L_{t-1}$ above the information that the step took is pure loss: the network's, or that of a reverse variance set by hand.
    - Everything is in nats a datum: divide by the dimension and by $\ln 2$, and you have bits per dimension.

    ## Pitfalls

    - The simple loss $\|\varepsilon - \hat\varepsilon\|^2$ weighs the steps differently from the ELBO. A lower simple loss need not be
      a better likelihood.
    - $h(x_t)$ is not $I(x_0;x_t)$. "The process adds information" confuses the two.
    - With one noise draw per step the ELBO of a datum is off by about a nat a dimension. Look at the standard error.
    - A schedule that leaves $I(x_0;x_T) > 0$ starts generation from the wrong law.
    """)
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question=r"""The two-state chain with $f = 0.1$: $I(X_0;X_3)$ **in bits**?""",
            answer=float(worlds.Chain(0.1).information(3, unit="bits")),
            unit="bits",
            hint=r"$\tfrac12(1 - 0.8^3) = 0.244$. And $h_2(0.244) = 0.8016$.",
            solution=r"$1 - h_2(0.244) = 1 - 0.8016 = 0.1984$ bits: four fifths are gone after three steps.",
        ),
        learn.Exercise(
            question=r"""$x_0 \sim \mathcal N(0, 4)$ and $\bar\alpha_t = 0.5$. $I(x_0;x_t)$ **in nats**?""",
            answer=float(worlds.Gaussian(4.0).information(0.5)),
            unit="nats",
            hint=r"$\mathrm{snr} = 1$, and $\tfrac12 \ln(1 + s^2\, \mathrm{snr})$.",
            solution=r"$\tfrac12 \ln(1 + 4 \cdot 1) = \tfrac12 \ln 5 = 0.8047$ nats.",
        ),
        learn.Exercise(
            question=r"""A diffusion model with a perfect reverse process on $x_0 \sim \mathcal N(0, 4)$: what do all the terms of its
            loss add up to, **in nats**?""",
            answer=float(worlds.Gaussian(4.0).entropy()),
            unit="nats",
            hint="They telescope.",
            solution=r"$h(x_0) = \tfrac12 \ln 2\pi e \cdot 4 = 2.1120$ nats, whatever the schedule.",
        ),
        learn.Choice(
            question="Does adding noise add information?",
            answer="It may add entropy, but never information about the data",
            options={
                "Yes: the entropy of what is seen grows": "It may (or may fall); but that is surprise, not knowledge of x₀.",
                "It may add entropy, but never information about the data": "Data processing along the chain.",
                "No: neither entropy nor information can grow": "h(x_t) of the two modes does grow at first.",
            },
            hint="Two quantities are called by one word. Which is which in the first panel?",
            solution=r"""$x_0 \to x_{t-1} \to x_t$ is a chain, so $I(x_0;x_t) \le I(x_0;x_{t-1})$ always. $h(x_t)$ starts at 1.419 nats for
            the two modes, climbs to 1.78 and ends at 1.419, that of the standard Gaussian.""",
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
    learn.closing("diffusion")
    return


if __name__ == "__main__":
    app.run()
