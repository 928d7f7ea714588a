//! Maps from the attention of a vision transformer.

use std::cell::RefCell;

use burn::tensor::activation::relu;
use burn::tensor::{ExecutionError, Tensor};
use spectrafide_report::Label;

use super::grad_cam::{CamBatch, sign};
use super::seam::input_of;
use crate::network::{Inputs, Network};

/// Attention rollout (Abnar and Zuidema, *Quantifying Attention Flow in Transformers*,
/// <https://arxiv.org/abs/2005.00928>): how much of each patch reaches the class token after the last
/// block. None of a network without attention.
///
/// The mean of the heads' weights and the identity beside them count half each (section 3), and those of
/// all blocks are multiplied (equation 1). It is the same for every class and every head on the trunk.
///
/// # Errors
///
/// When the device fails.
pub async fn rollout(
    network: &impl Network,
    inputs: Inputs,
) -> Result<Option<CamBatch>, ExecutionError> {
    let mut flow: Option<Tensor<3>> = None;
    let watched = network.watched(inputs, &mut |weights| {
        let mean = mean_of_heads(weights.clone());
        let step = mean.clone() * 0.5 + identity(&mean) * 0.5;
        flow = Some(match flow.take() {
            Some(flow) => step.matmul(flow),
            None => step,
        });
        weights
    });
    match (watched, flow) {
        (Some(_), Some(flow)) => CamBatch::of(patches_of(flow.narrow(1, 0, 1)))
            .await
            .map(Some),
        _ => Ok(None),
    }
}

/// Attention weighted with its gradients (Chefer, Gur and Wolf, *Generic Attention-model Explainability
/// for Interpreting Bi-Modal and Encoder-Decoder Transformers*, <https://arxiv.org/abs/2103.15679>): how
/// much each patch has to do with what the head reads. None of a network without attention.
///
/// Of each block the mean over the heads of the weights times their gradients, where that is above
/// zero (equation 5), is added up from block to block (equation 6). The gradients are of the logit, or of
/// its negative toward real. The paper reads the class token after the last block. Here the head reads
/// the class token and the mean of the patches, after several blocks, so the relevance for all of these
/// is added up; what a patch has to do with itself through the identity is left out, as it is the same
/// for all.
///
/// Views are computed one after the other, because all weights are kept until the end; `progress` is
/// told how many are done.
///
/// # Errors
///
/// When the device fails.
pub async fn gradient(
    network: &impl Network,
    inputs: &Inputs,
    toward: Label,
    progress: &dyn Fn(usize, usize),
) -> Result<Option<CamBatch>, ExecutionError> {
    let network = network.clone().train().freeze();
    let views = inputs.image.as_ref().map_or(0, |image| image.dims()[0]);
    let mut maps = Vec::with_capacity(views);
    for view in 0..views {
        let inputs = input_of(inputs, view);
        let inputs = Inputs {
            image: inputs.image.map(Tensor::autodiff),
            ..inputs
        };
        // What is added to the weights has their gradients, and unlike them it is a leaf.
        let kept = RefCell::new(Vec::new());
        let watched = network.watched(inputs, &mut |weights: Tensor<4>| {
            let plain = weights.clone().without_autodiff();
            let added = plain.zeros_like().autodiff().require_grad();
            kept.borrow_mut().push((plain, added.clone()));
            weights + added
        });
        let Some(watched) = watched else {
            return Ok(None);
        };
        let logits = network.head(watched.features);
        let gradients = (logits * sign(toward)).sum().backward();
        let mut relevance: Option<Tensor<3>> = None;
        let mut read: Option<Tensor<3>> = None;
        for (index, (weights, added)) in kept.into_inner().into_iter().enumerate() {
            // A block that the head does not depend on has none.
            let Some(gradient) = added.grad(&gradients) else {
                continue;
            };
            let step = mean_of_heads(relu(weights * gradient));
            let relevant = relevance.take().unwrap_or_else(|| identity(&step));
            let relevant = relevant.clone() + step.matmul(relevant);
            if watched.read.contains(&(index + 1)) {
                let brought = relevant.clone() - identity(&relevant);
                let [_, tokens, _] = brought.dims();
                let class = brought.clone().narrow(1, 0, 1);
                let rows = class + brought.narrow(1, 1, tokens - 1).mean_dim(1);
                read = Some(match read.take() {
                    Some(read) => read + rows,
                    None => rows,
                });
            }
            relevance = Some(relevant);
        }
        if let Some(read) = read {
            maps.push(CamBatch::of(patches_of(read)).await?);
        }
        progress(view + 1, views);
    }
    Ok(CamBatch::joined(maps))
}

/// From `[batch, heads, tokens, tokens]` to `[batch, tokens, tokens]`.
fn mean_of_heads(weights: Tensor<4>) -> Tensor<3> {
    weights.mean_dim(1).squeeze_dim::<3>(1)
}

/// The identity of the size of `like`, `[1, tokens, tokens]`.
fn identity(like: &Tensor<3>) -> Tensor<3> {
    let [_, tokens, _] = like.dims();
    Tensor::<2>::eye(tokens, &like.device()).unsqueeze::<3>()
}

/// The patches of rows over all tokens, `[batch, 1, 1 + cells]`, as maps.
fn patches_of(rows: Tensor<3>) -> Tensor<4> {
    let [batch, _, tokens] = rows.dims();
    let cells = (tokens - 1).isqrt();
    rows.narrow(2, 1, tokens - 1)
        .reshape([batch, 1, cells, cells])
}
