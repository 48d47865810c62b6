/**
 * The gamma function and the incomplete one. Formulas by number from Abramowitz and Stegun,
 * Handbook of Mathematical Functions (1964), and from NIST's successor of it (dlmf.nist.gov).
 */
import { strict as assert } from 'node:assert';

/** Above this, six terms of Stirling's series are exact to the last digits of a double. */
const STIRLING_FROM = 12;
/** B₂ₖ / (2k (2k − 1)) for k = 1 to 6: the series' coefficients (A&S 6.1.41). */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360] as const;

/** ln Γ(x) for x > 0, to about 15 digits. */
export function lnGamma(x: number): number {
  assert(x > 0, `lnGamma of ${x}`);
  let product = 1;
  let shifted = x;
  // Γ(x) = Γ(x + 1) / x, up to where the series is exact (A&S 6.1.15).
  for (; shifted < STIRLING_FROM; shifted++) product *= shifted;
  const inverseSquare = 1 / (shifted * shifted);
  let tail = 0;
  for (const coefficient of [...stirling].reverse()) tail = tail * inverseSquare + coefficient;
  const series = (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2;
  return series + tail / shifted - Math.log(product);
}

/** Terms of a series or fraction that shall do for any argument that occurs. */
const TERMS_MAX = 100_000;
/** Keeps a continued fraction off a division by 0. */
const TINY = 1e-300;

/**
 * The upper incomplete gamma function over the whole: Q(a, x) = Γ(a, x) / Γ(a), the chance that a
 * gamma variable of this shape and scale 1 exceeds x. For a whole shape it is an Erlang tail.
 */
export function gammaTail({ shape, x }: { readonly shape: number; readonly x: number }): number {
  assert(shape > 0 && x >= 0, `gammaTail of shape ${shape} at ${x}`);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(shape * Math.log(x) - x - lnGamma(shape));
  return x < shape + 1 ? 1 - front * headSeries(shape, x) : front * tailFraction(shape, x);
}

/** Σ xⁿ / (a (a + 1) … (a + n)), for x below about a (A&S 6.5.29). */
function headSeries(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let n = 1; n < TERMS_MAX; n++) {
    term *= x / (shape + n);
    sum += term;
    if (term < sum * Number.EPSILON) return sum;
  }
  return assert.fail(`gammaTail of shape ${shape} does not converge at ${x}`);
}

/** The continued fraction for x above about a (A&S 6.5.31), by Lentz's method. */
function tailFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < TERMS_MAX; n++) {
    const a = -n * (n - shape);
    b += 2;
    d = 1 / (a * d + b || TINY);
    c = b + a / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) return value;
  }
  return assert.fail(`gammaTail of shape ${shape} does not converge at ${x}`);
}
