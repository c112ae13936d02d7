"""Variational autoencoders: a bound on likelihood that pays for what the code says."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Variational autoencoders")

with app.setup:
    import marimo as mo
    import numpy as np

    from infoscope import learn, pmf
    from infoscope.learn import digits_vae


@app.cell
def _():
    learn.title(
        "vae",
        r"""
        Describe a picture by two numbers $z$, and paint it again from them. A **variational autoencoder** learns both at once by
        the bound of the last lesson: how well the picture comes back, **less the nats that the code says of it**. Turn up the price
        of a nat, and the code falls silent.
        """,
    )
    return


@app.cell
def _():
    z1 = learn.slider("z₁", -2.5, 2.5, step=0.1, value=0.5)
    z2 = learn.slider("z₂", -2.5, 2.5, step=0.1, value=0.5)
    return z1, z2


@app.cell
def _(z1, z2):
    painter = digits_vae.stored()[1.0]
    painted = 1 / (1 + np.exp(-digits_vae.decode(painter, np.array([[z1.value, z2.value]]))[0].reshape(8, 8)))
    codes, kinds = digits_vae.encode(painter, digits_vae.digits()[1])[0], digits_vae.digits()[2]
    with learn.picture("Where unseen digits lie in the plane of the code", height=4.2) as plane:
        for kind in range(10):
            own = codes[kinds == kind][:16]
            _ink = [learn.BLUE, learn.ORANGE, learn.GREEN, learn.RED, learn.PINK][kind % 5]
            plane.axes.plot(*own.T, marker=f"${kind}$", color=_ink, linestyle="", markersize=7.5)
        plane.axes.plot(
            z1.value, z2.value, "o", color=learn.INK, markersize=15, fillstyle="none", markeredgewidth=2
        )
        plane.axes.set(
            title="codes of unseen digits", xlabel="z₁", ylabel="z₂", xlim=(-2.7, 2.7), ylim=(-2.7, 2.7)
        )
    with learn.picture("The picture painted from this code", height=4.2) as picture:
        picture.axes.pcolormesh(painted[::-1], cmap="Blues", vmin=0, vmax=1, edgecolors="face", linewidth=0.3)
        picture.axes.set(title="painted from (z₁, z₂)", xticks=[], yticks=[], aspect="equal")
        picture.axes.spines[:].set_visible(False)
    learn.panel(
        [z1, z2],
        {
            "ln p(z)": (-0.5 * (z1.value**2 + z2.value**2) - np.log(2 * np.pi), "nats"),
            "ink": (painted.sum(), "pixels"),
        },
        plane,
        picture,
        say="Two numbers for a whole digit. Walk through the plane: the picture changes smoothly, and the ring passes the digits "
        "that the encoder puts there. Nobody told the network which digit is which.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    Encoder $q(z|x) = \mathcal N(\mu(x), \sigma^2(x))$, decoder $p(x|z)$, prior $p(z) = \mathcal N(0, 1)$. Train both by

    $$
    \mathrm{ELBO}(x) = \underbrace{E_q \ln p(x|z)}_{-\text{distortion}} - \underbrace{D\big(q(z|x)\,\|\,p(z)\big)}_{\text{rate}} \le \ln p(x).
    $$

    For Gaussians the rate has a closed form, for each unit of the code

    $$
    D\big(\mathcal N(\mu,\sigma^2)\,\|\,\mathcal N(0,1)\big) = \tfrac12\big(\mu^2 + \sigma^2 - 1 - \ln \sigma^2\big).
    $$

    The mean of the rate over data is what the code says, and what it says out of style:
    $E\,D(q(z|x)\,\|\,p(z)) = I_q(x;z) + D(q(z)\,\|\,p(z))$.

    In infoscope: `pmf.gaussian_kl(mean, logvar)`, `pmf.binary_cross_entropy(x, scores, from_logits=True)`, and
    `model.vae_profile(vae, data)` for any VAE of torch.
    """)
    return


@app.cell
def _():
    mu = learn.slider("mean μ of the code", -3, 3, step=0.1, value=1)
    sigma = learn.slider("standard deviation σ of the code", 0.05, 2, step=0.05, value=0.5)
    return mu, sigma


@app.cell
def _(mu, sigma):
    rate_here = float(pmf.gaussian_kl([mu.value], [2 * np.log(sigma.value)]))
    line = np.linspace(-4, 4, 241)
    with learn.picture("The code's law for one picture, and the prior", height=2.4) as bells:
        for _m, _s, _ink, _style, _name in (
            (0, 1, learn.BLUE, "-", "prior"), (mu.value, sigma.value, learn.ORANGE, "--", "q(z|x)")
        ):  # fmt: skip
            bells.axes.plot(
                line,
                np.exp(-0.5 * ((line - _m) / _s) ** 2) / _s / np.sqrt(2 * np.pi),
                _style,
                color=_ink,
                label=_name,
            )
        bells.axes.legend(loc="upper left")
        bells.axes.set(xlabel="z", ylim=(0, max(0.6, 0.42 / sigma.value)))
    learn.panel(
        [mu, sigma],
        {"rate": (rate_here, "nats"), "the same": (rate_here / np.log(2), "bits")},
        bells,
        say="What one unit of the code costs. It is free only where it says nothing: $\\mu = 0$, $\\sigma = 1$. A sharp code "
        "(small $\\sigma$) costs $-\\ln \\sigma$, like the digits of a number.",
    )
    return (rate_here,)


@app.cell
def _():
    price = learn.slider("β, the price of a nat of code", steps=list(digits_vae.stored()), value=1.0)
    return (price,)


@app.cell
def _(price):
    chosen, reached = digits_vae.stored()[price.value], digits_vae.result(price.value)
    every = {_b: digits_vae.result(_b) for _b in digits_vae.stored()}

    with learn.picture("Rate against distortion for each beta", height=3) as trade:
        trade.axes.plot(
            [r["rate"] for r in every.values()],
            [r["distortion"] for r in every.values()],
            ".-",
            color=learn.BLUE,
        )
        trade.axes.plot(reached["rate"], reached["distortion"], "o", color=learn.ORANGE, markersize=10)
        for _b, _r in every.items():
            trade.axes.annotate(
                f"{_b:g}", (_r["rate"], _r["distortion"]), xytext=(6, 3), textcoords="offset points"
            )
        trade.axes.set(title="each β a point", xlabel="rate, nats", ylabel="distortion, nats")
        trade.axes.margins(0.12, 0.12)
    x = digits_vae.digits()[1][:6]
    again = 1 / (1 + np.exp(-digits_vae.decode(chosen, digits_vae.encode(chosen, x)[0])[0]))
    with learn.picture("Six unseen digits above, and as they come back below", height=3) as rows:
        strip = np.concatenate(
            [one.reshape(-1, 8, 8).transpose(1, 0, 2).reshape(8, 48) for one in (x, again)]
        )
        rows.axes.pcolormesh(strip[::-1], cmap="Blues", vmin=0, vmax=1, edgecolors="face", linewidth=0.3)
        rows.axes.axhline(8, color=learn.SOFT, linewidth=1)
        rows.axes.set(title="unseen digits, and how they return", xticks=[], yticks=[], aspect="equal")
        rows.axes.spines[:].set_visible(False)

    learn.panel(
        [price],
        {
            "rate": (reached["rate"], "nats"),
            "distortion": (reached["distortion"], "nats"),
            "ELBO": (reached["elbo"], "nats"),
            "bound from 20 draws": (reached["iwae"], "nats"),
            "unit 1 says": (reached["rates"][0], "nats"),
            "unit 2 says": (reached["rates"][1], "nats"),
        },
        trade,
        rows,
        say="Six networks, trained with $\\text{distortion} + \\beta \\cdot \\text{rate}$ and judged on unseen digits. A cheap code says "
        "much; a dear one says little, and at the highest price nothing at all: $q(z|x) = p(z)$ for every $x$, the same grey "
        "picture for all. That is **posterior collapse**. The ELBO itself is best near $\\beta = 1$, the price at which it "
        "was defined.",
    )
    return every, reached


@app.cell
def _():
    again_button = mo.ui.run_button(label="Train one now (β = 1, a new seed)")
    return (again_button,)


@app.cell
def _(again_button):
    seed = int(np.random.SeedSequence().generate_state(1)[0]) if again_button.value else None
    if seed is None:
        trained = []
        score = digits_vae.result(1.0)["elbo"]
    else:
        fresh, course = digits_vae.train(1.0, seed=seed)
        score = digits_vae.judged(fresh, digits_vae.digits()[1])["elbo"]
        with learn.picture("The bound on unseen digits, rising with training", height=2.4) as rise:
            rise.axes.plot(np.arange(5, 151, 5), course, color=learn.BLUE)
            rise.axes.axhline(digits_vae.result(1.0)["elbo"], color=learn.SOFT, linestyle="--")
            rise.axes.set(xlabel="epochs", ylabel="ELBO on unseen digits, nats")
        trained = [rise]
    learn.panel(
        [again_button],
        {"stored network": (digits_vae.result(1.0)["elbo"], "nats"), "this one": (score, "nats")},
        *trained,
        say="The same function made the stored networks, in about a second each. Another seed, another map of the digits, nearly the same bound.",
    )
    return


@app.cell
def _():
    learn.proof(
        "Derivation: the closed form of the rate",
        r"""
        Lesson 4 has $D(\mathcal N(\mu_1,\sigma_1^2)\,\|\,\mathcal N(\mu_2,\sigma_2^2)) = \ln\frac{\sigma_2}{\sigma_1} +
        \frac{\sigma_1^2 + (\mu_1-\mu_2)^2}{2\sigma_2^2} - \frac12$. Put $\mu_2 = 0$, $\sigma_2 = 1$:

        $$
        -\ln\sigma + \frac{\sigma^2 + \mu^2}{2} - \frac12 = \tfrac12\big(\mu^2 + \sigma^2 - 1 - \ln\sigma^2\big).
        $$

        With independent units the densities are products, the logarithm turns them into sums, and the rate of the code is the sum
        over its units. It is zero only at $\mu = 0$, $\sigma = 1$: $\sigma^2 - 1 \ge \ln \sigma^2$.
        """,
    )
    return


@app.cell
def _():
    learn.proof(
        "Proof: the rate is what z tells of x, plus what the prior misses",
        r"""
        Let $q(z) = E_x\, q(z|x)$ be the law of codes over all data. Then

        $$
        E_x D\big(q(z|x)\,\|\,p(z)\big) = E_x E_q \ln \frac{q(z|x)}{q(z)} + E_q \ln \frac{q(z)}{p(z)} = I_q(x;z) + D\big(q(z)\,\|\,p(z)\big).
        $$

        Both parts are at least 0, so the rate bounds the information from above: a collapsed code, with rate 0, tells nothing.
        """,
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - Latent diffusion models paint in the code of a VAE; its rate says how many nats there are to be painted.
    - β chooses a point on the curve of rate against distortion; which one is wanted depends on what the code is for.
    - Rate and distortion are in nats a datum and can be compared with any other code: a PNG file, a diffusion model.

    ## Pitfalls

    - **Collapse hides in the total**: look at the rate of each unit. A strong decoder can do without $z$ altogether.
    - The sum over pixels, not their mean, belongs to the ELBO. Taking the mean of 64 pixels is β = 64 in disguise.
    - The ELBO is no likelihood: the gap is $D(q(z|x)\,\|\,p(z|x))$. More draws (IWAE) come closer.
    - Densities of continuous pixels can have any ELBO at all; state the likelihood before comparing.
    """)
    return


@app.cell
def _():
    # x = 2z + n: exact posterior N(0.4 x, 0.2), and x has variance 5.
    spots = np.array([-np.sqrt(5), np.sqrt(5)])
    exercises = [
        learn.Exercise(
            question=r"An encoder answers $\mathcal N(1, 0.25)$ (variance) for a picture. What does this unit cost, **in nats**?",
            answer=float(pmf.gaussian_kl([1.0], [np.log(0.25)])),
            unit="nats",
            hint=r"$\tfrac12(\mu^2 + \sigma^2 - 1 - \ln\sigma^2)$ with $\sigma^2 = 0.25$.",
            solution=r"$\tfrac12(1 + 0.25 - 1 + 1.3863) = 0.8181$ nats.",
        ),
        learn.Exercise(
            question=r"""A linear VAE: $z \sim \mathcal N(0,1)$, $x = 2z + n$ with $n \sim \mathcal N(0,1)$, and the exact posterior
            $q(z|x) = \mathcal N(0.4\,x, 0.2)$. What is its mean rate over the data, **in nats**? ($E x^2 = 5$)""",
            answer=float(np.mean(pmf.gaussian_kl(0.4 * spots[:, None], np.full((2, 1), np.log(0.2))))),
            unit="nats",
            hint=r"$E\mu^2 = 0.16 \cdot 5$.",
            solution=r"""$\tfrac12(0.8 + 0.2 - 1 - \ln 0.2) = \tfrac12 \ln 5 = 0.8047$ nats. It equals $I(x;z)$, since $q(z) = p(z)$
            here. The distortion is $1.4189$, and together they are $h(x) = 2.2237$: no gap.""",
        ),
        learn.Choice(
            question="The rate of a VAE is 0 on every picture. What has happened?",
            answer="The code says nothing: posterior collapse",
            options={
                "The training is perfect": "A perfect bound still needs a code that says something.",
                "The code says nothing: posterior collapse": "q(z|x) is the prior, whatever x.",
                "The decoder is too weak": "Rather too strong, or the price of the code too high.",
            },
            hint=r"$D(q(z|x)\,\|\,p(z)) = 0$ for all $x$ means...",
            solution=r"""$q(z|x) = p(z)$ for every $x$ (Gibbs), so $I_q(x;z) = 0$: the encoder has been switched off. See the last point
            of the curve above.""",
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
    learn.closing("vae")
    return


if __name__ == "__main__":
    app.run()
