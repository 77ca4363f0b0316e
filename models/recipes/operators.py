"""What each ONNX operator means, in JAX; the table behind trainable.py.

Each function takes the operator's inputs (None where an optional one is left out) and its
attributes, and returns its first output. ``xp`` is NumPy while all inputs are known in advance
(shapes, for the most part) and JAX otherwise, so that shapes stay plain numbers under ``jit``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from onnx import helper, numpy_helper

Array = Any
Attributes = Mapping[str, Any]
Operator = Callable[[Any, "list[Array]", Attributes], Array]


def _conv(_: Any, x: list[Array], a: Attributes) -> Array:
    spatial = x[0].ndim - 2
    axes = "HWD"[:spatial]
    pads = a.get("pads", [0] * 2 * spatial)
    y = jax.lax.conv_general_dilated(
        x[0],
        x[1],
        a.get("strides", [1] * spatial),
        list(zip(pads[:spatial], pads[spatial:], strict=True)),
        rhs_dilation=a.get("dilations", [1] * spatial),
        dimension_numbers=(f"NC{axes}", f"OI{axes}", f"NC{axes}"),
        feature_group_count=a.get("group", 1),
    )
    return y + x[2].reshape(1, -1, *[1] * spatial) if len(x) > 2 else y  # noqa: PLR2004


def _gemm(_: Any, x: list[Array], a: Attributes) -> Array:
    left = x[0].T if a.get("transA") else x[0]
    right = x[1].T if a.get("transB") else x[1]
    y = a.get("alpha", 1.0) * (left @ right)
    return y + a.get("beta", 1.0) * x[2] if len(x) > 2 else y  # noqa: PLR2004


def _reshape(_: Any, x: list[Array], __: Attributes) -> Array:
    shape = [int(n) for n in x[1]]
    return x[0].reshape([x[0].shape[i] if n == 0 else n for i, n in enumerate(shape)])


def _instance_norm(_: Any, x: list[Array], a: Attributes) -> Array:
    axes = tuple(range(2, x[0].ndim))
    wide = x[0].astype(jnp.float32)
    mean = wide.mean(axes, keepdims=True)
    spread = jnp.square(wide - mean).mean(axes, keepdims=True)
    normal = (wide - mean) * jax.lax.rsqrt(spread + a.get("epsilon", 1e-5))
    shape = (1, -1, *[1] * len(axes))
    return (normal * x[1].reshape(shape) + x[2].reshape(shape)).astype(x[0].dtype)


def _layer_norm(_: Any, x: list[Array], a: Attributes) -> Array:
    axes = tuple(range(a.get("axis", -1) % x[0].ndim, x[0].ndim))
    wide = x[0].astype(jnp.float32)
    mean = wide.mean(axes, keepdims=True)
    spread = jnp.square(wide - mean).mean(axes, keepdims=True)
    y = ((wide - mean) * jax.lax.rsqrt(spread + a.get("epsilon", 1e-5))).astype(x[0].dtype) * x[1]
    return y + x[2] if len(x) > 2 else y  # noqa: PLR2004


def _batch_norm(_: Any, x: list[Array], a: Attributes) -> Array:
    shape = (1, -1, *[1] * (x[0].ndim - 2))
    scale, shift, mean, spread = (value.reshape(shape) for value in x[1:])
    return (x[0] - mean) * jax.lax.rsqrt(spread + a.get("epsilon", 1e-5)) * scale + shift


def _unsqueeze(xp: Any, x: list[Array], a: Attributes) -> Array:
    axes = [int(n) for n in (x[1] if len(x) > 1 else a["axes"])]
    return xp.expand_dims(x[0], tuple(axes))


def _squeeze(xp: Any, x: list[Array], a: Attributes) -> Array:
    axes = x[1] if len(x) > 1 else a.get("axes")
    return xp.squeeze(x[0], None if axes is None else tuple(int(n) for n in axes))


def _slice(_: Any, x: list[Array], __: Attributes) -> Array:
    starts, ends = ([int(n) for n in values] for values in x[1:3])
    axes = [int(n) for n in x[3]] if len(x) > 3 else list(range(len(starts)))  # noqa: PLR2004
    steps = [int(n) for n in x[4]] if len(x) > 4 else [1] * len(starts)  # noqa: PLR2004
    index = [slice(None)] * x[0].ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        index[axis] = slice(start, end, step)
    return x[0][tuple(index)]


def _depth_to_space(_: Any, x: list[Array], a: Attributes) -> Array:
    n, c, h, w = x[0].shape
    b = a["blocksize"]
    if a.get("mode", b"DCR") == b"CRD":
        return (
            x[0]
            .reshape(n, c // b**2, b, b, h, w)
            .transpose(0, 1, 4, 2, 5, 3)
            .reshape(n, c // b**2, h * b, w * b)
        )
    return (
        x[0]
        .reshape(n, b, b, c // b**2, h, w)
        .transpose(0, 3, 4, 1, 5, 2)
        .reshape(n, c // b**2, h * b, w * b)
    )


def _space_to_depth(_: Any, x: list[Array], a: Attributes) -> Array:
    n, c, h, w = x[0].shape
    b = a["blocksize"]
    cut = x[0].reshape(n, c, h // b, b, w // b, b).transpose(0, 3, 5, 1, 2, 4)
    return cut.reshape(n, c * b * b, h // b, w // b)


def _resize(_: Any, x: list[Array], a: Attributes) -> Array:
    """Only whole steps of nearest neighbours: what decoders use to grow."""
    if a.get("mode", b"nearest") != b"nearest":
        raise ValueError("Resize other than nearest")
    sizes = x[3] if len(x) > 3 and x[3] is not None else np.multiply(x[0].shape, x[2])  # noqa: PLR2004
    y = x[0]
    for axis, size in enumerate(int(n) for n in sizes):
        y = jnp.repeat(y, size // y.shape[axis], axis=axis)
    return y


def _pool(reduce: Callable[..., Array], start: float) -> Operator:
    def pool(_: Any, x: list[Array], a: Attributes) -> Array:
        window = (1, 1, *a["kernel_shape"])
        strides = (1, 1, *a.get("strides", [1] * (len(window) - 2)))
        pads = a.get("pads", [0] * 2 * (len(window) - 2))
        half = len(pads) // 2
        around = [(0, 0), (0, 0), *zip(pads[:half], pads[half:], strict=True)]
        return jax.lax.reduce_window(x[0], start, reduce, window, strides, around)

    return pool


def _average_pool(xp: Any, x: list[Array], a: Attributes) -> Array:
    if any(a.get("pads", [])):
        raise ValueError("AveragePool with padding")
    total = _pool(jax.lax.add, 0.0)(xp, x, a)
    return total / float(np.prod(a["kernel_shape"]))


def _reduced(name: str) -> Operator:
    def reduce(xp: Any, x: list[Array], a: Attributes) -> Array:
        axes = x[1] if len(x) > 1 and x[1] is not None else a.get("axes")
        chosen = None if axes is None else tuple(int(n) for n in axes)
        return getattr(xp, name)(x[0], axis=chosen, keepdims=bool(a.get("keepdims", 1)))

    return reduce


def _plain(function: Callable[..., Any]) -> Operator:
    return lambda _, x, __: function(*x)


def _either(name: str) -> Operator:
    """Return the function of this name, of NumPy or of JAX."""
    return lambda xp, x, __: getattr(xp, name)(*x)


def _clip(xp: Any, x: list[Array], _: Attributes) -> Array:
    low, high = ([*x[1:], None, None])[:2]
    return xp.clip(x[0], low, high)


def _divide(xp: Any, x: list[Array], _: Attributes) -> Array:
    whole = all(np.issubdtype(value.dtype, np.integer) for value in x)
    return x[0] // x[1] if whole else xp.divide(x[0], x[1])


def _cast(xp: Any, x: list[Array], a: Attributes) -> Array:
    kind = helper.tensor_dtype_to_np_dtype(a["to"])
    return x[0].astype(kind if xp is np else jax.dtypes.canonicalize_dtype(kind))


def _split(_: Any, x: list[Array], a: Attributes) -> Array:
    """Return a tuple: the one operator here with several outputs."""
    axis = a.get("axis", 0)
    parts = x[1] if len(x) > 1 else a.get("split")
    if parts is None:
        raise ValueError("Split without sizes")
    edges = np.cumsum([int(n) for n in parts])[:-1]
    return tuple(jnp.split(x[0], edges, axis=axis))


OPERATORS: dict[str, Operator] = {
    "Add": _either("add"),
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Cast": _cast,
    "Clip": _clip,
    "Concat": lambda xp, x, a: xp.concatenate(x, axis=a["axis"]),
    "Constant": lambda _, __, a: numpy_helper.to_array(a["value"]),
    "Conv": _conv,
    "Cos": _either("cos"),
    "DepthToSpace": _depth_to_space,
    "Div": _divide,
    "Erf": _plain(jax.scipy.special.erf),
    "Exp": _either("exp"),
    "Expand": lambda xp, x, _: xp.broadcast_to(
        x[0], np.broadcast_shapes(x[0].shape, tuple(int(n) for n in x[1]))
    ),
    "Flatten": lambda _, x, a: x[0].reshape(int(np.prod(x[0].shape[: a.get("axis", 1)])), -1),
    "Gather": lambda xp, x, a: xp.take(x[0], x[1], axis=a.get("axis", 0)),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _, x, __: x[0].mean((2, 3), keepdims=True),
    "Identity": lambda _, x, __: x[0],
    "InstanceNormalization": _instance_norm,
    "LayerNormalization": _layer_norm,
    "LeakyRelu": lambda _, x, a: jnp.where(x[0] > 0, x[0], x[0] * a.get("alpha", 0.01)),
    "MatMul": _either("matmul"),
    "MaxPool": _pool(jax.lax.max, -np.inf),
    "Mul": _either("multiply"),
    "Neg": _either("negative"),
    "Pow": _either("power"),
    "ReduceMean": _reduced("mean"),
    "ReduceSum": _reduced("sum"),
    "Relu": _plain(jax.nn.relu),
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": lambda _, x, __: np.asarray(x[0].shape, np.int64),
    "Sigmoid": _plain(jax.nn.sigmoid),
    "Sin": _either("sin"),
    "Slice": _slice,
    "Softmax": lambda _, x, a: jax.nn.softmax(x[0], axis=a.get("axis", -1)),
    "SpaceToDepth": _space_to_depth,
    "Split": _split,
    "Sqrt": _either("sqrt"),
    "Squeeze": _squeeze,
    "Sub": _either("subtract"),
    "Tanh": _either("tanh"),
    "Transpose": lambda xp, x, a: xp.transpose(x[0], a.get("perm")),
    "Unsqueeze": _unsqueeze,
    "Where": _either("where"),
}
