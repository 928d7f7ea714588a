//! From a file's bytes to its findings.

use std::mem::{Discriminant, discriminant};

use image::RgbImage;

use crate::container::{self, Block, BlockKind, Format, place};
use crate::credentials::{AbsentReason, Credentials};
use crate::finding::{Capture, Editing, Field, Finding, Place, Problem, Provenance, Trust, What};
use crate::generator::{self, Records, stealth};
use crate::text::{Source, Text};
use crate::{declaration, exif, history, iptc, jumbf, watermark, xmp};

/// Most blocks of EXIF, XMP, IPTC and manifest stores that are read, of each; real files have one,
/// and XMP may have two.
const MAX_BLOCKS: usize = 4;
/// Most findings; a file with more was made to have them.
const MAX_FINDINGS: usize = 256;
/// Most bytes of all texts in which records are looked for.
const MAX_TEXT_BYTES: usize = 12 << 20;

/// Reads what a file says about itself.
///
/// `picture` is the decoded picture, upright, where the caller has it: measurements compare it with
/// what the file stores beside it, and watermarks are looked for in it. Never fails: what is damaged, in the wrong place, or lies about
/// its size becomes [`What::Problem`].
pub fn read(bytes: &[u8], picture: Option<&RgbImage>) -> Provenance {
    let container = container::open(bytes);
    let mut reading = Reading::default();
    for block in &container.blocks {
        reading.block(block);
    }
    if container.outline.format == Some(Format::Png)
        && let Some(value) = stealth::read(bytes)
    {
        reading.records.texts.push(Text {
            source: Source::Stealth,
            name: "parameters".to_owned(),
            value,
            place: place("PNG pixels", 0, bytes.len()),
        });
    }
    reading.absent_manifest();
    for (place, problem) in &container.problems {
        reading.push(
            What::Problem(problem.clone()),
            place,
            Trust::Measured,
            Vec::new(),
        );
    }
    let mut findings = reading.findings;
    let records = generator::read(&reading.records);
    findings.retain_mut(|finding| is_left(finding, &records));
    findings.extend(records);
    let names_camera = findings.iter().any(|finding| match &finding.what {
        What::Capture(capture) => capture.make.is_some() || capture.model.is_some(),
        _ => false,
    });
    let history = history::read(bytes, &container, picture, names_camera);
    findings.extend(history.claims);
    findings.sort_by_key(|finding| finding.place.offset_bytes);
    findings.extend(picture.and_then(watermark::read));
    findings.extend(history.measurements);
    Provenance { findings }
}

/// Takes from a camera what a generator's record was read from, and says whether anything is left.
fn is_left(finding: &mut Finding, records: &[Finding]) -> bool {
    let What::Capture(capture) = &mut finding.what else {
        return true;
    };
    let place = &finding.place;
    for (name, value) in [("Make", &mut capture.make), ("Model", &mut capture.model)] {
        if value
            .as_deref()
            .is_some_and(|value| generator::is_record(records, place, name, value))
        {
            *value = None;
        }
    }
    **capture != Capture::default()
}

/// Findings so far, and what generators' records are looked for in.
#[derive(Default)]
struct Reading {
    findings: Vec<Finding>,
    records: Records,
    text_bytes: usize,
    /// The kinds of the blocks that were read.
    blocks: Vec<Discriminant<BlockKind>>,
}

impl Reading {
    fn push(&mut self, what: What, place: &Place, trust: Trust, raw: Vec<Field>) {
        let place = place.clone();
        self.add(Some(Finding {
            what,
            place,
            trust,
            raw,
        }));
    }

    fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        let room = MAX_FINDINGS.saturating_sub(self.findings.len());
        self.findings.extend(findings.into_iter().take(room));
    }

    fn problem(&mut self, problem: Problem, place: &Place) {
        self.push(What::Problem(problem), place, Trust::Measured, Vec::new());
    }

    fn block(&mut self, block: &Block<'_>) {
        let place = &block.place;
        if self.is_one_too_many(&block.kind) {
            let part = place.container.clone();
            return self.problem(Problem::OneTooMany { part }, place);
        }
        match &block.kind {
            BlockKind::Exif => self.exif(&block.data, place),
            BlockKind::Xmp => self.xmp(&block.data, place),
            BlockKind::IptcIim => self.iptc(&block.data, place),
            BlockKind::C2pa => {
                let credentials = jumbf::read(&block.data);
                let what = What::Credentials(credentials.clone());
                self.push(what, place, Trust::Credentials, Vec::new());
                self.records.credentials.push((place.clone(), credentials));
            }
            BlockKind::Text { keyword } => {
                let source = match place.container.as_str() {
                    "JPEG COM" => Source::JpegComment,
                    "GIF comment" => Source::GifComment,
                    _ => Source::Png,
                };
                let value = String::from_utf8_lossy(&block.data);
                self.text(source, keyword, &value, place);
            }
            BlockKind::Custom { .. } => self.add(declaration::from_chunk(block)),
            BlockKind::SamsungTrailer { .. } => {
                self.add(declaration::from_samsung(block));
            }
            // The history is read from these.
            BlockKind::Icc
            | BlockKind::JpegTable(_)
            | BlockKind::PngHeader
            | BlockKind::PngColour(_)
            | BlockKind::WebpImage { .. } => {}
        }
    }

    fn is_one_too_many(&mut self, kind: &BlockKind) -> bool {
        let single = matches!(
            kind,
            BlockKind::Exif | BlockKind::Xmp | BlockKind::IptcIim | BlockKind::C2pa
        );
        let kind = discriminant(kind);
        self.blocks.push(kind);
        single && self.blocks.iter().filter(|known| **known == kind).count() > MAX_BLOCKS
    }

    fn text(&mut self, source: Source, name: &str, value: &str, place: &Place) {
        self.text_bytes = self.text_bytes.saturating_add(value.len());
        if self.text_bytes > MAX_TEXT_BYTES {
            return self.problem(Problem::TextsTooLong, place);
        }
        let text = Text {
            source,
            name: name.to_owned(),
            value: value.trim_end_matches('\0').to_owned(),
            place: place.clone(),
        };
        self.add(declaration::from_text(&text));
        self.records.texts.push(text);
    }

    fn exif(&mut self, data: &[u8], place: &Place) {
        let exif = exif::read(data);
        for (name, value) in &exif.texts {
            self.text(Source::Exif, name, value, place);
        }
        if let Some(problem) = exif.problem {
            self.problem(problem, place);
        }
        if let Some(software) = exif.software {
            let editing = Editing {
                software: Some(software),
                steps: Vec::new(),
            };
            self.push(
                What::Editing(editing),
                place,
                Trust::UnsignedClaim,
                exif.raw.clone(),
            );
        }
        if let Some(capture) = exif.capture {
            let what = What::Capture(Box::new(capture));
            self.push(what, place, Trust::UnsignedClaim, exif.raw);
        }
    }

    fn xmp(&mut self, data: &[u8], place: &Place) {
        let xmp = match xmp::read(data) {
            Ok(xmp) => xmp,
            Err(problem) => return self.problem(problem, place),
        };
        self.add(declaration::from_xmp(&xmp, place));
        let software = xmp.get(xmp::BASIC, "CreatorTool").map(str::to_owned);
        if software.is_some() || !xmp.history.is_empty() {
            let editing = Editing {
                software,
                steps: xmp.history.clone(),
            };
            self.push(
                What::Editing(editing),
                place,
                Trust::UnsignedClaim,
                xmp.raw(),
            );
        }
        for (namespace, local, name) in xmp::TEXTS {
            if let Some(value) = xmp.get(namespace, local) {
                self.text(Source::Xmp, name, value, place);
            }
        }
        self.records.xmp.push((place.clone(), xmp));
    }

    /// XMP names the manifest store of its file. Where the file has none, it was taken away, or is
    /// kept elsewhere (C2PA specification 2.2, section 11.4, <https://spec.c2pa.org/>).
    fn absent_manifest(&mut self) {
        let mut named = self.records.xmp.iter();
        let named = named.find_map(|(place, xmp)| {
            Some((place.clone(), xmp.get(xmp::TERMS, "provenance")?.to_owned()))
        });
        let Some((place, address)) = named.filter(|_| self.records.credentials.is_empty()) else {
            return;
        };
        let credentials = Credentials::absent(AbsentReason::of_address(&address));
        let raw = vec![Field::new("dcterms:provenance", address)];
        self.push(
            What::Credentials(credentials),
            &place,
            Trust::Credentials,
            raw,
        );
    }

    fn iptc(&mut self, data: &[u8], place: &Place) {
        let fields = iptc::read(data);
        let program = fields
            .iter()
            .find(|field| field.name == "Originating Program");
        if let Some(program) = program {
            let editing = Editing {
                software: Some(program.value.clone()),
                steps: Vec::new(),
            };
            self.push(What::Editing(editing), place, Trust::UnsignedClaim, fields);
        }
    }
}
