//! Held-out judgements that count more or less.

/// A number of a held-out picture, and how much that picture counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Such as its score.
    pub value: f32,
    /// Above 0.
    pub weight: f64,
}

impl Sample {
    /// One that counts as every other.
    #[cfg(test)]
    pub fn alike(value: f32) -> Self {
        Self { value, weight: 1.0 }
    }
}

/// The share of `samples` that are a `hit`, by their weights; 0 of none.
pub(super) fn share(samples: &[Sample], hit: impl Fn(f32) -> bool) -> f64 {
    let hits = samples.iter().filter(|sample| hit(sample.value));
    let all = weight(samples.iter());
    if all > 0.0 { weight(hits) / all } else { 0.0 }
}

/// How many samples of equal weight say as much as these: the squared sum of the weights over the sum
/// of their squares (Kish, *Survey Sampling*, 1965).
pub(super) fn effective(samples: &[Sample]) -> f64 {
    let squares: f64 = samples.iter().map(|sample| sample.weight.powi(2)).sum();
    let sum = weight(samples.iter());
    if squares > 0.0 {
        sum * sum / squares
    } else {
        0.0
    }
}

fn weight<'a>(samples: impl Iterator<Item = &'a Sample>) -> f64 {
    samples.map(|sample| sample.weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_weights_and_uneven_samples_say_less() {
        let samples = [(0.1, 1.0), (0.2, 2.0), (0.9, 1.0)];
        let samples = samples.map(|(value, weight)| Sample { value, weight });
        assert_eq!(share(&samples, |value| value > 0.15), 0.75);
        // 4² / (1 + 4 + 1).
        assert_eq!(effective(&samples), 16.0 / 6.0);
        assert_eq!(effective(&[Sample::alike(0.5); 7]), 7.0);
        assert_eq!((share(&[], |_| true), effective(&[])), (0.0, 0.0));
    }
}
