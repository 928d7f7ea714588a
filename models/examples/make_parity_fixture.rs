//! Writes the parity fixture of `tests/parity` again and reads it back.

#[path = "../tests/parity/check.rs"]
mod check;
#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::fs;
use std::path::Path;

use burn::tensor::Device;
use check::{Measured, compare, measure};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity");
    let picture = support::png(&support::drawn(96, 80));
    let (card, weights) = support::tiny_detector();
    let card = serde_json::to_string_pretty(&card)? + "\n";
    let device = Device::flex();
    let measured = pollster::block_on(measure(&picture, &card, &weights, &device));
    fs::write(folder.join("picture.png"), &picture)?;
    fs::write(folder.join("card.json"), &card)?;
    fs::write(folder.join("weights.bpk"), &weights)?;
    let expected = folder.join("expected.json");
    fs::write(&expected, serde_json::to_string_pretty(&measured)? + "\n")?;
    let read: Measured = serde_json::from_str(&fs::read_to_string(&expected)?)?;
    compare(&measured, &read)?;
    println!(
        "{}: picture {} bytes, weights {} bytes",
        folder.display(),
        picture.len(),
        weights.len()
    );
    Ok(())
}
