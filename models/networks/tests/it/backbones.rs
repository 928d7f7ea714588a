//! The sizes of the architectures: their parameters and the resolution of their last maps.

use crate::small::classifier;
use crate::support::count_parameters;
use burn::tensor::{Device, Tensor};
use spectrafide_networks::arch::StudyNetworkConfig;
use spectrafide_networks::arch::astrospy_study::AstroSpyStudyConfig;
use spectrafide_networks::arch::backbone::BackboneConfig;
use spectrafide_networks::arch::cifake_vgg::CifakeVggConfig;
use spectrafide_networks::arch::densenet::DenseNetConfig;
use spectrafide_networks::arch::efficientnet::{EfficientNetConfig, EfficientNetScale};
use spectrafide_networks::arch::inception_resnet_v2::InceptionResNetV2Config;
use spectrafide_networks::arch::inception_v3::InceptionV3Config;
use spectrafide_networks::arch::maxvit::MaxVitConfig;
use spectrafide_networks::arch::mixnet::{MixNetConfig, MixNetSize};
use spectrafide_networks::arch::plain_cnn::PlainCnnConfig;
use spectrafide_networks::arch::resnet::{ResNetConfig, ResNetDepth, ResNetStem};
use spectrafide_networks::arch::vgg::{VggConfig, VggDepth};
use spectrafide_networks::arch::xception::{XceptionConfig, XceptionStem};
use spectrafide_networks::layers::inception::InceptionStem;
use spectrafide_networks::layers::stochastic_depth::StochasticDepthConfig;

/// The counts that torchvision and timm publish are for 1000 classes. What follows the maps there is
/// taken off: one linear layer, unless the table says otherwise.
#[test]
fn backbones_have_the_published_number_of_parameters() {
    let linear = |inputs: usize, outputs: usize| (inputs + 1) * outputs;
    // VGG: two layers of 4096 units and the classes, on 512 maps of 7x7.
    let dense = linear(512 * 7 * 7, 4096) + linear(4096, 4096) + linear(4096, 1000);
    let efficientnet = |scale| BackboneConfig::EfficientNet(EfficientNetConfig::new(scale));
    let mixnet = |size| BackboneConfig::MixNet(MixNetConfig::new(size));
    let resnet = |depth| BackboneConfig::ResNet(ResNetConfig::new(depth));
    let densenet = |layers: [usize; 4], growth| {
        BackboneConfig::DenseNet(
            DenseNetConfig::new()
                .with_layers(layers.to_vec())
                .with_growth(growth),
        )
    };
    let vgg = |depth, norm| BackboneConfig::Vgg(VggConfig::new().with_depth(depth).with_norm(norm));
    let published = [
        (densenet([6, 12, 24, 16], 32), 7_978_856, None),
        (densenet([6, 12, 36, 24], 48), 28_681_000, None),
        (densenet([6, 12, 32, 32], 32), 14_149_480, None),
        (densenet([6, 12, 48, 32], 32), 20_013_928, None),
        (efficientnet(EfficientNetScale::B0), 5_288_548, None),
        (efficientnet(EfficientNetScale::B1), 7_794_184, None),
        (efficientnet(EfficientNetScale::B2), 9_109_994, None),
        (efficientnet(EfficientNetScale::B3), 12_233_232, None),
        (efficientnet(EfficientNetScale::B4), 19_341_616, None),
        (efficientnet(EfficientNetScale::B5), 30_389_784, None),
        (efficientnet(EfficientNetScale::B6), 43_040_704, None),
        (efficientnet(EfficientNetScale::B7), 66_347_960, None),
        (
            BackboneConfig::InceptionResNetV2(InceptionResNetV2Config::new()),
            55_843_464,
            None,
        ),
        (
            // 27 161 264 with the auxiliary classifier.
            BackboneConfig::InceptionV3(InceptionV3Config::new()),
            23_834_568,
            None,
        ),
        (
            // A layer normalisation, a dense layer, and an output without biases.
            BackboneConfig::MaxVit(MaxVitConfig::new()),
            30_919_624,
            Some(2 * 512 + linear(512, 512) + 512 * 1000),
        ),
        (mixnet(MixNetSize::S), 4_134_606, None),
        (mixnet(MixNetSize::M), 5_014_382, None),
        (mixnet(MixNetSize::L), 7_329_252, None),
        (resnet(ResNetDepth::D18), 11_689_512, None),
        (resnet(ResNetDepth::D34), 21_797_672, None),
        (resnet(ResNetDepth::D50), 25_557_032, None),
        (resnet(ResNetDepth::D101), 44_549_160, None),
        (resnet(ResNetDepth::D152), 60_192_808, None),
        (vgg(VggDepth::D11, false), 132_863_336, Some(dense)),
        (vgg(VggDepth::D13, false), 133_047_848, Some(dense)),
        (vgg(VggDepth::D16, false), 138_357_544, Some(dense)),
        (vgg(VggDepth::D19, false), 143_667_240, Some(dense)),
        (vgg(VggDepth::D19, true), 143_678_248, Some(dense)),
        (
            BackboneConfig::Xception(XceptionConfig::new()),
            22_855_952,
            None,
        ),
    ];
    let device = Device::flex();
    for (backbone, published, after_the_maps) in published {
        let embedding = backbone.embedding();
        let after_the_maps = after_the_maps.unwrap_or(linear(embedding, 1000));
        let network = classifier(backbone.clone()).init(224, &device);
        assert_eq!(
            count_parameters(&network) - linear(embedding, 1),
            published - after_the_maps,
            "{backbone:?}"
        );
    }
}

/// Convolutions of 64, 64, 128, 128, 256, 256, 256, 512, 512 and 512 filters, normalisations of
/// two values a channel, and dense layers on 512 maps of 2x2.
#[test]
fn the_network_after_vgg16_has_the_layers_of_its_report() {
    let convolutions =
        1_792 + 36_928 + 73_856 + 147_584 + 295_168 + 2 * 590_080 + 1_180_160 + 2 * 2_359_808;
    let norms = 2 * (64 + 128 + 256 + 512);
    let dense = (2048 + 1) * 4000 + (4000 + 1) * 1500 + (1500 + 1);
    let network = StudyNetworkConfig::CifakeVgg(CifakeVggConfig::new()).init(32, &Device::flex());
    assert_eq!(count_parameters(&network), convolutions + norms + dense);
}

#[test]
#[should_panic(expected = "too few")]
fn a_picture_too_small_for_four_pools_is_refused() {
    CifakeVggConfig::new().init(15, &Device::flex());
}

/// The side that each is for, and the stages that halve it.
#[test]
fn backbones_end_at_the_expected_resolution() {
    let device = Device::flex();
    let densenet = |stem| {
        BackboneConfig::DenseNet(
            DenseNetConfig::new()
                .with_layers(vec![1, 1, 1, 1])
                .with_growth(2)
                .with_stem(stem),
        )
    };
    for (backbone, side, end) in [
        (
            BackboneConfig::CifakeVggConvolutions(CifakeVggConfig::new().with_width(2)),
            32,
            4,
        ),
        (densenet(ResNetStem::Imagenet), 224, 7),
        (densenet(ResNetStem::Small), 32, 4),
        (
            BackboneConfig::PlainCnn(PlainCnnConfig::new().with_widths(vec![2, 2, 2, 2])),
            224,
            28,
        ),
        (BackboneConfig::Vgg(VggConfig::new().with_width(2)), 224, 7),
    ] {
        let view = Tensor::<4>::ones([1, 3, side, side], &device);
        let maps = backbone.init(&device).forward(view);
        assert_eq!(maps.dims(), [1, backbone.embedding(), end, end]);
    }
}

/// The ends of the two stems at the side that each is for: 224 / 32 and 32 / 8.
#[test]
fn residual_networks_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (stem, side, end) in [(ResNetStem::Imagenet, 224, 7), (ResNetStem::Small, 32, 4)] {
        for depth in [ResNetDepth::D34, ResNetDepth::D152] {
            let config = ResNetConfig::new(depth).with_width(2).with_stem(stem);
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let features = config.init(&device).forward(view);
            assert_eq!(features.dims(), [1, config.embedding(), end, end]);
        }
    }
}

/// At 299 px as the papers have it, and with the small stems.
#[test]
fn inception_networks_and_xception_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (small, side, inception, xception) in [(false, 299, 8, 10), (true, 32, 3, 4)] {
        let (stem, xception_stem) = if small {
            (InceptionStem::Small, XceptionStem::Small)
        } else {
            (InceptionStem::Imagenet, XceptionStem::Imagenet)
        };
        let residual = InceptionResNetV2Config::new().with_blocks([0, 0, 1]);
        let separable = XceptionConfig::new().with_middle_blocks(0);
        for (backbone, end) in [
            (
                BackboneConfig::InceptionResNetV2(residual.with_width(1).with_stem(stem)),
                inception,
            ),
            (
                BackboneConfig::InceptionV3(InceptionV3Config::new().with_width(1).with_stem(stem)),
                inception,
            ),
            (
                BackboneConfig::Xception(separable.with_width(1).with_stem(xception_stem)),
                xception,
            ),
        ] {
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let maps = backbone.init(&device).forward(view);
            assert_eq!(maps.dims(), [1, backbone.embedding(), end, end]);
        }
    }
}

/// Strides of 2 and 32 in all, or of 1 and 16.
#[test]
fn mobile_networks_and_maxvit_end_at_the_expected_resolution() {
    let device = Device::flex();
    for (stride, side, end) in [(2, 64, 2), (1, 32, 2)] {
        for config in [
            BackboneConfig::EfficientNet(
                EfficientNetConfig::new(EfficientNetScale::B1)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride),
            ),
            BackboneConfig::MaxVit(
                MaxVitConfig::new()
                    .with_width(4)
                    .with_head(4)
                    .with_partition(2)
                    .with_stem_stride(stride),
            ),
            BackboneConfig::MixNet(
                MixNetConfig::new(MixNetSize::L)
                    .with_width(Some(0.25))
                    .with_stem_stride(stride),
            ),
        ] {
            let view = Tensor::<4>::ones([1, 3, side, side], &device);
            let features = config.init(&device).forward(view);
            assert_eq!(features.dims(), [1, config.embedding(), end, end]);
        }
    }
}

#[test]
#[should_panic(expected = "cannot be divided by 7")]
fn a_view_that_the_partition_does_not_divide_is_refused() {
    let device = Device::flex();
    let trunk = MaxVitConfig::new().with_width(4).with_head(4).init(&device);
    trunk.forward(Tensor::ones([1, 3, 64, 64], &device));
}

/// A branch stays for some items, four times as strong for a probability of a quarter, and is left
/// out for the others: of 64 neither all nor none but for a chance of `0.75^64`, one in 10^8.
#[test]
fn stochastic_depth_leaves_out_whole_items_and_in_training_alone() {
    let layer = StochasticDepthConfig::new(0.75).init();
    let plain = Device::flex();
    let judged = layer.forward(Tensor::<3>::ones([64, 2, 3], &plain));
    assert!(judged.into_data().iter::<f32>().all(|value| value == 1.0));
    let trained = layer.forward(Tensor::<3>::ones([64, 2, 3], &plain.autodiff()));
    let values: Vec<f32> = trained.into_data().iter::<f32>().collect();
    let mut kept = 0;
    for item in values.chunks(6) {
        assert!(item.iter().all(|&value| value == item[0]));
        assert!(item[0] == 0.0 || item[0] == 4.0, "{}", item[0]);
        kept += usize::from(item[0] > 0.0);
    }
    assert!(0 < kept && kept < 64);
}

/// Two trunks of a ResNet-50 and one linear layer on 2048 sums.
#[test]
fn astrospy_of_the_paper_has_two_residual_networks_of_50_layers() {
    let device = Device::flex();
    let network = StudyNetworkConfig::AstroSpy(AstroSpyStudyConfig::paper()).init(224, &device);
    let trunk = 25_557_032 - 1000 * 2049;
    assert_eq!(count_parameters(&network), 2 * trunk + 2049);
}
