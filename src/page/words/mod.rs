//! What people read of a result or a state, by subject. What a report holds as codes has its
//! sentences in `spectrafide_report::english` and `spectrafide_provenance`, for every program.

pub mod comparison;
pub mod detector;
pub mod explanation;
pub mod figures;
pub mod file;
pub mod filing;
pub mod lead;
pub mod listing;
pub mod pair;
pub mod progress;
pub mod provenance;
pub mod quick_look;
pub mod run;
pub mod score;
pub mod sidecar;
pub mod stability;
pub mod units;
pub mod verdict;
pub mod views;
