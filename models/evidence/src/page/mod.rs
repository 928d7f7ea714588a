//! A dossier as a page: one file that needs no network and no script, for the screen and for paper.

mod card;
mod overview;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::dossier::Dossier;
use crate::english;
use crate::verify::{PAGE_MARK, RECORD_END, escape, page_digest};

pub(crate) use card::thumbnail_id;

const STYLE: &str = include_str!("style.css");

/// Nothing is fetched and nothing runs; pictures are in the file.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// Where the record goes. No text can be this: its `<` would be escaped.
const RECORD_HERE: &str = "<!--record-->";

impl Dossier {
    /// The dossier as one page of HTML without scripts, which a browser shows and prints without a
    /// network: what was judged with how many verdicts of each kind, a card for each picture, and what
    /// was not checked. The JSONL is in it, in an element of the type `application/jsonl`, with every
    /// `<` written as `\u003c`, so that [`verify`](crate::verify) can check both.
    pub fn html(&self) -> String {
        let page = document(self).into_string();
        let (before, behind) = page.split_once(RECORD_HERE).unwrap_or((page.as_str(), ""));
        let digest = page_digest(before, behind);
        let record = escape(&self.jsonl());
        format!("{before}{PAGE_MARK}{digest}\">\n{record}{RECORD_END}{behind}")
    }

    /// The page of one entry alone, of [`Dossier::alone`]; none where there is no such entry.
    pub fn html_of(&self, number: u32) -> Option<String> {
        Some(self.alone(number)?.html())
    }
}

fn document(dossier: &Dossier) -> Markup {
    let title = format!(
        "What detectors said about {}",
        english::files(dossier.linked().len()).to_lowercase()
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    (overview::made(dossier))
                    p.estimate { (english::ESTIMATE) }
                }
                main {
                    (overview::checked(dossier))
                    (overview::contents(dossier))
                    @for linked in dossier.linked() {
                        (card::card(dossier.head(), linked))
                    }
                    (overview::detectors(dossier.head()))
                }
                footer {
                    (overview::chain(dossier))
                    p.estimate { (english::ESTIMATE) }
                }
                (PreEscaped(RECORD_HERE))
            }
        }
    }
}

/// A text that comes from outside, such as a file's name: set apart, so that its direction does not
/// turn the text around it, and without what browsers leave out.
fn foreign(text: &str) -> Markup {
    html! { bdi { (plain(text)) } }
}

/// The same without the element.
fn plain(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}
