"""The digits, the small network that denoises them, and the Gaussian it must beat."""

import itertools

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

torch = pytest.importorskip("torch", reason="the digits example is a network of torch")

from infoscope.model import examples  # noqa: E402
from infoscope.model.examples import _cache, denoiser  # noqa: E402
from infoscope.model.examples._torch import GreyDenoiser  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread():
    """Threads that wait for one another stand still where tests run side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_the_digits_are_scikit_learn_s():
    from sklearn.datasets import load_digits

    train, test = examples.digits_images()
    together = np.concatenate([train, test]).reshape(-1, 64)
    assert sorted(map(tuple, (together + 1.0) * 8.0)) == sorted(map(tuple, load_digits().data))
    assert train.shape[1:] == (1, 8, 8)
    assert len(test) == 360


# ---- the network


def bayes(x, log_snr, values, weights):
    """E[x_0 | x_t] of one pixel with these weights of its levels, sum by sum."""
    signal, std = (1 / (1 + np.exp(-log_snr))) ** 0.5, (1 / (1 + np.exp(log_snr))) ** 0.5
    masses = [w * norm.pdf(x, signal * v, std) for v, w in zip(values, weights)]
    return sum(v * m for v, m in zip(values, masses)) / sum(masses)


def test_an_untrained_network_answers_as_bayes_does_for_even_levels():
    network = GreyDenoiser(5, 3, 8, 1, 0.0).double().eval()
    x = torch.linspace(-1.2, 1.2, 9, dtype=torch.double).reshape(1, 1, 3, 3)
    values = np.linspace(-1, 1, 5)
    for log_snr in (-5.0, 0.0, 3.0, 9.0):
        with torch.no_grad():
            answer = network(x, torch.tensor([log_snr], dtype=torch.double)).numpy().ravel()
        expected = [bayes(v, log_snr, values, np.ones(5)) for v in x.numpy().ravel()]
        np.testing.assert_allclose(answer, expected, rtol=1e-6, atol=1e-7)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A recipe of seconds, its weights kept in a folder of its own."""
    network = {"levels": 17, "side": 8, "width": 8, "depth": 1, "dropout": 0.1}
    monkeypatch.setattr(denoiser, "_RECIPE", denoiser._RECIPE | {"network": network, "epochs": 3})
    monkeypatch.setenv("INFOSCOPE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def weights(**options):
    return examples.digits_denoiser(progress=False, **options).f.state_dict()


def same(a, b):
    return all(torch.equal(a[name], b[name]) for name in a)


def test_training_is_reproduced_kept_and_leaves_the_callers_draws_alone(small, monkeypatch):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = weights()
    assert torch.equal(torch.rand(3), expected)
    (file,) = small.iterdir()
    file.unlink()
    assert same(first, weights())
    assert not same(first, weights(seed=1))
    monkeypatch.setattr("infoscope.model.examples._torch.train_epoch", None)  # would fail if it were called
    assert same(first, weights())


def test_an_interrupted_training_goes_on_where_it_was(small):
    whole = weights()
    for file in small.iterdir():
        file.unlink()
    seen = []

    def interrupt(done, total, what):
        seen.append((done, total))
        if done == 2 and seen.count((2, 3)) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examples.digits_denoiser(progress=interrupt)
    assert same(whole, examples.digits_denoiser(progress=interrupt).f.state_dict())
    assert seen == [(0, 3), (1, 3), (2, 3), (2, 3), (3, 3)]
    assert len(list(small.iterdir())) == 1


@pytest.mark.parametrize("spoil", [b"", b"no weights", b"PK\x03\x04 half a file"])
def test_a_spoilt_file_is_trained_anew(small, spoil):
    whole = weights()
    (file,) = small.iterdir()
    file.write_bytes(spoil)
    assert same(whole, weights())


def test_weights_that_could_run_code_are_not_read(small, tmp_path):
    import pickle

    class Owned:
        def __reduce__(self):
            return (tmp_path.joinpath("owned").touch, ())

    (small / "f.pt").parent.mkdir(parents=True)
    (small / "f.pt").write_bytes(pickle.dumps(Owned(), protocol=2))
    assert _cache.kept(small / "f.pt") is None
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "HOME/.cache/infoscope"),
        ("linux", {"XDG_CACHE_HOME": "xdg"}, "xdg/infoscope"),
        ("darwin", {"XDG_CACHE_HOME": "xdg"}, "HOME/Library/Caches/infoscope"),
        ("win32", {"LOCALAPPDATA": "local"}, "local/infoscope/cache"),
        ("linux", {"INFOSCOPE_CACHE": "own"}, "own"),
    ],
)
def test_the_cache_is_where_the_platform_has_it(monkeypatch, platform, variables, expected):
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "INFOSCOPE_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(_cache.sys, "platform", platform)
    monkeypatch.setattr(_cache.Path, "home", lambda: _cache.Path("HOME"))
    assert _cache.cache_folder().as_posix() == expected


# ---- the baseline


def law(dim, levels, rng):
    root = rng.normal(size=(dim, dim))
    covariance = root @ root.T + 0.3 * np.eye(dim)
    mean = rng.uniform(0, levels - 1, dim)
    return examples.GreyGaussian(mean, np.linalg.cholesky(covariance), levels, 0.0, 0.0), covariance


def scaled(grey, levels):
    return np.asarray(grey) / (levels - 1) * 2.0 - 1.0


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_masses_of_cells_are_those_of_the_normal_law(dim):
    levels, rng = 3, np.random.default_rng(dim)
    model, covariance = law(dim, levels, rng)
    grey = np.array(list(itertools.product(range(levels), repeat=dim)))
    found = np.exp(-model.surprise(scaled(grey, levels), draws=4000))
    low = np.where(grey == 0, -60.0, grey - 0.5)
    high = np.where(grey == levels - 1, 60.0, grey + 0.5)
    whole = multivariate_normal(model.mean, covariance)
    expected = [whole.cdf(b, lower_limit=a) for a, b in zip(low, high)]
    np.testing.assert_allclose(found, expected, rtol=0.05, atol=1e-3)
    assert found.sum() == pytest.approx(1.0, abs=0.01)


def test_a_cell_far_in_the_tail_keeps_its_digits():
    """Twenty standard deviations out: ln Φ(−20 + 0.5/σ) and not −inf."""
    model = examples.GreyGaussian(np.array([0.0]), np.array([[0.1]]), 5, 0.0, 0.0)
    expected = -norm.logcdf(-15.0) - np.log1p(-np.exp(norm.logcdf(-25.0) - norm.logcdf(-15.0)))
    np.testing.assert_allclose(model.surprise([[0.0]]), expected, rtol=1e-12)  # the third of five levels: 2


def test_shrinkage_and_noise_are_those_that_code_what_is_held_out_best():
    rng = np.random.default_rng(0)
    few = rng.integers(0, 5, (60, 12))  # independent, and too few for a covariance
    model = examples.fit_grey_gaussian(scaled(few, 5), levels=5)
    assert model.shrinkage == 0.2  # the most
    line = rng.integers(0, 5, 400)
    same = examples.fit_grey_gaussian(scaled(np.stack([line] * 3, 1), 5), levels=5)
    assert same.shrinkage == 0.0
    assert same.code_length(scaled([[2, 2, 2]] * 9, 5)).value < np.log(5.0) + 0.5


def test_images_between_the_levels_are_refused():
    model = examples.GreyGaussian(np.zeros(1), np.eye(1), 17, 0.0, 0.0)
    with pytest.raises(ValueError, match="the 17 values evenly spaced from -1 to 1"):
        model.surprise([[0.03]])
    with pytest.raises(ValueError, match="or beyond: from 16 to 16"):
        model.surprise([[16.0]])


# ---- together


@pytest.mark.slow
def test_the_denoiser_beats_the_gaussian_and_its_likelihoods_agree():
    from infoscope.model import diffusion_profile

    train, test = examples.digits_images()
    gaussian = examples.fit_grey_gaussian(train, levels=17).code_length(test, unit="bits")
    found = diffusion_profile(
        examples.digits_denoiser(), test, decoder="discretised", levels=17, flow_data=64, unit="bits"
    )
    for e in found.likelihoods.values():
        assert e.value / 64 + 4 * e.std_error / 64 < gaussian.value / 64 - 0.2
        assert abs(e.value - found.total.value) < 4 * np.hypot(e.std_error, found.total.std_error) + 0.05 * 64
