"""The pictures of "How to choose an estimator": `python -m benchmarks.figures [NAME …] [--small] [--draw]`.

Tries estimators on laws whose information is known, along the number of rows, of columns, and so on; keeps
the mean and the spread of the answers in FOLDER/NAME.json and draws FOLDER/NAME.svg from that. In a picture
the line is the bias, the band one standard deviation of an answer to either side.

--draw   draws what is kept, and measures nothing
--small  takes few repeats: to see that all runs
"""

import argparse
import json
import sys
from pathlib import Path

from . import _labels, _measurements
from ._draw import drawn
from ._sweep import measured

__all__ = ["main"]

SWEEPS = {sweep.name: sweep for room in (_labels, _measurements) for sweep in room.SWEEPS}
FOLDER = Path(__file__).parents[2] / "docs" / "figures"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("benchmarks.figures", description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", help=f"of {', '.join(SWEEPS)}; all by default")
    parser.add_argument("--small", action="store_true", help="few repeats: to see that all runs")
    parser.add_argument("--draw", action="store_true", help="draw what is kept, and measure nothing")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.name if name not in SWEEPS]:
        raise SystemExit(f"no figure is called {' or '.join(unknown)}; there are: {', '.join(SWEEPS)}")
    for name in options.name or SWEEPS:
        sweep, place = SWEEPS[name], options.folder / f"{name}.json"
        if not options.draw:
            print(name, file=sys.stderr, flush=True)
            kept = measured(sweep, 2 if options.small else sweep.repeats)
            place.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        drawn(sweep, json.loads(place.read_text("utf-8")), place.with_suffix(".svg"))


if __name__ == "__main__":
    main()
