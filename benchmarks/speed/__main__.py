"""Speed, side by side: `python -m benchmarks.speed [JOB …] [--rounds N] [--json FILE] [--bars] [--small]`.

Runs each job, or those named, by infoscope and by every peer that is installed, in turns in one process, and
prints a table a job and one of the bars: medians, ratios to infoscope's time, seconds of the processor, which
other work on the machine hardly moves, and how far the answers lie apart. Peak memory beyond the data, and
the first call (on few rows: imports, and compiled code read from its cache), are measured before that in a
process for each route, which also ends those slower than the cap. What joblib's processes hold and spend is
not counted. Where a job does little but read its data, the time that reading takes at the bandwidth measured
in the same run is the last line.

--bars   takes the peers that a bar is held against, and skips the processes: a few minutes in place of a
         quarter of an hour
--small  takes few rows and skips the processes: to see that all runs
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from . import columns, labels, neighbours, probabilities
from ._job import Job
from ._machine import bandwidth, facts
from ._measure import alone, in_turns, tell_alone
from ._tables import heading, of_bars, of_job
from .first_call import first_call, first_call_table
from .growth import growth, growth_table

__all__ = ["main"]

JOBS = {job.name: job for room in (labels, probabilities, neighbours, columns) for job in room.JOBS}
TABLES = {"growth": growth_table, "first-call": first_call_table}
OTHERS = {"growth": growth, "first-call": first_call}


def measured(job: Job, options: argparse.Namespace, rate: float) -> dict:
    size = job.small if options.small else job.full
    if options.bars:
        job = replace(job, routes=tuple(r for r in job.routes if r.bar or r is job.routes[0]))
    quick = options.small or options.bars
    known = {} if quick else {r.name: alone(job, r, options.cap) for r in job.routes}
    return {
        "name": job.name,
        "what": job.what if size == job.full else f"{job.what} Here only {size}.",
        "size": size,
        "truth": job.truth(*size) if job.truth else None,
        "limit": job.moved(*size) / rate if job.moved else None,
        "routes": in_turns(job, size, options.rounds, known),
    }


def asked(names: list[str]) -> list[str]:
    every = [*JOBS, *OTHERS]
    unknown = [name for name in names if name not in every]
    if unknown:
        raise SystemExit(f"no job is called {' or '.join(unknown)}; there are: {', '.join(every)}")
    return names or every


def read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.speed", description=__doc__.splitlines()[0])
    parser.add_argument("job", nargs="*", help=f"of {', '.join([*JOBS, *OTHERS])}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="at most; slow routes take fewer")
    parser.add_argument("--cap", type=int, default=20, help="seconds that a call may take")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--bars", action="store_true", help="the peers with a bar alone, no memory")
    parser.add_argument("--small", action="store_true", help="few rows, to see that all runs")
    parser.add_argument("--alone", nargs=2, metavar=("JOB", "ROUTE"), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    options = read(arguments)
    if options.alone:
        job = JOBS[options.alone[0]]
        return tell_alone(job, job.routes[int(options.alone[1])], options.cap)
    names, machine, done = asked(options.job), facts(), []
    rate = bandwidth(2, 1 << 24) if options.small else bandwidth()
    print(heading(machine, rate, options.rounds))
    try:
        for name in names:
            print(f"\n{name} …", file=sys.stderr)
            found = OTHERS[name](options.small) if name in OTHERS else measured(JOBS[name], options, rate)
            done.append(found)
            print("\n" + TABLES.get(name, of_job)(found), flush=True)
    except KeyboardInterrupt:
        print("\nstopped; what is done:", file=sys.stderr)
    jobs = [job for job in done if "routes" in job]
    if jobs and not options.small:
        print("\n### bars\n\n" + of_bars(jobs))
    if options.json:
        kept = {"machine": machine, "bytes_a_second": rate, "rounds": options.rounds, "jobs": done}
        options.json.write_text(json.dumps(kept, indent=1), "utf-8")


if __name__ == "__main__":
    main()
