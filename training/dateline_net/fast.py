"""The element-wise half of a training step: C on a processor, PyTorch on anything else.

`fast.c` is compiled once into the folder of temporary files; without a C compiler, or on a
GPU, or without gradients, the plain PyTorch of `plain_*` does the same.
`python -m dateline_net.fast` compares both, values and gradients.
"""
import ctypes
import hashlib
import os
import subprocess
import tempfile

import torch
import torch.nn.functional as F


def library():
    """The compiled kernels, or None where there is no compiler."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'fast.c')
    with open(source, 'rb') as f:
        digest = hashlib.sha256(f.read()).hexdigest()[:16]
    path = os.path.join(tempfile.gettempdir(), f'dateline_fast_{digest}.so')
    if not os.path.exists(path):
        command = ['cc', '-Ofast', '-march=native', '-mprefer-vector-width=512', '-shared', '-fPIC', source, '-o', f'{path}.{os.getpid()}', '-lm']
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        os.replace(f'{path}.{os.getpid()}', path)
    return ctypes.CDLL(path)


def keep_memory():
    """Tells glibc to keep freed memory: each step asks for the same big arrays, and fresh pages cost as much as the work on them."""
    try:
        tune = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    for parameter, value in ((-3, 32 << 20), (-1, 2 ** 31 - 1), (-2, 64 << 20)):    # M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, M_TOP_PAD
        tune(parameter, value)


LIB = library()
keep_memory()


def call(name, *args):
    """One kernel: tensors by their address, whole numbers as long, fractions as float."""
    seen = []
    for a in args:
        if isinstance(a, torch.Tensor):
            assert a.is_contiguous()
            seen.append(ctypes.c_void_p(a.data_ptr()))
        elif isinstance(a, float):
            seen.append(ctypes.c_float(a))
        elif isinstance(a, ctypes.c_uint32):
            seen.append(a)
        else:
            seen.append(ctypes.c_long(a))
    getattr(LIB, name)(*seen)


def fast(x):
    """Is the compiled path open to this tensor?"""
    return LIB is not None and x.device.type == 'cpu' and x.dtype == torch.float32


def mask_of(share):
    """(seed, threshold, scale) of a fresh dropout mask; the seed comes from PyTorch's generator."""
    seed = int(torch.randint(0, 2 ** 32, ()))
    return ctypes.c_uint32(seed), ctypes.c_uint32(int(share * 2 ** 32)), float(1 / (1 - share))


class Drop(torch.autograd.Function):
    """Dropout."""

    @staticmethod
    def forward(ctx, x, share):
        x = x.contiguous()
        ctx.mask = mask_of(share)
        y = torch.empty_like(x)
        call('drop', y, x, x.numel(), *ctx.mask)
        return y

    @staticmethod
    def backward(ctx, g):
        g = g.contiguous()
        d = torch.empty_like(g)
        call('drop', d, g, g.numel(), *ctx.mask)
        return d, None


class Residual(torch.autograd.Function):
    """(x + dropout(u)) * mask."""

    @staticmethod
    def forward(ctx, x, u, mask, share):
        x, u = x.contiguous(), u.contiguous()
        ctx.mask, ctx.words = mask_of(share), mask
        y = torch.empty_like(x)
        call('residual', y, x, u, mask, x.numel() // x.shape[-1], x.shape[-1], *ctx.mask)
        return y

    @staticmethod
    def backward(ctx, g):
        g = g.contiguous()
        dx, du = torch.empty_like(g), torch.empty_like(g)
        call('residual_back', dx, du, g, ctx.words, g.numel() // g.shape[-1], g.shape[-1], *ctx.mask)
        return dx, du, None, None


class Maxout(torch.autograd.Function):
    """Largest of neighbouring blocks of the last axis."""

    @staticmethod
    def forward(ctx, x, pieces):
        x = x.contiguous()
        w = x.shape[-1] // pieces
        y = x.new_empty(*x.shape[:-1], w)
        ctx.at, ctx.pieces = torch.empty(y.shape, dtype=torch.uint8), pieces
        call('maxout', y, ctx.at, x, y.numel() // w, w, pieces)
        return y

    @staticmethod
    def backward(ctx, g):
        g = g.contiguous()
        w = g.shape[-1]
        d = g.new_empty(*g.shape[:-1], w * ctx.pieces)
        call('maxout_back', d, ctx.at, g, g.numel() // w, w, ctx.pieces)
        return d, None


class Recur(torch.autograd.Function):
    """The gated recurrence, both ways."""

    @staticmethod
    def forward(ctx, g, mask):
        g = g.contiguous()
        t, b, six = g.shape
        r = six // 6
        h, c, act = g.new_empty(t, b, 2 * r), g.new_empty(t, b, 2 * r), torch.empty_like(g)
        call('recur', h, act, c, g, mask, t, b, r)
        ctx.kept = act, c, mask
        return h

    @staticmethod
    def backward(ctx, dh):
        dh = dh.contiguous()
        act, c, mask = ctx.kept
        t, b, two = dh.shape
        r = two // 2
        dg = torch.empty_like(act)
        call('recur_back', dg, dh.new_empty(b * r), dh, act, c, mask, t, b, r)
        return dg, None


class Window(torch.autograd.Function):
    """Each word with its two neighbours."""

    @staticmethod
    def forward(ctx, x):
        x = x.contiguous()
        y = x.new_empty(*x.shape[:-1], 3 * x.shape[-1])
        call('window', y, x, *x.shape)
        return y

    @staticmethod
    def backward(ctx, g):
        g = g.contiguous()
        d = g.new_empty(*g.shape[:-1], g.shape[-1] // 3)
        call('window_back', d, g, *d.shape)
        return d


def dropout(x, share, training):
    """Dropout of a share of the values while training."""
    if not training or not share:
        return x
    return Drop.apply(x, share) if fast(x) else F.dropout(x, share, True)


def residual(x, u, mask, share, training):
    """(x + dropout(u)) * mask."""
    if training and share and fast(x):
        return Residual.apply(x, u, mask, share)
    return (x + F.dropout(u, share, training)) * mask


def maxout(x, pieces):
    """Largest of `pieces` neighbouring blocks of the last axis."""
    return Maxout.apply(x, pieces) if fast(x) else plain_maxout(x, pieces)


def recur(g, mask):
    """States of the gated recurrence [time, sentence, 2 r] out of its gates [time, sentence, 6 r]."""
    return Recur.apply(g, mask) if fast(g) else plain_recur(g, mask)


def window(x):
    """[time, sentence, 3 w]: each word with the one before and the one after."""
    return Window.apply(x) if fast(x) else plain_window(x)


def plain_maxout(x, pieces):
    """`maxout` in PyTorch."""
    return x.view(*x.shape[:-1], pieces, -1).amax(-2)


def plain_window(x):
    """`window` in PyTorch."""
    zero = torch.zeros_like(x[:1])
    return torch.cat([torch.cat([zero, x[:-1]]), x, torch.cat([x[1:], zero])], -1)


class Scan(torch.autograd.Function):
    """c[t] = f[t] c[t-1] + b[t], and its gradient, which is the same recurrence backwards."""

    @staticmethod
    def forward(ctx, f, b):
        c = torch.empty_like(b)
        previous = torch.zeros_like(b[0])
        for t in range(b.shape[0]):
            previous = torch.addcmul(b[t], f[t], previous, out=c[t])
        ctx.save_for_backward(f, c)
        return c

    @staticmethod
    def backward(ctx, grad):
        f, c = ctx.saved_tensors
        g = torch.empty_like(grad)
        n = grad.shape[0]
        following = torch.zeros_like(grad[0])
        for t in range(n - 1, -1, -1):
            following = torch.addcmul(grad[t], f[t + 1], following, out=g[t]) if t + 1 < n else g[t].copy_(grad[t])
        df = torch.zeros_like(f)
        df[1:] = g[1:] * c[:-1]
        return df, g


def plain_recur(g, mask):
    """`recur` in PyTorch."""
    r = g.shape[-1] // 6
    outs = []
    for k in (0, 1):
        part, m = g[..., 3 * r * k:3 * r * (k + 1)], mask
        if k:
            part, m = part.flip(0), mask.flip(0)
        z, f, o = torch.tanh(part[..., :r]), torch.sigmoid(part[..., r:2 * r]), torch.sigmoid(part[..., 2 * r:])
        h = o * Scan.apply(f, (1 - f) * z * m)
        outs.append(h.flip(0) if k else h)
    return torch.cat(outs, -1)


def compare():
    """Largest difference between both paths, of values and gradients."""
    torch.manual_seed(1)
    mask = torch.ones(7, 3, 1)
    mask[5:, 1] = mask[2:, 2] = 0
    for name, ours, plain, width in (('maxout', lambda x: Maxout.apply(x, 3), lambda x: plain_maxout(x, 3), 96),
                                     ('window', Window.apply, plain_window, 32),
                                     ('recur', lambda x: Recur.apply(x, mask), lambda x: plain_recur(x, mask), 96)):
        found = []
        x = torch.randn(7, 3, width) * 2
        for f in (ours, plain):
            v = x.clone().requires_grad_()
            y = f(v)
            (y * torch.linspace(-1, 1, y.numel()).view(y.shape)).sum().backward()
            found.append((y.detach(), v.grad))
        print(name, *(float((a - b).abs().max()) for a, b in zip(*found)))
    x = torch.ones(1000, 100, requires_grad=True)
    y = Drop.apply(x, .25)
    y.sum().backward()
    print('drop', float((y > 0).float().mean()), float(y.detach().mean()), float((x.grad - y.detach()).abs().max()))
    rows = (y.detach() > 0).float()
    print('  spread of rows and columns', float(rows.mean(0).std()), float(rows.mean(1).std()), 'expected .0137, .0433')
    u, x, m = torch.ones(7, 3, 64, requires_grad=True), torch.ones(7, 3, 64, requires_grad=True), mask
    y = Residual.apply(x, u, m, .25)
    y.sum().backward()
    print('residual', float((y.detach() - (1 + u.grad / m.clamp(min=1e-9)) * m).abs().max()), float((x.grad - m).abs().max()))


if __name__ == '__main__':
    compare()
