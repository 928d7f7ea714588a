//! How often a number of right bits is reached, by three distributions.

use serde::{Deserialize, Serialize};

/// Readings that reach a number of right bits.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[expect(
    clippy::struct_field_names,
    reason = "beside two that a model gives, the one that was measured"
)]
pub(crate) struct Tail {
    /// Where each bit is a fair coin, looked at in two ways.
    pub(crate) fair_coins: f64,
    /// Of the beta-binomial distribution with the mean and the variance of the readings: coins of which
    /// all of a picture lean to one side.
    pub(crate) leaning_coins: f64,
    /// Of a geometric distribution fitted to the readings at and above their highest thousandth.
    pub(crate) measured_tail: f64,
}

impl Tail {
    /// How many of a million readings reach `from` right bits; `readings` has those of 0, 1, 2 … right
    /// bits.
    pub(crate) fn of(readings: &[u64], from: usize) -> Self {
        let bits = readings.len() - 1;
        let coins: f64 = (from..=bits).map(|right| fair(bits, right)).sum();
        Self {
            fair_coins: 2e6 * coins,
            leaning_coins: 1e6 * leaning(readings, from),
            measured_tail: 1e6 * geometric(readings, from),
        }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            fair_coins: self.fair_coins + other.fair_coins,
            leaning_coins: self.leaning_coins + other.leaning_coins,
            measured_tail: self.measured_tail + other.measured_tail,
        }
    }
}

/// The highest thousandth of the readings, or what is nearest to it: where it begins, and how many
/// readings of a million it has. Whether a distribution is right can be seen there.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Highest {
    pub(crate) from: usize,
    pub(crate) seen: f64,
    pub(crate) expected: Tail,
}

impl Highest {
    pub(crate) fn of(readings: &[u64]) -> Option<Self> {
        let all: u64 = readings.iter().sum();
        let from = highest(readings)?;
        let seen: u64 = readings[from..].iter().sum();
        Some(Self {
            from,
            seen: 1e6 * seen as f64 / all as f64,
            expected: Tail::of(readings, from),
        })
    }
}

/// The probability of `right` heads of `bits` coins.
fn fair(bits: usize, right: usize) -> f64 {
    let ways = (0..right).map(|k| (bits - k) as f64 / (k + 1) as f64);
    ways.product::<f64>() * 0.5_f64.powi(bits as i32)
}

/// The part of a beta-binomial distribution at and above `counts_from`. Its parameters are those of
/// moments: with the mean p of a bit and the variance v of their sum, the correlation of two bits is
/// ρ = (v / (n p (1 − p)) − 1) / (n − 1), and α + β = 1 / ρ − 1.
fn leaning(readings: &[u64], counts_from: usize) -> f64 {
    let bits = (readings.len() - 1) as f64;
    let all: u64 = readings.iter().sum();
    let moment = |of: &dyn Fn(f64) -> f64| {
        let sum = readings
            .iter()
            .enumerate()
            .map(|(right, n)| of(right as f64) * *n as f64);
        sum.sum::<f64>() / all as f64
    };
    let mean = moment(&|right| right);
    let variance = moment(&|right| (right - mean).powi(2));
    let p = mean / bits;
    let correlation = (variance / (bits * p * (1.0 - p)) - 1.0) / (bits - 1.0);
    // Less than independent bits have: the binomial distribution, which large parameters give.
    let sum = 1.0 / correlation.max(1e-9) - 1.0;
    let (alpha, beta) = (p * sum, (1.0 - p) * sum);
    // P(0) = Π (β + k) / (α + β + k), and each next one from the one before.
    let n = readings.len() - 1;
    let mut exactly: f64 = (0..n)
        .map(|k| (beta + k as f64) / (sum + k as f64))
        .product();
    let mut tail = 0.0;
    for right in 0..=n {
        if right >= counts_from {
            tail += exactly;
        }
        let k = right as f64;
        exactly *= (bits - k) / (k + 1.0) * (alpha + k) / (beta + bits - k - 1.0);
    }
    tail
}

/// The part at and above `counts_from` if the highest thousandth goes on as it begins: each further bit
/// is as likely as the mean excess over the first says.
fn geometric(readings: &[u64], counts_from: usize) -> f64 {
    let all: u64 = readings.iter().sum();
    let at_least = |right: usize| readings[right..].iter().sum::<u64>();
    let Some(start) = highest(readings) else {
        return 0.0;
    };
    let beyond = at_least(start);
    if beyond == 0 || counts_from < start {
        return at_least(counts_from) as f64 / all as f64;
    }
    let excess = readings[start..].iter().enumerate();
    let mean = excess.map(|(more, n)| more as f64 * *n as f64).sum::<f64>() / beyond as f64;
    let next = mean / (1.0 + mean);
    beyond as f64 / all as f64 * next.powi((counts_from - start) as i32)
}

/// The right bits from which on at most a thousandth of the readings lies.
fn highest(readings: &[u64]) -> Option<usize> {
    let all: u64 = readings.iter().sum();
    (0..readings.len()).find(|right| readings[*right..].iter().sum::<u64>() * 1000 <= all)
}
