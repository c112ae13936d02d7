"""Models of diffusers on disk: asked as they were trained, and never unpickled."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # before diffusers is imported
torch = pytest.importorskip("torch", reason="from_diffusers reads networks of torch")
diffusers = pytest.importorskip("diffusers", reason="from_diffusers reads models of diffusers")

from infoscope import model  # noqa: E402


def unet(out_channels=1, **more):
    torch.manual_seed(0)
    return diffusers.UNet2DModel(
        sample_size=8,
        in_channels=1,
        out_channels=out_channels,
        layers_per_block=1,
        block_out_channels=(8, 8),
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "UpBlock2D"),
        **more,
    )


@pytest.fixture
def saved(tmp_path):
    """Save a pipeline with what the scheduler is told; gives its folder and its network."""

    def save(scheduler="DDPMScheduler", network=None, **told):
        network = network or unet()
        noise = getattr(diffusers, scheduler)(**told)
        diffusers.DDPMPipeline(network, noise).save_pretrained(tmp_path / "pipe")
        return tmp_path / "pipe", network.eval()

    return save


def test_the_network_is_asked_as_it_was_trained(saved):
    folder, network = saved()
    read = model.from_diffusers(folder)
    x = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = network(x, torch.tensor([0, 499, 999])).sample
    torch.testing.assert_close(read.noise(x, [1, 500, 1000]), expected)
    assert not read.f.training
    assert not any(p.requires_grad for p in read.f.parameters())


def test_a_network_of_diffusers_counts_its_steps_from_zero():
    network, schedule = unet().eval(), model.linear_schedule()
    x = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    inside = {"first_step": 0}
    with torch.no_grad():
        expected = network(x, torch.tensor([0, 999])).sample
        for f, told in ((network, {}), (lambda y, t: network(y, t), inside)):
            torch.testing.assert_close(
                model.denoiser(f, schedule=schedule, **told).noise(x, [1, 1000]), expected
            )
        from_one = model.denoiser(lambda y, t: network(y, t), schedule=schedule)
        torch.testing.assert_close(from_one.noise(x, [1, 999]), network(x, torch.tensor([1, 999])).sample)
    for told, said in ((2, "must be 0 or 1"), (0, "times of its own")):
        with pytest.raises(ValueError, match=said):
            model.denoiser(abs, schedule=schedule if told == 2 else model.edm_schedule(), first_step=told)


def test_images_of_another_shape_say_with_what_the_network_was_asked():
    d = model.denoiser(unet(), schedule=model.linear_schedule())
    images = np.random.default_rng(0).normal(size=(8, 1, 9, 9))
    with pytest.raises(RuntimeError) as said:
        model.diffusion_profile(d, images, max_calls=200)
    assert "asked with a tensor, torch.float32, of shape (64, 1, 9, 9)" in said.value.__notes__[0]
    inside = model.denoiser(lambda y, t: d.f(y, t), schedule=model.linear_schedule(), first_step=0)
    with pytest.raises(Exception, match="numpy") as said:
        model.diffusion_profile(inside, images, max_calls=200)
    assert "wants the data as tensors" in said.value.__notes__[0]


@pytest.mark.parametrize("predicts", ["epsilon", "sample", "v_prediction"])
@pytest.mark.parametrize("scheduler", ["DDPMScheduler", "DDIMScheduler", "EulerDiscreteScheduler"])
def test_every_prediction_means_what_the_scheduler_takes_it_for(saved, scheduler, predicts):
    folder, network = saved(scheduler, prediction_type=predicts, beta_schedule="scaled_linear")
    read = model.from_diffusers(folder)
    x = torch.randn(2, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        answer = network(x, torch.tensor([699, 699])).sample
    # DDPM's own formulas for x_0, whatever the scheduler: Ho et al. (2020), Salimans & Ho (2022).
    told = diffusers.DDPMScheduler(prediction_type=predicts, beta_schedule="scaled_linear", clip_sample=False)
    x_0 = told.step(answer, 699, x).pred_original_sample
    torch.testing.assert_close(read.data(x, [700, 700]), x_0, rtol=1e-4, atol=1e-4)


def test_the_schedule_is_the_scheduler_s_without_its_rounding(saved):
    folder, _ = saved()
    s = model.from_diffusers(folder).schedule
    np.testing.assert_allclose(s.log_snr, model.linear_schedule().log_snr, atol=1e-6)
    np.testing.assert_array_equal(s.times, np.arange(1000))
    assert s.name == "DDPMScheduler, 1000 steps"


def test_a_last_step_without_signal_is_left_out(saved):
    folder, _ = saved(rescale_betas_zero_snr=True)
    s = model.from_diffusers(folder).schedule
    assert s.steps == 999
    np.testing.assert_array_equal(s.times, np.arange(999))
    assert "without its last step" in s.name


@pytest.mark.parametrize(("kind", "means"), [("learned", "log"), ("learned_range", "range")])
def test_a_learned_variance_is_known(saved, kind, means):
    folder, _ = saved(network=unet(out_channels=2), variance_type=kind)
    read = model.from_diffusers(folder)
    assert read.variance == means
    x = torch.zeros(2, 1, 8, 8)
    noise, variance = read.outputs(x, [1, 2])
    assert noise.shape == variance.shape == x.shape
    assert model.from_diffusers(saved(variance_type=kind)[0]).variance is None  # one channel: none is given


def test_a_saved_network_is_profiled_as_the_one_it_was_saved_from(saved):
    folder, network = saved()
    images = np.random.default_rng([1]).integers(0, 256, (24, 1, 8, 8)).astype(np.uint8)

    def asked(x, t):
        return network(x, t - 1).sample

    given = model.denoiser(asked, schedule=model.linear_schedule())
    scaled = torch.as_tensor(images / 127.5 - 1.0, dtype=torch.float32)
    options = {"max_calls": 256, "likelihoods": ("variational",), "rng": 3}
    found = model.diffusion_profile(model.from_diffusers(folder), images, **options)
    own = model.diffusion_profile(given, scaled, **options)
    assert found.total.value == pytest.approx(own.total.value, rel=1e-5)
    assert found.total.std_error == pytest.approx(own.total.std_error, rel=1e-4)
    assert found.calls == own.calls == 256


def test_a_class_conditional_network_takes_its_labels(saved):
    folder, network = saved(network=unet(num_class_embeds=10))
    read, x, labels = model.from_diffusers(folder), torch.ones(2, 1, 8, 8), torch.tensor([3, 7])
    with torch.no_grad():
        expected = network(x, torch.tensor([4, 4]), labels).sample
    torch.testing.assert_close(read.noise(x, [5, 5], labels), expected)


def test_a_network_and_a_scheduler_in_folders_of_their_own(saved, tmp_path):
    folder, _ = saved()
    apart = model.from_diffusers(folder / "unet", folder / "scheduler")
    assert apart.schedule.name == "DDPMScheduler, 1000 steps"
    with pytest.raises(model.ModelError, match="name the folder of its scheduler too"):
        model.from_diffusers(folder / "unet")


def test_precision_is_kept_where_asked(saved):
    folder, _ = saved()
    for dtype in (torch.bfloat16, "bfloat16"):
        assert next(model.from_diffusers(folder, dtype=dtype).f.parameters()).dtype == torch.bfloat16
    with pytest.raises(ValueError, match="dtype must be a floating dtype of torch"):
        model.from_diffusers(folder, dtype="bf16")


def pickled(folder):
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.with_suffix(".bin").write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.")
    weights.unlink()


def changed(file, **what):
    def change(folder):
        path = folder / file
        path.write_text(json.dumps(json.loads(path.read_text()) | what))

    return change


def without(name):
    return lambda folder: (folder / name).unlink()


def damaged(folder):
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


SCHEDULER, UNET = "scheduler/scheduler_config.json", "unet/config.json"
WRONG = {
    "pickled weights": (pickled, r"\.bin' is pickled, which can run code"),
    "no weights": (without("unet/diffusion_pytorch_model.safetensors"), "holds no weights"),
    "damaged weights": (damaged, "cannot be read as UNet2DModel"),
    "no index": (without("model_index.json"), "holds no model_index.json"),
    "no config": (without(UNET), "holds no config.json"),
    "no scheduler": (without(SCHEDULER), "holds no scheduler_config.json"),
    "no JSON": (lambda f: (f / UNET).write_text("{"), "is not readable as JSON"),
    "a list": (lambda f: (f / UNET).write_text("[]"), "must hold a JSON object; got a list"),
    "another network": (
        changed(UNET, _class_name="UNet1DModel"),
        "holds a UNet1DModel; from_diffusers reads",
    ),
    "a latent model": (
        changed("model_index.json", vae=["diffusers", "AutoencoderKL"]),
        "pipeline with a vae",
    ),
    "no such scheduler": (changed(SCHEDULER, _class_name="os.system"), "names the scheduler os.system"),
    "a flow": (
        changed(SCHEDULER, _class_name="FlowMatchEulerDiscreteScheduler"),
        "is none that from_diffusers",
    ),
    "a prediction": (changed(SCHEDULER, prediction_type="flow"), "prediction_type flow is none"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_sentence_says_what_is_wrong(saved, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder, _ = saved()
    spoil, message = WRONG[name]
    spoil(folder)
    with pytest.raises(model.ModelError, match=message) as caught:
        model.from_diffusers(folder)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "owned").exists()


def test_folders(tmp_path):
    with pytest.raises(model.ModelError, match="is not there"):
        model.from_diffusers(tmp_path / "none")
    (tmp_path / "file").write_text("")
    with pytest.raises(model.ModelError, match="is a file: a folder"):
        model.from_diffusers(tmp_path / "file")


def test_without_diffusers_one_line_says_what_to_install(saved):
    folder, _ = saved()
    code = (
        "import sys; sys.modules['diffusers'] = None\nfrom infoscope import model\n"
        f"try: model.from_diffusers({str(folder)!r})\nexcept ImportError as e: print(e)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert said.stdout == "from_diffusers needs diffusers: pip install 'infoscope[diffusers]'\n"


def test_reading_needs_neither_torch_nor_diffusers_until_it_happens():
    code = (
        "import sys; from infoscope import model; print({'torch', 'diffusers', 'PIL'} & sys.modules.keys())"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert said.stdout == "set()\n"
