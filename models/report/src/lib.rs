//! What a detector says about a picture, as plain types that every program shares.
//!
//! - [`Report`] is the one result that the page, the command line and every other program show.
//!   Its [`reason`]s are codes with numbers; [`english`] has the words.
//! - [`score`], [`calibration`], [`verdict`] and [`certainty`] lead from a logit to a verdict.
//! - [`maps`] hold what explains a verdict, and [`explanation`] what a map is worth.
//! - [`regions`] holds the scores of the parts of a picture.
//! - [`stability`] says whether a verdict survives what people do with pictures.
//! - [`fusion`] joins the verdict with what the file says about itself; [`lead`] says what is told first.
//! - [`zoo`], [`measurement`] and [`served`] are the files that the trainer and the build write and
//!   the page reads.
//!
//! ```
//! use spectrafide_report::{Score, Thresholds, Verdict};
//!
//! let thresholds = Thresholds {
//!     synthetic: 0.9,
//!     real: 0.2,
//!     ..Thresholds::default()
//! };
//! assert_eq!(thresholds.verdict(Score::new(0.95)), Verdict::LikelySynthetic);
//! assert_eq!(thresholds.verdict(Score::new(0.5)), Verdict::CannotTell);
//! ```

pub mod calibration;
pub mod certainty;
pub mod delivery;
mod effort;
pub mod english;
pub mod explanation;
pub mod fusion;
pub mod lead;
pub mod maps;
pub mod measurement;
pub mod reason;
pub mod regions;
pub mod report;
pub mod scope;
pub mod score;
pub mod served;
pub mod stability;
pub mod verdict;
pub mod zoo;

pub use calibration::Calibration;
pub use certainty::Certainty;
pub use delivery::Delivery;
pub use effort::Effort;
pub use explanation::{Method, Worth};
pub use fusion::Basis;
pub use lead::Lead;
pub use maps::{Maps, SaliencyMap};
pub use reason::{NamedColors, Note, ProfileFault, Reason, SecondPicture};
pub use regions::{RegionScore, Regions};
pub use report::{Analysis, Report};
pub use scope::Scope;
pub use score::{Label, Score};
pub use stability::{CopyVerdict, Handling, Stability};
pub use verdict::{Thresholds, Verdict};
