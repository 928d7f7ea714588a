//! Logistic regression, fitted to its end.

use burn::optim::{GradientsParams, LBFGSConfig, LineSearchFn};
use burn::tensor::Tensor;

use super::loss::{Targets, loss};
use super::network::Head;

/// Most steps.
const STEPS: usize = 150;

/// Brings `head` to the lowest mean loss with `strength` as the penalty of its weights, by L-BFGS.
/// All numbers of all pictures take part in every step, so that nothing is left to chance.
pub(super) fn fit(
    head: Head,
    numbers: &Tensor<3>,
    targets: &Targets,
    consistency: f64,
    strength: f64,
) -> Head {
    let mut optimizer = LBFGSConfig::new()
        .with_max_iter(STEPS)
        .with_history_size(20)
        .with_tolerance_grad(1e-6)
        .with_tolerance_change(1e-9)
        .with_line_search_fn(LineSearchFn::StrongWolfe)
        .init();
    let (head, _) = optimizer.step(1.0, head, |head: Head| {
        let penalty = head.output.weight.val().square().sum() * (strength / 2.0);
        let loss = loss(&head, numbers.clone(), targets, consistency) + penalty;
        let gradients = GradientsParams::from_grads(loss.backward(), &head);
        (loss.into_scalar::<f64>(), gradients)
    });
    head
}
