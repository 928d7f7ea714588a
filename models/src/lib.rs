//! The detectors, and the one judgement that every program and every measurement takes.
//!
//! [`judge`] leads from a [`Subject`](judge::Subject), a file that was opened, to a report: a
//! [`DetectorCard`](card::DetectorCard) says how its picture is prepared, one of the networks in
//! [`network`] gives a logit for each part, [`opinion`] makes a verdict of them, and [`explain`] the
//! maps. Burn is used without a device feature, and callers hand in a `Device`.
//!
//! ```no_run
//! use burn::tensor::Device;
//! use spectrafide_models::detector::Detector;
//! use spectrafide_models::judge::{Effort, Request, Subject};
//!
//! let folder = std::path::Path::new("models/zoo/residual_statistics.general");
//! let card = std::fs::read_to_string(folder.join("card.json"))?;
//! let weights = std::fs::read(folder.join("weights.bpk"))?;
//! let detector = Detector::load(&card, weights, &Device::flex())?;
//!
//! let subject = Subject::open("photo.jpg", &std::fs::read("photo.jpg")?);
//! let request = Request {
//!     effort: Effort::Thorough,
//!     explain: false,
//!     device_name: "cpu",
//!     now_millis: &|| 0.0,
//!     progress: &|_| {},
//! };
//! let analysis = pollster::block_on(detector.judge(&subject, &request))?;
//! println!("{}", analysis.report.verdict.english());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod card;
pub mod detector;
pub mod explain;
pub mod judge;
pub mod layers;
pub mod network;
pub mod opinion;
pub mod weights;
