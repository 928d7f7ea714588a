//! Starting from weights that others publish: safetensors, `PyTorch` and ONNX files, whose tensors
//! have the names of torchvision or timm, for CLIP also those of `OpenAI` and Hugging Face.
//!
//! A published checkpoint fills the backbones of a network, all of them if there are two. Heads
//! keep their own start, because the published ones tell a thousand classes apart.

mod clip;
mod lite;
mod onnx;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use burn_store::burn_pack::Tensor as StoredTensor;
use burn_store::{
    ModuleSnapshot, ModuleStore as _, PyTorchToBurnAdapter, PytorchStore, SafetensorsStore,
};

use spectrafide_models::network::astrospy::{PathBackbone, PathBackboneConfig};
use spectrafide_models::network::efficientnet_lite::{
    EfficientNetLiteTrunk, EfficientNetLiteTrunkConfig,
};
use spectrafide_models::network::vit::VitTrunk;
use spectrafide_models::network::{ShippedNetwork, ShippedNetworkConfig};

use crate::arch::backbone::BackboneConfig;
use crate::arch::{NetworkConfig, StudyNetworkConfig, TrainableNetwork};

/// The file endings that [`initialise`] reads.
pub const ENDINGS: [&str; 5] = ["safetensors", "pth", "pt", "bin", "onnx"];

/// Why a published checkpoint cannot be a network's start.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// There is nothing published for the architecture.
    #[error("no checkpoints are published for the architecture `{0}`")]
    Architecture(&'static str),
    /// The file's name does not say what it is.
    #[error("{}: only files that end in {} can be read", .0.display(), ENDINGS.join(", "))]
    Ending(PathBuf),
    /// The file cannot be read.
    #[error("{}: {message}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The file is of another architecture.
    #[error("{} does not fit the architecture `{architecture}`: {difference}", file.display())]
    Mismatch {
        /// The file.
        file: PathBuf,
        /// The registry name.
        architecture: &'static str,
        /// What differs.
        difference: Difference,
    },
}

/// How the tensors of a file differ from the parameters of a backbone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Parameters that the file has no tensor for, by their path in the backbone.
    pub missing: Vec<String>,
    /// Tensors that the backbone has no parameter for, by their name in the file.
    pub unexpected: Vec<String>,
    /// Tensors of another shape, each as a sentence.
    pub shapes: Vec<String>,
}

impl Difference {
    fn is_none(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty() && self.shapes.is_empty()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// More names than this fill a terminal.
        const SHOWN: usize = 12;
        let mut separator = "";
        for (what, names) in [
            ("missing", &self.missing),
            ("unexpected", &self.unexpected),
            ("of another shape", &self.shapes),
        ] {
            if names.is_empty() {
                continue;
            }
            let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>();
            write!(f, "{separator}{} {what}: {}", names.len(), shown.join(", "))?;
            if names.len() > SHOWN {
                write!(f, " and {} more", names.len() - SHOWN)?;
            }
            separator = "; ";
        }
        Ok(())
    }
}

/// Gives the backbones of `network` the weights in `file`.
///
/// `config` is the configuration that `network` was initialised from.
///
/// # Errors
///
/// The configuration has no backbone that can be read, or the file does not hold its tensors.
pub fn initialise(
    mut network: TrainableNetwork,
    config: &NetworkConfig,
    file: &Path,
) -> Result<TrainableNetwork, PublishedError> {
    let misfit = |architecture, difference| PublishedError::Mismatch {
        file: file.to_owned(),
        architecture,
        difference,
    };
    match (config, &mut network) {
        (
            NetworkConfig::Study(StudyNetworkConfig::Classifier(config)),
            TrainableNetwork::Classifier(network),
        ) => {
            let tensors = backbone_tensors(&config.backbone, file)?;
            fill_backbone(&mut network.backbone, &config.backbone, &tensors)
                .map_err(|difference| misfit(config.backbone.name(), difference))?;
        }
        (
            NetworkConfig::Study(StudyNetworkConfig::AstroSpy(config)),
            TrainableNetwork::AstroSpy(network),
        ) => {
            let tensors = backbone_tensors(&config.backbone, file)?;
            for backbone in [&mut network.image, &mut network.spectral]
                .into_iter()
                .flatten()
            {
                fill_backbone(backbone, &config.backbone, &tensors)
                    .map_err(|difference| misfit(config.backbone.name(), difference))?;
            }
        }
        (
            NetworkConfig::Shipped(ShippedNetworkConfig::AstroSpy(config)),
            TrainableNetwork::Shipped(ShippedNetwork::AstroSpy(network)),
        ) => {
            for (backbone, config) in [
                (&mut network.image, &config.image),
                (&mut network.spectral, &config.spectrum),
            ] {
                if let Some(backbone) = backbone {
                    fill_path(backbone, config, file)?
                        .map_err(|difference| misfit(config.name(), difference))?;
                }
            }
        }
        (
            NetworkConfig::Shipped(ShippedNetworkConfig::Vit(config)),
            TrainableNetwork::Shipped(ShippedNetwork::Vit(network)),
        ) => fill_vit(&mut network.trunk, config.trunk.blocks, file)?
            .map_err(|difference| misfit("vit", difference))?,
        (
            NetworkConfig::Shipped(ShippedNetworkConfig::EfficientNetLite(config)),
            TrainableNetwork::Shipped(ShippedNetwork::EfficientNetLite(network)),
        ) => fill_lite(&mut network.trunk, &config.trunk, file)?
            .map_err(|difference| misfit("efficientnet_lite", difference))?,
        (config, _) => return Err(PublishedError::Architecture(config.name())),
    }
    Ok(network)
}

fn backbone_tensors(
    config: &BackboneConfig,
    file: &Path,
) -> Result<BTreeMap<String, StoredTensor>, PublishedError> {
    if !config.is_published() {
        return Err(PublishedError::Architecture(config.name()));
    }
    read(file)
}

fn fill_backbone(
    backbone: &mut impl ModuleSnapshot,
    config: &BackboneConfig,
    tensors: &BTreeMap<String, StoredTensor>,
) -> Result<(), Difference> {
    fill(
        backbone,
        tensors,
        |key| config.leaves_out(key),
        |key| config.published_path(key),
    )
}

/// What could not be done is an error; what does not fit is what the inner result has.
type Filled = Result<Result<(), Difference>, PublishedError>;

fn fill_path(backbone: &mut PathBackbone, config: &PathBackboneConfig, file: &Path) -> Filled {
    match (backbone, config) {
        (PathBackbone::EfficientNetLite(trunk), PathBackboneConfig::EfficientNetLite(config)) => {
            fill_lite(trunk, config, file)
        }
        (PathBackbone::Vit(path), PathBackboneConfig::Vit(config)) => {
            fill_vit(&mut path.trunk, config.trunk.blocks, file)
        }
        (_, config) => Err(PublishedError::Architecture(config.name())),
    }
}

fn fill_vit(trunk: &mut VitTrunk, blocks: usize, file: &Path) -> Filled {
    let tensors = clip::with_timm_names(read(file)?).map_err(|message| PublishedError::Read {
        file: file.to_owned(),
        message,
    })?;
    let leaves_out = |key: &str| clip::leaves_out(key, blocks);
    Ok(fill(trunk, &tensors, leaves_out, clip::path))
}

fn fill_lite(
    trunk: &mut EfficientNetLiteTrunk,
    config: &EfficientNetLiteTrunkConfig,
    file: &Path,
) -> Filled {
    Ok(fill(
        trunk,
        &read(file)?,
        |key| lite::leaves_out(key, config),
        |key| lite::path(key, config),
    ))
}

/// Gives `module` the `tensors` that are not left out, each at the path that belongs to its name.
fn fill(
    module: &mut impl ModuleSnapshot,
    tensors: &BTreeMap<String, StoredTensor>,
    leaves_out: impl Fn(&str) -> bool,
    published_path: impl Fn(&str) -> Option<String>,
) -> Result<(), Difference> {
    let mut difference = Difference::default();
    let mut placed = Vec::new();
    let mut names = BTreeMap::new();
    for (name, tensor) in tensors {
        // First, because what is left out may be beside parameters.
        if leaves_out(name) {
            continue;
        }
        if let Some(path) = published_path(name) {
            names.insert(path.clone(), name);
            let mut tensor = tensor.clone();
            tensor.name = path;
            placed.push(tensor);
        } else {
            difference.unexpected.push(name.clone());
        }
    }
    let result = module.apply(placed, None, Some(Box::new(PyTorchToBurnAdapter)), true);
    difference
        .missing
        .extend(result.missing.into_iter().map(|(path, _)| path));
    difference.unexpected.extend(
        result
            .unused
            .into_iter()
            .filter_map(|path| names.get(&path).map(|&name| name.clone())),
    );
    difference
        .shapes
        .extend(result.errors.iter().map(ToString::to_string));
    if difference.is_none() {
        Ok(())
    } else {
        Err(difference)
    }
}

/// The tensors of `file`, by name.
fn read(file: &Path) -> Result<BTreeMap<String, StoredTensor>, PublishedError> {
    let failed = |message: String| PublishedError::Read {
        file: file.to_owned(),
        message,
    };
    let ending = file
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    if !ENDINGS.contains(&ending) {
        return Err(PublishedError::Ending(file.to_owned()));
    }
    // A reader that maps the file into memory would name neither.
    std::fs::File::open(file).map_err(|error| failed(error.to_string()))?;
    let tensors = if ending == "onnx" {
        let bytes = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
        onnx::tensors(&bytes).map_err(failed)?
    } else if ending == "safetensors" {
        let mut store = SafetensorsStore::from_file(file).map_indices_contiguous(false);
        let tensors = store.get_all_tensors();
        tensors.map_err(|error| failed(error.to_string()))?.clone()
    } else {
        let mut store = PytorchStore::from_file(file).map_indices_contiguous(false);
        let tensors = store.get_all_tensors();
        tensors.map_err(|error| failed(error.to_string()))?.clone()
    };
    Ok(unwrapped(tensors))
}

/// What training scripts put around a network's tensors.
const WRAPPERS: [&str; 4] = ["state_dict.", "model_state_dict.", "model.", "module."];

/// Takes the wrappers off the names, if all have the same ones. Beside a dictionary of tensors
/// such files have numbers, such as the epoch, which are no tensors.
fn unwrapped(mut tensors: BTreeMap<String, StoredTensor>) -> BTreeMap<String, StoredTensor> {
    while let Some(wrapper) = WRAPPERS
        .into_iter()
        .find(|wrapper| !tensors.is_empty() && tensors.keys().all(|name| name.starts_with(wrapper)))
    {
        tensors = tensors
            .into_iter()
            .map(|(name, tensor)| (name[wrapper.len()..].to_owned(), tensor))
            .collect();
    }
    tensors
}
