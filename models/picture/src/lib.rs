//! From a picture's bytes to the numbers that a detector is given, the same on every machine.
//!
//! [`decode`](mod@decode) reads the file, [`survey`] looks over the whole picture once and says
//! which pictures no detector judges, and [`preprocess`] turns the picture into the colours,
//! spectra ([`spectrum`]) and counted [`statistics`] that a detector's card asks for. [`jpeg`] makes
//! the smaller copies that pictures travel as, [`handling`] the copies that people make. No network and no device is known here.
//!
//! ```
//! use image::{ImageFormat, Rgb, RgbImage};
//! use spectrafide_picture::decode::decode;
//! use spectrafide_picture::preprocess::{Preprocess, Views};
//!
//! let drawn = RgbImage::from_fn(300, 200, |x, y| Rgb([x as u8, y as u8, 128]));
//! let mut file = std::io::Cursor::new(Vec::new());
//! drawn.write_to(&mut file, ImageFormat::Png)?;
//!
//! let picture = decode(file.get_ref())?;
//! let prepared = Preprocess::of_colours(Views::crop(64)).prepare(&picture.pixels);
//! assert_eq!(prepared.views(), 1);
//! assert_eq!(prepared.data.image.len(), 3 * 64 * 64);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod decode;
pub mod handling;
pub mod jpeg;
pub mod luma;
pub mod median;
pub mod preprocess;
pub mod region;
pub mod resample;
pub mod spectrum;
pub mod statistics;
pub mod survey;
