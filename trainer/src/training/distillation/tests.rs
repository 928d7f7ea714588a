use burn::tensor::Tensor;
use spectrafide_picture::preprocess::Views;

use super::*;

const DEVICE: fn() -> Device = Device::flex;

fn features(rows: [[f32; 2]; 3]) -> Features {
    Features {
        numbers: Some(Tensor::from_floats(rows, &DEVICE())),
        ..Features::default()
    }
}

fn lesson(settings: Distillation, rows: [[f32; 2]; 3]) -> Lesson {
    Lesson {
        scores: vec![0.9, 0.2, 0.5],
        similarities: Some(similarities(&features(rows)).into_data()),
        settings,
    }
}

const SETTINGS: Distillation = Distillation {
    scores: 0.25,
    similarities: 2.0,
};

/// By hand: the mean of the rows is (1, 1), so that they are (1, 0), (-1, 0) and (0, 0) from it.
#[test]
fn views_are_alike_by_the_products_of_what_is_left_of_their_mean() {
    let found = similarities(&features([[2.0, 1.0], [0.0, 1.0], [1.0, 1.0]]));
    let found: Vec<f32> = found.into_data().iter::<f32>().collect();
    let half = 0.5_f32.sqrt();
    let expected = [half, -half, 0.0, -half, half, 0.0, 0.0, 0.0, 0.0];
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
}

#[test]
fn targets_are_the_labels_mixed_with_the_scores_of_the_teacher() {
    let lesson = lesson(SETTINGS, [[0.0; 2]; 3]);
    let expected = [0.975, 0.05, 0.875];
    for (found, expected) in lesson.targets(&[1.0, 0.0, 1.0]).iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found}");
    }
}

#[test]
fn features_that_find_the_same_views_alike_add_nothing_to_the_loss() {
    let rows = [[2.0, 1.0], [0.0, 3.0], [1.0, -1.0]];
    let lesson = lesson(SETTINGS, rows);
    let number = |features: Features| {
        let difference = lesson.difference(&features).expect("a weight above 0");
        difference.into_data().iter::<f32>().sum::<f32>()
    };
    // Twice as long, elsewhere and mirrored.
    let same = rows.map(|[a, b]| [7.0 - 2.0 * a, 2.0 * b]);
    assert!(number(features(same)) < 1e-8);
    assert!(number(features([[2.0, 1.0], [1.0, -1.0], [0.0, 3.0]])) > 1e-2);
}

/// A student that is given the same picture on another scale shows the teacher its own.
#[test]
fn a_value_is_brought_from_one_scale_to_the_other() {
    let of = |mean: f32, std: f32| Preprocess {
        mean: [mean; 3],
        std: [std; 3],
        ..Preprocess::of_colours(Views::crop(24))
    };
    let (from, to) = (of(0.5, 0.25), of(0.4, 0.2));
    let value = 0.7_f32;
    for (factor, offset) in change_of_scale(&from, &to) {
        let moved = (value - 0.5) / 0.25 * factor + offset;
        assert!((moved - (value - 0.4) / 0.2).abs() < 1e-6);
    }
}
