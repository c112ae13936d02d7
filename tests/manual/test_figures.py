"""What "How to choose an estimator" says of its pictures holds in the numbers that are kept beside them."""

import json
import subprocess
import sys

import numpy as np
import pytest

from house.source import ROOT

FIGURES = ROOT / "docs" / "figures"


class Kept:
    """A sweep as it was kept: bias and spread of an estimator at x."""

    def __init__(self, name):
        self.told = json.loads((FIGURES / f"{name}.json").read_text("utf-8"), parse_constant=pytest.fail)
        self.truth = dict(zip(self.told["x"], self.told["truth"]))

    def at(self, label, key):
        found = self.told["estimators"][label]
        return dict(zip(found["x"], found[key]))

    def bias(self, label):
        return {x: mean - self.truth[x] for x, mean in self.at(label, "mean").items()}

    def noise(self, label):
        """Three standard errors of the mean of the answers."""
        return {x: 3 * sd / np.sqrt(self.told["repeats"]) for x, sd in self.at(label, "sd").items()}

    def unbiased(self, label, xs, slack=0.0):
        bias, noise = self.bias(label), self.noise(label)
        return all(abs(bias[x]) <= noise[x] + slack for x in xs)


def test_labels():
    none, some = Kept("information-none"), Kept("information-labels")
    assert none.bias("plug-in")[50] == pytest.approx(0.8, abs=0.05)
    assert none.bias("plug-in")[1000] == pytest.approx(0.04, abs=0.005)
    for kept in (none, some):
        assert kept.unbiased("auto", (100, 200, 500, 1000, 2000, 5000))
        assert kept.unbiased("Miller-Madow", (1000, 2000, 5000), slack=0.001)
        assert kept.at("NSB", "sd")[50] < kept.at("auto", "sd")[50]
    assert some.bias("NSB")[1000] == pytest.approx(-0.03, abs=0.005)
    assert abs(none.bias("NSB")[1000]) < 0.003


def test_entropies():
    equal, tail = Kept("entropy-uniform"), Kept("entropy-zipf")
    assert abs(equal.bias("Miller-Madow")[200]) < 0.07
    assert equal.bias("Chao-Shen")[1000] < -0.03
    assert equal.bias("jackknife")[200] > 0.02
    assert all(abs(tail.bias(label)[500]) > 0.1 for label in tail.told["estimators"])
    assert tail.unbiased("Chao-Wang-Jost", (5000,))


def test_a_label():
    kept = Kept("label")
    assert kept.bias("10 bins, plug-in")[50] > 2 * kept.bias("Ross, k=3")[50]
    assert kept.bias("10 bins, plug-in")[5000] < -kept.noise("10 bins, plug-in")[5000] < 0
    assert kept.unbiased("Ross, k=3", (500, 1000, 2000, 5000))


def test_measurements():
    plane, bent = Kept("rows-gaussian"), Kept("rows-parabola")
    assert plane.unbiased("Gaussian copula", (50, 100, 200, 500, 1000, 2000, 5000))
    ratios = [plane.at("Gaussian copula", "sd")[n] / plane.at("KSG, k=3", "sd")[n] for n in (500, 1000, 2000)]
    assert np.mean(ratios) == pytest.approx(2 / 3, abs=0.05)
    assert all(abs(mean) < 0.01 for mean in bent.at("Gaussian copula", "mean").values())
    assert bent.truth[50] == pytest.approx(0.80, abs=0.005)
    assert abs(bent.bias("auto")[100]) < 0.5 * abs(bent.bias("KSG, k=3")[100])
    k = Kept("neighbours")
    assert all(abs(k.bias("KSG-1")[x]) < 0.02 for x in (2, 3, 5, 10, 20))
    assert k.bias("KSG-1")[100] < -0.05
    assert k.at("KSG-1", "sd")[1] > 1.5 * k.at("KSG-1", "sd")[20]


def test_many_columns_and_strong_links():
    columns, strength = Kept("columns"), Kept("strength")
    assert columns.at("KSG, k=3", "mean")[10] < 0.5
    assert columns.at("classifier", "mean")[10] < columns.at("KSG, k=3", "mean")[10]
    assert all(abs(bias) < 0.02 for bias in columns.bias("Gaussian copula").values())
    assert strength.bias("KSG, k=3")[3.0] < -0.1
    assert strength.bias("KSG, k=3")[7.0] < 3 * strength.bias("local non-uniformity")[7.0]
    ties = Kept("ties")
    assert ties.unbiased("KSG, ties averaged", ties.truth)
    assert ties.at("plug-in, values as labels", "mean")[0.02] > 0.5 * np.log(1000)


def test_the_benchmark_that_draws_them_runs(tmp_path):
    command = [sys.executable, "-m", "benchmarks.figures", "entropy-uniform", "--small", "--folder"]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "entropy-uniform.svg").read_text("utf-8").startswith("<?xml")
    again = json.loads((tmp_path / "entropy-uniform.json").read_text("utf-8"))
    kept = Kept("entropy-uniform")
    assert again["truth"] == kept.told["truth"]
    assert set(again["estimators"]) == set(kept.told["estimators"])


def test_a_claim_can_fail():
    assert not Kept("information-none").unbiased("plug-in", (1000,))
