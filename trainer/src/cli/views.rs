//! `views`: the classic views of a picture.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use spectrafide_picture::decode::decode;
use spectrafide_trainer::measurement::judging::read_file;
use spectrafide_trainer::views::{self, Entry};
use spectrafide_views::{Fact, View};

/// Draw the classic views of a picture: error levels, noise, JPEG ghosts, the spectrum and others.
///
/// Each is a formula of the pixels, for people to look at; no verdict reads them. The folder gets a
/// PNG of each view's name, and `views.json` with parameters and what was found. A view that the
/// picture is too small for has an `error` there.
#[derive(Args)]
pub struct Views {
    /// The folder of the views.
    #[arg(long)]
    out: PathBuf,
    /// Only these, by their codes, separated by commas.
    #[arg(long = "view", value_name = "CODE", value_delimiter = ',', value_parser = of_code)]
    chosen: Vec<View>,
    /// Print what `views.json` says instead of sentences.
    #[arg(long)]
    json: bool,
    /// The picture.
    file: PathBuf,
}

impl Views {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let picture = read_file(&self.file).and_then(|bytes| Ok(decode(&bytes)?));
        let picture = picture.with_context(|| self.file.display().to_string())?;
        let all = View::all();
        let chosen = if self.chosen.is_empty() {
            &all[..]
        } else {
            &self.chosen
        };
        let entries = views::write(chosen, &picture.pixels, &self.out)?;
        if self.json {
            println!("{}", serde_json::to_string(&entries)?);
        } else {
            for entry in &entries {
                println!("{}", line(entry));
            }
        }
        Ok(())
    }
}

fn of_code(code: &str) -> Result<View, String> {
    View::of_code(code).ok_or_else(|| {
        let codes = View::all().map(|view| view.code());
        format!("there are {}", codes.join(", "))
    })
}

fn line(entry: &Entry) -> String {
    let title = entry.view.english().title;
    if let Some(error) = &entry.error {
        return format!("{title}: {error}");
    }
    let facts: Vec<String> = entry.facts.iter().map(Fact::english).collect();
    format!("{title}: {}", facts.join(" "))
}
