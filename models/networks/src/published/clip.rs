//! Names of the tensors of CLIP's image encoder, as those who publish it have them.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use burn_store::bridge::{from_data, to_data};
use burn_store::burn_pack::Tensor as StoredTensor;

/// Parts of the names that queries, keys and values have where they are apart.
const PARTS: [&str; 3] = ["attn.q.", "attn.k.", "attn.v."];

/// The tensors of a checkpoint of `OpenAI`, `OpenCLIP`, timm or Hugging Face, under timm's names and
/// with their shapes; what belongs to the text encoder is left out.
///
/// # Errors
///
/// Tensors that cannot be read, or cannot be joined.
pub(super) fn with_timm_names(
    tensors: BTreeMap<String, StoredTensor>,
) -> Result<BTreeMap<String, StoredTensor>, String> {
    let mut named = BTreeMap::new();
    // Hugging Face keeps what others have as one matrix in three, in this order.
    let mut parts: BTreeMap<String, [Option<TensorData>; 3]> = BTreeMap::new();
    for (key, mut tensor) in tensors {
        let Some(name) = timm_name(&key) else {
            continue;
        };
        if let Some(part) = PARTS.iter().position(|part| name.contains(part)) {
            let data = to_data(&tensor).map_err(|error| error.to_string())?;
            let whole = name.replace(PARTS[part], "attn.qkv.");
            parts.entry(whole).or_default()[part] = Some(data);
        } else {
            // timm has dimensions of one before these two.
            if name == "cls_token" || name == "pos_embed" {
                let kept = if name == "cls_token" { 1 } else { 2 };
                let extra = tensor.shape.len().saturating_sub(kept);
                if tensor.shape.iter().take(extra).all(|&side| side == 1) {
                    let data = to_data(&tensor).map_err(|error| error.to_string())?;
                    let shape: Vec<usize> = tensor.shape.iter().skip(extra).copied().collect();
                    tensor = from_data(
                        TensorData::new(data.iter::<f32>().collect::<Vec<_>>(), shape),
                        name.clone(),
                        None,
                    );
                }
            }
            named.insert(name, tensor);
        }
    }
    for (name, parts) in parts {
        let [Some(query), Some(key), Some(value)] = parts else {
            return Err(format!("`{name}` is not whole"));
        };
        named.insert(
            name.clone(),
            from_data(joined([&query, &key, &value])?, name, None),
        );
    }
    Ok(named)
}

/// Rows of three tensors below each other.
fn joined(parts: [&TensorData; 3]) -> Result<TensorData, String> {
    let mut shape: Vec<usize> = parts[0].shape().iter().copied().collect();
    let mut values: Vec<f32> = Vec::new();
    for part in parts {
        if part.shape() != parts[0].shape() {
            return Err("query, key and value differ in shape".to_owned());
        }
        values.extend(part.iter::<f32>());
    }
    if let Some(rows) = shape.first_mut() {
        *rows *= 3;
    }
    Ok(TensorData::new(values, shape))
}

/// timm's name of a tensor of the image encoder, of whose names `key` is one.
fn timm_name(key: &str) -> Option<String> {
    if let Some(key) = key.strip_prefix("visual.") {
        return renamed(key, &OPENAI);
    }
    if let Some(key) = key.strip_prefix("vision_model.") {
        return renamed(key, &HUGGING_FACE);
    }
    // Beside the image encoder OpenAI's files have the text encoder at the top.
    let text = [
        "transformer.",
        "token_embedding.",
        "positional_embedding",
        "ln_final.",
        "text_projection",
        "text_model.",
        "visual_projection.",
        "logit_scale",
        "input_resolution",
        "context_length",
        "vocab_size",
    ];
    (!text.iter().any(|prefix| key.starts_with(prefix))).then(|| key.to_owned())
}

/// What a publisher calls tensors, and what timm does.
struct Names {
    /// What stands before the number of a block.
    blocks: &'static str,
    /// How names inside a block begin.
    inside: &'static [(&'static str, &'static str)],
    /// How the other names begin, or whole names.
    outside: &'static [(&'static str, &'static str)],
}

const OPENAI: Names = Names {
    blocks: "transformer.resblocks.",
    inside: &[
        ("attn.in_proj_", "attn.qkv."),
        ("attn.out_proj.", "attn.proj."),
        ("ln_1.", "norm1."),
        ("ln_2.", "norm2."),
        ("mlp.c_fc.", "mlp.fc1."),
        ("mlp.c_proj.", "mlp.fc2."),
    ],
    outside: &[
        ("class_embedding", "cls_token"),
        ("positional_embedding", "pos_embed"),
        ("conv1.", "patch_embed.proj."),
        ("proj", "head.weight"),
        ("ln_pre.", "norm_pre."),
        ("ln_post.", "norm."),
    ],
};

const HUGGING_FACE: Names = Names {
    blocks: "encoder.layers.",
    inside: &[
        ("self_attn.q_proj.", PARTS[0]),
        ("self_attn.k_proj.", PARTS[1]),
        ("self_attn.v_proj.", PARTS[2]),
        ("self_attn.out_proj.", "attn.proj."),
        ("layer_norm1.", "norm1."),
        ("layer_norm2.", "norm2."),
        ("mlp.", "mlp."),
    ],
    outside: &[
        ("embeddings.class_embedding", "cls_token"),
        ("embeddings.position_embedding.weight", "pos_embed"),
        ("embeddings.patch_embedding.", "patch_embed.proj."),
        // Spelt so in the library.
        ("pre_layrnorm.", "norm_pre."),
        ("post_layernorm.", "norm."),
    ],
};

/// timm's name for the `key` of a publisher with these `names`.
fn renamed(key: &str, names: &Names) -> Option<String> {
    let begun = |key: &str, names: &[(&str, &str)]| {
        names
            .iter()
            .find_map(|(theirs, timm)| Some(format!("{timm}{}", key.strip_prefix(theirs)?)))
    };
    match key.strip_prefix(names.blocks) {
        Some(rest) => {
            let (block, tensor) = rest.split_once('.')?;
            Some(format!("blocks.{block}.{}", begun(tensor, names.inside)?))
        }
        None => begun(key, names.outside),
    }
}

/// Where timm's tensor `key` is in a trunk.
pub(super) fn path(key: &str) -> Option<String> {
    if let Some(rest) = key.strip_prefix("blocks.") {
        let (block, tensor) = rest.split_once('.')?;
        let (module, tensor) = tensor.rsplit_once('.')?;
        let module = match module {
            "norm1" => "attention_norm",
            "attn.qkv" => "to_qkv",
            "attn.proj" => "merge",
            "norm2" => "mlp_norm",
            "mlp.fc1" => "widen",
            "mlp.fc2" => "narrow",
            _ => return None,
        };
        return Some(format!("blocks.{block}.{module}.{tensor}"));
    }
    Some(match key {
        "cls_token" => "class_embedding".to_owned(),
        "pos_embed" => "position_embedding".to_owned(),
        "patch_embed.proj.weight" => "patch_embedding.weight".to_owned(),
        _ => format!("norm.{}", key.strip_prefix("norm_pre.")?),
    })
}

/// Whether `key` names a tensor that a trunk of `blocks` blocks does not have: later blocks, and
/// what turns the last tokens into an embedding.
pub(super) fn leaves_out(key: &str, blocks: usize) -> bool {
    let later = key
        .strip_prefix("blocks.")
        .and_then(|rest| rest.split('.').next())
        .and_then(|block| block.parse::<usize>().ok())
        .is_some_and(|block| block >= blocks);
    later || key.starts_with("norm.") || key.starts_with("head.") || key.starts_with("fc_norm.")
}
