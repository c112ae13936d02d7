"""The benchmark of speed runs, and what it compares agrees. No test asserts a time."""

import json
import subprocess
import sys

import pytest

from house.source import ROOT

FEW = ("pairs-2", "js", "ksg")
REST = (
    "labels",
    "pair-16",
    "pair-1000",
    "pairs-8",
    "entropy",
    "kl",
    "kl-torch",
    "kl-gradient",
    "ksg-million",
)
REST += ("ksg-3d", "ksg-10d", "given", "divergence", "permutations", "classes", "target", "growth")


def run(*arguments):
    command = [sys.executable, "-m", "benchmarks.speed", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def small(place, *jobs):
    """What was printed, and what was kept, of a run on few rows."""
    kept = place / "speed.json"
    done = run(*jobs, "--small", "--rounds", "2", "--json", str(kept))
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(kept.read_text("utf-8"), parse_constant=pytest.fail)


def failures(job):
    """What the table should not hold: routes that failed though installed, or that disagree."""
    return [
        (job["name"], told["route"], told["failure"] or told["apart"])
        for told in job.get("routes", ())
        if told["failure"] != "not installed"
        if told["failure"] or (told["within"] is not None and not told["apart"] <= told["within"])
    ]


@pytest.mark.parametrize("jobs", [FEW, pytest.param(REST, marks=pytest.mark.slow)], ids=["few", "rest"])
def test_every_route_runs_and_agrees(tmp_path, jobs):
    printed, kept = small(tmp_path, *jobs)
    assert [job["name"] for job in kept["jobs"]] == list(jobs)
    assert [f for job in kept["jobs"] for f in failures(job)] == []
    assert all(f"### {name}\n" in printed for name in jobs)
    assert kept["machine"]["cores"] >= 1
    assert kept["bytes_a_second"] > 0
    assert not any(job["routes"][0]["failure"] for job in kept["jobs"] if "routes" in job)


def test_a_disagreement_is_seen():
    told = {"route": "peer", "failure": "", "within": 1e-9, "apart": 1e-3}
    assert failures({"name": "job", "routes": [told]}) == [("job", "peer", 1e-3)]
    assert failures({"name": "job", "routes": [told | {"apart": float("nan")}]})
    assert failures({"name": "job", "routes": [told | {"failure": "ValueError: no"}]})
    assert failures({"name": "job", "routes": [told | {"within": None}]}) == []
    assert failures({"name": "job", "routes": [told | {"failure": "not installed", "apart": None}]}) == []


def test_the_jobs_are_listed_to_who_misspells_one():
    done = run("lables")
    assert done.returncode == 1
    assert "no job is called lables; there are: labels, pair-16" in done.stderr
