//! JPEG XL: from a file's bytes to samples, within limits.
//!
//! [`read`](fn@read) decodes a file to a [`Raster`]. A page has no decoder but a program that is
//! loaded when it is needed, which answers with the bytes of an [`Answer`]; both ends know the same
//! types. The decoder is `jxl-oxide`.
//!
//! Source: ISO/IEC 18181-1:2022 for the codestream, ISO/IEC 18181-2:2024 for the container.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod answer;
mod raster;
#[cfg(feature = "read")]
mod read;

pub use answer::{Answer, AnswerError};
pub use raster::{Colours, JxlError, Raster, Samples};
#[cfg(feature = "read")]
pub use read::{read, size};
