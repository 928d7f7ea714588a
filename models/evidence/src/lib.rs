//! What a detector said about many pictures, as files that can be kept, printed and checked later.
//!
//! - [`Dossier`] holds a [`Head`] and an [`Entry`] for each file, with a chain of SHA-256 over them.
//! - [`Dossier::csv`], [`Dossier::jsonl`] and [`Dossier::html`] write it; [`Dossier::alone`] makes one
//!   of a single picture.
//! - [`verify`] reads JSONL or HTML again and says whether it is as it was exported, or which entry is
//!   the first that is not.
//! - [`Signature`] carries one that the caller makes and verifies.
//! - [`english`] has the sentences.
//!
//! There is no clock, no network and no randomness here: times, hashes of files and signatures are
//! handed in.
//!
//! # What a chain is worth
//!
//! Whoever changes a dossier can compute its chain anew, and then it fits. The chain shows accidents,
//! careless changes, and any change at all to someone who has the last link from elsewhere: printed,
//! sent, or signed with a key that they know.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

pub mod canonical;
mod check;
mod digest;
mod dossier;
pub mod english;
mod entry;
mod error;
mod export;
mod head;
mod jsonl;
mod page;
mod signature;
mod table;
mod time;
mod verify;

pub use check::Check;
pub use digest::Sha256;
pub use dossier::{Dossier, MAX_DOSSIER_BYTES, MAX_ENTRIES};
pub use entry::{
    Entry, Filing, MAX_NAME_BYTES, MAX_REPORTS, MAX_THUMBNAIL_BYTES, MediaType, Outcome, Thumbnail,
};
pub use error::DossierError;
pub use export::Export;
pub use head::{DOSSIER_VERSION, DetectorSummary, Head, Places, Program};
pub use signature::{Algorithm, MESSAGE_PREFIX, Signature, message_to_sign};
pub use table::cell_text;
pub use time::Time;
pub use verify::{Form, MAX_FILE_BYTES, PageState, Verified, VerifyError, verify};
