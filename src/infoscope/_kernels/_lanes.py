"""How far a place is from many points or boxes at once, in the wide registers of the processor.

A compiler asked for the sum over dimensions keeps it in memory, for it cannot know how many there are; told
to keep it in registers it takes half the time. A block holds LANES items dimension by dimension, (d, LANES).
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

__all__ = ["BOXES", "POINTS", "across_boxes", "from_boxes", "from_points", "lowest", "of_line"]

POINTS, BOXES = 16, 8  # in a block

_DOUBLE, _LONG, _INT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)


@intrinsic
def lowest(typing, bits):
    """The place of the lowest bit that is set."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), generate


@intrinsic
def of_line(typing, values, first, at, reach):
    """Of POINTS values from place `first` on: how many lie nearer to a place than `reach`, and no farther."""

    def generate(context, builder, signature, arguments):
        lanes = _Lanes(builder, POINTS)
        some = lanes.load(builder.gep(_array(context, builder, signature, arguments, 0).data, [arguments[1]]))
        gap, ends = lanes.distance(some, lanes.spread(arguments[2])), lanes.spread(arguments[3])
        counts = [builder.ctpop(lanes.mask(builder.fcmp_ordered(test, gap, ends))) for test in ("<", "<=")]
        return context.make_tuple(builder, signature.return_type, counts)

    return types.UniTuple(types.int64, 2)(values, types.int64, types.float64, types.float64), generate


@intrinsic
def from_points(typing, points, block, at, euclidean, bound, distance):
    """Tell the distances of a place to a block of points: bit i is set where that of i is below the bound.

    points     (blocks, d, POINTS)
    at         (d,)
    distance   (POINTS,) to be filled: max norm, or the squares of Euclidean ones
    """

    def generate(context, builder, signature, arguments):
        blocks = _array(context, builder, signature, arguments, 0)
        gap = _gap_to_point(_Lanes(builder, POINTS), blocks, arguments[1])
        place = _array(context, builder, signature, arguments, 2)
        out = _array(context, builder, signature, arguments, 5)
        return _apart(builder, POINTS, blocks, gap, place, arguments[3], arguments[4], out)

    return types.int64(points, types.int64, at, types.boolean, types.float64, distance), generate


@intrinsic
def from_boxes(typing, low, high, block, at, euclidean, bound, distance):
    """The same of the boxes of a block: least distances to the places within them.

    low, high  (blocks, d, BOXES)
    """

    def generate(context, builder, signature, arguments):
        lows, highs = (_array(context, builder, signature, arguments, i) for i in (0, 1))
        gap = _gap_to_box(_Lanes(builder, BOXES), lows, highs, arguments[2])
        place = _array(context, builder, signature, arguments, 3)
        out = _array(context, builder, signature, arguments, 6)
        return _apart(builder, BOXES, lows, gap, place, arguments[4], arguments[5], out)

    return types.int64(low, high, types.int64, at, types.boolean, types.float64, distance), generate


@intrinsic
def across_boxes(typing, low, high, block, at, bound, distance):
    """The same, the greatest distances under the max norm."""

    def generate(context, builder, signature, arguments):
        lows, highs = (_array(context, builder, signature, arguments, i) for i in (0, 1))
        gap = _gap_across_box(_Lanes(builder, BOXES), lows, highs, arguments[2])
        place = _array(context, builder, signature, arguments, 3)
        out = _array(context, builder, signature, arguments, 5)
        max_norm = ir.Constant(ir.IntType(1), 0)
        return _apart(builder, BOXES, lows, gap, place, max_norm, arguments[4], out)

    return types.int64(low, high, types.int64, at, types.float64, distance), generate


class _Lanes:
    """So many numbers in a register, and what is done with them."""

    def __init__(self, builder, width):
        self.builder, self.width, self.type = builder, width, ir.VectorType(_DOUBLE, width)
        self.zero = ir.Constant(self.type, [0.0] * width)

    def load(self, address):
        return self.builder.load(self.builder.bitcast(address, self.type.as_pointer()), align=8)

    def store(self, numbers, address):
        self.builder.store(numbers, self.builder.bitcast(address, self.type.as_pointer()), align=8)

    def spread(self, number):
        none, places = ir.Constant(self.type, ir.Undefined), ir.VectorType(_INT, self.width)
        first = self.builder.insert_element(none, number, ir.Constant(_INT, 0))
        return self.builder.shuffle_vector(first, none, ir.Constant(places, [0] * self.width))

    def distance(self, a, b):
        away = self.builder.fsub(a, b)
        return self.greater(away, self.builder.fsub(self.zero, away))

    def mask(self, bits):
        return self.builder.zext(self.builder.bitcast(bits, ir.IntType(self.width)), _LONG)

    def greater(self, a, b):
        return self.builder.select(self.builder.fcmp_ordered(">", a, b), a, b)

    def plus_square(self, total, a):
        kind = ir.FunctionType(self.type, [self.type] * 3)
        name = f"llvm.fmuladd.v{self.width}f64"
        return self.builder.call(
            cgutils.get_or_insert_function(self.builder.module, kind, name), [a, a, total]
        )


def _array(context, builder, signature, arguments, i):
    return make_array(signature.args[i])(context, builder, arguments[i])


def _address(lanes, array, block, j):
    """Of the numbers of dimension j in a block."""
    build, (_, d, _) = lanes.builder, cgutils.unpack_tuple(lanes.builder, array.shape)
    row = build.add(build.mul(block, d), j)
    return build.gep(array.data, [build.mul(row, ir.Constant(_LONG, lanes.width))])


def _gap_to_point(lanes, points, block):
    def gap(j, at):
        return lanes.distance(lanes.load(_address(lanes, points, block, j)), at)

    return gap


def _gap_to_box(lanes, low, high, block):
    def gap(j, at):
        below = lanes.builder.fsub(lanes.load(_address(lanes, low, block, j)), at)
        above = lanes.builder.fsub(at, lanes.load(_address(lanes, high, block, j)))
        return lanes.greater(lanes.greater(below, above), lanes.zero)

    return gap


def _gap_across_box(lanes, low, high, block):
    def gap(j, at):
        above = lanes.builder.fsub(at, lanes.load(_address(lanes, low, block, j)))
        below = lanes.builder.fsub(lanes.load(_address(lanes, high, block, j)), at)
        return lanes.greater(below, above)

    return gap


def _apart(builder, width, blocks, gap, place, euclidean, bound, out):
    """Squares of gaps summed up over the dimensions, or the greatest gap; one loop for each."""
    lanes, d = _Lanes(builder, width), cgutils.unpack_tuple(builder, blocks.shape)[1]
    total = cgutils.alloca_once(builder, lanes.type)
    builder.store(lanes.zero, total)
    with builder.if_else(euclidean) as (squares, greatest):
        for way, joined in ((squares, lanes.plus_square), (greatest, lanes.greater)):
            with way, cgutils.for_range(builder, d) as loop:
                at = lanes.spread(builder.load(builder.gep(place.data, [loop.index])))
                builder.store(joined(builder.load(total), gap(loop.index, at)), total)
    found = builder.load(total)
    lanes.store(found, out.data)
    return lanes.mask(builder.fcmp_ordered("<", found, lanes.spread(bound)))
