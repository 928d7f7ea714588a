//! Curves of profiles: from a stored value to light, both in `[0, 1]`.
//!
//! Source: ICC.1:2022, 10.6 and 10.18, <https://www.color.org/specification/ICC.1-2022-05.pdf>.

use moxcms::ToneReprCurve;

/// The curve at `x`.
pub(super) fn at(curve: &ToneReprCurve, x: f64) -> f64 {
    let y = match curve {
        ToneReprCurve::Lut(table) => match table.as_slice() {
            [] => x,
            [gamma] => x.powf(f64::from(*gamma) / 256.0),
            table => between(table.len(), x, |index| {
                f64::from(table.get(index).copied().unwrap_or_default()) / 65535.0
            }),
        },
        ToneReprCurve::Parametric(parameters) => parametric(parameters, x),
    };
    if y.is_finite() {
        y.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

fn parametric(parameters: &[f32], x: f64) -> f64 {
    let power = |a: f64, b: f64, g: f64| (a * x + b).max(0.0).powf(g);
    let parameters: Vec<f64> = parameters.iter().copied().map(f64::from).collect();
    match *parameters.as_slice() {
        [g] => x.powf(g),
        [_, _, _, c, d] if x < d => c * x,
        [g, a, b] | [g, a, b, _, _] => power(a, b, g),
        [g, a, b, c] => power(a, b, g) + c,
        [_, _, _, c, d, _, f] if x < d => c * x + f,
        [g, a, b, _, _, e, _] => power(a, b, g) + e,
        _ => x,
    }
}

/// The value at `x`, in `[0, 1]`, of a table of `length` samples, on a line between its neighbours.
pub(super) fn between(length: usize, x: f64, sample: impl Fn(usize) -> f64) -> f64 {
    let last = length.saturating_sub(1);
    let place = x.clamp(0.0, 1.0) * last as f64;
    let low = (place as usize).min(last);
    let share = place - low as f64;
    sample(low) * (1.0 - share) + sample((low + 1).min(last)) * share
}
