"""The VAE of digits and its command: trained the same from a seed, kept, gone on with, and told of."""

import builtins
import json

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the digits example is a network of torch")

from infoscope import cli, model  # noqa: E402
from infoscope.model import examples  # noqa: E402
from infoscope.model.examples import vae  # noqa: E402


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Four epochs, kept in a folder of the test's own."""
    monkeypatch.setenv("INFOSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setitem(vae._RECIPE, "epochs", 4)


def decoded(network):
    return network.decode(torch.ones(1, 20)).detach().numpy()


def test_a_seed_is_a_network_and_is_kept(tmp_path):
    seen = []
    first = decoded(examples.digits_vae(seed=3, progress=lambda *told: seen.append(told)))
    assert seen[0][:2] == (0, 4)
    assert seen[-1] == (4, 4, "training on digits")
    seen.clear()
    again = decoded(examples.digits_vae(seed=3, progress=lambda *told: seen.append(told)))
    assert seen == []  # read, not trained
    np.testing.assert_array_equal(first, again)
    for file in (tmp_path / "cache").iterdir():
        file.unlink()
    np.testing.assert_allclose(first, decoded(examples.digits_vae(seed=3, progress=False)), rtol=1e-5)
    assert not np.allclose(first, decoded(examples.digits_vae(seed=4, progress=False)))
    assert not np.allclose(first, decoded(examples.digits_vae(seed=3, beta=2.0, progress=False)))


def test_an_interrupted_training_goes_on():
    whole = decoded(examples.digits_vae(seed=5, progress=False))
    vae._cache.file_of("digits-vae", vae._RECIPE | {"seed": 5, "beta": 1.0}).unlink()

    def stop(done, total, what):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examples.digits_vae(seed=5, progress=stop)
    seen = []
    rest = decoded(examples.digits_vae(seed=5, progress=lambda done, *_: seen.append(done)))
    assert seen == [2, 3, 4]
    np.testing.assert_allclose(whole, rest, rtol=1e-5)


def test_the_loss_is_what_the_profile_measures():
    """The training's rate and distortion of a batch, against those of its profile."""
    network = examples.digits_vae(progress=False)
    x = torch.from_numpy(examples.digits_images()[1])
    found = model.vae_profile(network, x, draws=50, iwae=(), rng=0)
    parts = vae._network(vae._RECIPE | {"seed": 0})
    recipe = vae._RECIPE | {"seed": 0, "beta": 1.0}
    parts.load_state_dict(vae._cache.kept(vae._cache.file_of("digits-vae", recipe))["network"])
    torch.manual_seed(0)
    with torch.no_grad():
        losses = [float(vae._loss(parts, x, recipe)) for _ in range(20)]
    assert np.mean(losses) == pytest.approx(-float(found.elbo), abs=5 * np.std(losses) / 20**0.5 + 0.1)
    assert found.data_shape == (1, 8, 8)


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(["vae", *map(str, arguments)])
    out, err = capsys.readouterr()
    return caught.value.code, out, err


def test_the_command_tells_and_writes(capsys, tmp_path):
    page, numbers = tmp_path / "vae.html", tmp_path / "vae.json"
    options = ("--example", "digits", "--draws", 50, "--unit", "nats", "--html", page, "--json", numbers)
    code, out, err = run(capsys, *options)
    assert code == 0
    # Before these, on a slow machine, lines that say how far it is.
    assert err.splitlines()[-2:] == [f"infoscope: wrote {page}", f"infoscope: wrote {numbers}"]
    assert out.startswith("infoscope vae · 360 data of shape (1, 8, 8), z of shape (20,), 50 draws of each")
    told = json.loads(numbers.read_text("utf-8"))
    assert f"{told['elbo']['value']:.1f}" in out
    assert told["unit"] == "nats"
    assert "Where is the information of this VAE?" in page.read_text("utf-8")
    assert max(map(len, out.splitlines())) <= 90
    code, again, _ = run(capsys, *options[:6])
    assert (code, again) == (0, out)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "infoscope vae --example digits"),
        (("--example", "faces"), "digits"),
        (("--example", "digits", "--beta", "-1"), "--beta"),
        (("--example", "digits", "--beta", "inf"), "--beta"),
        (("--example", "digits", "--draws", "3"), "--draws"),
        (("--example", "digits", "--html", "no/such/folder/x.html"), "there is no folder"),
    ],
)
def test_bad_words_get_one_sentence(capsys, options, words):
    code, out, err = run(capsys, *options)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_without_torch_it_says_what_to_install(capsys, monkeypatch):
    real = builtins.__import__

    def no_torch(name, *rest, **named):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", no_torch)
    code, out, err = run(capsys, "--example", "digits")
    assert (code, out) == (2, "")
    assert "pip install 'infoscope[torch]'" in err


@pytest.mark.slow
def test_the_whole_training_beats_the_gaussian_and_beta_collapses_it(monkeypatch):
    monkeypatch.setitem(vae._RECIPE, "epochs", 200)
    train, test = examples.digits_images()
    found = model.vae_profile(examples.digits_vae(progress=False), test, unit="bits", rng=0)
    gaussian = examples.fit_grey_gaussian(train, levels=examples.images.LEVELS).code_length(test, unit="bits")
    assert -float(found.elbo) + 4 * found.elbo.std_error < float(gaussian)
    assert found.active_units > 10
    squeezed = model.vae_profile(examples.digits_vae(beta=20.0, progress=False), test, rng=0)
    assert squeezed.active_units == 0
    assert squeezed.findings[0].startswith("Posterior collapse")
