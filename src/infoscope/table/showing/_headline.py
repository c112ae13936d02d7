"""What a table tells, in a few sentences."""

from ._words import LEVEL, listing, percent, plural, probability, quantity, tells


def headline(report) -> list[tuple[str, list[str]]]:
    """What the table tells, a sentence at a time: a template of ours and the names to put into it."""
    return _pairs_in_words(report) if report.target is None else _features_in_words(report)


def _features_in_words(report) -> list[tuple[str, list[str]]]:
    target, unit = report.target, report.unit
    name, known = target["name"], target["kind"] == "discrete" and target["entropy"]
    telling = [f for f in report.features if tells(f)]
    if not report.features:
        others = len(report.columns) - 1
        return [(f"0 of {plural(others, 'column')} could be measured against {{}}.", [name])]
    if not telling:
        return [("What the columns tell about {} cannot be told from chance.", [name]), *_gaps(report)]
    best = telling[0]
    amount = quantity(best["information"], best["std_error"], unit)
    if known:
        amount = quantity(best["information"], best["std_error"])
        whole = quantity(target["entropy"], unit=unit)
        if best["share"] <= 1:
            amount += f" of its {whole} ({percent(best['share'])})"
        else:
            amount = f"all of its {whole}, as nearly as can be estimated ({amount})"
    elif best["correlation"] is not None:
        amount += f", as much as a correlation of {best['correlation']:.2f} would"
    story = [("{} tells the most about {}: " + amount + ".", [best["name"], name])]
    chosen = [step for step in report.selection if step["pays"]]
    if len(chosen) > 1:
        total = chosen[-1]["cumulative"]
        amount = quantity(total, unit=unit)
        share = f", {percent(total / target['entropy'])} of what there is to know" if known else ""
        names = [step["name"] for step in chosen]
        story.append((f"In coarse bins, {listing(names)} together tell {amount}{share}.", names))
    silent = len(report.features) - len(telling)
    if silent:
        story.append((f"{plural(silent, 'column')} cannot be told from chance.", []))
    return story + _gaps(report)


def _gaps(report) -> list[tuple[str, list[str]]]:
    """A sentence on the column of whose gaps most can be told, where that is beyond chance."""
    gaps = [(f["missing"]["information"], f) for f in report.features if f["missing"]]
    likely = LEVEL / max(1, len(gaps))  # shared among as many tests (Bonferroni)
    telling = [(told, f) for told, f in gaps if f["missing"]["p_value"] <= likely]
    if not telling:
        return []
    told, best = max(telling, key=lambda one: one[0])
    amount = f"{quantity(told, unit=report.unit)} (p = {probability(best['missing']['p_value'])})"
    return [("That {} is missing tells " + amount + " about {}.", [best["name"], report.target["name"]])]


def _pairs_in_words(report) -> list[tuple[str, list[str]]]:
    telling = [p for p in report.pairs if p["p_value"] is None or p["p_value"] <= LEVEL]
    if not telling:
        return [("What the columns share cannot be told from chance.", [])]
    best = telling[0]
    amount = quantity(best["information"], best["std_error"], report.unit)
    story = [("{} and {} share the most: " + amount + ".", [best["x"], best["y"]])]
    if report.groups:
        group = report.groups[0]
        count = plural(len(report.groups), "group")
        verb = "says" if len(report.groups) == 1 else "say"
        story.append((f"{count} of columns {verb} much the same; the largest is {listing(group)}.", group))
    return story
