//! The third Inception network of Szegedy et al., *Rethinking the Inception Architecture for
//! Computer Vision* (<https://arxiv.org/abs/1512.00567>), up to the last feature maps.
//!
//! The network is the one of torchvision, without its auxiliary classifier and without its
//! `transform_input`, which belongs to the preprocessing. The paper's table 1 is another: its
//! stem has 3x3 convolutions alone, and there are five modules of the second kind. In the
//! modules of the first kind a 5x5 convolution takes the place of the single 3x3 convolution of
//! the paper's figure 5. As in torchvision, the zeros around a map count in the average pools.
//! Weights start from Burn's default for convolutions.

use burn::config::Config;
use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::layers::inception::{
    Chain, ChainConfig, InceptionStem, Mixed, MixedConfig, PUBLISHED_WIDTH, Pool, scaled,
};

/// The kinds of modules, by torchvision's letters.
#[derive(Clone, Copy)]
enum Kind {
    /// The paper's figure 5, with so many filters behind the pool.
    A(usize),
    /// Halves the maps, as in the paper's figure 10.
    B,
    /// The paper's figure 6 for 7x7, with so many filters between the first and the last
    /// convolution of a branch.
    C(usize),
    /// Halves the maps, with a branch of 1x7 and 7x1.
    D,
    /// The paper's figure 7.
    E,
}

/// The modules with their names in torchvision.
const MODULES: [(&str, Kind); 11] = [
    ("Mixed_5b", Kind::A(32)),
    ("Mixed_5c", Kind::A(64)),
    ("Mixed_5d", Kind::A(64)),
    ("Mixed_6a", Kind::B),
    ("Mixed_6b", Kind::C(128)),
    ("Mixed_6c", Kind::C(160)),
    ("Mixed_6d", Kind::C(160)),
    ("Mixed_6e", Kind::C(192)),
    ("Mixed_7a", Kind::D),
    ("Mixed_7b", Kind::E),
    ("Mixed_7c", Kind::E),
];

impl Kind {
    /// The module for maps of `channels` channels.
    fn config(self, channels: usize, width: usize) -> MixedConfig {
        let filters = |published| scaled(published, width);
        let chain = || ChainConfig::new(channels);
        let begin = |published| chain().convolution(filters(published), [1, 1]);
        let average = |published| begin(published).with_pool(Some(Pool::AverageWithZeros));
        let halving = || chain().with_pool(Some(Pool::Halving));
        MixedConfig::new(match self {
            Self::A(pooled) => vec![
                begin(64),
                begin(48).convolution(filters(64), [5, 5]),
                begin(64)
                    .convolution(filters(96), [3, 3])
                    .convolution(filters(96), [3, 3]),
                average(pooled),
            ],
            Self::B => vec![
                chain().halving(filters(384)),
                begin(64)
                    .convolution(filters(96), [3, 3])
                    .halving(filters(96)),
                halving(),
            ],
            Self::C(inner) => vec![
                begin(192),
                begin(inner)
                    .convolution(filters(inner), [1, 7])
                    .convolution(filters(192), [7, 1]),
                begin(inner)
                    .convolution(filters(inner), [7, 1])
                    .convolution(filters(inner), [1, 7])
                    .convolution(filters(inner), [7, 1])
                    .convolution(filters(192), [1, 7]),
                average(192),
            ],
            Self::D => vec![
                begin(192).halving(filters(320)),
                begin(192)
                    .convolution(filters(192), [1, 7])
                    .convolution(filters(192), [7, 1])
                    .halving(filters(192)),
                halving(),
            ],
            Self::E => vec![
                begin(320),
                begin(384).split(filters(384)),
                begin(448)
                    .convolution(filters(384), [3, 3])
                    .split(filters(384)),
                average(192),
            ],
        })
    }

    /// What torchvision calls the branches that have convolutions.
    fn branches(self) -> &'static [&'static str] {
        match self {
            Self::A(_) => &["branch1x1", "branch5x5", "branch3x3dbl", "branch_pool"],
            Self::B => &["branch3x3", "branch3x3dbl"],
            Self::C(_) => &["branch1x1", "branch7x7", "branch7x7dbl", "branch_pool"],
            Self::D => &["branch3x3", "branch7x7x3"],
            Self::E => &["branch1x1", "branch3x3", "branch3x3dbl", "branch_pool"],
        }
    }

    /// Where a layer of torchvision is in a module here. `branch3x3dbl_2` is the second of its
    /// branch, `branch3x3dbl_3a` one of two that end it, and those without a number are alone.
    fn published_layer(self, name: &str) -> Option<String> {
        let branch = |name| self.branches().iter().position(|&branch| branch == name);
        if let Some(branch) = branch(name) {
            return Some(format!("branches.{branch}.layers.0"));
        }
        let (name, layer) = name.rsplit_once('_')?;
        let branch = branch(name)?;
        let layer = match layer.chars().last()? {
            'a' => "split.0".to_owned(),
            'b' => "split.1".to_owned(),
            _ => format!("layers.{}", layer.parse::<usize>().ok()?.checked_sub(1)?),
        };
        Some(format!("branches.{branch}.{layer}"))
    }
}

/// Configures an [`InceptionV3Trunk`].
#[derive(Config, Debug, PartialEq)]
pub struct InceptionV3Config {
    /// What comes before the modules.
    #[config(default = "InceptionStem::Imagenet")]
    pub stem: InceptionStem,
    /// Filters of the first convolution, 32 in the paper. Those of all others are in proportion,
    /// rounded down.
    #[config(default = "PUBLISHED_WIDTH")]
    pub width: usize,
}

impl InceptionV3Config {
    /// Number of channels of the last feature maps.
    pub fn embedding(&self) -> usize {
        self.modules().last().map_or(0, MixedConfig::outputs)
    }

    fn modules(&self) -> Vec<MixedConfig> {
        let mut channels = self.stem.outputs(self.width);
        MODULES
            .into_iter()
            .map(|(_, kind)| {
                let module = kind.config(channels, self.width);
                channels = module.outputs();
                module
            })
            .collect()
    }

    /// Where torchvision's tensor `key` belongs, see
    /// [`BackboneConfig::published_path`](super::backbone::BackboneConfig::published_path).
    pub(super) fn published_path(key: &str) -> Option<String> {
        let (layer, tensor) = key.rsplit_once('.')?;
        let (layer, part) = layer.rsplit_once('.')?;
        let path = match layer.split_once('.') {
            None => match layer {
                "Conv2d_1a_3x3" => "stem.0.layers.0",
                "Conv2d_2a_3x3" => "stem.0.layers.1",
                "Conv2d_2b_3x3" => "stem.0.layers.2",
                "Conv2d_3b_1x1" => "stem.1.layers.0",
                "Conv2d_4a_3x3" => "stem.1.layers.1",
                _ => return None,
            }
            .to_owned(),
            Some((module, layer)) => {
                let index = MODULES.iter().position(|(name, _)| *name == module)?;
                let (_, kind) = MODULES[index];
                format!("modules.{index}.{}", kind.published_layer(layer)?)
            }
        };
        let part = match part {
            "conv" => "conv",
            "bn" => "norm",
            _ => return None,
        };
        Some(format!("{path}.{part}.{tensor}"))
    }

    /// Initialises the parameters on `device`.
    pub fn init(&self, device: &Device) -> InceptionV3Trunk {
        let stem = self.stem.chains(self.width).into_iter();
        let modules = self.modules().into_iter();
        InceptionV3Trunk {
            stem: stem.map(|chain| chain.init(device)).collect(),
            modules: modules.map(|module| module.init(device)).collect(),
        }
    }
}

/// The network without its pooling and output.
#[derive(Module, Debug)]
pub struct InceptionV3Trunk {
    stem: Vec<Chain>,
    modules: Vec<Mixed>,
}

impl InceptionV3Trunk {
    /// The feature maps of the last module.
    ///
    /// # Shapes
    ///
    /// - `images`: `[batch, 3, side, side]`, with the stem for `ImageNet` of 75 px or more
    /// - output: `[batch, embedding, height, width]`: 8x8 for 299 px, with the small stem 3x3 for
    ///   32 px
    pub fn forward(&self, images: Tensor<4>) -> Tensor<4> {
        let x = self.stem.iter().fold(images, |x, chain| chain.forward(x));
        self.modules.iter().fold(x, |x, module| module.forward(&x))
    }
}
