//! Drawn pictures and the trainer's program, for the tests of its commands.

use std::path::Path;
use std::process::{Command, Output};

use image::{Rgb, RgbImage};

/// Real pictures are smooth, synthetic ones carry a checkerboard: a difference that any detector
/// learns in a few steps.
pub fn picture(index: u32, synthetic: bool) -> RgbImage {
    RgbImage::from_fn(32, 32, |x, y| {
        let base = (x * 3 + y * 2 + index * 7) % 160;
        let check = if synthetic && (x + y) % 2 == 0 { 60 } else { 0 };
        Rgb([
            (base + check) as u8,
            (base / 2 + check) as u8,
            (160 - base + check) as u8,
        ])
    })
}

/// A data set of them, with one file that is no picture.
pub fn write_data(folder: &Path) {
    for (split, count) in [("train", 48), ("test", 12)] {
        for (class, synthetic) in [("real", false), ("synthetic", true)] {
            let target = folder.join(split).join(class).join("drawn");
            std::fs::create_dir_all(&target).unwrap();
            for index in 0..count {
                let seed = if split == "train" {
                    index
                } else {
                    index + 1000
                };
                picture(seed, synthetic)
                    .save(target.join(format!("{index}.png")))
                    .unwrap();
            }
        }
    }
    std::fs::write(folder.join("train/real/drawn/broken.png"), b"no picture").unwrap();
}

/// Runs the trainer in `folder`.
pub fn trainer(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spectrafide-trainer"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The same, and it must succeed: what it printed.
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = trainer(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The arguments of a `command` that asks the detector which the whole way makes, on the processor.
pub fn of_drawn<'a, const N: usize>(command: &'a str, rest: [&'a str; N]) -> Vec<&'a str> {
    let detector = ["--detector", "dual_small.drawn", "--zoo", "zoo"];
    [&[command][..], &detector, &["--device", "cpu"], &rest].concat()
}
