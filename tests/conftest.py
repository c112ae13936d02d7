"""The numbers a test draws do not depend on which tests ran before it, in this process or another."""

import numpy as np
import pytest

_STATES = {}  # of the generators at the top of test modules, as they were when the module was imported


def generators(item):
    module = getattr(item, "module", None)
    found = vars(module).items() if module else ()
    return [(f"{module.__name__}.{name}", g) for name, g in found if isinstance(g, np.random.Generator)]


def rewind(item):
    for name, generator in generators(item):
        generator.bit_generator.state = _STATES[name]


def pytest_itemcollected(item):
    for name, generator in generators(item):
        _STATES.setdefault(name, generator.bit_generator.state)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    rewind(item)  # for the fixtures that are made now


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    rewind(item)
