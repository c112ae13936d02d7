"""The command `infoscope diffusion`: a model from disk, the example, one sentence for what cannot be done."""

import json
import os

import numpy as np
import pytest
from PIL import Image

os.environ["HF_HUB_OFFLINE"] = "1"  # before diffusers is imported
torch = pytest.importorskip("torch", reason="the command profiles networks of torch")
diffusers = pytest.importorskip("diffusers", reason="the command reads models of diffusers")

from infoscope import cli, model  # noqa: E402
from infoscope.cli import _command  # noqa: E402
from infoscope.model import examples  # noqa: E402
from infoscope.model.diffusion.showing._bits import places_of, saved, where  # noqa: E402


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def no_lines(monkeypatch):
    """However slow the machine is, what is said does not depend on it."""
    monkeypatch.setattr(_command, "lines", lambda say: lambda done, total, what: None)


def run(capsys, *arguments):
    """(exit code, stdout, stderr) of the command in this process."""
    with pytest.raises(SystemExit) as caught:
        cli.main(["diffusion", *(str(a) for a in arguments)])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return caught.value.code, out, err


def unet(**more):
    torch.manual_seed(0)
    blocks = {"down_block_types": ("DownBlock2D",) * 2, "up_block_types": ("UpBlock2D",) * 2}
    sizes = {"sample_size": 8, "layers_per_block": 1, "block_out_channels": (8, 8), "norm_num_groups": 4}
    return diffusers.UNet2DModel(**{"in_channels": 1, "out_channels": 1} | blocks | sizes | more)


@pytest.fixture
def place(tmp_path):
    """A pipeline in pipe/ and eight random images in images/."""
    diffusers.DDPMPipeline(unet(), diffusers.DDPMScheduler(num_train_timesteps=50)).save_pretrained(
        tmp_path / "pipe"
    )
    (tmp_path / "images").mkdir()
    rng = np.random.default_rng(0)
    for i in range(8):
        Image.fromarray(rng.integers(0, 256, (8, 8), dtype=np.uint8)).save(tmp_path / "images" / f"{i}.png")
    return tmp_path


FAST = ("--max-calls", "400", "--flow-data", "2")


def test_a_model_from_disk(capsys, place):
    files = "--html", place / "p.html", "--json", place / "p.json"
    code, out, err = run(capsys, place / "pipe", "--data", place / "images", *FAST, *files)
    assert code == 0
    assert err == f"infoscope: wrote {place / 'p.html'}\ninfoscope: wrote {place / 'p.json'}\n"
    assert out.splitlines()[0] == "infoscope diffusion · pipe"
    assert "8 images of 8×8 pixels, 256 levels, grey" in out
    for words in (
        "variational bound",
        "I-MMSE",
        "probability flow",
        "Where the bits are learned",
        "reconstruction",
    ):
        assert words in out
    told = json.loads((place / "p.json").read_text("utf-8"))
    expected = model.diffusion_profile(
        model.from_diffusers(place / "pipe"),
        model.image_folder(place / "images"),
        decoder="discretised",
        max_calls=400,
        flow_data=2,
        unit="bits",
        rng=0,
    )
    assert told["total"]["value"] == pytest.approx(expected.total.value, rel=1e-5)
    assert told["bits_per_dim_by"]["variational"]["value"] == pytest.approx(
        expected.bits_per_dim.value, rel=1e-5
    )
    page = (place / "p.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "Where the bits are learned" in page


def spoil_weights(place):
    weights = place / "pipe" / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))


def spoil_image(place):
    (place / "images" / "3.png").write_bytes((place / "images" / "3.png").read_bytes()[:60])


def nan_weights(place):
    network = unet()
    torch.nn.init.constant_(network.conv_out.bias, float("nan"))
    network.save_pretrained(place / "pipe" / "unet")


WRONG = {
    "nothing": ("", None, "name one model: infoscope diffusion PATH --data FOLDER, or --example digits"),
    "two models": ("PIPE --data IMAGES --example digits", None, "name one model"),
    "no data": ("PIPE", None, "PATH and --data FOLDER go together"),
    "data of an example": ("--example digits --data IMAGES", None, "the example has its own images"),
    "no such example": ("--example faces", None, "Invalid value"),
    "no model": ("none --data IMAGES", None, "'none' is not there"),
    "no pipeline": ("IMAGES --data IMAGES", None, "holds no model_index.json"),
    "no images": ("PIPE --data PIPE", None, "holds no image"),
    "no folder": ("PIPE --data none", None, "'none' is not there"),
    "pickled": ("PIPE --data IMAGES", spoil_weights, "is pickled, which can run code"),
    "a damaged image": ("PIPE --data IMAGES", spoil_image, "3.png' cannot be read"),
    "NaN": ("PIPE --data IMAGES --max-calls 400", nan_weights, "the network answered NaN at t = "),
    "no device": ("PIPE --data IMAGES --device tpu7", None, "--device tpu7: "),
    "no device to train for": ("--example digits --device warp", None, "--device warp: "),
    "no budget": ("PIPE --data IMAGES --max-calls 3", None, "--max-calls. Must be >= 128"),
    "no folder for the checkpoint": (
        "PIPE --data IMAGES --checkpoint none/c.npz",
        None,
        "there is no folder",
    ),
    "no folder to write": ("PIPE --data IMAGES --html none/p.html", None, "there is no folder"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_sentence_says_what_is_wrong(capsys, place, name):
    words, spoil, message = WRONG[name]
    if spoil:
        spoil(place)
    places = {"PIPE": place / "pipe", "IMAGES": place / "images"}
    code, out, err = run(capsys, *(places.get(word, word) for word in words.split()))
    assert (code, out) == (2, "")
    assert err.startswith("infoscope: ")
    assert err.count("\n") == 1
    assert message in err


def test_sizes_are_the_models(capsys, place):
    Image.new("L", (9, 8)).save(place / "images" / "z.png")
    code, _, err = run(capsys, place / "pipe", "--data", place / "images")
    assert code == 2
    assert "z.png' is 9×8 pixels, not 8×8, the model's" in err


def test_a_class_conditional_model_is_told_where_to_go(capsys, place):
    unet(num_class_embeds=3).save_pretrained(place / "pipe" / "unet")
    code, _, err = run(capsys, place / "pipe", "--data", place / "images")
    assert code == 2
    assert "condition=labels" in err


def test_help_teaches(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    words = " ".join(out.split())
    assert "infoscope diffusion PATH --data FOLDER" in words
    assert "infoscope diffusion --example digits --html digits.html" in words
    options = "data scheduler example unit seed max-calls rtol flow-data device checkpoint html json"
    assert {f"--{option}" for option in options.split()} <= set(words.split())


@pytest.fixture
def quick_digits(monkeypatch, tmp_path):
    """The example with a network that has hardly been trained."""
    from infoscope.model.examples import denoiser

    network = {"levels": 17, "side": 8, "width": 8, "depth": 1, "dropout": 0.1}
    monkeypatch.setattr(denoiser, "_RECIPE", denoiser._RECIPE | {"network": network, "epochs": 2})
    monkeypatch.setenv("INFOSCOPE_CACHE", str(tmp_path / "cache"))


def test_the_example(capsys, quick_digits, tmp_path):
    path = tmp_path / "d.json"
    code, out, _ = run(capsys, "--example", "digits", *FAST, "--json", path)
    assert code == 0
    assert "17 grey levels" in out
    told = json.loads(path.read_text("utf-8"))
    train, test = examples.digits_images()
    gaussian = examples.fit_grey_gaussian(train, levels=17).code_length(test, unit="bits")
    assert told["baseline"]["total"]["value"] == pytest.approx(gaussian.value)
    less = gaussian.value - told["total"]["value"]
    assert told["baseline"]["saved"]["value"] == pytest.approx(less)


def test_a_run_that_takes_long_says_where_it_is(capsys, quick_digits, monkeypatch):
    """Every stage, in this order, each in words of its own."""
    said = []
    monkeypatch.setattr(
        _command, "lines", lambda say: lambda done, total, what: said.append((what, done, total))
    )
    assert run(capsys, "--example", "digits", *FAST)[0] == 0
    stages = list(dict.fromkeys(what for what, _, _ in said))
    assert stages == ["training on digits", "pilot", "steps 1", "probability flow", "fitting the Gaussian"]
    along = [done for what, done, _ in said if what == "probability flow"]
    assert along[0] == 0
    assert along[-1] == 2
    assert all(0 <= done <= total for _, done, total in said)


def test_an_interrupted_example_says_that_nothing_is_lost(capsys, quick_digits, monkeypatch):
    from infoscope.model.examples import _torch

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_torch, "train_epoch", interrupt)
    code, out, err = run(capsys, "--example", "digits")
    assert (code, out) == (130, "")
    assert err == "infoscope: interrupted; run it again, and it goes on where it was\n"


# ---- what is shown of a profile


def gaussian_profile(n=400, **options):
    world = model.worlds.Gaussian(4.0, dim=2)
    x = world.sample(n, rng=1)
    denoiser = world.denoiser(model.vdm_schedule(200, 8.0, -9.0))
    return model.diffusion_profile(denoiser, x, max_calls=6000, flow_data=0, **options), x


def test_what_is_learned_between_noises_is_the_difference_of_information():
    profile, _ = gaussian_profile()
    log_snr = profile.schedule.log_snr
    places = places_of(log_snr)
    assert (places[0], places[-1]) == (0, 199)
    assert np.ptp(np.diff(log_snr[places])) < 1.5 * (log_snr[0] - log_snr[1])  # as wide as each other
    found = where(profile, places)
    exact = np.log1p(4.0 * np.exp(log_snr[places]))  # ½ ln(1 + s² SNR) in each of two dimensions
    assert (np.abs(found.value + np.diff(exact)) < 4 * found.std_error + 1e-3).all()
    assert found.value.sum() == pytest.approx(profile.information.value[0] - profile.information.value[-1])


def test_the_saving_is_paired():
    """Against the exact −ln p of the same data the bound saves nothing; its error is far below either's."""
    profile, x = gaussian_profile()
    world = model.worlds.Gaussian(4.0, dim=2)
    surprise = -world.log_prob(x)
    found = saved(profile, surprise)
    assert found.value == pytest.approx(surprise.mean() - profile.total.value)
    assert abs(found.value + profile.finite_steps.value) < 4 * found.std_error + 0.01
    assert found.std_error < 0.5 * surprise.std() / len(x) ** 0.5
