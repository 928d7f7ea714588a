//! The chain of a record.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde::Deserialize;

use super::{Form, Verified, VerifyError};
use crate::digest::Sha256;
use crate::dossier::{first_link, next_link};
use crate::head::DOSSIER_VERSION;
use crate::jsonl::{CLOSE, END, ENTRY, End, EndLine, HEAD, LINK};

/// A record whose chain fits.
pub(super) struct Record<'a> {
    /// The head's JSON.
    pub head: &'a str,
    /// The JSON of each entry.
    pub entries: Vec<&'a str>,
    pub end: End,
}

impl Record<'_> {
    pub fn verified(self, form: Form) -> Verified {
        Verified {
            form,
            entries: self.end.entries,
            last_link: self.end.link,
            signature: self.end.signature,
        }
    }
}

/// What has to be known of a head. The rest is hashed and need not be understood.
#[derive(Deserialize)]
struct HeadMark {
    form: String,
    version: u32,
}

/// What has to be known of an entry. Reports of other versions stay what they are.
#[derive(Deserialize)]
struct EntryMark {
    number: u32,
    name: String,
}

/// A line with a link.
struct Linked<'a> {
    text: &'a str,
    link: Sha256,
}

struct EntryLine<'a> {
    linked: Linked<'a>,
    mark: EntryMark,
}

/// Longest name that is repeated in a message, in characters.
const MAX_NAME_CHARS: usize = 120;

pub(super) fn check(text: &str) -> Result<Record<'_>, VerifyError> {
    let (head, entries, end) = lines(text)?;
    if first_link(head.text) != head.link {
        return Err(VerifyError::HeadChanged);
    }
    chain(head.link, &entries, &end)?;
    Ok(Record {
        head: head.text,
        entries: entries.iter().map(|entry| entry.linked.text).collect(),
        end,
    })
}

/// The lines by what they are, each of its form.
fn lines(text: &str) -> Result<(Linked<'_>, Vec<EntryLine<'_>>, End), VerifyError> {
    let mut lines = (1..).zip(text.lines());
    let (_, first) = lines.next().ok_or(VerifyError::NotADossier)?;
    let head = linked(1, first, HEAD)?;
    let mark: HeadMark = parse(1, head.text)?;
    if mark.form != "spectrafide_dossier" {
        return Err(VerifyError::NotADossier);
    }
    if mark.version != DOSSIER_VERSION {
        return Err(VerifyError::Version {
            version: mark.version,
            known: DOSSIER_VERSION,
        });
    }
    let mut entries = Vec::new();
    while let Some((number, line)) = lines.next() {
        if line.starts_with(END) {
            let EndLine { end } = parse(number, line)?;
            return match lines.next() {
                Some((line, _)) => Err(VerifyError::BehindEnd { line }),
                None => Ok((head, entries, end)),
            };
        }
        let linked = linked(number, line, ENTRY)?;
        let mark = parse(number, linked.text)?;
        entries.push(EntryLine { linked, mark });
    }
    Err(VerifyError::EndMissing)
}

fn linked<'a>(number: usize, line: &'a str, start: &str) -> Result<Linked<'a>, VerifyError> {
    let parts = || {
        let (rest, link) = line
            .strip_prefix(start)?
            .strip_suffix(CLOSE)?
            .rsplit_once(LINK)?;
        Some(Linked {
            text: rest,
            link: Sha256::parse(link).ok()?,
        })
    };
    parts().ok_or_else(|| VerifyError::Line {
        line: number,
        problem: format!("it is not {start}…{LINK}64 digits{CLOSE}"),
    })
}

fn parse<'a, T: Deserialize<'a>>(line: usize, text: &'a str) -> Result<T, VerifyError> {
    serde_json::from_str(text).map_err(|error| VerifyError::Line {
        line,
        problem: error.to_string(),
    })
}

/// Whether the entries are those that `end` counts and closes.
fn chain(first: Sha256, entries: &[EntryLine], end: &End) -> Result<(), VerifyError> {
    let numbers: HashSet<u32> = entries.iter().map(|entry| entry.mark.number).collect();
    let mut last = first;
    let mut place: u32 = 0;
    for EntryLine { linked, mark } in entries {
        place = place.saturating_add(1);
        let (number, name) = (mark.number, short(&mark.name));
        if number < place {
            return Err(VerifyError::EntryAdded { place, name });
        }
        if number > place {
            return Err(if numbers.contains(&place) {
                VerifyError::EntryMoved {
                    number,
                    place,
                    name,
                }
            } else {
                VerifyError::EntryMissing { number: place }
            });
        }
        last = next_link(last, linked.text);
        if last != linked.link {
            return Err(if place > end.entries {
                VerifyError::EntryAdded { place, name }
            } else {
                VerifyError::EntryChanged { number, name }
            });
        }
    }
    let closes = last == end.link;
    match place.cmp(&end.entries) {
        Ordering::Equal if closes => Ok(()),
        Ordering::Equal => Err(VerifyError::EndChanged { field: "link" }),
        // The link closes these entries, so that it is their number that is wrong.
        _ if closes => Err(VerifyError::EndChanged { field: "entries" }),
        Ordering::Less => Err(VerifyError::EntryMissing {
            number: place.saturating_add(1),
        }),
        Ordering::Greater => {
            let added = entries.get(end.entries as usize);
            Err(VerifyError::EntryAdded {
                place: end.entries.saturating_add(1),
                name: added.map_or_else(String::new, |entry| short(&entry.mark.name)),
            })
        }
    }
}

fn short(name: &str) -> String {
    let mut chars = name.chars();
    let kept: String = chars.by_ref().take(MAX_NAME_CHARS).collect();
    if chars.next().is_some() {
        return format!("{kept}…");
    }
    kept
}
