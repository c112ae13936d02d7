"""Compiled loops, one idea a file: arrays in, arrays out. They know no unit, no Estimate, no message.

What a kernel calls in one place is inlined before it is compiled, which takes half as long as compiling both.
"""
