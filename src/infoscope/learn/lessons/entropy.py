"""Surprise and entropy: a bit is a yes-or-no question; entropy counts them."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="compact", app_title="Surprise and entropy")

with app.setup:
    import marimo as mo
    import numpy as np

    from infoscope import channel, learn, pmf


@app.cell
def _():
    learn.title(
        "entropy",
        """
        Rare things surprise. The **surprise** of an event of probability $p$ is $\\log_2 1/p$ bits: as many
        bits as there are halvings from certainty down to $p$. **Entropy** is the surprise to be expected,
        and it is also the number of yes-or-no questions that the best questioner needs.
        """,
    )
    return


@app.cell
def _():
    coin = learn.slider("p, the chance of heads", 0, 1, step=0.01, value=0.5)
    return (coin,)


@app.cell
def _(coin):
    p_heads = coin.value
    coin_entropy = pmf.binary_entropy(p_heads, unit="bits")
    surprises = pmf.self_information([p_heads, 1 - p_heads], unit="bits")

    grid = np.linspace(0, 1, 201)
    with learn.picture("Entropy of a coin against p: zero at both ends, one bit at a half") as hump:
        hump.axes.plot(grid, pmf.binary_entropy(grid, unit="bits"), color=learn.BLUE)
        hump.axes.vlines(p_heads, 0, coin_entropy, color=learn.ORANGE, linewidth=1.5)
        hump.axes.plot(p_heads, coin_entropy, "o", color=learn.ORANGE, markersize=9)
        hump.axes.set(xlabel="p", ylabel="H(p) in bits", ylim=(0, 1.08), xlim=(-0.01, 1.01))

    learn.panel(
        [coin],
        {
            "H(p)": (coin_entropy, "bits"),
            "surprise of heads": (surprises[0], "bits"),
            "surprise of tails": (surprises[1], "bits"),
        },
        hump,
        say="Move $p$. Where is the coin hardest to guess? What happens to the surprise of heads near 0, "
        "and why does the entropy still go to 0 there?",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Definition

    A law $p$ over outcomes $x$ has

    $$
    h(x) = \log_2 \frac{1}{p(x)}, \qquad H(p) = \sum_x p(x)\, h(x) = -\sum_x p(x) \log_2 p(x).
    $$

    With $\log_2$ the unit is the **bit**; with $\ln$ it is the **nat** (1 nat = 1.4427 bits). An outcome of
    probability 0 adds nothing: $p \log_2 1/p \to 0$, however large the surprise grows.

    Why a logarithm? Two independent events have probability $p\,q$. If their surprises are to add, a
    function that turns products into sums is needed; up to the unit, only the logarithm does that.

    In infoscope: `pmf.self_information(p)`, `pmf.entropy(p, unit="bits")`.
    """)
    return


@app.cell
def _():
    faces = learn.slider("K, the number of outcomes", 2, 12, value=6)
    tilt = learn.slider("tilt: 0 is fair, 2 is peaked", 0, 2, step=0.05, value=0.5)
    return faces, tilt


@app.cell
def _(faces, tilt):
    weights = np.exp(-tilt.value * np.arange(faces.value))
    die = weights / weights.sum()
    die_entropy = pmf.entropy(die, unit="bits")

    outcomes = np.arange(1, faces.value + 1)
    with learn.picture("Probabilities of a die, as bars") as bars:
        bars.axes.bar(outcomes, die, color=learn.BLUE, width=0.7)
        bars.axes.axhline(1 / faces.value, color=learn.SOFT, linestyle="--", linewidth=1.2)
        bars.axes.set(title="the law", xlabel="outcome", ylabel="probability", xticks=outcomes)
        bars.axes.set_ylim(0, max(1.1 * die[0], 0.55))
    sizes = np.arange(1, 13)
    with learn.picture("log K against K, with the die below it") as growth:
        growth.axes.plot(sizes, np.log2(sizes), color=learn.SOFT, linestyle="--", linewidth=1.5)
        growth.axes.plot(sizes, np.log2(sizes), ".", color=learn.SOFT)
        growth.axes.plot(faces.value, die_entropy, "o", color=learn.ORANGE, markersize=9)
        growth.axes.annotate("log₂ K: fair", (6.3, 3.55), color=learn.INK)
        growth.axes.set(title="its entropy", xlabel="K", ylabel="bits", ylim=(0, 4), xlim=(0.5, 12.5))

    learn.panel(
        [faces, tilt],
        {
            "H": (die_entropy, "bits"),
            "log₂ K": (np.log2(faces.value), "bits"),
            "like a fair die of": (pmf.perplexity(die), "faces"),
        },
        bars,
        growth,
        say="A fair die of $K$ faces has $\\log_2 K$ bits, and no law over $K$ outcomes has more. "
        "$2^H$, the **perplexity**, is the size of the fair die that is just as hard to guess.",
    )
    return


@app.cell
def _():
    sentence = mo.ui.text(
        value="she sells sea shells by the sea shore",
        label="a sentence to encode",
        full_width=True,
        debounce=250,
    )
    return (sentence,)


@app.cell
def _(sentence):
    letters, counts = np.unique(list(sentence.value or "aab"), return_counts=True)
    frequencies = counts / counts.sum()
    code = channel.huffman_code(frequencies) if len(letters) > 1 else None
    words = code.words if code else ["0"]
    surprise = pmf.self_information(frequencies, unit="bits")
    rows = sorted(zip(-counts, letters, frequencies, surprise, words))[:10]
    code_table = learn.table(
        ["letter", "p", "surprise", "code word"],
        [
            [f"`{'␣' if letter == ' ' else letter}`", f"{p:.3f}", f"{bits:.2f} bits", f"`{word}`"]
            for _, letter, p, bits, word in rows
        ],
    )
    sentence_entropy = pmf.entropy(frequencies, unit="bits")
    huffman_length = code.expected_length if code else 1.0

    learn.panel(
        [sentence],
        {
            "H of its letters": (sentence_entropy, "bits a letter"),
            "Huffman's code": (huffman_length, "bits a letter"),
            "the whole sentence": (float(huffman_length * counts.sum()), "bits"),
        },
        code_table,
        say="Entropy as **code length**: frequent letters get short words, rare ones long words. No code that "
        "can be read back is shorter on average than $H$, and Huffman's is within 1 bit of it. Type a "
        "sentence of your own; then one with a single letter, over and over.",
    )
    return


@app.cell
def _():
    mo.md(r"""
    ## Why it matters in machine learning

    - **A classifier's loss is a surprise**: the cross-entropy loss is the mean surprise of the true label
      under the model's probabilities. 0.69 nats on two balanced classes is a coin's: nothing is learnt yet.
    - **Language models** are compared by perplexity, $2^H$ with $H$ in bits a token.
    - **Decision trees** split where the entropy of the label falls most.
    - A policy's entropy says how much it still explores.

    ## Pitfalls

    - A number without its unit says nothing: libraries answer in nats, textbooks in bits.
    - Entropy knows probabilities, not values: $\{0, 1\}$ and $\{0, 1000\}$ at ½ each both have 1 bit. It is
      no variance.
    - Counting a small sample and plugging in its frequencies gives too little: outcomes not yet seen are
      missing. With $n$ samples and $K$ outcomes the bias is about $-(K-1)/2n$ nats.
    """)
    return


@app.cell
def _():
    learn.proof(
        "Proof: no law over K outcomes has more than log K",
        r"""
        Let $u(x) = 1/K$. For every $t > 0$, $\ln t \le t - 1$, with equality only at $t = 1$. So

        $$
        H(p) - \ln K = \sum_x p(x) \ln \frac{u(x)}{p(x)}
        \le \sum_{x:\,p(x) > 0} p(x) \Big(\frac{u(x)}{p(x)} - 1\Big) \le 1 - 1 = 0 .
        $$

        Equality asks for $p(x) = u(x)$ everywhere: only the fair die reaches $\ln K$. The left side is
        $-D(p \,\|\, u)$, the negative of a divergence of lesson 4. The same result comes out of Lagrange
        multipliers in lesson 2.
        """,
    )
    return


@app.cell
def _():
    exercises = [
        learn.Exercise(
            question="A lottery has three outcomes with probabilities $0.4$, $0.4$ and $0.2$. "
            "What is its entropy, **in bits**?",
            answer=float(pmf.entropy([0.4, 0.4, 0.2], unit="bits")),
            unit="bits",
            hint="Weigh each surprise $\\log_2 1/p$ by its $p$. $\\log_2 2.5 = 1.3219$, $\\log_2 5 = 2.3219$.",
            solution="$0.4 \\cdot 1.3219 + 0.4 \\cdot 1.3219 + 0.2 \\cdot 2.3219 = 1.0575 + 0.4644 = 1.5219$ "
            "bits; a little below $\\log_2 3 = 1.585$, the most that three outcomes can have.",
        ),
        learn.Exercise(
            question="A categorical law has $K = 8$ outcomes. One has probability $\\tfrac12$; the other seven "
            "share the rest equally. Its entropy **in bits**?",
            answer=float(pmf.entropy([0.5, *[1 / 14] * 7], unit="bits")),
            unit="bits",
            hint="Ask two questions, one after the other: *is it the first?* and, if not, *which of the seven?*",
            solution="The first question is a fair coin: 1 bit. In half the cases seven equal outcomes are "
            "left: $\\tfrac12 \\log_2 7 = 1.4037$ bits. Together $2.4037$ bits. In general, with $q$ on one "
            "of $K$ outcomes and the rest shared equally: $H = h_2(q) + (1-q)\\log_2(K-1)$, which is Fano's "
            "formula.",
        ),
        learn.Exercise(
            question="Four letters have probabilities $\\tfrac12, \\tfrac14, \\tfrac18, \\tfrac18$. How many "
            "**bits a letter** does the best code need?",
            answer=float(channel.huffman_code([1 / 2, 1 / 4, 1 / 8, 1 / 8]).expected_length),
            unit="bits",
            hint="Give each letter a word as long as its surprise: 1, 2, 3 and 3 bits. Do such words exist?",
            solution="Yes: `0`, `10`, `110`, `111`. The mean length is $\\tfrac12 \\cdot 1 + \\tfrac14 \\cdot 2 "
            "+ 2 \\cdot \\tfrac18 \\cdot 3 = 1.75$ bits, exactly the entropy. That happens because every "
            "probability is a power of ½.",
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
    learn.closing("entropy")
    return


if __name__ == "__main__":
    app.run()
