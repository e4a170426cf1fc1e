//! Matrix products and the few functions between them, on the widest vectors there are.
//!
//! All paths give the same bits: a product sums each output in the order of its inputs,
//! by fused multiply-add everywhere; the functions between are written once and compiled
//! for each width, without fusing.

#![expect(
    unsafe_code,
    reason = "vector instructions are chosen at run time; every call is behind its check"
)]

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as x86;

/// Columns of a panel of packed weights.
const PANEL: usize = 32;

/// Which instructions are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Level {
    /// Whatever the compiler makes of plain loops.
    Plain,
    /// 8 lanes, fused.
    Avx2,
    /// 16 lanes, fused.
    Avx512,
}

impl Level {
    /// The best this machine has.
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::is_x86_feature_detected!("avx512f") {
                return Level::Avx512;
            }
            if std::is_x86_feature_detected!("avx2")
                && std::is_x86_feature_detected!("fma")
            {
                return Level::Avx2;
            }
        }
        Level::Plain
    }
}

/// A linear layer, packed in panels of 32 columns; missing columns are zero.
pub(super) struct Linear {
    inputs: usize,
    outputs: usize,
    panels: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Packs weights given as rows of `inputs` values, one row per output.
    pub(super) fn new(inputs: usize, weight: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        debug_assert_eq!(weight.len(), inputs * outputs);
        let width = outputs.next_multiple_of(PANEL);
        let mut panels = vec![0.0; width * inputs];
        for (out, row) in weight.chunks_exact(inputs).enumerate() {
            let panel = &mut panels[out / PANEL * PANEL * inputs..];
            for (k, &w) in row.iter().enumerate() {
                panel[k * PANEL + out % PANEL] = w;
            }
        }
        let mut padded = bias.to_vec();
        padded.resize(width, 0.0);
        Self { inputs, outputs, panels, bias: padded }
    }

    /// Values of a row of output, with the columns that fill the last panel.
    pub(super) fn width(&self) -> usize {
        self.bias.len()
    }

    /// Number of outputs.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// `out[r] = bias + weight a[r]` for rows of `a` that begin every `stride` values.
    pub(super) fn apply(
        &self,
        level: Level,
        a: &[f32],
        stride: usize,
        rows: usize,
        out: &mut Vec<f32>,
    ) {
        out.resize(rows * self.width(), 0.0);
        if rows == 0 {
            return;
        }
        assert!(
            a.len() >= (rows - 1) * stride + self.inputs,
            "rows end inside the input"
        );
        let step = match level {
            Level::Avx512 => 12,
            Level::Avx2 => 3,
            Level::Plain => 4,
        };
        for (p, panel) in self.panels.chunks_exact(PANEL * self.inputs).enumerate() {
            let bias = &self.bias[p * PANEL..(p + 1) * PANEL];
            let mut row = 0;
            while row < rows {
                let n = if row + step <= rows { step } else { 1 };
                let tile = Tile {
                    a: &a[row * stride..],
                    stride,
                    inputs: self.inputs,
                    panel,
                    bias,
                    width: self.width(),
                };
                let target = &mut out[row * self.width() + p * PANEL..];
                tile.run(level, n, target);
                row += n;
            }
        }
    }
}

/// Some rows of input against one panel.
struct Tile<'a> {
    a: &'a [f32],
    stride: usize,
    inputs: usize,
    panel: &'a [f32],
    bias: &'a [f32],
    width: usize,
}

impl Tile<'_> {
    fn run(&self, level: Level, rows: usize, out: &mut [f32]) {
        assert!(self.a.len() >= (rows - 1) * self.stride + self.inputs);
        assert!(self.panel.len() == self.inputs * PANEL && self.bias.len() == PANEL);
        assert!(out.len() >= (rows - 1) * self.width + PANEL);
        match (level, rows) {
            // SAFETY: `Level::detect` found the instructions; the asserts above bound
            // every address that the tiles read or write.
            #[cfg(target_arch = "x86_64")]
            (Level::Avx512, 12) => unsafe { self.avx512::<12>(out) },
            #[cfg(target_arch = "x86_64")]
            (Level::Avx512, _) => unsafe { self.avx512::<1>(out) },
            #[cfg(target_arch = "x86_64")]
            (Level::Avx2, 3) => unsafe { self.avx2::<3>(out) },
            #[cfg(target_arch = "x86_64")]
            (Level::Avx2, _) => unsafe { self.avx2::<1>(out) },
            (_, 4) => self.plain::<4>(out),
            _ => self.plain::<1>(out),
        }
    }

    fn plain<const R: usize>(&self, out: &mut [f32]) {
        let mut sums = [[0.0f32; PANEL]; R];
        for row in &mut sums {
            row.copy_from_slice(self.bias);
        }
        for (k, weights) in self.panel.chunks_exact(PANEL).enumerate() {
            for (r, row) in sums.iter_mut().enumerate() {
                let x = self.a[r * self.stride + k];
                for (sum, &w) in row.iter_mut().zip(weights) {
                    *sum = x.mul_add(w, *sum);
                }
            }
        }
        for (r, row) in sums.iter().enumerate() {
            out[r * self.width..r * self.width + PANEL].copy_from_slice(row);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f")]
    unsafe fn avx512<const R: usize>(&self, out: &mut [f32]) {
        // SAFETY: `run` has checked the bounds of input, panel, bias and output.
        unsafe {
            let (bias, panel) = (self.bias.as_ptr(), self.panel.as_ptr());
            let a = self.a.as_ptr();
            let first = x86::_mm512_loadu_ps(bias);
            let second = x86::_mm512_loadu_ps(bias.add(16));
            let mut sums = [[first, second]; R];
            for k in 0..self.inputs {
                let w0 = x86::_mm512_loadu_ps(panel.add(k * PANEL));
                let w1 = x86::_mm512_loadu_ps(panel.add(k * PANEL + 16));
                for (r, sum) in sums.iter_mut().enumerate() {
                    let x = x86::_mm512_set1_ps(*a.add(r * self.stride + k));
                    sum[0] = x86::_mm512_fmadd_ps(x, w0, sum[0]);
                    sum[1] = x86::_mm512_fmadd_ps(x, w1, sum[1]);
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                let target = out.as_mut_ptr().add(r * self.width);
                x86::_mm512_storeu_ps(target, sum[0]);
                x86::_mm512_storeu_ps(target.add(16), sum[1]);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn avx2<const R: usize>(&self, out: &mut [f32]) {
        // SAFETY: `run` has checked the bounds of input, panel, bias and output.
        unsafe {
            let (bias, panel) = (self.bias.as_ptr(), self.panel.as_ptr());
            let a = self.a.as_ptr();
            let load = |at: *const f32| {
                [0, 8, 16, 24].map(|o| x86::_mm256_loadu_ps(at.wrapping_add(o)))
            };
            let mut sums = [load(bias); R];
            for k in 0..self.inputs {
                let w = load(panel.add(k * PANEL));
                for (r, sum) in sums.iter_mut().enumerate() {
                    let x = x86::_mm256_set1_ps(*a.add(r * self.stride + k));
                    for (s, w) in sum.iter_mut().zip(w) {
                        *s = x86::_mm256_fmadd_ps(x, w, *s);
                    }
                }
            }
            for (r, sum) in sums.iter().enumerate() {
                for (i, &s) in sum.iter().enumerate() {
                    x86::_mm256_storeu_ps(
                        out.as_mut_ptr().add(r * self.width + i * 8),
                        s,
                    );
                }
            }
        }
    }
}

/// Defines a function once and compiles it for every width of vectors.
macro_rules! for_every_level {
    ($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        pub(super) fn $name(level: Level, $($arg: $type),*) {
            #[inline(always)]
            fn plain($($arg: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($arg: $type),*) { plain($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f")]
            fn avx512($($arg: $type),*) { plain($($arg),*) }
            match level {
                // SAFETY: `Level::detect` found the instructions.
                #[cfg(target_arch = "x86_64")]
                Level::Avx512 => unsafe { avx512($($arg),*) },
                #[cfg(target_arch = "x86_64")]
                Level::Avx2 => unsafe { avx2($($arg),*) },
                _ => plain($($arg),*),
            }
        }
    };
}

/// e^x by range reduction and a polynomial; relative error below 3e-7 in [-87, 88].
#[inline(always)]
fn exp(x: f32) -> f32 {
    const MAGIC: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to a whole number
    let x = x.clamp(-87.0, 88.0);
    let whole = x * std::f32::consts::LOG2_E + MAGIC;
    let n = whole - MAGIC;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_2e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 1.666_666_5e-1;
    p = p * r + 0.5;
    let value = p * (r * r) + r + 1.0;
    // `whole` holds n in its low bits; shifted into the exponent it scales by 2^n.
    let scale = f32::from_bits((whole.to_bits() << 23).wrapping_add(0x3f80_0000));
    value * scale
}

for_every_level! {
    /// tanh of each value, in place.
    fn tanh(values: &mut [f32]) {
        for v in values {
            *v = 1.0 - 2.0 / (exp(*v + *v) + 1.0);
        }
    }
}

for_every_level! {
    /// Logistic function of each value, in place.
    fn sigmoid(values: &mut [f32]) {
        for v in values {
            *v = 1.0 / (exp(-*v) + 1.0);
        }
    }
}

for_every_level! {
    /// Positive part of each value, in place.
    fn relu(values: &mut [f32]) {
        for v in values {
            *v = v.max(0.0);
        }
    }
}

for_every_level! {
    /// Values of a row as shares of one: e^v over their sum, in place.
    fn softmax(values: &mut [f32]) {
        let mut largest = f32::MIN;
        for &v in values.iter() {
            largest = largest.max(v);
        }
        let mut sum = 0.0;
        for v in values.iter_mut() {
            *v = exp(*v - largest);
            sum += *v;
        }
        for v in values.iter_mut() {
            *v /= sum;
        }
    }
}

for_every_level! {
    /// Folds blocks of a row by their largest, normalises, and adds the result to `row`.
    fn add_normalised(wide: &[f32], gain: &[f32], shift: &[f32], row: &mut [f32]) {
        const LANES: usize = 16;
        let width = row.len();
        let mut folded = [0.0f32; 128];
        let folded = &mut folded[..width];
        folded.copy_from_slice(&wide[..width]);
        for block in wide.chunks_exact(width).skip(1) {
            for (f, &b) in folded.iter_mut().zip(block) {
                *f = f.max(b);
            }
        }
        let (mut sums, mut squares) = ([0.0f32; LANES], [0.0f32; LANES]);
        for part in folded.chunks_exact(LANES) {
            for (s, &v) in sums.iter_mut().zip(part) {
                *s += v;
            }
        }
        let mut sum = 0.0;
        for s in sums {
            sum += s;
        }
        let mean = sum / width as f32;
        for part in folded.chunks_exact(LANES) {
            for (s, &v) in squares.iter_mut().zip(part) {
                *s += (v - mean) * (v - mean);
            }
        }
        let mut square = 0.0;
        for s in squares {
            square += s;
        }
        let rate = 1.0 / (square / width as f32 + 1e-5).sqrt();
        for (i, r) in row.iter_mut().enumerate() {
            *r += (folded[i] - mean) * rate * gain[i] + shift[i];
        }
    }
}

for_every_level! {
    /// One step of the recurrence: `cell = f cell + (1 - f) z`, `out = o cell`, with the
    /// gates z, f, o one after another.
    fn step(gates: &[f32], cell: &mut [f32], out: &mut [f32]) {
        let n = cell.len();
        let (z, rest) = gates.split_at(n);
        let (f, o) = rest.split_at(n);
        for i in 0..n {
            cell[i] = f[i] * cell[i] + (1.0 - f[i]) * z[i];
            out[i] = o[i] * cell[i];
        }
    }
}

for_every_level! {
    /// Products of `a` with each row of `b`, into `out`.
    fn dots(a: &[f32], b: &[f32], out: &mut [f32]) {
        const LANES: usize = 16;
        for (row, target) in b.chunks_exact(a.len()).zip(out) {
            let mut sums = [0.0f32; LANES];
            for (x, y) in a.chunks_exact(LANES).zip(row.chunks_exact(LANES)) {
                for ((s, &x), &y) in sums.iter_mut().zip(x).zip(y) {
                    *s += x * y;
                }
            }
            let mut sum = 0.0;
            for s in sums {
                sum += s;
            }
            *target = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(n: usize, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 8_388_608.0 - 1.0
            })
            .collect()
    }

    /// The levels this machine can run.
    fn levels() -> Vec<Level> {
        match Level::detect() {
            Level::Avx512 => vec![Level::Plain, Level::Avx2, Level::Avx512],
            Level::Avx2 => vec![Level::Plain, Level::Avx2],
            Level::Plain => vec![Level::Plain],
        }
    }

    #[test]
    fn all_paths_give_the_same_bits() {
        let linear = Linear::new(96, &values(96 * 70, 1), &values(70, 2));
        let a = values(40 * 96, 3);
        let all: Vec<Vec<u32>> = levels()
            .into_iter()
            .map(|level| {
                let mut out = Vec::new();
                linear.apply(level, &a, 96, 40, &mut out);
                tanh(level, &mut out[..100]);
                sigmoid(level, &mut out[100..200]);
                softmax(level, &mut out[200..300]);
                let mut row = values(96, 4);
                let wide = out[300..300 + 192].to_vec();
                add_normalised(level, &wide, &values(96, 5), &values(96, 6), &mut row);
                let mut dotted = vec![0.0; 10];
                dots(level, &row, &a[..960], &mut dotted);
                out.extend(row);
                out.extend(dotted);
                out.into_iter().map(f32::to_bits).collect()
            })
            .collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn functions_are_near_the_libraries() {
        for i in -2000..2000 {
            let x = i as f32 / 50.0;
            assert!((exp(x) - x.exp()).abs() <= 4e-7 * x.exp(), "exp {x}");
            let mut t = [x];
            tanh(Level::Plain, &mut t);
            assert!((t[0] - x.tanh()).abs() < 1e-6);
        }
    }
}
