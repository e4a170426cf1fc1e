/* The element-wise half of a training step, where PyTorch would walk memory many times over.
   Compiled when `fast.py` is imported; its tests stand there too. Arrays are contiguous, time first. */
#include <math.h>
#include <stdint.h>

/* Hash of a counter (lowbias32): random bits without a state, so the backward pass makes the same mask again. */
static inline uint32_t mix(uint32_t x) {
    x ^= x >> 16; x *= 0x7feb352dU; x ^= x >> 15; x *= 0x846ca68bU; x ^= x >> 16;
    return x;
}

/* y = x with a share of threshold / 2^32 set to zero and the rest scaled. */
void drop(float *restrict y, const float *restrict x, long n, uint32_t seed, uint32_t threshold, float scale) {
    for (long i = 0; i < n; i++) y[i] = mix((uint32_t)i ^ seed) >= threshold ? x[i] * scale : 0.f;
}

/* y = (x + drop(u)) * mask, rows of w. */
void residual(float *restrict y, const float *restrict x, const float *restrict u, const float *restrict mask, long n, long w,
              uint32_t seed, uint32_t threshold, float scale) {
    for (long r = 0; r < n; r++)
        for (long j = 0; j < w; j++) {
            long i = r * w + j;
            y[i] = (x[i] + (mix((uint32_t)i ^ seed) >= threshold ? u[i] * scale : 0.f)) * mask[r];
        }
}

/* Gradients of `residual`. */
void residual_back(float *restrict dx, float *restrict du, const float *restrict g, const float *restrict mask, long n, long w,
                   uint32_t seed, uint32_t threshold, float scale) {
    for (long r = 0; r < n; r++)
        for (long j = 0; j < w; j++) {
            long i = r * w + j;
            float d = g[i] * mask[r];
            dx[i] = d;
            du[i] = mix((uint32_t)i ^ seed) >= threshold ? d * scale : 0.f;
        }
}

/* Largest of `pieces` neighbouring blocks of w; `at` says which. */
void maxout(float *restrict y, uint8_t *restrict at, const float *restrict x, long n, long w, long pieces) {
    for (long r = 0; r < n; r++) {
        const float *restrict row = x + r * w * pieces;
        for (long j = 0; j < w; j++) { y[r * w + j] = row[j]; at[r * w + j] = 0; }
        for (long p = 1; p < pieces; p++)
            for (long j = 0; j < w; j++) {
                float v = row[p * w + j];
                int more = v > y[r * w + j];
                y[r * w + j] = more ? v : y[r * w + j];
                at[r * w + j] = more ? p : at[r * w + j];
            }
    }
}

void maxout_back(float *restrict dx, const uint8_t *restrict at, const float *restrict g, long n, long w, long pieces) {
    for (long r = 0; r < n; r++)
        for (long p = 0; p < pieces; p++)
            for (long j = 0; j < w; j++) dx[(r * pieces + p) * w + j] = at[r * w + j] == p ? g[r * w + j] : 0.f;
}

static inline float sigmoid(float x) { return 1.f / (1.f + expf(-x)); }

/* Gated recurrence both ways: g [t, b, 2 x (z f o) x r] to h [t, b, 2 r]; keeps the gates in `act` and the states in `c`. */
void recur(float *restrict h, float *restrict act, float *restrict c, const float *restrict g, const float *restrict mask, long t, long b, long r) {
    for (long k = 0; k < 2; k++)
        for (long s = 0; s < t; s++) {
            long now = k ? t - 1 - s : s, before = k ? now + 1 : now - 1;
            for (long i = 0; i < b; i++) {
                long at = now * b + i;
                const float *restrict in = g + at * 6 * r + 3 * r * k;
                float *restrict a = act + at * 6 * r + 3 * r * k;
                float *restrict state = c + at * 2 * r + r * k, *restrict out = h + at * 2 * r + r * k;
                const float *old = s ? c + (before * b + i) * 2 * r + r * k : 0;
                float m = mask[at];
                for (long j = 0; j < r; j++) a[j] = 1.f - 2.f * sigmoid(-2.f * in[j]);
                for (long j = r; j < 3 * r; j++) a[j] = sigmoid(in[j]);
                for (long j = 0; j < r; j++) state[j] = (1.f - a[r + j]) * a[j] * m;
                if (old) for (long j = 0; j < r; j++) state[j] += a[r + j] * old[j];
                for (long j = 0; j < r; j++) out[j] = a[2 * r + j] * state[j];
            }
        }
}

/* Gradient of `recur`; `carry` holds b x r floats. */
void recur_back(float *restrict dg, float *restrict carry, const float *restrict dh, const float *restrict act, const float *restrict c,
                const float *restrict mask, long t, long b, long r) {
    for (long k = 0; k < 2; k++) {
        for (long i = 0; i < b * r; i++) carry[i] = 0.f;
        for (long s = t - 1; s >= 0; s--) {
            long now = k ? t - 1 - s : s, before = k ? now + 1 : now - 1;
            for (long i = 0; i < b; i++) {
                long at = now * b + i;
                const float *restrict a = act + at * 6 * r + 3 * r * k;
                const float *restrict state = c + at * 2 * r + r * k, *restrict d = dh + at * 2 * r + r * k;
                const float *old = s ? c + (before * b + i) * 2 * r + r * k : 0;
                float *restrict out = dg + at * 6 * r + 3 * r * k, *restrict more = carry + i * r;
                float m = mask[at];
                for (long j = 0; j < r; j++) {
                    float z = a[j], f = a[r + j], o = a[2 * r + j];
                    float dc = d[j] * o + more[j];
                    more[j] = dc * f;
                    out[j] = dc * (1.f - f) * m * (1.f - z * z);
                    out[r + j] = dc * ((old ? old[j] : 0.f) - z * m) * f * (1.f - f);
                    out[2 * r + j] = d[j] * state[j] * o * (1.f - o);
                }
            }
        }
    }
}

/* Each word with the one before and the one after: x [t, b, w] to y [t, b, 3 w]; `step` = b x w. */
void window(float *restrict y, const float *restrict x, long t, long b, long w) {
    for (long s = 0; s < t; s++)
        for (long i = 0; i < b; i++)
            for (long k = 0; k < 3; k++) {
                long from = s + k - 1;
                float *restrict out = y + ((s * b + i) * 3 + k) * w;
                if (from < 0 || from >= t) for (long j = 0; j < w; j++) out[j] = 0.f;
                else for (long j = 0; j < w; j++) out[j] = x[(from * b + i) * w + j];
            }
}

void window_back(float *restrict dx, const float *restrict g, long t, long b, long w) {
    for (long s = 0; s < t; s++)
        for (long i = 0; i < b; i++) {
            float *restrict out = dx + (s * b + i) * w;
            const float *mid = g + ((s * b + i) * 3 + 1) * w;
            for (long j = 0; j < w; j++) out[j] = mid[j];
            if (s + 1 < t) for (long j = 0; j < w; j++) out[j] += g[((s + 1) * b + i) * 3 * w + j];
            if (s) for (long j = 0; j < w; j++) out[j] += g[(((s - 1) * b + i) * 3 + 2) * w + j];
        }
}
