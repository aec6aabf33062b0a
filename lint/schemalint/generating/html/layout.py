"""Where the boxes of a diagram stand and how the lines between them run.

Whatever hangs together is laid out in layers, parents to the left of their children: circles are broken, a layer that grows
too high goes on in the next, lines with one origin share a trunk, layers are ordered for few crossings and shifted until
trunks run straight. Lines keep to the space between boxes; in each channel every trunk has a track of its own. The parts are
then packed side by side. Everything is counted in whole pixels and depends on the input alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from schemalint.model.record import NamedTuple

GAP = 26
"""Between boxes that stand above each other."""
ROOM = 12
"""Between a box and a line that passes it, and between two such lines."""
STUB = 28
"""How far a line runs straight from a box before it may turn: the marks of a relation need it."""
TRACK = 8
"""Between two lines that run beside each other in a channel."""
APART = 60
"""Between parts that have nothing to do with each other; boxes without any line stand closer."""
ASPECT = 1.6
"""How much wider than high a diagram is meant to be."""
SWEEPS = 12
"""How often the order and the places of the layers are gone over."""

Point = tuple[int, int]


class Box(NamedTuple):
    """The size of a box."""

    width: int
    height: int


class Tie(NamedTuple):
    """A line from a child to its parent; ports count from the top of the box."""

    child: int
    """Position of the box."""
    parent: int
    child_port: int
    parent_port: int
    trunk: str = ""
    """Lines to the same parent and port with the same word here share their way as far as they can."""


class Place(NamedTuple):
    """Where a box stands; it may be wider than asked for, so that boxes above each other are alike."""

    x: int
    y: int
    width: int
    height: int


class Layout(NamedTuple):
    """A diagram that was laid out; its upper left corner is 0, 0."""

    width: int
    height: int
    places: tuple[Place, ...]
    """Of each box."""
    routes: tuple[tuple[Point, ...], ...]
    """The corners of each tie's line, from the child to the parent; two points are never the same or on one line."""


def layout(boxes: Sequence[Box], ties: Sequence[Tie]) -> Layout:
    """Lays out a diagram. No two boxes overlap, and no line crosses a box."""
    parts = [_part(boxes, ties, nodes, own) for nodes, own in _parts(len(boxes), ties)]
    corners = _packed([(part.width, part.height, bool(part.routes) or len(part.nodes) > 1) for part in parts])
    places: list[Place] = [Place(0, 0, 0, 0)] * len(boxes)
    routes: list[tuple[Point, ...]] = [()] * len(ties)
    for part, (left, top) in zip(parts, corners, strict=True):
        for node, place in part.nodes.items():
            places[node] = place._replace(x=place.x + left, y=place.y + top)
        for number, points in part.routes.items():
            routes[number] = tuple((x + left, y + top) for x, y in points)
    width = max((left + part.width for part, (left, _) in zip(parts, corners, strict=True)), default=0)
    height = max((top + part.height for part, (_, top) in zip(parts, corners, strict=True)), default=0)
    return Layout(width, height, tuple(places), tuple(routes))


class _Laid(NamedTuple):
    width: int
    height: int
    nodes: dict[int, Place]
    routes: dict[int, tuple[Point, ...]]


# --- parts ----------------------------------------------------------------------------------------------------------


def _parts(count: int, ties: Sequence[Tie]) -> list[tuple[list[int], list[int]]]:
    """What hangs together: boxes and ties, largest first."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    for tie in ties:
        first, second = find(tie.child), find(tie.parent)
        root[max(first, second)] = min(first, second)
    nodes: dict[int, list[int]] = {}
    own: dict[int, list[int]] = {}
    for node in range(count):
        nodes.setdefault(find(node), []).append(node)
    for number, tie in enumerate(ties):
        own.setdefault(find(tie.child), []).append(number)
    found = [(members, own.get(top, [])) for top, members in nodes.items()]
    return sorted(found, key=lambda part: (-len(part[0]), -len(part[1]), part[0][0]))


def _packed(sizes: Sequence[tuple[int, int, bool]]) -> list[Point]:
    """The upper left corners of rectangles, each put where it ends highest, left before right."""
    if not sizes:
        return []
    area = sum((width + APART) * (height + APART) for width, height, _ in sizes)
    limit = max(max(width for width, _, _ in sizes), int((area * ASPECT) ** 0.5))
    skyline: list[tuple[int, int]] = [(0, 0)]  # where a step begins, and how far down it is taken
    corners = []
    for width, height, joined in sizes:
        gap = APART if joined else GAP
        best: tuple[int, int, int] | None = None
        for at, (left, _) in enumerate(skyline):
            if left + width > limit and left:
                break
            until = left + width + gap
            top = 0
            for begin, low in skyline[at:]:
                if begin >= until:
                    break
                top = max(top, low)
            if best is None or top < best[0]:
                best = (top, left, at)
        top, left, at = best or (0, 0, 0)
        corners.append((left, top))
        until = left + width + gap
        end = at
        last = 0
        while end < len(skyline) and skyline[end][0] < until:
            last = skyline[end][1]
            end += 1
        following = [(until, last)] if end == len(skyline) or skyline[end][0] > until else []
        skyline[at:end] = [(left, top + height + gap), *following]
    return corners


# --- one part -------------------------------------------------------------------------------------------------------


class _Net(NamedTuple):
    """Lines with one origin, which stands left of all their ends."""

    source: int
    port: int
    ends: list[tuple[int, int, int]]
    """Node, port and number of the tie."""
    reversed: bool
    """The origin is the child."""


def _part(boxes: Sequence[Box], ties: Sequence[Tie], nodes: Sequence[int], own: Sequence[int]) -> _Laid:
    local = {node: at for at, node in enumerate(nodes)}
    sizes = [boxes[node] for node in nodes]
    arcs = [(local[ties[number].parent], local[ties[number].child], number) for number in own]
    loops = [number for first, second, number in arcs if first == second]
    turned = _turned(len(nodes), [(first, second) for first, second, _ in arcs if first != second])
    forward = sorted(
        {
            (second, first) if (first, second) in turned else (first, second)
            for first, second, _ in arcs
            if first != second
        }
    )
    layer = _layers(sizes, forward)
    nets = _nets(ties, local, [arc for arc in arcs if arc[0] != arc[1]], turned)
    drawing = _Drawing(sizes, layer, nets)
    drawing.arrange()
    drawing.settle()
    width, height, places, routes = drawing.trace()
    for number in loops:
        tie = ties[number]
        place = places[local[tie.child]]
        right = place.x + place.width
        first, second = place.y + tie.child_port, place.y + tie.parent_port
        if first == second:  # a loop has two ends, even where both mean one row
            first = first + ROOM if first + ROOM < place.y + place.height else first - ROOM
        out = right + STUB - TRACK
        routes[number] = ((right, first), (out, first), (out, second), (right, second))
        width = max(width, out + 2)
    return _Laid(width, height, {node: places[at] for node, at in local.items()}, routes)


def _turned(count: int, arcs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The arcs to turn around so that no circle is left: those that lead back to where a walk came from."""
    after: list[list[int]] = [[] for _ in range(count)]
    before = [0] * count
    for first, second in sorted(set(arcs)):
        after[first].append(second)
        before[second] += 1
    state = [0] * count
    back: set[tuple[int, int]] = set()
    for start in sorted(range(count), key=lambda node: (before[node] > 0, before[node] - len(after[node]), node)):
        if state[start]:
            continue
        state[start] = 1
        way = [(start, iter(after[start]))]
        while way:
            node, rest = way[-1]
            for other in rest:
                if state[other] == 1:
                    back.add((node, other))
                elif not state[other]:
                    state[other] = 1
                    way.append((other, iter(after[other])))
                    break
            else:
                state[node] = 2
                way.pop()
    return back


def _layers(sizes: Sequence[Box], arcs: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each node: right of all it depends on, in the first layer that has room."""
    count = len(sizes)
    after: list[list[int]] = [[] for _ in range(count)]
    before: list[list[int]] = [[] for _ in range(count)]
    for first, second in arcs:
        after[first].append(second)
        before[second].append(first)
    area = sum((box.width + 3 * STUB) * (box.height + GAP) for box in sizes)
    limit = max(max(box.height for box in sizes) + GAP, int((area / ASPECT) ** 0.5))
    filled: list[int] = []

    def fits(at: int, height: int) -> bool:
        return not filled[at] or filled[at] + height <= limit

    waiting = [len(some) for some in before]
    layer = [0] * count
    ready = [(0, -len(after[node]), node) for node in range(count) if not waiting[node]]
    heapq.heapify(ready)
    order = []
    while ready:
        at, _, node = heapq.heappop(ready)
        order.append(node)
        height = sizes[node].height + GAP
        while at < len(filled) and not fits(at, height):
            at += 1
        if at == len(filled):
            filled.append(0)
        filled[at] += height
        layer[node] = at
        for other in after[node]:
            waiting[other] -= 1
            if not waiting[other]:
                bound = 1 + max(layer[parent] for parent in before[other])
                while len(filled) < bound:
                    filled.append(0)
                heapq.heappush(ready, (bound, -len(after[other]), other))
    # Whatever is wanted by more than it wants itself moves towards those who want it.
    for node in reversed(order):
        if after[node] and len(after[node]) > len(before[node]):
            height = sizes[node].height + GAP
            for at in range(min(layer[other] for other in after[node]) - 1, layer[node], -1):
                if fits(at, height):
                    filled[layer[node]] -= height
                    filled[at] += height
                    layer[node] = at
                    break
    used = {at: number for number, at in enumerate(sorted(set(layer)))}
    return [used[at] for at in layer]


def _nets(
    ties: Sequence[Tie], local: dict[int, int], arcs: Iterable[tuple[int, int, int]], turned: set[tuple[int, int]]
) -> list[_Net]:
    nets: dict[tuple[int, int, str, int], _Net] = {}
    for parent, child, number in arcs:
        tie = ties[number]
        if (parent, child) in turned:
            nets[child, tie.child_port, "", number] = _Net(
                child, tie.child_port, [(parent, tie.parent_port, number)], True
            )
        else:
            net = nets.setdefault((parent, tie.parent_port, tie.trunk, -1), _Net(parent, tie.parent_port, [], False))
            net.ends.append((child, tie.child_port, number))
    return [nets[key] for key in sorted(nets)]


class _Piece(NamedTuple):
    """What one net does in one channel: from a node of the layer on the left to nodes of the next."""

    net: int
    left: int
    port: int
    right: list[tuple[int, int]]


class _Drawing:
    """The layers of one part, with a bend wherever a line passes a layer."""

    def __init__(self, sizes: Sequence[Box], layer: Sequence[int], nets: Sequence[_Net]) -> None:
        self.nets = nets
        self.count = len(sizes)
        self.heights = [box.height for box in sizes]
        layers: list[list[int]] = [[] for _ in range(max(layer) + 1)]
        for node, at in enumerate(layer):
            layers[at].append(node)
        self.widths = [max(sizes[node].width for node in row) for row in layers]
        self.layers = layers
        self.channels: list[list[_Piece]] = [[] for _ in layers]
        self.steps: list[dict[int, tuple[int, int]]] = []  # per net: by layer, the node it passes and its port
        for number, net in enumerate(nets):
            self._thread(number, net, layer)
        size = len(self.heights)
        self.before: list[list[tuple[int, int, int]]] = [[] for _ in range(size)]
        self.after: list[list[tuple[int, int, int]]] = [[] for _ in range(size)]
        for channel in self.channels:
            for piece in channel:
                for node, port in piece.right:
                    self.after[piece.left].append((node, piece.port, port))
                    self.before[node].append((piece.left, port, piece.port))
        self.tops = [0] * size

    def _thread(self, number: int, net: _Net, layer: Sequence[int]) -> None:
        """Leads a net through the layers between its origin and its ends."""
        begin = layer[net.source]
        last = max(layer[node] for node, _, _ in net.ends)
        at, port = net.source, net.port
        steps = {begin: (at, port)}
        for channel in range(begin, last):
            right = list(dict.fromkeys((node, own) for node, own, _ in net.ends if layer[node] == channel + 1))
            if last > channel + 1:
                bend = len(self.heights)
                self.heights.append(0)
                self.layers[channel + 1].append(bend)
                right.append((bend, 0))
                steps[channel + 1] = (bend, 0)
            self.channels[channel].append(_Piece(number, at, port, right))
            if last > channel + 1:
                at, port = bend, 0
        self.steps.append(steps)

    # --- order ------------------------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Orders the layers so that few lines cross."""
        best = self._crossings()
        kept = [list(row) for row in self.layers]
        for sweep in range(SWEEPS):
            if not best:
                break
            rows = range(1, len(self.layers)) if sweep % 2 == 0 else range(len(self.layers) - 2, -1, -1)
            links = self.before if sweep % 2 == 0 else self.after
            spot = self._spots()
            for at in rows:
                row = self.layers[at]
                wish = {node: self._wish(links[node], spot, float(number)) for number, node in enumerate(row)}
                row.sort(key=wish.__getitem__)
                for number, node in enumerate(row):
                    spot[node] = number
            crossings = self._crossings()
            if crossings < best:
                best = crossings
                kept = [list(row) for row in self.layers]
        self.layers = kept

    def _spots(self) -> list[int]:
        spot = [0] * len(self.heights)
        for row in self.layers:
            for number, node in enumerate(row):
                spot[node] = number
        return spot

    def _wish(self, links: Sequence[tuple[int, int, int]], spot: Sequence[int], own: float) -> float:
        if not links:
            return own
        return sum(spot[node] + port / (self.heights[node] + 1) for node, _, port in links) / len(links)

    def _crossings(self) -> int:
        """How many pairs of lines cross, by the order of the layers."""
        spot = self._spots()
        total = 0
        for at, channel in enumerate(self.channels):
            lines = sorted(
                (spot[piece.left], piece.port, spot[node], port)
                for piece in channel for node, port in piece.right
            )  # fmt: skip
            size = len(self.layers[at + 1]) if lines else 0
            tree = [0] * (size + 1)
            for number, (_, _, end, _) in enumerate(lines):
                at_or_before, place = 0, end + 1
                while place:
                    at_or_before += tree[place]
                    place &= place - 1
                total += number - at_or_before
                place = end + 1
                while place <= size:
                    tree[place] += 1
                    place += place & -place
        return total

    # --- heights ----------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Shifts the nodes of every layer to where their lines run straightest, the order kept."""
        for row in self.layers:
            top = 0
            for number, node in enumerate(row):
                if number:
                    top += self._distance(row[number - 1], node)
                self.tops[node] = top
        for sweep in range(SWEEPS):
            rows = range(len(self.layers)) if sweep % 2 == 0 else range(len(self.layers) - 1, -1, -1)
            for at in rows:
                if sweep < SWEEPS - 2:
                    self._shift(self.layers[at], self.before if sweep % 2 == 0 else self.after, None)
                else:
                    self._shift(self.layers[at], self.before, self.after)
        for row in self.layers:
            self._align(row)
        low = min(self.tops)
        self.tops = [top - low for top in self.tops]

    def _distance(self, upper: int, lower: int) -> int:
        """From the top of one node to that of the next below it."""
        gap = GAP if upper < self.count and lower < self.count else ROOM
        return self.heights[upper] + gap

    def _shift(
        self,
        row: Sequence[int],
        links: Sequence[Sequence[tuple[int, int, int]]],
        more: Sequence[Sequence[tuple[int, int, int]]] | None,
    ) -> None:
        """The places nearest to what all nodes of a row wish that keep their order and distances: wishes that would
        collide are met by their mean, block by block."""
        blocks: list[list[float]] = []  # sum of weighted wishes, weight, nodes
        offset = 0
        offsets = []
        for number, node in enumerate(row):
            if number:
                offset += self._distance(row[number - 1], node)
            offsets.append(offset)
            wish, weight = self._pull(node, (*links[node], *(more[node] if more else ())))
            blocks.append([(wish - offset) * weight, weight, 1])
            while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
                upper = blocks.pop()
                blocks[-1] = [blocks[-1][0] + upper[0], blocks[-1][1] + upper[1], blocks[-1][2] + upper[2]]
        at = 0
        for total, weight, many in blocks:
            base = round(total / weight)
            for _ in range(int(many)):
                self.tops[row[at]] = base + offsets[at]
                at += 1

    def _align(self, row: Sequence[int]) -> None:
        """Takes small steps out of lines: a node moves a little where that makes one of its lines straight and is free."""
        for number, node in enumerate(row):
            links = self.before[node] or self.after[node]
            steps = sorted((self.tops[other] + port - own - self.tops[node] for other, own, port in links), key=abs)
            if not steps or abs(steps[0]) > ROOM:
                continue
            top = self.tops[node] + steps[0]
            above = not number or top >= self.tops[row[number - 1]] + self._distance(row[number - 1], node)
            below = number + 1 == len(row) or top + self._distance(node, row[number + 1]) <= self.tops[row[number + 1]]
            if above and below:
                self.tops[node] = top

    def _pull(self, node: int, links: Sequence[tuple[int, int, int]]) -> tuple[float, float]:
        """Where a node wants to be, and how much: lines that only pass by pull most, so that they run straight."""
        if not links:
            return float(self.tops[node]), 0.1
        total = weight = 0.0
        for other, own, port in links:
            strength = (
                1.0 if node < self.count and other < self.count else 2.0 if min(node, other) < self.count else 8.0
            )
            total += strength * (self.tops[other] + port - own)
            weight += strength
        return total / weight, weight

    # --- lines ------------------------------------------------------------------------------------------------------

    def trace(self) -> tuple[int, int, dict[int, Place], dict[int, tuple[Point, ...]]]:
        """Width, height, the places of the boxes, and the corners of each tie's line."""
        tracks = [self._tracks(channel) for channel in self.channels]
        lefts = []
        at = 0
        for number, width in enumerate(self.widths):
            lefts.append(at)
            lanes = max(tracks[number].values(), default=-1) + 1
            at += width + 2 * STUB + max(lanes - 1, 0) * TRACK
        width = lefts[-1] + self.widths[-1]
        places = {}
        for number, row in enumerate(self.layers):
            for node in row:
                if node < self.count:
                    places[node] = Place(lefts[number], self.tops[node], self.widths[number], self.heights[node])
        routes: dict[int, tuple[Point, ...]] = {}
        column = {node: number for number, row in enumerate(self.layers) for node in row}
        for number, net in enumerate(self.nets):
            steps = self.steps[number]
            begin = column[net.source]
            for end, port, tie in net.ends:
                points: list[Point] = []
                for channel in range(begin, column[end]):
                    node, own = steps[channel]
                    target, into = (end, port) if channel + 1 == column[end] else steps[channel + 1]
                    first, second = self.tops[node] + own, self.tops[target] + into
                    right = lefts[channel] + self.widths[channel]
                    turn = right + STUB + tracks[channel].get(number, 0) * TRACK
                    points += [(right, first), (turn, first), (turn, second), (lefts[channel + 1], second)]
                points = _corners(points)
                routes[tie] = tuple(points if net.reversed else reversed(points))
        height = max((place.y + place.height for place in places.values()), default=0)
        bends = [self.tops[node] for node in range(self.count, len(self.heights))]
        return width, max(height, max(bends, default=0) + 1), places, routes

    def _tracks(self, channel: Sequence[_Piece]) -> dict[int, int]:
        """The track of every net that turns in a channel: nets side by side never share one, and where one net comes in at
        the height at which another leaves, it turns first, so that the two do not lie on each other."""
        spans: dict[int, tuple[int, int]] = {}
        enters: dict[int, list[int]] = {}
        leaves: dict[int, int] = {}
        for piece in channel:
            start = self.tops[piece.left] + piece.port
            ends = [self.tops[node] + port for node, port in piece.right]
            if any(end != start for end in ends):
                spans[piece.net] = (min(start, *ends), max(start, *ends))
                leaves[piece.net] = start
                for end in ends:
                    enters.setdefault(end, []).append(piece.net)
        first: dict[int, set[int]] = {net: set() for net in spans}
        for net, start in leaves.items():
            for near in range(start - 2, start + 3):
                for other in enters.get(near, ()):
                    if other != net:
                        first[other].add(net)
        tracks: dict[int, int] = {}
        rest = sorted(spans, key=lambda net: (spans[net], net))
        track = 0
        while rest:
            free = [net for net in rest if all(other in tracks for other in first[net])] or rest[:1]
            until: int | None = None
            taken = set()
            for net in free:
                low, high = spans[net]
                if until is None or low > until + ROOM // 2:
                    taken.add(net)
                    until = high
            for net in taken:
                tracks[net] = track
            rest = [net for net in rest if net not in taken]
            track += 1
        return tracks


def _corners(points: Iterable[Point]) -> list[Point]:
    """The points at which a line turns, and its ends."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found[-1] = point
        else:
            found.append(point)
    return found
