use super::*;
use crate::data::items;
use image::{Rgb, RgbImage};

/// The same file as a real and as a synthetic picture.
fn twins() -> Vec<Item> {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = RgbImage::from_fn(150, 130, |x, y| Rgb([x as u8, y as u8, (x * y) as u8]));
    for class in ["real", "synthetic"] {
        std::fs::create_dir(folder.path().join(class)).expect("made");
        picture
            .save(folder.path().join(class).join("1.png"))
            .expect("written");
    }
    let archive = folder.path().join("twins.tar");
    let mut builder = tar::Builder::new(std::fs::File::create(&archive).expect("made"));
    for class in ["real", "synthetic"] {
        builder
            .append_dir_all(class, folder.path().join(class))
            .expect("appended");
    }
    builder.finish().expect("finished");
    // An archive's pictures are in memory, and outlive the folder.
    items::read(&archive, |_| true).expect("items")
}

#[test]
fn the_label_decides_nothing_about_a_view() {
    let everyday = include_str!("../../../configs/delivery/everyday.json");
    let plan = Plan {
        items: Arc::new(twins()),
        preprocess: Preprocess::of_colours(Views::crop(32)),
        augmentation: Augmentation {
            journey: serde_json::from_str(everyday).expect("understood"),
            ..Augmentation::default()
        },
        balance: Balance::None,
        weights: Arc::default(),
        pairs: None,
        batch_size: 1,
        seed: 4,
        kept: None,
    };
    let view = |turn: u64, item: usize| {
        let mut writers = [plan.preprocess.writer()];
        let batch = plan
            .batch(0, 0, &[Turn { item, turn }], &mut writers)
            .expect("a batch");
        assert_eq!(batch.targets, [item as f32]);
        batch.data.image
    };
    for turn in 0..30 {
        assert_eq!(view(turn, 0), view(turn, 1));
    }
    assert_ne!(view(0, 0), view(1, 0), "each turn has its own journey");
}
