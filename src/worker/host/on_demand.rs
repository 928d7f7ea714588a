//! Programs that few files need: each is loaded for the first one that does.

use spectrafide_report::served::ServedFiles;

use crate::browser::BrowserError;
use crate::browser::program::Program;

/// A program, loaded or not.
#[derive(Debug)]
pub struct OnDemand {
    glue: String,
    wasm: String,
    program: Option<Program>,
    failures: u32,
}

impl OnDemand {
    /// Takes note of where the program `name` is and loads nothing. `base` is the page's address.
    pub fn new(name: &str, base: &str, files: &ServedFiles) -> Self {
        let url = |file: String| format!("{base}{}", files.path(&file));
        Self {
            glue: url(format!("pkg/{name}.js")),
            wasm: url(format!("pkg/{name}_bg.wasm")),
            program: None,
            failures: 0,
        }
    }

    /// Whether it is loaded.
    pub fn is_loaded(&self) -> bool {
        self.program.is_some()
    }

    /// The program, which the first call fetches.
    ///
    /// # Errors
    ///
    /// It does not come, or does not start; the next call tries again.
    pub async fn get(&mut self) -> Result<&Program, BrowserError> {
        let program = match self.program.take() {
            Some(program) => program,
            None => self.start().await?,
        };
        Ok(self.program.insert(program))
    }

    async fn start(&mut self) -> Result<Program, BrowserError> {
        // Browsers keep a program that failed to load. The same file with a fragment is another one
        // to them.
        let glue = match self.failures {
            0 => self.glue.clone(),
            failures => format!("{}#{failures}", self.glue),
        };
        let started = Program::load(&glue, &self.wasm).await;
        if started.is_err() {
            self.failures += 1;
        }
        started
    }

    /// Gives the program up, whose memory nobody vouches for once it has ended in the middle of a
    /// call; the next call of [`Self::get`] starts it anew.
    pub fn end(&mut self) {
        self.program = None;
        self.failures += 1;
    }
}
