//! What holds for a dossier and its files.

mod chain;
mod filing;
mod page;
mod samples;
mod table;
mod tampering;
