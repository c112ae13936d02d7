"""Hand-made reports for the tests of how a report looks: nothing here comes from the package's estimators."""

from math import exp, log2, pi, sqrt

from infoscope.table.report import Report

WINES = ["barolo", "grignolino", "barbera"]
COLUMNS = [  # name, information in bits, standard error, kind, p, warnings
    ("flavanoids", 0.932, 0.041, "continuous", 0.0, []),
    ("proline", 0.817, 0.044, "continuous", 3.2e-312, []),
    ("color_intensity", 0.791, 0.047, "continuous", 4.1e-88, []),
    ("od280/od315", 0.752, 0.039, "continuous", 2.7e-81, ["12 rows left out: od280/od315 is missing there"]),
    ("alcohol", 0.655, 0.052, "continuous", 1.3e-60, []),
    ("hue", 0.611, 0.049, "continuous", 8.8e-55, []),
    ("total_phenols", 0.553, 0.051, "continuous", 5.0e-49, []),
    ("region", 0.381, 0.045, "discrete", 0.001, ["few rows per cell: 19 of 36 hold fewer than 5"]),
    ("malic_acid", 0.342, 0.046, "continuous", 0.001, []),
    ("bottles", 0.118, 0.038, "discrete", 0.013, ["numbers read as categories: 9 different values"]),
    ("ash", 0.031, 0.027, "continuous", 0.21, []),
    ("taster", -0.0114, 0.021, "discrete", 0.84, []),
]


def discrete(columns=COLUMNS, levels=WINES, unit="bits"):
    """A classification table: who made this wine?"""
    entropy = log2(len(levels)) - 0.018
    features = [_feature(*column, share_of=entropy) for column in columns]
    names = [f["name"] for f in features]
    return Report(
        source="wine.csv",
        n_rows=178,
        unit=unit,
        seed=0,
        columns=[_column(f) for f in features]
        + [
            {"name": "cultivar", "kind": "discrete", "n_missing": 0, "n_distinct": len(levels)}
            | {"entropy": entropy, "warnings": []},
            {"name": "id", "kind": "identifier", "n_missing": 0, "n_distinct": 178}
            | {"entropy": None, "warnings": ["identifier-like: a different value on every row"]},
            {"name": "country", "kind": "constant", "n_missing": 3, "n_distinct": 1}
            | {"entropy": 0.0, "warnings": ["constant: the same value on every row"]},
        ],
        target={"name": "cultivar", "kind": "discrete", "n_missing": 0, "n_distinct": len(levels)}
        | {"entropy": entropy, "warnings": [], "levels": list(levels)},
        features=features,
        excluded=[
            {"name": "id", "reason": "identifier-like: a different value on every row"},
            {"name": "country", "reason": "constant: the same value on every row"},
        ],
        selection=_selection(names, [0.932, 0.391, 0.131, 0.021]),
        stopped="" if not names else f"{names[3]} adds 0.021 bits, no more than chance would (p = 0.31).",
        pairs=[],
        groups=[names[:3], names[4:6]],
        redundancy=_redundancy(names),
        panels={name: _proportions(i, levels) for i, name in enumerate(names)},
        encodings=[_encoding(f["name"], levels) for f in features if f["kind"] == "discrete"][:2],
        notes=["2 rows left out: cultivar is missing there"],
    )


def continuous():
    """A regression table: how far has the disease come?"""
    columns = [
        (f"s{i}", 0.42 * exp(-i / 4), 0.03, "continuous", 10.0 ** (-60 / (i + 1)), []) for i in range(11)
    ]
    features = [
        _feature(*column, share_of=None) for column in [*columns, ("sex", 0.004, 0.006, "discrete", 0.4, [])]
    ]
    names = [f["name"] for f in features]
    target = {"name": "progression", "kind": "continuous", "n_missing": 1, "n_distinct": 214}
    target |= {"entropy": 8.18, "warnings": []}
    return Report(
        source="diabetes (bundled with scikit-learn)",
        n_rows=442,
        unit="bits",
        seed=0,
        columns=[_column(f) for f in features] + [target],
        target=target,
        features=features,
        excluded=[],
        selection=_selection(names, [0.42, 0.11, 0.06, -0.002]),
        stopped="s3 adds -0.002 bits, no more than chance would (p = 0.62).",
        pairs=[],
        groups=[["s0", "s1"]],
        redundancy=_redundancy(names),
        panels={name: _quantiles(i) for i, name in enumerate(names)},
        encodings=[],
        notes=[],
    )


def untargeted():
    """The same wines, asked only what repeats what."""
    report = discrete().to_dict()
    del report["selected"]
    names = [c["name"] for c in report["columns"][:12]]
    pairs = [
        {"x": names[i], "y": names[i + 1], "information": 2.1 / (i + 1), "std_error": 0.05, "p_value": 0.001}
        | {"p_at_floor": False, "redundancy": 0.93 / (i + 1), "method": "KSG-1, k=3"}
        | {"test": "G-test, χ² with 9 degrees of freedom, in bins"}
        for i in range(8)
    ]
    empty = {
        "target": None,
        "features": [],
        "selection": [],
        "stopped": "",
        "panels": {},
        "notes": [],
        "encodings": [],
    }
    return Report(**(report | empty | {"pairs": pairs}))


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "\x1b[31mred\x1b[0m\x07",
    "[bold red]markup[/bold red] [/]",
    "$x_1^{2}$ and $\\frac",
    "a very long name, " * 12 + "the end",
    "酸度の高い赤ワインの品質",
    "😀 emoji 👩‍👩‍👧",
    "\u202egnp.exe\u2066",
    "two\nlines\r\ttabs\x00",
    "{{ 7 * 7 }}{% raw %}",
    "'; --> ]]> </style></svg> &amp; &lt;b&gt;",
]


def hostile():
    """Names and labels from someone who wishes the reader ill; infinite and missing numbers too."""
    columns = [(name, *column[1:5], [f"leakage: {name} <b>&"]) for name, column in zip(HOSTILE, COLUMNS)]
    report = discrete(
        columns, levels=["<script>alert(3)</script>", "</script>\x1b]0;owned\x07", "", "\ud800"]
    )
    first = report.features[0]
    first |= {
        "information": float("inf"),
        "std_error": None,
        "p_value": None,
        "q_value": None,
        "entropy": float("-inf"),
    }
    report.target["name"] = "</script><script>alert(4)</script>"
    report.columns[12]["name"] = report.target["name"]
    report.encodings.append(_encoding(HOSTILE[1], report.target["levels"], HOSTILE) | {"share": 1.2})
    report.notes.append("<img src=http://evil.example/x>")
    return report


def wide(n_features=100, levels=WINES):
    """Many columns, to see what a long report weighs."""
    columns = [
        (f"column_{i:03d}", 0.9 / (1 + i / 5), 0.02, "continuous", 10.0 ** (-80 / (i + 1)), [])
        for i in range(n_features)
    ]
    return discrete(columns, levels)


def _feature(name, information, std_error, kind, p, warnings, *, share_of):
    return {
        "name": name,
        "kind": kind,
        "information": information,
        "std_error": std_error,
        "p_value": p,
        "p_at_floor": p == 0.001,
        "q_value": min(1.0, p * 1.2),
        "share": None if share_of is None else information / share_of,
        "correlation": sqrt(max(0.0, 1 - 2 ** (-2 * information))),
        "missing": {"information": 0.01, "p_value": 0.2} if warnings else None,
        "entropy": 0.5 * log2(2 * pi) if kind == "continuous" else 3.17,
        "n": 164 if warnings else 176,
        "n_missing": 12 if warnings else 0,
        "method": "Ross, k=3" if kind == "continuous" else "Miller–Madow",
        "test": ("999 permutations" if p >= 0.001 else "G-test, chi-squared null")
        + (", in bins" if kind == "continuous" else ""),
        "warnings": warnings,
    }


def _column(feature):
    kept = {key: feature[key] for key in ("name", "kind", "n_missing", "entropy", "warnings")}
    return kept | {"n_distinct": 120 if feature["kind"] == "continuous" else 9}


def _selection(names, gains):
    steps, total = [], 0.0
    for name, gain in zip(names, gains):
        pays = gain > 0.05
        total += gain if pays else 0.0  # as in a report: what does not pay is not taken
        steps.append({"name": name, "gain": gain, "std_error": 0.03, "p_value": 0.001 if pays else 0.31})
        steps[-1] |= {"p_at_floor": pays, "cumulative": total, "pays": pays}
    return steps


def _redundancy(names):
    matrix = [
        [exp(-abs(i - j) / 2) if i // 4 == j // 4 else 0.04 for j in range(len(names))]
        for i in range(len(names))
    ]
    return {"names": list(names), "matrix": matrix}


def _proportions(steepness, levels):
    bins = [f"{i / 2:g} to {(i + 1) / 2:g}" for i in range(8)]
    rows = []
    for i in range(8):
        raw = [
            exp(-((i / 7 - k / (len(levels) - 1)) ** 2) * 12 / (1 + steepness)) for k in range(len(levels))
        ]
        rows.append([r / sum(raw) for r in raw])
    weights = [0.04, 0.11, 0.2, 0.25, 0.2, 0.1, 0.08, 0.02]
    return {"levels": bins, "weights": weights, "classes": list(levels), "proportions": rows}


def _encoding(name, levels, labels=()):
    many = [*labels, *(f"place {i}" for i in range(37))]
    groups = [
        {"labels": many[i::3], "weight": w, "level": levels[i % len(levels)]}
        | {"proportion": 0.7, "overall": 0.3}
        for i, w in enumerate((0.5, 0.3, 0.2))
    ]
    told = {"name": name, "n_labels": len(many), "levels": 3, "information": 0.31, "std_error": 0.02}
    return told | {"share": 0.97, "groups": groups}


def _quantiles(flatness):
    bins = [f"{i / 2:g} to {(i + 1) / 2:g}" for i in range(8)]
    middle = [150 + (i - 3.5) * 30 / (1 + flatness) for i in range(8)]
    spread = [(m - 80, m - 40, m, m + 45, m + 95) for m in middle]
    return {"levels": bins, "weights": [0.125] * 8, "quantiles": [list(s) for s in spread]}
