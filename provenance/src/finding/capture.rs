//! How a camera took a picture.

use serde::{Deserialize, Serialize};

/// How a camera took the picture, as its EXIF data says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// Maker of the camera.
    pub make: Option<String>,
    /// Model of the camera.
    pub model: Option<String>,
    /// The lens.
    pub lens: Option<String>,
    /// When it was taken, as written.
    pub taken_at: Option<String>,
    /// Exposure time as people write it, such as `1/250 s`.
    pub exposure_time: Option<String>,
    /// Aperture, such as `f/2.8`.
    pub aperture: Option<String>,
    /// Sensitivity, ISO.
    pub iso: Option<String>,
    /// Focal length, such as `35 mm`.
    pub focal_length: Option<String>,
    /// Where it was taken; a program that shows it should ask first.
    pub position: Option<Position>,
}

/// A place on Earth, in degrees; north and east are positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude.
    pub latitude_degrees: f64,
    /// Longitude.
    pub longitude_degrees: f64,
}
