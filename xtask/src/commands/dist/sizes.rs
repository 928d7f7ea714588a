//! The table of download sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::iter::Sum;
use std::ops::Add;

/// What one file costs to download, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// As it is.
    pub raw: usize,
    /// As gzip.
    pub gzip: usize,
    /// As brotli.
    pub brotli: usize,
}

impl Size {
    /// A file that is sent as it is.
    pub fn uncompressed(bytes: usize) -> Self {
        Self {
            raw: bytes,
            gzip: bytes,
            brotli: bytes,
        }
    }
}

impl Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

impl Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), Add::add)
    }
}

/// The sizes of all files by logical name.
#[derive(Debug, Default)]
pub struct Sizes {
    /// Logical name and size.
    pub files: BTreeMap<String, Size>,
}

impl Sizes {
    /// One line per file, then the first load with each detector, then everything.
    pub fn table(&self) -> String {
        let mut rows: Vec<(String, Size)> = self
            .files
            .iter()
            .map(|(name, size)| (name.clone(), *size))
            .collect();
        let worker = |name: &str| name == "worker.js" || name.starts_with("pkg/worker");
        let credentials = |name: &str| name.starts_with("pkg/credentials");
        let jxl = |name: &str| name.starts_with("pkg/jxl");
        let detectors: BTreeSet<&str> = self
            .files
            .keys()
            .filter_map(|name| detector_of(name))
            .collect();
        let later = |name: &str| credentials(name) || jxl(name);
        let page_size =
            self.total(|name| !worker(name) && !later(name) && detector_of(name).is_none());
        let with_worker = page_size + self.total(worker);
        rows.push(("total: page".to_owned(), page_size));
        rows.push(("total: page and worker".to_owned(), with_worker));
        rows.push((
            "total: verifying Content Credentials".to_owned(),
            self.total(credentials),
        ));
        rows.push(("total: decoding JPEG XL".to_owned(), self.total(jxl)));
        for id in detectors {
            let size = with_worker + self.total(|name| detector_of(name) == Some(id));
            rows.push((format!("total: first load with {id}"), size));
        }
        rows.push((
            "total: everything, for use offline".to_owned(),
            self.total(|_| true),
        ));
        render(&rows)
    }

    fn total(&self, counted: impl Fn(&str) -> bool) -> Size {
        self.files
            .iter()
            .filter(|(name, _)| counted(name))
            .map(|(_, size)| *size)
            .sum()
    }
}

/// The detector that a file belongs to: `a.b` of `zoo/a.b/card.json`.
fn detector_of(name: &str) -> Option<&str> {
    let (id, _) = name.strip_prefix("zoo/")?.split_once('/')?;
    Some(id)
}

fn render(rows: &[(String, Size)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = format!(
        "{:<width$} {:>12} {:>12} {:>12}\n",
        "file", "bytes", "gzip", "brotli"
    );
    for (name, Size { raw, gzip, brotli }) in rows {
        writeln!(text, "{name:<width$} {raw:>12} {gzip:>12} {brotli:>12}")
            .expect("writing to a String cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_page_worker_and_one_detector() {
        let mut sizes = Sizes::default();
        for (name, bytes) in [
            ("index.html", 1),
            ("pkg/page_bg.wasm", 10),
            ("pkg/worker_bg.wasm", 100),
            ("worker.js", 1_000),
            ("pkg/credentials_bg.wasm", 10_000_000),
            ("pkg/jxl_bg.wasm", 100_000_000),
            ("zoo/index.json", 10_000),
            ("zoo/a.v1/weights.bpk", 100_000),
            ("zoo/b.v1/weights.bpk", 1_000_000),
        ] {
            sizes
                .files
                .insert(name.to_owned(), Size::uncompressed(bytes));
        }
        let table = sizes.table();
        let total = |label: &str| {
            let line = table.lines().find(|line| line.contains(label)).unwrap();
            line.split_whitespace()
                .last()
                .unwrap()
                .parse::<usize>()
                .unwrap()
        };
        assert_eq!(total("total: page  "), 10_011);
        assert_eq!(total("total: page and worker"), 11_111);
        assert_eq!(total("total: verifying"), 10_000_000);
        assert_eq!(total("total: decoding JPEG XL"), 100_000_000);
        assert_eq!(total("first load with a.v1"), 111_111);
        assert_eq!(total("first load with b.v1"), 1_011_111);
        assert_eq!(total("total: everything"), 111_111_111);
    }
}
