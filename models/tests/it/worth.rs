//! What explanations are worth: faithfulness, chance, weights drawn anew.

use burn::tensor::Device;
use image::{Rgb, RgbImage};
use spectrafide_models::card::{DetectorCard, self_test_input};
use spectrafide_models::detector::Detector;
use spectrafide_models::explain::faithfulness::{
    BY_CHANCE, DeletionTest, Faithfulness, Judged, marked_share,
};
use spectrafide_models::explain::random_maps;
use spectrafide_models::explain::sanity::Redrawn;
use spectrafide_models::network::{Inputs, Network, ShippedNetwork};
use spectrafide_models::weights;
use spectrafide_picture::preprocess::{Preprocess, Views};
use spectrafide_report::certainty::mean;
use spectrafide_report::{Calibration, SaliencyMap};

use crate::explanations::{SIDE, looks_right, read};
use crate::support::{Parameters, is_running_moment, tiny_detector, tiny_network, without_chance};

/// A head and all weights drawn anew: the moments of each tensor stay, and so do the features of a
/// network whose head alone is drawn.
#[test]
fn weights_drawn_anew_are_others_of_the_same_size() {
    let device = Device::flex();
    let config = tiny_network();
    let network = without_chance(config.init(32, &device));
    let views = config.needs().made_up_views(32, 2, self_test_input);
    let inputs = Inputs::of(views, 32, &device);
    let maps = |network: &ShippedNetwork| -> Vec<f32> {
        let maps = network.features(inputs.clone()).image.expect("maps");
        maps.into_data().iter().collect()
    };
    let logits = |network: &ShippedNetwork| read(network.forward(inputs.clone()));
    let head = Redrawn::Head.of(network.clone(), 1);
    assert_eq!(maps(&head), maps(&network));
    assert_ne!(logits(&head), logits(&network));
    let all = Redrawn::All.of(network.clone(), 1);
    assert_ne!(maps(&all), maps(&network));
    assert_eq!(logits(&all), logits(&Redrawn::All.of(network.clone(), 1)));
    assert_ne!(logits(&all), logits(&Redrawn::All.of(network.clone(), 2)));
    let (before, after) = (Parameters::of(&network), Parameters::of(&all));
    for ((path, before), (_, after)) in before.iter().zip(&after) {
        let of = |values: &[f32]| {
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            let squares = values.iter().map(|value| (value - mean).powi(2));
            (mean, (squares.sum::<f32>() / values.len() as f32).sqrt())
        };
        if is_running_moment(path) {
            assert_eq!(before, after, "{path}");
            continue;
        }
        let ((mean, deviation), (drawn_mean, drawn_deviation)) = (of(before), of(after));
        // Five deviations of the mean and of the deviation of so many draws.
        let room = 5.0 * deviation / (before.len() as f32).sqrt() + 1e-6;
        assert!((mean - drawn_mean).abs() <= room, "{path}");
        assert!((deviation - drawn_deviation).abs() <= room, "{path}");
    }
}

/// A card for [`looks_right`], and its weights.
fn looking_right() -> Detector {
    let (card, _) = tiny_detector();
    let bytes = weights::to_half_bytes(looks_right()).expect("weights");
    let config = serde_json::json!({
        "architecture": "cifake_cnn", "filters": 1, "layers": 1, "dense_units": 1, "dense_layers": 0,
    });
    let card = DetectorCard {
        network: serde_json::from_value(config).expect("a configuration"),
        preprocess: Preprocess::of_colours(Views::crop(SIDE as u32)),
        // Of dots the brightest pixels are 4/9 in the mean, of their blur 1/4; 11 of 23 columns count.
        calibration: Calibration {
            scale: 43.0,
            shift: -7.1,
        },
        weights_sha256: weights::sha256(&bytes),
        ..card
    };
    let card = serde_json::to_string(&card).expect("a card");
    Detector::load(&card, bytes, &Device::flex()).expect("a detector")
}

/// Bright dots, whose brightest pixels the detector's pool sees on the right half alone; blurred they are
/// gone.
#[test]
fn a_map_of_what_the_score_rests_on_is_better_than_one_that_knows_nothing() {
    let detector = looking_right();
    let pixels = RgbImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        Rgb([if x % 6 < 3 && y % 6 < 3 { 255 } else { 0 }; 3])
    });
    let prepared = detector.card().preprocess.prepare(&pixels);
    let regions = prepared.regions.clone();
    let logit = mean(&pollster::block_on(detector.logits(prepared)).expect("a logit"));
    let judged = Judged {
        detector: &detector,
        pixels: &pixels,
        regions: &regions,
        logit,
        calibration: detector.card().calibration,
    };
    let half = |right: bool| {
        let values: Vec<f32> = (0..64)
            .map(|cell| f32::from(u8::from((cell % 8 >= 4) == right)))
            .collect();
        SaliencyMap::normalized(8, 8, &values)
    };
    let faithfulness = pollster::block_on(Faithfulness::of(judged, 10)).expect("a blurred picture");
    let curves = |map: &SaliencyMap| pollster::block_on(faithfulness.curves(map)).expect("curves");
    let (right, left) = (curves(&half(true)), curves(&half(false)));
    for curves in [&right, &left] {
        assert_eq!((curves.deletion.len(), curves.insertion.len()), (11, 11));
        assert_eq!(curves.deletion[0], curves.insertion[10]);
        assert_eq!(curves.deletion[10], curves.insertion[0]);
    }
    assert!(
        right.deletion[0] > right.deletion[10] + 0.2,
        "blur takes the score away"
    );
    let nothing = curves(&random_maps::random(8, 8, 5));
    assert!(right.deletion_area() < nothing.deletion_area());
    assert!(nothing.deletion_area() < left.deletion_area());
    assert!(right.insertion_area() > nothing.insertion_area());
    assert!(nothing.insertion_area() > left.insertion_area());

    // A tenth of the cells are seven of the 32 that all of the score rests on, evenly: they carry a
    // fifth of it, and those of the other half nothing, but for what lies at the edge of the cells.
    let share = |map: &SaliencyMap| pollster::block_on(marked_share(judged, map)).expect("a share");
    let of_right = share(&half(true)).expect("blur takes the score away");
    assert!((of_right - 7.0 / 32.0).abs() < 0.1, "{of_right}");
    let of_left = share(&half(false)).expect("blur takes the score away");
    assert!(of_left.abs() < 0.05, "{of_left}");

    // The half that counts beats maps that mark both halves; the other one does not.
    let tested = |map: SaliencyMap| {
        let mut test = DeletionTest::of(judged, map, 3);
        let steps = BY_CHANCE as usize + 2;
        for taken in 0..steps - 1 {
            assert_eq!(test.progress(), (taken, steps));
            assert_eq!(pollster::block_on(test.step()).expect("a step"), None);
        }
        let worth = pollster::block_on(test.step()).expect("the last step");
        worth.expect("an outcome")
    };
    let (right, left) = (tested(half(true)), tested(half(false)));
    assert_eq!((right.share, left.share), (Some(of_right), Some(of_left)));
    assert_eq!(right.by_chance.len(), BY_CHANCE as usize);
    assert_eq!(right.by_chance, left.by_chance);
    assert!(!left.is_better_than_chance());
}

/// Nothing is told of a picture that blur does not change.
#[test]
fn a_flat_picture_has_no_share() {
    let detector = looking_right();
    let pixels = RgbImage::from_pixel(SIDE as u32, SIDE as u32, Rgb([200; 3]));
    let prepared = detector.card().preprocess.prepare(&pixels);
    let regions = prepared.regions.clone();
    let judged = Judged {
        detector: &detector,
        pixels: &pixels,
        regions: &regions,
        logit: mean(&pollster::block_on(detector.logits(prepared)).expect("a logit")),
        calibration: detector.card().calibration,
    };
    let map = random_maps::centre(8, 8);
    assert_eq!(
        pollster::block_on(marked_share(judged, &map)).expect("an answer"),
        None
    );
}
