//! The step to whose multiples values were rounded.

/// The largest step that is looked for.
const MOST: u32 = 60;

/// Fewest values beyond half a step that tell of it.
const LEAST_VALUES: usize = 200;

/// How far from a multiple a value may be, in levels. Decoding rounds the luma to whole levels and then
/// the three channels, which gives each coefficient an error of deviation
/// `sqrt((1 + 0.299² + 0.587² + 0.114²) / 12) = 0.35`; of a normal distribution 75 % are within this.
const NEAR: f32 = 0.4;

/// The share of values that must be near. Without rounding it is `2 * NEAR / step`, at most 0.4.
const LEAST_SHARE: f64 = 0.6;

/// The largest step to whose multiples nearly all values were rounded, 1 where there is none; nothing
/// where there are too few values to tell.
pub fn of(values: &[f32]) -> Option<u32> {
    let beyond = |limit: f32| {
        values
            .iter()
            .map(|value| value.abs())
            .filter(move |&v| v > limit)
    };
    if beyond(1.0).count() < LEAST_VALUES {
        return None;
    }
    let is_step = |&step: &u32| {
        let step = step as f32;
        let (mut near, mut all) = (0_usize, 0_usize);
        for value in beyond(step / 2.0) {
            let error = (value - (value / step).round() * step).abs();
            near += usize::from(error <= NEAR);
            all += 1;
        }
        all >= LEAST_VALUES && near as f64 / all as f64 >= LEAST_SHARE
    };
    Some((2..=MOST).rev().find(is_step).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::testing::Random;

    #[test]
    fn the_step_of_rounded_values_is_found_through_the_noise_of_decoding() {
        let mut random = Random::new(3);
        for step in [1.0_f32, 2.0, 3.0, 7.0, 24.0] {
            let values: Vec<f32> = (0..20_000)
                .map(|_| {
                    let value = (40.0 * random.normal() / step).round() * step;
                    value + 0.25 * random.normal()
                })
                .collect();
            assert_eq!(of(&values), Some(step as u32));
        }
        assert_eq!(of(&[0.0; 500]), None);
    }
}
