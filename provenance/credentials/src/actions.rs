//! What a manifest says was done, and how much of it a model did.

use c2pa::Manifest;
use serde_json::Value;
use spectrafide_provenance::credentials::Action;
use spectrafide_provenance::finding::Extent;
use spectrafide_provenance::source_type;

/// The action that begins a picture from nothing.
const CREATED: &str = "c2pa.created";

/// The assertions that may hold IPTC metadata, digital source type included.
const METADATA: [&str; 3] = ["stds.iptc", "c2pa.metadata", "cawg.metadata"];

/// The actions of a manifest, oldest first.
///
/// They are read leniently from the assertion's plain values: a record that breaks a rule is
/// reported by the validation and still says what it says.
pub fn of(manifest: &Manifest) -> Vec<Action> {
    manifest
        .assertions()
        .iter()
        .filter(|assertion| assertion.label().starts_with("c2pa.actions"))
        .filter_map(|assertion| assertion.value().ok())
        .flat_map(|value| {
            let actions = value.get("actions").and_then(Value::as_array);
            actions
                .into_iter()
                .flatten()
                .map(|action| read(action, value))
        })
        .collect()
}

fn read(action: &Value, assertion: &Value) -> Action {
    let text = |name: &str| action.get(name).and_then(Value::as_str).map(str::to_owned);
    let agent = action.get("softwareAgent").or_else(|| {
        let index = action.get("softwareAgentIndex")?.as_u64()?;
        let agents = assertion.get("softwareAgents")?;
        agents.get(usize::try_from(index).ok()?)
    });
    Action {
        action: text("action").unwrap_or_default(),
        when: text("when"),
        software: agent.and_then(program),
        digital_source_type: text("digitalSourceType")
            .map(|value| source_type::term(&value).to_owned()),
        description: text("description"),
    }
}

/// A program's name, which is a text or an object with name and version.
fn program(agent: &Value) -> Option<String> {
    if let Some(name) = agent.as_str() {
        return Some(name.to_owned());
    }
    let name = agent.get("name")?.as_str()?;
    Some(match agent.get("version").and_then(Value::as_str) {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    })
}

/// How much of the picture a model made, as this manifest alone says.
///
/// A model's work is the whole picture when it created it. Any other action changes a picture
/// that was there before, so that a model's work in it is a part; unless the manifest knows of
/// no picture before it. Metadata is about the picture as a whole.
pub fn extent(manifest: &Manifest, actions: &[Action]) -> Option<Extent> {
    let created = actions.iter().any(|action| action.action == CREATED);
    let nothing_before = !created && manifest.ingredients().is_empty();
    let done = actions.iter().filter_map(|action| {
        let extent = source_type::extent(action.digital_source_type.as_deref()?)?;
        let all = action.action == CREATED || nothing_before;
        Some(match extent {
            Extent::Whole if !all => Extent::Part,
            extent => extent,
        })
    });
    let labelled = manifest
        .assertions()
        .iter()
        .filter(|assertion| {
            METADATA
                .iter()
                .any(|label| assertion.label().starts_with(label))
        })
        .filter_map(|assertion| assertion.value().ok()?.as_object())
        .flatten()
        .filter(|(name, _)| {
            name.rsplit(':')
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("digitalsourcetype"))
        })
        .filter_map(|(_, value)| source_type::extent(value.as_str()?));
    done.chain(labelled).reduce(Extent::more)
}
