"""Asking for memory before it is needed, without waiting for it."""

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

__all__ = ["prefetch"]


@intrinsic
def prefetch(typing, array, i):
    """Bring the item at place i of a contiguous array to the nearest cache; past its end nothing happens."""

    def generate(context, builder, signature, arguments):
        data = make_array(signature.args[0])(context, builder, arguments[0]).data
        address = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(8).as_pointer())
        byte, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, flag, flag, flag])
        function = get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        to_read, nearest, data_not_code = flag(0), flag(3), flag(1)
        builder.call(function, [address, to_read, nearest, data_not_code])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate
