//! What a picture was made from, as a tree of bounded size.

use std::collections::BTreeSet;

use spectrafide_provenance::credentials::{Credentials, Ingredient, Manifest};

use super::credentials::{action, identity};
use super::extent;

/// Most steps from the picture to what it was made from in the end.
const MAX_DEPTH: usize = 5;
/// Most ingredients that one manifest shows.
const MAX_INGREDIENTS: usize = 8;
/// Most nodes in all.
const MAX_NODES: usize = 32;
/// Most actions that one node shows.
const MAX_ACTIONS: usize = 8;

/// A picture, or something that it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub title: String,
    /// How it was used.
    pub role: String,
    /// Who says so, with which program and when; lines.
    pub facts: Vec<String>,
    /// What was done, oldest first.
    pub done: Vec<String>,
    /// How many more actions there are.
    pub more_done: usize,
    /// Where its small picture may be, best first: the label of a manifest, and which of its
    /// ingredients.
    pub thumbnails: Vec<(String, Option<usize>)>,
    /// What it was made from.
    pub made_from: Vec<Node>,
    /// How much more it was made from.
    pub more: usize,
}

/// The picture with what it was made from, and then the manifests that nothing leads to.
pub fn trees(credentials: &Credentials) -> Vec<Node> {
    let mut walk = Walk {
        manifests: &credentials.manifests,
        seen: BTreeSet::new(),
        nodes: 0,
    };
    let mut trees = Vec::new();
    for manifest in &credentials.manifests {
        if walk.seen.contains(&*manifest.label) || walk.nodes >= MAX_NODES {
            continue;
        }
        let role = if manifest.active {
            "this picture"
        } else {
            "also in the credentials; nothing here refers to it"
        };
        let mut node = Node {
            title: manifest.title.clone().unwrap_or_default(),
            role: role.to_owned(),
            thumbnails: vec![(manifest.label.clone(), None)],
            ..Node::default()
        };
        walk.nodes += 1;
        walk.describe(&mut node, manifest, 0);
        trees.push(named(node));
    }
    trees
}

struct Walk<'a> {
    manifests: &'a [Manifest],
    seen: BTreeSet<&'a str>,
    nodes: usize,
}

impl<'a> Walk<'a> {
    fn describe(&mut self, node: &mut Node, manifest: &'a Manifest, depth: usize) {
        self.seen.insert(&manifest.label);
        node.facts = facts(manifest);
        let actions = manifest.actions.iter();
        node.done = actions.take(MAX_ACTIONS).map(action).collect();
        node.more_done = manifest.actions.len() - node.done.len();
        for (index, ingredient) in manifest.ingredients.iter().enumerate() {
            let is_full = depth >= MAX_DEPTH
                || node.made_from.len() >= MAX_INGREDIENTS
                || self.nodes >= MAX_NODES;
            if is_full {
                node.more += 1;
            } else {
                self.nodes += 1;
                let child = self.ingredient(&manifest.label, index, ingredient, depth + 1);
                node.made_from.push(child);
            }
        }
    }

    fn ingredient(
        &mut self,
        of: &str,
        index: usize,
        ingredient: &'a Ingredient,
        depth: usize,
    ) -> Node {
        let manifests = self.manifests;
        let label = ingredient.manifest.as_deref();
        let manifest = label.and_then(|label| manifests.iter().find(|one| one.label == label));
        let title = ingredient.title.clone();
        let title = title.or_else(|| manifest.and_then(|one| one.title.clone()));
        let mut node = Node {
            title: title.unwrap_or_default(),
            role: role(&ingredient.relationship).to_owned(),
            thumbnails: vec![(of.to_owned(), Some(index))],
            ..Node::default()
        };
        match (manifest, label) {
            (Some(manifest), _) => {
                node.thumbnails.push((manifest.label.clone(), None));
                if self.seen.contains(&*manifest.label) {
                    node.facts.push("Its credentials stand above.".to_owned());
                } else {
                    self.describe(&mut node, manifest, depth);
                }
            }
            (None, Some(_)) => node.facts.push("Its credentials are not here.".to_owned()),
            (None, None) => node
                .facts
                .push("Without credentials of its own.".to_owned()),
        }
        named(node)
    }
}

fn named(mut node: Node) -> Node {
    if node.title.trim().is_empty() {
        "Untitled".clone_into(&mut node.title);
    }
    node
}

/// How an ingredient was used.
fn role(relationship: &str) -> &str {
    match relationship {
        "parentOf" => "the version before",
        "componentOf" => "put into the picture",
        "inputTo" => "shown to the program",
        other => other,
    }
}

/// Who signed, as far as that is known of a manifest by itself.
fn signed(manifest: &Manifest) -> String {
    let by = match (manifest.signed_by(), manifest.is_listed()) {
        (Some(name), true) => format!("Signed by {name}, who is on the C2PA’s list"),
        (Some(name), false) => format!("Names “{name}” as its signer"),
        (None, _) => "Names no signer".to_owned(),
    };
    match &manifest.signed_at {
        Some(time) => format!("{by}; stamped {time}"),
        None => by,
    }
}

fn facts(manifest: &Manifest) -> Vec<String> {
    let mut facts = vec![signed(manifest)];
    let generator = manifest.claim_generator.as_ref();
    facts.extend(generator.map(|program| format!("Written by {program}")));
    let model = manifest.synthetic.map(extent);
    facts.extend(model.map(|how| format!("Made by a model: {how}")));
    let identities = manifest.identities.iter();
    facts.extend(identities.map(|one| format!("Says to stand behind it: {}", identity(one))));
    facts
}

/// A tree as lines of text, each node a step further in.
pub fn lines(nodes: &[Node], indent: usize) -> Vec<String> {
    let space = "  ".repeat(indent);
    let mut lines = Vec::new();
    for node in nodes {
        lines.push(format!("{space}- {} ({})", node.title, node.role));
        let details = node.facts.iter().chain(&node.done);
        lines.extend(details.map(|line| format!("{space}  {line}")));
        lines.extend(more(node.more_done).map(|more| format!("{space}  {more}")));
        lines.extend(self::lines(&node.made_from, indent + 1));
        lines.extend(more(node.more).map(|more| format!("{space}  - {more}")));
    }
    lines
}

/// That there is more than is shown.
pub fn more(count: usize) -> Option<String> {
    (count > 0).then(|| format!("and {count} more"))
}

#[cfg(test)]
mod tests {
    use spectrafide_provenance::credentials::{Action, Outcome, Status};

    use super::*;

    fn manifest(label: &str, ingredients: &[(&str, &str)]) -> Manifest {
        let ingredients = ingredients.iter().map(|(relationship, label)| Ingredient {
            title: Some(format!("file {label}")),
            relationship: (*relationship).to_owned(),
            manifest: (!label.is_empty()).then(|| (*label).to_owned()),
        });
        Manifest {
            label: label.to_owned(),
            active: label == "a",
            issuer: Some(format!("signer of {label}")),
            ingredients: ingredients.collect(),
            ..Manifest::default()
        }
    }

    fn of(manifests: Vec<Manifest>) -> Vec<Node> {
        trees(&Credentials {
            manifests,
            ..Credentials::default()
        })
    }

    fn count(nodes: &[Node]) -> usize {
        let each = nodes.iter();
        each.map(|node| 1 + count(&node.made_from)).sum()
    }

    #[test]
    fn a_picture_leads_to_what_it_was_made_from() {
        let trees = of(vec![
            manifest("a", &[("parentOf", "b"), ("componentOf", "")]),
            manifest("b", &[("inputTo", "gone")]),
        ]);
        let [root] = trees.as_slice() else {
            panic!("{trees:#?}");
        };
        assert_eq!(
            (root.title.as_str(), root.role.as_str()),
            ("Untitled", "this picture")
        );
        let [parent, component] = root.made_from.as_slice() else {
            panic!("{root:#?}");
        };
        assert_eq!(parent.title, "file b");
        assert_eq!(parent.role, "the version before");
        assert_eq!(parent.facts, ["Names “signer of b” as its signer"]);
        let places = [("a".to_owned(), Some(0)), ("b".to_owned(), None)];
        assert_eq!(parent.thumbnails, places);
        assert_eq!(component.facts, ["Without credentials of its own."]);
        let [input] = parent.made_from.as_slice() else {
            panic!("{parent:#?}");
        };
        assert_eq!(input.role, "shown to the program");
        assert_eq!(input.facts, ["Its credentials are not here."]);
    }

    #[test]
    fn only_a_signer_on_the_list_is_said_to_have_signed() {
        let mut listed = manifest("a", &[]);
        listed.signed_at = Some("2026-05-01T12:00:00Z".to_owned());
        listed.statuses.push(Status {
            code: "signingCredential.trusted".to_owned(),
            outcome: Outcome::Success,
            explanation: None,
        });
        assert_eq!(
            of(vec![listed])[0].facts,
            ["Signed by signer of a, who is on the C2PA’s list; stamped 2026-05-01T12:00:00Z"]
        );
        let nobody = Manifest::default();
        assert_eq!(of(vec![nobody])[0].facts, ["Names no signer"]);
    }

    #[test]
    fn what_nothing_refers_to_is_a_tree_of_its_own() {
        let trees = of(vec![manifest("a", &[]), manifest("b", &[])]);
        let roles: Vec<_> = trees.iter().map(|node| node.role.as_str()).collect();
        assert!(
            roles[0] == "this picture" && roles[1].contains("nothing here refers"),
            "{roles:?}"
        );
    }

    #[test]
    fn what_is_used_twice_is_told_once_and_circles_end() {
        let trees = of(vec![
            manifest("a", &[("parentOf", "b"), ("componentOf", "b")]),
            manifest("b", &[("parentOf", "a")]),
        ]);
        let root = &trees[0];
        assert_eq!(root.made_from[1].facts, ["Its credentials stand above."]);
        let circle = &root.made_from[0].made_from[0];
        assert_eq!(circle.facts, ["Its credentials stand above."]);
        assert_eq!(circle.made_from, []);
    }

    #[test]
    fn broad_and_long_chains_are_cut_and_say_so() {
        let many = vec![("componentOf", ""); 100];
        let broad = of(vec![manifest("a", &many)]);
        assert_eq!(broad[0].made_from.len(), MAX_INGREDIENTS);
        assert_eq!(broad[0].more, 100 - MAX_INGREDIENTS);

        let names: Vec<String> = (0..60).map(|index| format!("m{index}")).collect();
        let mut long = vec![manifest("a", &[("parentOf", "m0")])];
        for (index, name) in names.iter().enumerate() {
            let next = format!("m{}", index + 1);
            long.push(manifest(name, &[("parentOf", &next)]));
        }
        let trees = of(long);
        assert!(count(&trees) <= MAX_NODES);
        let mut last = &trees[0];
        for _ in 0..MAX_DEPTH {
            last = &last.made_from[0];
        }
        assert_eq!((last.made_from.len(), last.more), (0, 1));
        let text = lines(&trees[..1], 0).join("\n");
        assert!(text.contains("            - and 1 more"), "{text}");
    }

    #[test]
    fn a_tree_of_everything_stays_small() {
        let labels: Vec<String> = (0..9).map(|index| format!("m{index}")).collect();
        let all: Vec<(&str, &str)> = labels
            .iter()
            .map(|label| ("componentOf", &**label))
            .collect();
        let mut manifests = vec![manifest("a", &all)];
        manifests.extend(labels.iter().map(|label| manifest(label, &all)));
        assert!(count(&of(manifests)) <= MAX_NODES);
    }

    #[test]
    fn a_long_history_is_cut_and_says_so() {
        let mut edited = manifest("a", &[]);
        edited.actions = vec![Action::default(); 30];
        let node = &of(vec![edited])[0];
        assert_eq!((node.done.len(), node.more_done), (MAX_ACTIONS, 22));
    }
}
