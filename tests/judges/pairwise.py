# SPDX-License-Identifier: GPL-3.0-or-later
"""All pairs: few cases in which every possible pair of two values stands at least once.

Greedy: each case begins with a pair that is still wanted and takes, factor by factor, the value that
brings most wanted pairs. What can't stand together is told by a predicate over whole cases.
"""

import itertools


def pairs_of(case, names):
    return {((a, case[a]), (b, case[b])) for a, b in itertools.combinations(names, 2)}


def possible_pairs(factors, allowed):
    """Every pair that stands in at least one allowed case, by walking all cases."""
    names = list(factors)
    found = set()
    for values in itertools.product(*factors.values()):
        case = dict(zip(names, values, strict=True))
        if allowed(case):
            found |= pairs_of(case, names)
    return found


def _complete(seed, factors, allowed, wanted):
    """The best allowed case around the pair @seed: depth first, best value first, first that fits."""
    names = list(factors)
    rest = [name for name in names if name not in seed]

    def gain(case, name, value):
        return sum(
            (((a, case[a]), (name, value)) in wanted) or (((name, value), (a, case[a])) in wanted) for a in case
        )

    def walk(case, left):
        if not left:
            return dict(case) if allowed(case) else None
        name = left[0]
        for value in sorted(factors[name], key=lambda value: -gain(case, name, value)):
            found = walk({**case, name: value}, left[1:])
            if found:
                return found
        return None

    return walk(dict(seed), rest)


def select(factors, allowed):
    """Cases that hold every pair that can stand at all at least once, and those pairs."""
    names = list(factors)
    possible = possible_pairs(factors, allowed)
    wanted = set(possible)
    cases = []
    for pair in sorted(possible, key=repr):
        if pair not in wanted:
            continue
        case = _complete(dict(pair), factors, allowed, wanted)
        cases.append(case)
        wanted -= pairs_of(case, names)
    return cases, possible
