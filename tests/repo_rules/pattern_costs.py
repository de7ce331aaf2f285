"""How the time of a regular expression grows with its text, found from its syntax tree.

Python's engine backtracks. Its time is linear unless some text can be read around a loop in two ways: round one loop or
on into a later one, or, where the engine searches, by a match that begins anew inside the loop of an earlier attempt.
(Weideman et al., "Analyzing matching time behavior of backtracking regular expression matchers", 2016, call it
ambiguity.) Here an expression becomes an automaton whose positions are the sets of characters that it reads, and pairs
and triples of its runs over the same text are followed. What stands before and after a position is exact for one
character; a longer lookbehind counts as met, and a lookahead as a branch that the engine may take. So an expression
that is reported may be harmless, and one that is not reported is linear.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from re import _constants as codes
from re import _parser as parser
from typing import Any

START = -1
ACCEPTED = -2
MAX_COPIES = 3  # of what a bounded repetition repeats: its number is a constant factor
# Beside the characters of the expression itself: some of every category, in ASCII and outside.
SAMPLES = "azQZ059_ \n\t.-,;!é\u00df\u0416\u4e2d\u0663\u2028\u00a0\u00bd"
WORD = re.compile(r"\w")

Guard = Callable[[int], int]
"""From the character before (its bit, 0 at the start of the text) to the characters that may follow."""
Step = tuple[int, int]
"""A position, and the characters by which it may be reached."""


@dataclass
class Automaton:
    """The positions of an expression, and which position may follow which."""

    pattern: re.Pattern[Any]
    sets: list[int] = field(default_factory=list)
    edges: dict[int, list[tuple[str, Any, int]]] = field(default_factory=lambda: defaultdict(list))
    nodes: int = 0

    def __post_init__(self) -> None:
        source = self.pattern.pattern
        self.source = source.decode("latin-1") if isinstance(source, bytes) else source
        self.tree = parser.parse(self.source, self.pattern.flags & ~(re.ASCII if isinstance(source, bytes) else 0))
        literals = {chr(value) for value in _list_literals(self.tree)}
        cased = {form for letter in literals for form in (letter.lower(), letter.upper()) if len(form) == 1}
        self.alphabet = sorted({*literals, *cased, *SAMPLES, "\0"})
        self.everything = (1 << len(self.alphabet)) - 1
        self.word = self._mask(lambda character: WORD.match(character) is not None)
        self.guard_masks = {self.word}
        begin = self._new_node()
        self._connect(self._build(self.tree, begin), ("accept", None, ACCEPTED))
        self.begin = begin

    def _mask(self, holds: Callable[[str], bool]) -> int:
        return sum(1 << place for place, character in enumerate(self.alphabet) if holds(character))

    def _new_node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _connect(self, node: int, edge: tuple[str, Any, int]) -> None:
        self.edges[node].append(edge)

    def _read(self, node: int, mask: int) -> int:
        target = self._new_node()
        self.sets.append(mask)
        self._connect(node, ("read", len(self.sets) - 1, target))
        return target

    def _build(self, tree: Iterable[Any], node: int) -> int:
        for operation, value in tree:
            node = self._build_one(operation, value, node)
        return node

    def _build_one(self, operation: Any, value: Any, node: int) -> int:
        if operation in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
            return self._read(node, self._find_set(operation, value))
        if operation is codes.BRANCH:
            return self._build_branches(list(value[1]), node)
        if operation is codes.SUBPATTERN:
            return self._build(value[3], node)
        if operation is codes.ATOMIC_GROUP:
            return self._build(value, node)
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            return self._build_repetition(*value, node, is_possessive=operation is codes.POSSESSIVE_REPEAT)
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            return self._build_assertion(value, node, is_negative=operation is codes.ASSERT_NOT)
        if operation is codes.AT:
            return self._guard(node, self._find_boundary(value))
        if operation is codes.GROUPREF:  # reads what its group may read
            return self._build(_find_group(self.tree, value), node)
        raise NotImplementedError(f"{operation} in {self.source}")

    def _build_branches(self, branches: list[Any], node: int) -> int:
        end = self._new_node()
        for branch in branches:
            self._connect(self._build(branch, node), ("empty", None, end))
        return end

    def _build_repetition(self, low: int, high: int, body: Any, node: int, *, is_possessive: bool) -> int:
        for _ in range(min(low, MAX_COPIES)):
            node = self._build(body, node)
        end = self._new_node()
        if high is not codes.MAXREPEAT:
            for _ in range(min(high, MAX_COPIES) - min(low, MAX_COPIES)):
                self._connect(node, ("empty", None, end))
                node = self._build(body, node)
            self._connect(node, ("empty", None, end))
            return end
        loop = self._new_node()
        self._connect(node, ("empty", None, loop))
        self._connect(self._build(body, loop), ("empty", None, loop))
        # A possessive loop is left only where its character does not follow.
        single = self._find_single(body) if is_possessive else None
        allowed = self.everything if single is None else self.everything & ~single
        self._connect(loop, ("guard", lambda _before: allowed, end))
        return end

    def _build_assertion(self, value: tuple[int, Any], node: int, *, is_negative: bool) -> int:
        direction, body = value
        single = self._find_single(body)
        if direction < 0:
            return node if single is None else self._guard(node, self._look_behind(single, is_negative))
        if single is not None:
            allowed = self.everything & ~single if is_negative else single
            return self._guard(node, lambda _before: allowed)
        self._build(body, node)  # a branch that ends: it costs what it reads
        return node

    def _look_behind(self, single: int, is_negative: bool) -> Guard:
        self.guard_masks.add(single)
        return lambda before: self.everything if bool(before & single) is not is_negative else 0

    def _guard(self, node: int, guard: Guard) -> int:
        end = self._new_node()
        self._connect(node, ("guard", guard, end))
        return end

    def _find_boundary(self, place: Any) -> Guard:
        if place in (codes.AT_BEGINNING, codes.AT_BEGINNING_STRING):
            return lambda before: 0 if before else self.everything
        if place in (codes.AT_END, codes.AT_END_STRING):
            newline = self._mask(lambda character: character == "\n")
            return lambda _before: newline
        if place is codes.AT_BOUNDARY:
            return lambda before: self.everything & ~self.word if before & self.word else self.word
        raise NotImplementedError(f"{place} in {self.source}")

    def _find_single(self, body: Any) -> int | None:
        """Return the characters of an expression that reads exactly one; None for any other."""
        masks = [self._find_single_of(operation, value) for operation, value in body]
        return masks[0] if len(masks) == 1 else None

    def _find_single_of(self, operation: Any, value: Any) -> int | None:
        if operation in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
            return self._find_set(operation, value)
        if operation is codes.SUBPATTERN:
            return self._find_single(value[3])
        if operation is codes.BRANCH:
            masks = [self._find_single(branch) for branch in value[1]]
            return None if None in masks else _join(mask for mask in masks if mask is not None)
        return None

    def _find_set(self, operation: Any, value: Any) -> int:
        # The engine itself is asked, by an expression for one character.
        state = parser.State()
        state.flags, state.str = self.pattern.flags, ""
        single = parser.SubPattern(state, [(operation, value)])
        compiled = re._compiler.compile(single, self.pattern.flags)  # type: ignore[attr-defined]
        return self._mask(lambda character: compiled.fullmatch(character) is not None)

    @cached_property
    def signatures(self) -> list[int]:
        """The characters grouped by what guards can tell of them."""
        groups: dict[tuple[bool, ...], int] = defaultdict(int)
        masks = sorted(self.guard_masks)
        for place in range(len(self.alphabet)):
            groups[tuple(bool(mask >> place & 1) for mask in masks)] |= 1 << place
        return list(groups.values())

    @cached_property
    def _node_after(self) -> dict[int, int]:
        return {edge[1]: edge[2] for edges in self.edges.values() for edge in edges if edge[0] == "read"}

    def list_steps(self, position: int, before: int) -> list[Step]:
        """Return what may follow a position, once for each way; ``before`` is the character read there."""
        key = position, before
        if key not in self._steps:
            node = self.begin if position == START else self._node_after[position]
            self._steps[key] = list(self._follow(node, before, self.everything, frozenset()))
        return self._steps[key]

    @cached_property
    def _steps(self) -> dict[tuple[int, int], list[Step]]:
        return {}

    def _follow(self, node: int, before: int, allowed: int, seen: frozenset[tuple[int, int]]) -> Iterator[Step]:
        for number, (kind, value, target) in enumerate(self.edges[node]):
            if (node, number) in seen:  # the engine does not repeat what reads nothing
                continue
            if kind == "read":
                if mask := allowed & self.sets[value]:
                    yield value, mask
            elif kind == "accept":
                yield ACCEPTED, allowed
            else:
                passed = allowed if kind == "empty" else allowed & value(before)
                if passed:
                    yield from self._follow(target, before, passed, seen | {(node, number)})


def _join(masks: Iterable[int]) -> int:
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


def _list_literals(tree: Any) -> Iterator[int]:
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in (codes.LITERAL, codes.NOT_LITERAL):
        yield tree[1]
    elif isinstance(tree, tuple) and len(tree) == 2 and tree[0] is codes.RANGE:
        low, high = tree[1]
        yield from {low, high, min(low + 1, high), (low + high) // 2}
    elif isinstance(tree, tuple | list | parser.SubPattern):
        for part in tree:
            yield from _list_literals(part)


def _find_group(tree: Any, number: int) -> Any:
    if isinstance(tree, tuple) and tree[:1] == (codes.SUBPATTERN,) and tree[1][0] == number:
        return tree[1][3]
    parts = tree if isinstance(tree, tuple | list | parser.SubPattern) else ()
    return next((found for part in parts if (found := _find_group(part, number)) is not None), None)


def find_superlinear(pattern: re.Pattern[Any], *, is_searched: bool, is_full: bool) -> str:
    """Return why the time of an expression may grow faster than its text; empty if it cannot."""
    return _Search(Automaton(pattern), is_searched=is_searched, is_full=is_full).find()


class _Search:
    """The search for two ways of reading one text around a loop."""

    def __init__(self, automaton: Automaton, *, is_searched: bool, is_full: bool) -> None:
        self._automaton = automaton
        self._is_searched = is_searched
        self._is_full = is_full
        self._reachable = self._find_reachable()

    def find(self) -> str:
        loops = sorted(position for position, after in self._reachable.items() if position in after)
        for position in loops:
            if self._is_doubled(position):
                return f"two ways around {self._name(position)}"
        failing = [position for position in loops if not self._accepts_at_once(position)]
        for position in failing:
            if self._is_searched and self._can_begin_inside(position):
                return f"a search may begin anew within {self._name(position)}"
        for earlier, later in product(loops, failing):
            if earlier != later and later in self._reachable[earlier] and self._can_share(earlier, later):
                return f"{self._name(earlier)} and {self._name(later)} may read the same text"
        return ""

    def _name(self, position: int) -> str:
        mask = self._automaton.sets[position]
        members = [character for place, character in enumerate(self._automaton.alphabet) if mask >> place & 1]
        return f"a loop over {''.join(members)[:20]!r}"

    def _find_reachable(self) -> dict[int, frozenset[int]]:
        follows = {
            position: {
                step for group in self._automaton.signatures for step, _ in self._automaton.list_steps(position, group)
            }
            for position in range(len(self._automaton.sets))
        }
        reachable = {}
        for position in follows:
            seen: set[int] = set()
            to_visit = [position]
            while to_visit:
                new = follows.get(to_visit.pop(), set()) - seen
                seen |= new
                to_visit += new
            reachable[position] = frozenset(seen)
        return reachable

    def _is_doubled(self, position: int) -> bool:
        """Whether some position of the loop is followed by another of it in more than one way."""
        for group in self._automaton.signatures:
            steps = [step for step in self._automaton.list_steps(position, group) if step[0] != ACCEPTED]
            within = [step for step in steps if position in self._reachable[step[0]]]
            for number, (target, mask) in enumerate(within):
                if any(target == other and mask & other_mask for other, other_mask in within[number + 1 :]):
                    return True
        return False

    def _accepts_at_once(self, position: int) -> bool:
        # A match that is complete here does not fail any more: the engine goes back no further.
        everything = self._automaton.everything
        return not self._is_full and all(
            (ACCEPTED, everything) in self._automaton.list_steps(position, group)
            for group in self._automaton.signatures
            if group & self._automaton.sets[position]
        )

    def _can_begin_inside(self, position: int) -> bool:
        return self._can_meet((START, position), (position, position))

    def _can_share(self, earlier: int, later: int) -> bool:
        return self._can_meet((earlier, earlier, later), (earlier, later, later))

    def _can_meet(self, begin: tuple[int, ...], end: tuple[int, ...]) -> bool:
        """Whether runs over one text lead from some positions to others, and the text may be repeated."""
        return any(self._can_meet_after(begin, end, group) for group in self._automaton.signatures)

    def _can_meet_after(self, begin: tuple[int, ...], end: tuple[int, ...], group: int) -> bool:
        seen = {(begin, group)}
        to_visit = [(begin, group)]
        while to_visit:
            positions, before = to_visit.pop()
            for following in self._step_together(positions, before, end):
                if following == (end, group):
                    return True
                if following not in seen:
                    seen.add(following)
                    to_visit.append(following)
        return False

    def _step_together(
        self, positions: tuple[int, ...], before: int, end: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        choices = [self._list_useful(position, before, target) for position, target in zip(positions, end, strict=True)]
        for steps in product(*choices):
            common = self._automaton.everything
            for _, mask in steps:
                common &= mask
            if common:
                targets = tuple(step for step, _ in steps)
                yield from ((targets, group) for group in self._automaton.signatures if group & common)

    def _list_useful(self, position: int, before: int, target: int) -> list[Step]:
        steps = [
            (step, mask)
            for step, mask in self._automaton.list_steps(position, before)
            if step != ACCEPTED and (step == target or target in self._reachable[step])
        ]
        # A search may begin at any later character.
        return [*steps, (START, self._automaton.everything)] if position == START else steps
