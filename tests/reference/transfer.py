"""Transfer entropy of labels by its definition: a sum over what was seen, p ln p(y'|past, x) / p(y'|past)."""

from collections import Counter
from math import log


def transfer_entropy(source, target, history=1, lag=1, source_history=1, conditions=None):
    """(value in nats, local values in order), from the relative frequencies."""
    first = max(history, lag + source_history - 1)
    steps = []
    for t in range(first, len(target)):
        own = tuple(target[t - i] for i in range(1, history + 1))
        other = tuple(source[t - lag - i] for i in range(source_history))
        known = (
            own if conditions is None else (own, *(conditions[t - lag - i] for i in range(source_history)))
        )
        steps.append((target[t], known, other))
    whole = Counter(steps)
    past_both = Counter((known, other) for _, known, other in steps)
    past_own = Counter(known for _, known, _ in steps)
    no_source = Counter((now, known) for now, known, _ in steps)
    local = [
        log(whole[step] / past_both[step[1], step[2]] / (no_source[step[0], step[1]] / past_own[step[1]]))
        for step in steps
    ]
    return sum(local) / len(local), local
