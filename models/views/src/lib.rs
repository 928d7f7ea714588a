//! The classic views of picture forensics: formulas of the pixels, without a model.
//!
//! A [`View`] is what is asked for, with its parameters. `compute` (with the cargo feature of that
//! name) makes a picture and [`Fact`]s of it; [`english`] has the words of both. A view is for people
//! to look at: nothing here is a verdict, and no verdict reads it.
//!
//! Memory is bounded: at most [`MAX_PIXELS`] pixels are looked at, the middle of a larger picture
//! unless an [`Area`] is named, never a smaller copy, because resampling would remove what most views
//! look for. [`View::CloneHints`] alone halves, thirds, … what is above [`CLONE_PIXELS`], and says so.

mod area;
#[cfg(feature = "compute")]
mod compute;
pub mod english;
mod fact;
mod view;

pub use area::Area;
#[cfg(feature = "compute")]
pub use compute::{ViewError, ViewImage, compute};
pub use fact::Fact;
pub use view::{
    BitPlane, CfaTraces, Channel, CloneHints, ComponentShow, DctHistogram, ErrorLevel, GhostShow,
    JpegGhosts, LevelSweep, LuminanceGradient, MedianNoise, Parameter, ParameterKind,
    PrincipalComponents, Spectrum, SpectrumOf, View, WaveletNoise,
};

/// Most pixels of a picture that a view is made of.
pub const MAX_PIXELS: u64 = 16_000_000;

/// Longest side of the part of a picture that a view is made of, in pixels: what browsers can draw.
pub const MAX_SIDE_PX: u32 = 16_384;

/// Most pixels in which repeated areas are searched.
pub const CLONE_PIXELS: u64 = 1_500_000;
