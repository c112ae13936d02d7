"""Lessons without a browser: run from top to bottom, as a script would."""

import importlib.util
from functools import cache

from infoscope.learn.contents import LESSONS


@cache
def run(name):
    """What the lesson's cells define."""
    path = next(one.path for one in LESSONS if one.name == name)
    spec = importlib.util.spec_from_file_location(f"lesson_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defined = module.app.run()
    return defined


def solved(name):
    """The answers of the lesson's exercises, in order."""
    return [one.answer for one in run(name)["exercises"]]
