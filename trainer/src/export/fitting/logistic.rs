//! Logistic regression by Newton's method.

/// Most steps; a handful is the rule.
const STEPS: usize = 100;

/// The loss must fall by more than this for another step.
const LEAST_GAIN: f64 = 1e-13;

/// Added to the diagonal of the Hessian alone, so that a sample without spread can be solved. The
/// solution does not depend on it: there the gradient is zero.
const DAMPING: f64 = 1e-9;

/// A sample of which the probability of a target is `sigmoid(weights · inputs)`.
pub(super) struct Logistic<'a, const N: usize> {
    /// The inputs of each case; a constant is an input of 1.
    pub inputs: &'a [[f64; N]],
    /// What each came out as, between 0 and 1.
    pub targets: &'a [f64],
    /// How many times each counts.
    pub weights: &'a [f64],
    /// Half of it, times the squared weight, is added to the loss, for each weight.
    pub ridge: [f64; N],
}

impl<const N: usize> Logistic<'_, N> {
    /// The weights of the lowest loss, which is the sum of the log losses and the penalty.
    ///
    /// Newton's steps are halved until the loss falls. None if the weights do not stay finite.
    pub fn fit(&self, start: [f64; N]) -> Option<[f64; N]> {
        let mut weights = start;
        let mut current = self.loss(&weights);
        for _ in 0..STEPS {
            let (gradient, hessian) = self.derivatives(&weights);
            let Some(step) = solve(hessian, gradient) else {
                break;
            };
            let lower = halved(step).find_map(|step| {
                let next = std::array::from_fn(|place| weights[place] - step[place]);
                let loss = self.loss(&next);
                (loss <= current).then_some((next, loss))
            });
            let Some((next, loss)) = lower else {
                break;
            };
            let gain = current - loss;
            (weights, current) = (next, loss);
            if gain <= LEAST_GAIN * current.abs().max(1.0) {
                break;
            }
        }
        weights
            .iter()
            .all(|weight| weight.is_finite())
            .then_some(weights)
    }

    /// Inputs, target and weight of each case.
    fn cases(&self) -> impl Iterator<Item = (&[f64; N], f64, f64)> {
        let cases = self.inputs.iter().zip(self.targets).zip(self.weights);
        cases.map(|((inputs, &target), &weight)| (inputs, target, weight))
    }

    /// The penalised loss.
    fn loss(&self, weights: &[f64; N]) -> f64 {
        let losses: f64 = self
            .cases()
            .map(|(inputs, target, count)| {
                let z = dot(inputs, weights);
                count * (z.max(0.0) - z * target + (-z.abs()).exp().ln_1p())
            })
            .sum();
        let penalties = weights.iter().zip(self.ridge);
        losses + penalties.map(|(w, ridge)| ridge * w * w / 2.0).sum::<f64>()
    }

    /// Gradient and Hessian of the penalised loss.
    fn derivatives(&self, weights: &[f64; N]) -> ([f64; N], [[f64; N]; N]) {
        let mut gradient = std::array::from_fn(|place| self.ridge[place] * weights[place]);
        let mut hessian = [[0.0; N]; N];
        for (place, row) in hessian.iter_mut().enumerate() {
            row[place] = self.ridge[place] + DAMPING;
        }
        for (inputs, target, count) in self.cases() {
            let p = 1.0 / (1.0 + (-dot(inputs, weights)).exp());
            for row in 0..N {
                gradient[row] += count * (p - target) * inputs[row];
                for column in 0..N {
                    hessian[row][column] += count * p * (1.0 - p) * inputs[row] * inputs[column];
                }
            }
        }
        (gradient, hessian)
    }
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `step`, then halves of it until they are too small to matter.
fn halved<const N: usize>(step: [f64; N]) -> impl Iterator<Item = [f64; N]> {
    (0..30).map(move |halvings| step.map(|value| value / f64::from(1_u32 << halvings)))
}

/// Solves `matrix * x = right` by elimination with row exchange; none for a singular matrix.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        let pivot = (column..N)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..N {
            let above = matrix[column];
            let factor = matrix[row][column] / above[column];
            for (value, above) in matrix[row].iter_mut().zip(above) {
                *value -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    let mut solution = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N)
            .map(|place| matrix[row][place] * solution[place])
            .sum();
        solution[row] = (right[row] - known) / matrix[row][row];
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 200 cases of two inputs and a constant, whose targets follow none of them exactly.
    fn cases() -> (Vec<[f64; 3]>, Vec<f64>) {
        let inputs: Vec<[f64; 3]> = (0..200)
            .map(|case| {
                let (a, b) = (f64::from(case * 37 % 101), f64::from(case * 53 % 89));
                [a / 25.0 - 2.0, b / 30.0 - 1.5, 1.0]
            })
            .collect();
        let targets = inputs.iter().enumerate().map(|(case, &[a, b, _])| {
            let noise = f64::from(case as u32 * 71 % 97) / 97.0 * 4.0 - 2.0;
            f64::from(u8::from(1.2 * a - 0.7 * b + 0.3 + noise > 0.0))
        });
        let targets = targets.collect();
        (inputs, targets)
    }

    /// The gradient by its definition: central differences of the loss.
    fn slopes<const N: usize>(logistic: &Logistic<'_, N>, weights: [f64; N]) -> [f64; N] {
        std::array::from_fn(|place| {
            let at = |change: f64| {
                let mut moved = weights;
                moved[place] += change;
                logistic.loss(&moved)
            };
            (at(1e-5) - at(-1e-5)) / 2e-5
        })
    }

    #[test]
    fn the_penalised_loss_has_no_slope_at_the_solution() {
        let (inputs, targets) = cases();
        let counts: Vec<f64> = (0..200).map(|case| 0.5 + f64::from(case % 5)).collect();
        for (ridge, weights) in [
            ([0.0; 3], vec![1.0; 200]),
            ([1.0, 1.0, 0.0], counts.clone()),
            ([30.0, 0.5, 2.0], counts),
        ] {
            let logistic = Logistic {
                inputs: &inputs,
                targets: &targets,
                weights: &weights,
                ridge,
            };
            let weights = logistic.fit([0.0; 3]).expect("finite");
            // Differences of losses near 300 are exact to 1e-14 * 300 / 2e-5.
            for slope in slopes(&logistic, weights) {
                assert!(slope.abs() < 1e-6, "{ridge:?}: {slope}");
            }
            let [gradient, elsewhere] =
                [weights, [0.3, -0.2, 0.1]].map(|at| logistic.derivatives(&at).0);
            assert!(gradient.iter().all(|slope| slope.abs() < 1e-6));
            for (exact, slope) in elsewhere.iter().zip(slopes(&logistic, [0.3, -0.2, 0.1])) {
                assert!((exact - slope).abs() < 1e-5, "{exact} is not {slope}");
            }
        }
    }

    #[test]
    fn the_start_does_not_matter() {
        let (inputs, targets) = cases();
        let logistic = Logistic {
            inputs: &inputs,
            targets: &targets,
            weights: &[1.0; 200],
            ridge: [1.0, 1.0, 0.0],
        };
        let one = logistic.fit([0.0; 3]).expect("finite");
        let other = logistic.fit([5.0, -8.0, 3.0]).expect("finite");
        for (one, other) in one.iter().zip(other) {
            assert!((one - other).abs() < 1e-6, "{one} is not {other}");
        }
    }

    #[test]
    fn equations_are_solved_and_singular_ones_refused() {
        // 0 x + 2 y = 6 and 3 x + y = 0 need the exchange of rows.
        assert_eq!(
            solve([[0.0, 2.0], [3.0, 1.0]], [6.0, 0.0]),
            Some([-1.0, 3.0])
        );
        assert_eq!(solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]), None);
    }
}
