//! Names of the tensors of `EfficientNet`-Lite: those of timm, and those of the port that was made
//! after TensorFlow's own.

use spectrafide_models::network::efficientnet_lite::EfficientNetLiteTrunkConfig;

/// Where the published tensor `key` is in a trunk.
pub(super) fn path(key: &str, config: &EfficientNetLiteTrunkConfig) -> Option<String> {
    let (module, tensor) = key.rsplit_once('.')?;
    let path = match module.split('.').collect::<Vec<_>>()[..] {
        ["conv_stem" | "_conv_stem"] => "stem.conv".to_owned(),
        ["bn1" | "_bn0"] => "stem.norm".to_owned(),
        ["conv_head" | "_conv_head"] => "last.conv".to_owned(),
        ["bn2" | "_bn1"] => "last.norm".to_owned(),
        ["_blocks", block, layer] => {
            let layer = match layer {
                "_expand_conv" => "expand.conv",
                "_bn0" => "expand.norm",
                "_depthwise_conv" => "depthwise.conv",
                "_bn1" => "depthwise.norm",
                "_project_conv" => "project.conv",
                "_bn2" => "project.norm",
                _ => return None,
            };
            format!("blocks.{}.{layer}", block.parse::<usize>().ok()?)
        }
        ["blocks", stage, block, layer] => {
            let stage = stage.parse::<usize>().ok()?;
            let before: usize = EfficientNetLiteTrunkConfig::new(config.scale)
                .with_stages(stage)
                .blocks();
            // timm counts the layers of a block, of which the first stage lacks one.
            let layer = match (layer, stage > 0) {
                ("conv_pw", true) => "expand.conv",
                ("bn1", true) => "expand.norm",
                ("conv_dw", _) => "depthwise.conv",
                ("bn2", true) | ("bn1", false) => "depthwise.norm",
                ("conv_pwl", true) | ("conv_pw", false) => "project.conv",
                ("bn3", true) | ("bn2", false) => "project.norm",
                _ => return None,
            };
            format!("blocks.{}.{layer}", before + block.parse::<usize>().ok()?)
        }
        _ => return None,
    };
    Some(format!("{path}.{tensor}"))
}

/// Whether `key` names a tensor that a trunk does not have: the classifier, counts of batches, and
/// what follows the stages that are computed.
pub(super) fn leaves_out(key: &str, config: &EfficientNetLiteTrunkConfig) -> bool {
    let classifier = ["classifier.", "_fc."];
    if key.ends_with(".num_batches_tracked")
        || classifier.iter().any(|prefix| key.starts_with(prefix))
    {
        return true;
    }
    match path(key, config) {
        Some(path) if path.starts_with("last.") => config.stages < 7,
        Some(path) => path
            .strip_prefix("blocks.")
            .and_then(|rest| rest.split('.').next())
            .and_then(|block| block.parse::<usize>().ok())
            .is_some_and(|block| block >= config.blocks()),
        None => false,
    }
}
