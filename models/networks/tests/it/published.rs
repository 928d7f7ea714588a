//! The backbones against independent implementations, through the way by which published weights
//! are loaded: `reference/make.py` wrote the files that are compared with.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read fails the test"
)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::pytorch;
use crate::support::Parameters;
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use spectrafide_models::explain::{Explaining, Method, Settings};
use spectrafide_models::layers::linear_head::LinearHead;
use spectrafide_models::network::astrospy::{AstroSpyConfig, Joint, PathBackboneConfig};
use spectrafide_models::network::cifake_cnn::CifakeCnnConfig;
use spectrafide_models::network::efficientnet_lite::{EfficientNetLiteTrunkConfig, LiteScale};
use spectrafide_models::network::{Inputs, Network, ShippedNetworkConfig};
use spectrafide_networks::arch::astrospy_study::{AstroSpyStudyConfig, Mode};
use spectrafide_networks::arch::backbone::BackboneConfig;
use spectrafide_networks::arch::classifier::ClassifierConfig;
use spectrafide_networks::arch::resnet::{ResNetConfig, ResNetDepth};
use spectrafide_networks::arch::{NetworkConfig, StudyNetworkConfig, TrainableNetwork};
use spectrafide_networks::published::{PublishedError, initialise};
use spectrafide_report::Label;

/// A file that `reference/make.py` wrote.
struct Reference {
    /// Of a backbone, or of a network that a detector may have.
    config: serde_json::Value,
    side: usize,
    shape: [usize; 4],
    step: usize,
    samples: Vec<f64>,
    tensors: Vec<(String, Vec<usize>)>,
    attention: Option<Attention>,
}

/// Maps of the attention of a transformer, for a head with the weights that follow from `explained`.
#[derive(Deserialize)]
struct Attention {
    logit: f32,
    rollout: Vec<f32>,
    real: Vec<f32>,
    synthetic: Vec<f32>,
}

impl Reference {
    fn read(name: &str) -> Self {
        #[derive(Deserialize)]
        struct File {
            config: serde_json::Value,
            side: usize,
            shape: [usize; 4],
            step: usize,
            samples: Vec<f64>,
            tensors: Vec<Vec<serde_json::Value>>,
            attention: Option<Attention>,
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/reference")
            .join(format!("{name}.json"));
        let file: File = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let tensors = file.tensors.into_iter().map(|entry| {
            let mut entry = entry.into_iter();
            let name = entry.next().unwrap();
            let shape = entry.map(|side| usize::try_from(side.as_u64().unwrap()).unwrap());
            (name.as_str().unwrap().to_owned(), shape.collect())
        });
        Self {
            tensors: tensors.collect(),
            config: file.config,
            side: file.side,
            shape: file.shape,
            step: file.step,
            samples: file.samples,
            attention: file.attention,
        }
    }

    /// Writes a checkpoint with the published names and the values that follow from them.
    fn checkpoint(&self) -> tempfile::TempPath {
        write(&self.tensors)
    }

    /// The tensors with their values.
    fn valued(&self) -> Vec<(String, Vec<usize>, Vec<f32>)> {
        self.tensors
            .iter()
            .map(|(name, shape)| (name.clone(), shape.clone(), values(name, shape)))
            .collect()
    }

    fn backbone(&self) -> BackboneConfig {
        serde_json::from_value(self.config.clone()).unwrap()
    }

    fn network(&self) -> NetworkConfig {
        let name = self.config["architecture"].as_str().unwrap();
        if ["efficientnet_lite", "vit"].contains(&name) {
            serde_json::from_value(self.config.clone()).unwrap()
        } else {
            StudyNetworkConfig::Classifier(ClassifierConfig::new(self.backbone())).into()
        }
    }
}

/// Every reference file.
fn references() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn write(tensors: &[(String, Vec<usize>)]) -> tempfile::TempPath {
    let bytes: HashMap<&str, Vec<u8>> = tensors
        .iter()
        .map(|(name, shape)| {
            let values = values(name, shape);
            (
                name.as_str(),
                values
                    .iter()
                    .flat_map(|value| value.to_le_bytes())
                    .collect(),
            )
        })
        .collect();
    let views: Vec<(&str, TensorView<'_>)> = tensors
        .iter()
        .map(|(name, shape)| {
            let bytes = &bytes[name.as_str()];
            let view = TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap();
            (name.as_str(), view)
        })
        .collect();
    let file = tempfile::Builder::new()
        .suffix(".safetensors")
        .tempfile()
        .unwrap();
    fs::write(file.path(), safetensors::serialize(views, None).unwrap()).unwrap();
    file.into_temp_path()
}

/// A file of `torch.save` with `tensors`.
fn pth(nested: &[&str], tensors: &[(String, Vec<usize>, Vec<f32>)]) -> tempfile::TempPath {
    let file = tempfile::Builder::new().suffix(".pth").tempfile().unwrap();
    fs::write(file.path(), pytorch::checkpoint(nested, tensors)).unwrap();
    file.into_temp_path()
}

/// `uniform` of `reference/make.py`.
fn uniform(name: &str, count: usize) -> impl Iterator<Item = f64> {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    (1..=count as u64).map(move |index| {
        let z = seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f64 / f64::from(1 << 23) - 1.0
    })
}

/// `values` of `reference/make.py`.
fn values(name: &str, shape: &[usize]) -> Vec<f32> {
    let count: usize = shape.iter().product();
    let spread = |unit: f64| {
        if name.ends_with("running_var") {
            1.0 + 0.5 * unit
        } else if shape.len() > 1 {
            let pointwise = name.ends_with("pointwise.weight");
            let gain = if pointwise { 3.0 } else { 6.0 };
            unit * (gain / (count as f64 / shape[0] as f64)).sqrt()
        } else if name.ends_with("weight") {
            1.0 + 0.2 * unit
        } else {
            0.1 * unit
        }
    };
    uniform(name, count)
        .map(|unit| spread(unit) as f32)
        .collect()
}

fn images(side: usize, device: &Device) -> Tensor<4> {
    let values: Vec<f32> = uniform("images", 3 * side * side)
        .map(|value| value as f32)
        .collect();
    Tensor::from_data(TensorData::new(values, [1, 3, side, side]), device)
}

#[test]
fn backbones_compute_what_independent_implementations_do() {
    let device = Device::flex();
    let names = references();
    assert!(names.len() > 1);
    for name in names {
        let reference = Reference::read(&name);
        let config = reference.network();
        let network = config.init(reference.side, &device);
        let network = initialise(network, &config, &reference.checkpoint())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let inputs = Inputs {
            image: Some(images(reference.side, &device)),
            spectrum: None,
            statistics: None,
        };
        let maps = network.features(inputs).image.unwrap();
        assert_eq!(maps.dims(), reference.shape, "{name}");
        let maps: Vec<f32> = maps.into_data().iter::<f32>().collect();
        let samples = maps.iter().step_by(reference.step).map(|&x| f64::from(x));
        let largest = reference
            .samples
            .iter()
            .fold(0.0_f64, |a, b| a.max(b.abs()));
        assert!(largest > 1e-3, "{name} says nothing");
        assert_eq!(samples.len(), reference.samples.len());
        for (index, (ours, theirs)) in samples.zip(&reference.samples).enumerate() {
            assert!(
                (ours - theirs).abs() <= 1e-4 * largest,
                "{name}, sample {index}: {ours} instead of {theirs}, the largest is {largest}"
            );
        }
    }
}

#[test]
fn both_paths_of_astrospy_start_from_the_published_weights() {
    let reference = Reference::read("resnet18");
    let device = Device::flex();
    let config = StudyNetworkConfig::AstroSpy(
        AstroSpyStudyConfig::new(reference.backbone()).with_mode(Mode::Joint),
    );
    let network = config.init(reference.side, &device);
    let network = initialise(network, &config.into(), &reference.checkpoint()).unwrap();
    let grey = images(reference.side, &device).narrow(1, 0, 1);
    let features = network.features(Inputs {
        image: Some(grey.clone().repeat_dim(1, 3)),
        spectrum: Some(grey),
        statistics: None,
    });
    let values =
        |maps: Option<Tensor<4>>| -> Vec<f32> { maps.unwrap().into_data().iter::<f32>().collect() };
    assert_eq!(values(features.image), values(features.spectral));
}

/// The detector's paths, of a trunk that is cut after the sixth stage and of CLIP's.
#[test]
fn both_paths_of_a_detector_start_from_one_checkpoint() {
    for (name, side) in [("efficientnet_lite0", 64), ("vit", 64)] {
        let reference = Reference::read(name);
        let device = Device::flex();
        let path = match name {
            "vit" => {
                let config = reference.config.clone();
                PathBackboneConfig::Vit(serde_json::from_value(config).unwrap())
            }
            _ => PathBackboneConfig::EfficientNetLite(
                EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(6),
            ),
        };
        let config: NetworkConfig =
            ShippedNetworkConfig::AstroSpy(AstroSpyConfig::new(path.clone(), path)).into();
        let start = config.init(side, &device);
        let network = initialise(start.clone(), &config, &reference.checkpoint()).unwrap();
        let of = |network: &TrainableNetwork, path: &str| -> Vec<(String, Vec<f32>)> {
            let beginning = format!("{path}.");
            Parameters::of(network)
                .into_iter()
                .filter_map(|(name, values)| {
                    let (_, rest) = name.split_once(&beginning)?;
                    Some((rest.to_owned(), values))
                })
                .collect()
        };
        let [image, spectral] = ["image", "spectral"].map(|path| of(&network, path));
        assert!(image.len() > 10 && image == spectral, "{name}");
        assert!(of(&start, "image") != image, "{name}");
        assert!(of(&start, "head") == of(&network, "head"), "{name}");
    }
}

#[test]
fn a_checkpoint_of_one_path_is_refused_by_another_one() {
    let lite = |stages| {
        PathBackboneConfig::EfficientNetLite(
            EfficientNetLiteTrunkConfig::new(LiteScale::Lite0).with_stages(stages),
        )
    };
    let other = EfficientNetLiteTrunkConfig::new(LiteScale::Lite2).with_stages(6);
    let config = AstroSpyConfig::new(lite(6), PathBackboneConfig::EfficientNetLite(other));
    let config: NetworkConfig =
        ShippedNetworkConfig::AstroSpy(config.with_joint(Joint::Concatenate)).into();
    let file = Reference::read("efficientnet_lite0").checkpoint();
    let error = initialise(config.init(64, &Device::flex()), &config, &file).unwrap_err();
    assert!(matches!(error, PublishedError::Mismatch { .. }), "{error}");
}

/// The files that torchvision publishes are older than its present names.
#[test]
fn densely_connected_networks_are_read_under_their_old_names_too() {
    let mut reference = Reference::read("densenet121");
    for (name, _) in &mut reference.tensors {
        for part in ["norm", "conv"] {
            for number in [1, 2] {
                let (new, old) = (format!(".{part}{number}."), format!(".{part}.{number}."));
                *name = name.replace(&new, &old);
            }
        }
    }
    assert!(
        reference
            .tensors
            .iter()
            .any(|(name, _)| name == "features.denseblock1.denselayer1.norm.1.weight")
    );
    let config = reference.network();
    let network = config.init(reference.side, &Device::flex());
    initialise(network, &config, &reference.checkpoint()).unwrap();
}

/// The same values from a file of `torch.save`, plain and wrapped as training scripts do.
#[test]
fn a_file_of_pytorch_gives_the_same_network_as_one_of_safetensors() {
    let reference = Reference::read("resnet18");
    let config = reference.network();
    let device = Device::flex();
    // One start for all: the head is not in the files.
    let start = config.init(reference.side, &device);
    let expected = initialise(start.clone(), &config, &reference.checkpoint()).unwrap();
    let expected = Parameters::of(&expected);
    let tensors = reference.valued();
    for nested in [&[][..], &["state_dict"], &["state_dict", "module"]] {
        let file = pth(nested, &tensors);
        let network = initialise(start.clone(), &config, &file)
            .unwrap_or_else(|error| panic!("{nested:?}: {error}"));
        assert!(Parameters::of(&network) == expected, "{nested:?}");
    }
}

/// Published files have counts of batches beside the moments and indices beside tables.
#[test]
fn what_is_no_parameter_is_passed_over() {
    let mut reference = Reference::read("resnet18");
    for name in ["bn1.num_batches_tracked", "a.relative_position_index"] {
        reference.tensors.push((name.to_owned(), Vec::new()));
    }
    let config = reference.network();
    let network = config.init(reference.side, &Device::flex());
    initialise(network, &config, &reference.checkpoint()).unwrap();
}

#[test]
fn a_checkpoint_of_another_depth_is_refused_with_the_names_that_differ() {
    let mut reference = Reference::read("resnet18");
    reference.tensors.retain(|(name, _)| name != "conv1.weight");
    reference
        .tensors
        .push(("surplus.weight".to_owned(), vec![2, 2]));
    let (_, shape) = reference
        .tensors
        .iter_mut()
        .find(|(name, _)| name == "layer1.0.conv1.weight")
        .unwrap();
    shape[0] += 1;
    let config = reference.network();
    let network = config.init(reference.side, &Device::flex());
    let file = reference.checkpoint();
    let error = initialise(network, &config, &file).unwrap_err();
    let text = error.to_string();
    let PublishedError::Mismatch { difference, .. } = error else {
        panic!("{text}");
    };
    assert_eq!(difference.missing, ["stem.conv.weight"]);
    assert_eq!(difference.unexpected, ["surplus.weight"]);
    assert_eq!(difference.shapes.len(), 1);
    for part in [
        file.to_str().unwrap(),
        "`resnet`",
        "1 missing: stem.conv.weight",
        "1 unexpected: surplus.weight",
        "blocks.0.first.conv.weight",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn what_is_not_a_checkpoint_is_refused_with_its_name() {
    let config = StudyNetworkConfig::Classifier(ClassifierConfig::new(BackboneConfig::ResNet(
        ResNetConfig::new(ResNetDepth::D18),
    )));
    let device = Device::flex();
    let refused = |path: &Path| {
        let network = config.init(64, &device);
        initialise(network, &config.clone().into(), path)
            .unwrap_err()
            .to_string()
    };
    assert!(refused(Path::new("weights.zip")).contains("safetensors, pth, pt, bin, onnx"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.safetensors", "a.pth"] {
        let path = folder.path().join(name);
        assert!(refused(&path).contains(name));
        fs::write(&path, b"not a checkpoint").unwrap();
        assert!(refused(&path).contains(name));
    }
}

#[test]
fn networks_without_published_weights_say_so() {
    let config: NetworkConfig = ShippedNetworkConfig::CifakeCnn(CifakeCnnConfig::new()).into();
    let network = config.init(32, &Device::flex());
    let error = initialise(network, &config, Path::new("a.pth")).unwrap_err();
    assert!(error.to_string().contains("`cifake_cnn`"));
}

/// The values of the reference under the names of `OpenAI` and of Hugging Face, which keeps query, key
/// and value apart and has the text encoder beside the image encoder.
#[test]
fn clip_is_read_under_all_the_names_that_it_is_published_with() {
    let reference = Reference::read("vit");
    let config = reference.network();
    let device = Device::flex();
    let start = config.init(reference.side, &device);
    let expected = initialise(start.clone(), &config, &reference.checkpoint()).unwrap();
    let expected = Parameters::of(&expected);
    let tensors = reference.valued();
    for (names, is_split) in [(OPENAI, false), (HUGGING_FACE, true)] {
        let mut renamed = vec![("logit_scale".to_owned(), vec![1], vec![4.6])];
        for (name, shape, values) in &tensors {
            if name.starts_with("head.") {
                continue;
            }
            let (timm, theirs) = names.iter().find(|(timm, _)| name.contains(timm)).unwrap();
            let name = name.replace(timm, theirs);
            let name = name.replace(
                "blocks.",
                if is_split {
                    "encoder.layers."
                } else {
                    "transformer.resblocks."
                },
            );
            let name = format!(
                "{}{name}",
                if is_split { "vision_model." } else { "visual." }
            );
            let kept =
                usize::from(name.contains("class")) + 2 * usize::from(name.contains("position"));
            let shape = match kept {
                0 => shape.clone(),
                kept => shape[shape.len() - kept..].to_vec(),
            };
            if is_split && name.contains("qkv") {
                let rows = values.len() / 3;
                let mut shape = shape;
                shape[0] /= 3;
                for (part, values) in ["q_proj", "k_proj", "v_proj"]
                    .iter()
                    .zip(values.chunks(rows))
                {
                    renamed.push((name.replace("qkv", part), shape.clone(), values.to_vec()));
                }
            } else {
                renamed.push((name, shape, values.clone()));
            }
        }
        let file = pth(&[], &renamed);
        let network = initialise(start.clone(), &config, &file).unwrap();
        assert!(Parameters::of(&network) == expected, "{names:?}");
    }
}

/// Parts of timm's names, and what stands for them elsewhere.
const OPENAI: &[(&str, &str)] = &[
    ("cls_token", "class_embedding"),
    ("pos_embed", "positional_embedding"),
    ("patch_embed.proj", "conv1"),
    ("norm_pre", "ln_pre"),
    ("attn.qkv.weight", "attn.in_proj_weight"),
    ("attn.qkv.bias", "attn.in_proj_bias"),
    ("attn.proj", "attn.out_proj"),
    ("norm1", "ln_1"),
    ("norm2", "ln_2"),
    ("mlp.fc1", "mlp.c_fc"),
    ("mlp.fc2", "mlp.c_proj"),
    ("norm.", "ln_post."),
];

const HUGGING_FACE: &[(&str, &str)] = &[
    ("cls_token", "embeddings.class_embedding"),
    ("pos_embed", "embeddings.position_embedding.weight"),
    ("patch_embed.proj", "embeddings.patch_embedding"),
    ("norm_pre", "pre_layrnorm"),
    ("attn.qkv", "self_attn.qkv"),
    ("attn.proj", "self_attn.out_proj"),
    ("norm1", "layer_norm1"),
    ("norm2", "layer_norm2"),
    ("mlp.", "mlp."),
    ("norm.", "post_layernorm."),
];

/// Each over its largest value: what rounding does through two blocks, forward and back.
fn assert_same_map(found: &[f32], expected: &[f32]) {
    let largest = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let (of_found, of_expected) = (largest(found), largest(expected));
    assert!(of_found > 0.0 && of_expected > 0.0);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let (found, expected) = (found / of_found, expected / of_expected);
        assert!((found - expected).abs() < 1e-4, "{found} {expected}");
    }
}

#[test]
fn maps_of_attention_are_those_of_an_independent_implementation() {
    let reference = Reference::read("vit");
    let attention = reference.attention.as_ref().unwrap();
    let device = Device::flex();
    let network = reference.network().init(reference.side, &device);
    let network = initialise(network, &reference.network(), &reference.checkpoint()).unwrap();
    let TrainableNetwork::Shipped(network) = network else {
        panic!("a detector may have it");
    };
    let weights: Vec<f32> = uniform("explained", 2 * reference.shape[1])
        .map(|value| value as f32)
        .collect();
    let head = LinearHead {
        mean: vec![0.0; weights.len()],
        // With the epsilon of the normalisation, one.
        variance: vec![1.0 - 1e-5; weights.len()],
        weights,
        bias: 0.0,
    };
    let network = network.with_linear_head(&head).unwrap();
    let inputs = Inputs {
        image: Some(images(reference.side, &device)),
        spectrum: None,
        statistics: None,
    };
    let features = network.features(inputs.clone());
    let logit = network
        .head(features.clone())
        .into_data()
        .iter::<f32>()
        .sum::<f32>();
    assert!(
        (logit - attention.logit).abs() < 1e-3,
        "{logit} {}",
        attention.logit
    );
    for (method, toward, expected) in [
        (Method::AttentionRollout, Label::Real, &attention.rollout),
        (Method::AttentionGradient, Label::Real, &attention.real),
        (
            Method::AttentionGradient,
            Label::Synthetic,
            &attention.synthetic,
        ),
    ] {
        let explaining = Explaining {
            network: &network,
            name: "vit",
            inputs: &inputs,
            features: &features,
            toward,
            settings: Settings::default(),
            progress: &|_, _| {},
        };
        let explained = pollster::block_on(explaining.by(method)).unwrap();
        assert_same_map(&explained.cams.image.unwrap().values, expected);
    }
}
