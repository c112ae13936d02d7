"""What was measured, as Markdown."""

from ._job import PROCESSES

__all__ = ["heading", "of_bars", "of_job"]

COLUMNS = ("route", "threads", "ms", "times infoscope", "bar", "ms of the processor", "nats apart")
COLUMNS += ("first call, s", "extra MiB")


def heading(facts: dict, rate: float, rounds: int) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in facts["versions"].items())
    return (
        f"{facts['date']}; {facts['processor']}, {facts['cores']} cores, load {facts['load']} at the start; "
        f"memory is read at {rate / 1e9:.1f} GB/s.\n\n"
        f"Python {facts['python']}; {versions}.\n\nMedians of up to {rounds} rounds, the routes taking turns."
    )


def of_job(job: dict) -> str:
    lines = [f"### {job['name']}", "", job["what"] + _truth(job), ""]
    lines += [f"| {' | '.join(COLUMNS)} |", "|---|---:" + "|---:" * (len(COLUMNS) - 2) + "|"]
    ours = job["routes"][0]
    for told in job["routes"]:
        lines.append(f"| {' | '.join(_cells(told, ours))} |")
    if job["limit"]:
        lines.append(f"| the memory itself | | {_milliseconds(job['limit'])} | {_against(job)} | | | | | |")
    return "\n".join(lines)


def of_bars(jobs: list[dict]) -> str:
    """One line a bar; for a job without, the best of its peers."""
    lines = ["| job | infoscope, ms | beside | times infoscope | by the processor | bar | |"]
    lines += ["|---|---:|---|---:|---:|---:|---|"]
    for job in jobs:
        ours, *peers = job["routes"]
        named = [told for told in peers if told["bar"]] or [t for t in [_best(peers)] if t]
        for told in named:
            our_time = ours["failure"] or _milliseconds(ours["seconds"])
            cells = (job["name"], our_time, told["route"], *_verdict(told, ours))
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _verdict(told: dict, ours: dict) -> tuple[str, ...]:
    bar = f"{told['bar']:g}" if told["bar"] else ""
    if told["failure"]:
        return told["failure"], "", bar, ""
    if ours["failure"]:
        return "", "", bar, "not met"
    met = "met" if told["bar"] and told["seconds"] >= told["bar"] * ours["seconds"] else "not met"
    spent = "" if told["threads"] == PROCESSES else _ratio(told, ours, "processor")
    return _ratio(told, ours, "seconds"), spent, bar, met if told["bar"] else ""


def _ratio(told: dict, ours: dict, of: str) -> str:
    return "" if ours["failure"] else f"{told[of] / ours[of]:.1f}"


def _cells(told: dict, ours: dict) -> tuple[str, ...]:
    bar = f"{told['bar']:g}" if told["bar"] else ""
    first = "" if told["first_call"] is None else f"{told['first_call']:.2f}"
    extra = "" if told["extra_mib"] is None else f"{told['extra_mib']:.0f}"
    if told["failure"]:
        return told["route"], told["threads"], told["failure"], "", bar, "", "", "", ""
    shown = _milliseconds(told["seconds"])
    if told["done"] < told["asked"]:
        shown += f" (from {told['done']} of {told['asked']})"
    if told["turns"] == 1:
        shown += " (once)"
    ratio = _ratio(told, ours, "seconds")
    spent = "" if told["threads"] == PROCESSES else _milliseconds(told["processor"])
    return told["route"], told["threads"], shown, ratio, bar, spent, f"{told['apart']:.0e}", first, extra


def _best(peers: list[dict]) -> dict | None:
    return min((t for t in peers if not t["failure"]), key=lambda t: t["seconds"], default=None)


def _against(job: dict) -> str:
    ours = job["routes"][0]
    return "" if ours["failure"] else f"{job['limit'] / ours['seconds']:.2f}"


def _truth(job: dict) -> str:
    value = job["routes"][0]["value"]
    if value is None:
        return ""
    if job["truth"] is None:
        return f" infoscope: {value:.6g} nats."
    return f" infoscope: {value:.6g} nats; the law of the data has {job['truth']:.6g}."


def _milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:.3g}" if seconds < 1.0 else f"{1e3 * seconds:,.0f}"
