use image::Rgb;
use spectrafide_picture::preprocess::ResampleFilter;

use super::*;
use crate::data::items;
use crate::training::pairs::PairSettings;
use crate::training::pairs::mixing::Mixing;
use crate::training::pairs::twin_list::{self, Row};

fn picture(index: u32) -> RgbImage {
    RgbImage::from_fn(60, 50, |x, y| {
        Rgb([
            (x * 4) as u8,
            (y * 5) as u8,
            (index * 31 + x * y % 50) as u8,
        ])
    })
}

fn inverted(mut pixels: RgbImage) -> RgbImage {
    image::imageops::invert(&mut pixels);
    pixels
}

/// Eight real pictures of which the first six have twins, and eight synthetic ones; a twin is
/// `made` of its original.
fn folder(made: impl Fn(RgbImage) -> RgbImage) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let save = |path: String, pixels: RgbImage| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        pixels.save(path).expect("saved");
    };
    let mut rows = Vec::new();
    for index in 0..8 {
        save(format!("data/real/a/{index}.png"), picture(index));
        save(format!("data/synthetic/b/{index}.png"), picture(index + 8));
        if index < 6 {
            let path = format!("train/synthetic/x/{index}.png");
            save(format!("twins/{path}"), made(picture(index)));
            rows.push(Row {
                path,
                split: "train".into(),
                label: "synthetic".into(),
                folder: "x".into(),
                source_or_generator: String::new(),
                origin: String::new(),
                original: format!("real/a/{index}.png"),
                sha256: String::new(),
            });
        }
    }
    twin_list::write(&folder.path().join("twins"), &rows).expect("written");
    folder
}

fn plan(folder: &std::path::Path, pairs: Option<PairSettings>) -> Plan {
    let items = items::read(&folder.join("data"), |_| true).expect("items");
    let twins = pairs.map(|_| folder.join("twins"));
    let pairs = Pairs::of(pairs, twins.as_deref(), &items).expect("read");
    Plan {
        items: Arc::new(items),
        preprocess: Preprocess::of_colours(Views::crop(24)),
        augmentation: Augmentation {
            flip_horizontal: true,
            flip_vertical: true,
            scale: Some([0.5, 1.2]),
            scale_probability: 0.7,
            colour_jitter: 0.1,
            blur_sigma_px: 0.8,
            jpeg_quality: Some([40, 95]),
            jpeg_probability: 0.9,
            ..Augmentation::default()
        },
        balance: Balance::None,
        weights: Arc::default(),
        pairs: pairs.map(Arc::new),
        batch_size: 16,
        seed: 3,
        kept: None,
    }
}

fn batch(plan: &Plan) -> Batch {
    first_of(plan, 0)
}

fn first_of(plan: &Plan, epoch: usize) -> Batch {
    let batches = plan.start(epoch, 0);
    batches.recv().expect("a batch").expect("made")
}

fn views(batch: &Batch) -> Vec<(f32, &[f32])> {
    let size = batch.data.image.len() / batch.targets.len();
    let views = batch.data.image.chunks(size);
    batch.targets.iter().copied().zip(views).collect()
}

fn pairs(probability: f32, mixing: Mixing) -> PairSettings {
    PairSettings {
        probability,
        mixing,
    }
}

/// Number of views of either label that have an equal one of the other label.
fn equal_pairs(batch: &Batch) -> usize {
    let views = views(batch);
    let real = views.iter().filter(|(target, _)| *target == 0.0);
    real.filter(|(_, view)| views.contains(&(1.0, *view)))
        .count()
}

#[test]
fn a_twin_that_equals_its_original_gives_an_equal_view_with_the_other_label() {
    let folder = folder(|pixels| pixels);
    let mut plan = plan(folder.path(), Some(pairs(1.0, Mixing::default())));
    let resize = Views::Resize {
        side: 24,
        filter: ResampleFilter::Triangle,
    };
    for views in [plan.preprocess.views, resize] {
        plan.preprocess.views = views;
        let batch = batch(&plan);
        assert_eq!(batch.targets.len(), 16, "the batch is as large as without");
        assert_eq!(
            batch.targets.iter().sum::<f32>(),
            8.0,
            "and so are the classes"
        );
        assert_eq!(equal_pairs(&batch), 6);
    }
}

#[test]
fn twins_take_the_place_of_synthetic_pictures_and_change_no_other() {
    let folder = folder(inverted);
    let without = batch(&plan(folder.path(), None));
    let with = batch(&plan(folder.path(), Some(pairs(1.0, Mixing::default()))));
    let (without, with) = (views(&without), views(&with));
    let changed: Vec<usize> = (0..16).filter(|&i| without[i] != with[i]).collect();
    assert_eq!(changed.len(), 6, "as many as have twins");
    assert!(
        changed
            .iter()
            .all(|&i| without[i].0 == 1.0 && with[i].0 == 1.0)
    );
}

#[test]
fn the_share_of_pairs_is_the_probability() {
    let folder = folder(|pixels| pixels);
    let half = plan(folder.path(), Some(pairs(0.5, Mixing::default())));
    let count: usize = (0..20)
        .map(|epoch| equal_pairs(&first_of(&half, epoch)))
        .sum();
    // Of 120 draws; four standard deviations are 22.
    assert!((38..=82).contains(&count), "{count}");
}

#[test]
fn every_way_of_mixing_keeps_the_label_and_mixes_what_is_drawn() {
    let folder = folder(inverted);
    let plain = batch(&plan(folder.path(), Some(pairs(1.0, Mixing::default()))));
    let default = Mixing::default();
    for mixing in [
        Mixing {
            blend: 1.0,
            ..default
        },
        Mixing {
            patches: 1.0,
            ..default
        },
        Mixing {
            spectrum: 1.0,
            ..default
        },
    ] {
        let mixed = batch(&plan(folder.path(), Some(pairs(1.0, mixing))));
        assert_eq!(mixed.targets, plain.targets);
        let (mixed, plain) = (views(&mixed), views(&plain));
        let changed = (0..16).filter(|&i| mixed[i] != plain[i]).count();
        assert_eq!(changed, 6, "{mixing:?}");
    }
}

#[test]
fn a_twin_of_another_size_is_left_out_and_named() {
    let folder = folder(|pixels| image::imageops::rotate90(&pixels));
    let batch = batch(&plan(folder.path(), Some(pairs(1.0, Mixing::default()))));
    assert_eq!((batch.targets.len(), batch.unreadable.len()), (10, 6));
    assert!(batch.unreadable[0].contains("another size"));
}

/// Of the eight real pictures the first weighs as much as all others together.
#[test]
fn a_weighted_picture_is_drawn_as_often_as_it_weighs() {
    let folder = folder(inverted);
    let mut plan = plan(folder.path(), None);
    plan.balance = Balance::Folders;
    let heavy = |item: &Item| item.path == "real/a/0.png";
    let weights = plan
        .items
        .iter()
        .map(|item| if heavy(item) { 7.0 } else { 1.0 });
    plan.weights = Arc::new(weights.collect());
    let draws: Vec<usize> = (0..100)
        .flat_map(|epoch| plan.order(epoch))
        .map(|turn| turn.item)
        .collect();
    let real = draws
        .iter()
        .filter(|&&draw| plan.items[draw].label == Label::Real);
    assert_eq!(real.count(), 800, "the classes stay alike");
    let count = draws
        .iter()
        .filter(|&&draw| heavy(&plan.items[draw]))
        .count();
    // Half of 800; four standard deviations are 57.
    assert!((343..=457).contains(&count), "{count}");
}

/// Runs of folds share what neither holds out; a view that is kept is not made again.
#[test]
fn runs_that_hold_out_different_pictures_make_the_same_views_of_the_others() {
    let folder = folder(inverted);
    let root = folder.path().join("kept");
    let whole = plan(folder.path(), None);
    let mut fold = plan(folder.path(), None);
    let remaining = fold.items[..5].iter().chain(&fold.items[8..13]);
    fold.items = Arc::new(remaining.cloned().collect());
    fold.batch_size = 10;
    let [whole_views, fold_views] = [&whole, &fold].map(batch);
    let all = views(&whole_views);
    for view in views(&fold_views) {
        assert!(all.contains(&view));
    }
    for plan in [&whole, &fold] {
        let kept = KeptViews::open(&root, plan).expect("opened");
        let keeping = Plan {
            kept: Some(Arc::new(kept.clone())),
            ..plan.clone()
        };
        let plain = batch(plan);
        assert_eq!(views(&batch(&keeping)), views(&plain));
        assert_eq!(views(&batch(&keeping)), views(&plain), "from the folder");
    }
    let folders: Vec<_> = std::fs::read_dir(&root).expect("made").collect();
    assert_eq!(folders.len(), 1, "both make views alike");
    let made = std::fs::read_dir(folders[0].as_ref().expect("read").path()).expect("read");
    assert_eq!(made.count(), 16, "one of each picture");
}
