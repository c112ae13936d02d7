"""Limits of channels and compression: what can be sent, at what loss, and what is worth keeping.

For whoever holds a channel p(y|x), a source with a distortion, or a joint law p(x, y).
"""

from importlib import import_module

from .._joint_counts import joint_counts
from .bottleneck import BottleneckCurve, Knee, information_bottleneck
from .bottleneck.from_data import BottleneckBands, bootstrap_bands, held_out_information
from .capacity import Capacity, capacity, capacity_cost_curve
from .codes import PrefixCode, huffman_code, shannon_fano_elias_code
from .compress import CompressedFeature, compress_feature
from .distortion import distortion_matrix, hamming
from .entropy_coding import EncodedMessage, decode, encode
from .gaussian_bottleneck import GaussianBottleneck, canonical_correlations, gaussian_bottleneck
from .gaussian_rate_distortion import WaterFilling, gaussian_rate_distortion
from .models import awgn_capacity, bec, bsc, cascade, from_counts, symmetric, typewriter, z_channel
from .rate_distortion import RateDistortion, RatePoint, rate_distortion

__all__ = [
    "BottleneckBands",
    "BottleneckCurve",
    "Capacity",
    "CompressedFeature",
    "EncodedMessage",
    "FeatureCompressor",
    "GaussianBottleneck",
    "Knee",
    "PrefixCode",
    "RateDistortion",
    "RatePoint",
    "WaterFilling",
    "awgn_capacity",
    "bec",
    "bootstrap_bands",
    "bsc",
    "canonical_correlations",
    "capacity",
    "capacity_cost_curve",
    "cascade",
    "compress_feature",
    "decode",
    "distortion_matrix",
    "encode",
    "from_counts",
    "gaussian_bottleneck",
    "gaussian_rate_distortion",
    "hamming",
    "held_out_information",
    "huffman_code",
    "information_bottleneck",
    "joint_counts",
    "rate_distortion",
    "shannon_fano_elias_code",
    "symmetric",
    "typewriter",
    "z_channel",
]


def __getattr__(name: str):
    if name == "FeatureCompressor":  # scikit-learn is loaded when it is first asked for
        return import_module(".transformer", __name__).FeatureCompressor
    raise AttributeError(f"infoscope.channel has no attribute {name!r}; it holds {', '.join(__all__)}")
