//! The classic views of a file.

use image::{Rgb, RgbImage};
use serde_json::Value;

use crate::support::{succeed, trainer};

fn drawn() -> RgbImage {
    RgbImage::from_fn(160, 120, |x, y| {
        let mixed = (y * 160 + x).wrapping_mul(2_654_435_761);
        Rgb([(mixed >> 24) as u8, (x + y) as u8, (mixed >> 16) as u8])
    })
}

#[test]
fn each_view_is_a_png_of_its_name_and_an_entry_of_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    drawn().save(folder.join("drawn.png")).unwrap();
    let told = succeed(folder, &["views", "drawn.png", "--out", "views"]);
    let list = std::fs::read_to_string(folder.join("views/views.json")).unwrap();
    let list: Vec<Value> = serde_json::from_str(&list).unwrap();
    assert_eq!(list.len(), 12);
    assert_eq!(told.lines().count(), 12, "{told}");
    for entry in &list {
        let code = entry["view"]["code"].as_str().unwrap();
        assert_eq!(entry["file"], format!("{code}.png"));
        assert!(!entry["facts"].as_array().unwrap().is_empty(), "{entry}");
        let picture = image::open(folder.join(format!("views/{code}.png"))).unwrap();
        if entry["cell_px"] == 1 {
            assert_eq!((picture.width(), picture.height()), (160, 120), "{code}");
        }
    }
    // The lowest bit of green is that of column and row together.
    let bits = image::open(folder.join("views/bit_plane.png"))
        .unwrap()
        .to_rgb8();
    for (x, y, pixel) in bits.enumerate_pixels() {
        assert_eq!(pixel.0[0] == 255, (x + y) % 2 == 1);
    }
}

#[test]
fn chosen_views_alone_are_drawn_and_a_small_picture_has_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    RgbImage::new(20, 20)
        .save(folder.join("small.png"))
        .unwrap();
    let arguments = ["views", "small.png", "--out", "o", "--json", "--view"];
    let chosen = [&arguments[..], &["cfa_traces,error_level"]].concat();
    let told: Vec<Value> = serde_json::from_str(&succeed(folder, &chosen)).unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[0]["error"].as_str().unwrap().contains("too small"));
    assert_eq!(told[1]["view"]["quality"], 90);
    assert!(folder.join("o/error_level.png").exists());
    assert!(!folder.join("o/cfa_traces.png").exists());
    let unknown = trainer(folder, &[&arguments[..], &["x_ray"]].concat());
    assert!(!unknown.status.success());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("error_level, median_noise"));
}
