//! The detectors in `models/zoo`, and the list of them that the page reads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use spectrafide_report::Scope;
use spectrafide_report::zoo::ZooEntry;

use crate::figures;
use crate::manifest::sha256;

#[derive(Deserialize)]
struct Card {
    weights_sha256: String,
    scope: Scope,
    rank: u32,
    stands_in_for: Option<String>,
}

/// Reads every detector of a zoo folder, and returns `zoo/…` files including the index.
///
/// A card whose hash is not that of the weights beside it is an error: the page would refuse
/// those weights. So is one that stands in for a detector that is not there or has another scope:
/// the page would never ask it.
///
/// # Errors
///
/// A file cannot be read or is not a card, a card was written for other weights, or stands in for
/// the wrong detector.
pub fn collect(zoo: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut index = Vec::new();
    for id in detector_ids(zoo)? {
        let read = |file: &str| {
            let path = zoo.join(&id).join(file);
            fs::read(&path).with_context(|| format!("could not read {}", path.display()))
        };
        let (card, weights) = (read("card.json")?, read("weights.bpk")?);
        let parsed: Card = serde_json::from_slice(&card)
            .with_context(|| format!("{id}: card.json is not a detector card"))?;
        let found = sha256(&weights);
        if found != parsed.weights_sha256 {
            bail!(
                "{id}: card.json was written for other weights\n  card says   {}\n  \
                 weights.bpk {found}\nExport the detector again, card and weights together.",
                parsed.weights_sha256
            );
        }
        let entry = ZooEntry {
            card: format!("zoo/{id}/card.json"),
            weights: format!("zoo/{id}/weights.bpk"),
            weights_bytes: weights.len() as u64,
            sha256: found,
            scope: parsed.scope,
            rank: parsed.rank,
            stands_in_for: parsed.stands_in_for,
            figures: figures::read(&zoo.join(&id), &id)?,
            id,
        };
        files.insert(entry.card.clone(), card);
        files.insert(entry.weights.clone(), weights);
        index.push(entry);
    }
    check_stand_ins(&index)?;
    files.insert("zoo/index.json".to_owned(), serde_json::to_vec(&index)?);
    Ok(files)
}

/// The page knows one pair of a thorough and a quick detector.
fn check_stand_ins(index: &[ZooEntry]) -> Result<()> {
    let mut pairs = index.iter().filter_map(|quick| {
        let thorough = quick.stands_in_for.as_deref()?;
        Some((quick, thorough))
    });
    if let Some((quick, thorough)) = pairs.next() {
        let id = &quick.id;
        let Some(found) = index.iter().find(|entry| entry.id == thorough) else {
            bail!("{id} stands in for {thorough}, which is not in the zoo");
        };
        if found.id == *id || found.stands_in_for.is_some() || found.scope != quick.scope {
            bail!("{id} cannot stand in for {thorough}: it needs another one of the same scope");
        }
    }
    if let Some((quick, thorough)) = pairs.next() {
        bail!(
            "{} stands in for {thorough}, but another detector stands in already",
            quick.id
        );
    }
    Ok(())
}

/// The folders of the zoo that hold a card, sorted.
fn detector_ids(zoo: &Path) -> Result<Vec<String>> {
    if !zoo.is_dir() {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for entry in fs::read_dir(zoo).with_context(|| format!("could not list {}", zoo.display()))? {
        let entry = entry?;
        if entry.path().join("card.json").is_file() {
            ids.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    ids.sort();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zoo_with(card: &str, weights: &[u8]) -> tempfile::TempDir {
        let zoo = tempfile::tempdir().unwrap();
        let folder = zoo.path().join("tiny.v1");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("card.json"), card).unwrap();
        fs::write(folder.join("weights.bpk"), weights).unwrap();
        zoo
    }

    #[test]
    fn the_index_lists_detectors_with_size_and_hash() {
        let card = format!(
            r#"{{"weights_sha256":"{}","rank":3,"scope":{{"min_side_px":16,"max_side_px":null}}}}"#,
            sha256(b"weights")
        );
        let zoo = zoo_with(&card, b"weights");
        let files = collect(zoo.path()).unwrap();
        let index: Vec<ZooEntry> = serde_json::from_slice(&files["zoo/index.json"]).unwrap();
        assert_eq!(index.len(), 1);
        assert_eq!(index[0].id, "tiny.v1");
        assert_eq!(index[0].weights_bytes, 7);
        assert_eq!((index[0].rank, index[0].scope.min_side_px), (3, 16));
        assert_eq!(index[0].sha256, sha256(b"weights"));
        assert_eq!(files[&index[0].weights], b"weights");
        assert_eq!(files[&index[0].card], card.as_bytes());
    }

    #[test]
    fn weights_that_do_not_match_their_card_are_refused_with_both_hashes() {
        let card = format!(
            r#"{{"weights_sha256":"{}","rank":3,"scope":{{"min_side_px":16,"max_side_px":null}}}}"#,
            sha256(b"other")
        );
        let zoo = zoo_with(&card, b"weights");
        let message = collect(zoo.path()).unwrap_err().to_string();
        for part in ["tiny.v1", &sha256(b"other"), &sha256(b"weights")] {
            assert!(message.contains(part), "{message}");
        }
    }

    fn entry(id: &str, stands_in_for: Option<&str>, min_side_px: u32) -> ZooEntry {
        ZooEntry {
            id: id.to_owned(),
            card: String::new(),
            weights: String::new(),
            weights_bytes: 1,
            sha256: String::new(),
            scope: Scope {
                min_side_px,
                max_side_px: None,
            },
            rank: 0,
            stands_in_for: stands_in_for.map(ToOwned::to_owned),
            figures: Vec::new(),
        }
    }

    #[test]
    fn a_quick_detector_stands_in_for_one_of_its_scope_and_is_the_only_one_to() {
        let thorough = entry("a.thorough", None, 128);
        let quick = entry("b.quick", Some("a.thorough"), 128);
        check_stand_ins(&[thorough.clone(), quick.clone()]).unwrap();
        for wrong in [
            vec![quick.clone()],
            vec![thorough.clone(), entry("b.quick", Some("a.thorough"), 64)],
            vec![entry("b.quick", Some("b.quick"), 128)],
            vec![thorough, quick, entry("c.quick", Some("a.thorough"), 128)],
        ] {
            let message = check_stand_ins(&wrong).unwrap_err().to_string();
            assert!(message.contains(".quick"), "{message}");
        }
    }

    #[test]
    fn a_missing_zoo_is_an_empty_index() {
        let files = collect(Path::new("no/such/folder")).unwrap();
        assert_eq!(files["zoo/index.json"], b"[]");
    }
}
