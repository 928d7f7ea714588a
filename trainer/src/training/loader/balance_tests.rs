use super::*;
use crate::data::items;

/// The share of draws that each real folder gets when one has eight pictures and one has two.
fn shares(balance: Balance) -> [f64; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, count) in [("real/many", 8), ("real/few", 2), ("synthetic/b", 5)] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(&path).expect("made");
        for number in 0..count {
            let pixels = RgbImage::from_pixel(8, 8, image::Rgb([number; 3]));
            pixels
                .save(path.join(format!("{number}.png")))
                .expect("written");
        }
    }
    let items = items::read(folder.path(), |_| true).expect("read");
    let mut rng = generator(1, 0, 0);
    let draws: Vec<usize> = (0..200)
        .flat_map(|_| balanced(&items, balance, &[], &mut rng))
        .collect();
    let of = |name: &str| {
        let drawn = draws.iter().filter(|&&draw| items[draw].folder == name);
        drawn.count() as f64 / draws.len() as f64
    };
    assert!((of("b") - 0.5).abs() < 0.05, "the classes are alike");
    ["many", "few"].map(of)
}

#[test]
fn folders_count_by_the_root_of_their_size_or_alike() {
    // Of 3000 draws; four standard deviations of a share are 0.037 at most.
    for (balance, expected) in [
        (Balance::Folders, [1.0 / 3.0, 1.0 / 6.0]),
        (Balance::EqualFolders, [0.25, 0.25]),
    ] {
        for (found, expected) in shares(balance).into_iter().zip(expected) {
            assert!((found - expected).abs() < 0.037, "{balance:?}: {found}");
        }
    }
}
