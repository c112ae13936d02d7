"""Compiled loops, one idea a file: arrays in, arrays out. They know no unit, no Estimate, no message."""
