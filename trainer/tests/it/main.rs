//! The trainer from outside: its library, and where the command line itself is meant, its program.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod baseline;
mod beside;
mod data_sets;
mod experiments;
mod explaining;
mod resynthesis;
mod support;
mod views;
mod whole_way;
mod zoo;
