//! XMP: properties of the picture and its editing history.
//!
//! Sources: XMP part 1 (ISO 16684-1), sections 6 and 7, and part 2, section 1.2.7 (history),
//! <https://github.com/adobe/XMP-Toolkit-SDK/tree/main/docs>.

use roxmltree::{Document, Node, ParsingOptions};

use crate::finding::{EditStep, Field, Problem};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Basic properties, such as `CreatorTool`.
pub(crate) const BASIC: &str = "http://ns.adobe.com/xap/1.0/";
/// Dublin Core terms, of which `provenance` is the address of a manifest store.
pub(crate) const TERMS: &str = "http://purl.org/dc/terms/";
/// Properties that generators put texts into, by the names that they usually have.
pub(crate) const TEXTS: [(&str, &str, &str); 4] = [
    ("http://purl.org/dc/elements/1.1/", "creator", "dc:creator"),
    (
        "http://purl.org/dc/elements/1.1/",
        "description",
        "dc:description",
    ),
    (
        "http://ns.adobe.com/exif/1.0/",
        "UserComment",
        "exif:UserComment",
    ),
    (BASIC, "CreatorTool", "xmp:CreatorTool"),
];
/// History.
const MEDIA: &str = "http://ns.adobe.com/xap/1.0/mm/";
const EVENT: &str = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#";

/// Longest packet that is parsed, in bytes.
const MAX_PACKET_BYTES: usize = 4 << 20;
/// Most elements and attributes; the parser takes some hundred bytes for each.
const MAX_NODES: usize = 100_000;
/// Most declarations of namespaces, which the parser copies into elements that declare more.
const MAX_NAMESPACES: usize = 1_000;
/// Most properties and steps that are kept.
const MAX_PROPERTIES: usize = 256;
/// Most bytes of all values that are kept.
const MAX_VALUE_BYTES: usize = 1 << 20;

/// What a packet says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Xmp {
    properties: Vec<Property>,
    value_bytes: usize,
    /// Oldest first.
    pub(crate) history: Vec<EditStep>,
}

#[derive(Clone, Debug)]
struct Property {
    namespace: String,
    /// With the prefix that the packet uses.
    name: String,
    local: String,
    value: String,
}

impl Xmp {
    /// The value of a property of the picture itself.
    pub(crate) fn get(&self, namespace: &str, local: &str) -> Option<&str> {
        self.properties
            .iter()
            .find(|property| property.namespace == namespace && property.local == local)
            .map(|property| property.value.as_str())
    }

    /// Every property with text.
    pub(crate) fn raw(&self) -> Vec<Field> {
        self.properties
            .iter()
            .map(|property| Field::new(&property.name, &property.value))
            .collect()
    }
}

/// Reads a packet.
pub(crate) fn read(packet: &[u8]) -> Result<Xmp, Problem> {
    if packet.len() > MAX_PACKET_BYTES {
        return Err(Problem::XmpTooLong);
    }
    let text = String::from_utf8_lossy(packet);
    // Writers pad packets with zeros, too.
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    let count = |pattern: &str| text.matches(pattern).take(MAX_NODES).count();
    if count("<") >= MAX_NODES || count("=") >= MAX_NODES || count("xmlns") >= MAX_NAMESPACES {
        return Err(Problem::XmpTooManyParts);
    }
    let options = ParsingOptions {
        allow_dtd: false,
        ..ParsingOptions::default()
    };
    let document =
        Document::parse_with_options(text, options).map_err(|error| Problem::XmpNotWellFormed {
            error: error.to_string(),
        })?;
    let mut xmp = Xmp::default();
    let rdf = document
        .descendants()
        .find(|node| node.has_tag_name((RDF, "RDF")));
    let descriptions = rdf.into_iter().flat_map(|rdf| rdf.children());
    for description in descriptions.filter(Node::is_element) {
        properties(description, &mut xmp);
    }
    Ok(xmp)
}

/// Simple properties may be attributes or elements, and mean the same (part 1, 7.9.2.2).
fn properties(description: Node<'_, '_>, xmp: &mut Xmp) {
    for attribute in description.attributes() {
        if let Some(namespace) = attribute.namespace().filter(|namespace| *namespace != RDF) {
            push(
                description,
                namespace,
                attribute.name(),
                attribute.value(),
                xmp,
            );
        }
    }
    for element in description.children().filter(Node::is_element) {
        let name = element.tag_name();
        let namespace = name.namespace().unwrap_or_default();
        if (namespace, name.name()) == (MEDIA, "History") {
            xmp.history
                .extend(items(element).take(MAX_PROPERTIES).map(step));
        } else if let Some(value) = value(element) {
            push(element, namespace, name.name(), &value, xmp);
        }
    }
}

fn push(at: Node<'_, '_>, namespace: &str, local: &str, value: &str, xmp: &mut Xmp) {
    xmp.value_bytes = xmp.value_bytes.saturating_add(value.len());
    if xmp.properties.len() >= MAX_PROPERTIES || xmp.value_bytes > MAX_VALUE_BYTES {
        return;
    }
    let name = match at.lookup_prefix(namespace) {
        Some(prefix) => format!("{prefix}:{local}"),
        None => local.to_owned(),
    };
    xmp.properties.push(Property {
        namespace: namespace.to_owned(),
        name,
        local: local.to_owned(),
        value: value.trim().to_owned(),
    });
}

/// Text, the address of a resource, or the items of an array, separated by semicolons.
fn value(element: Node<'_, '_>) -> Option<String> {
    if let Some(address) = element.attribute((RDF, "resource")) {
        return Some(address.to_owned());
    }
    let items: Vec<&str> = items(element)
        .take(MAX_PROPERTIES)
        .filter_map(|item| item.text().or_else(|| item.attribute((RDF, "resource"))))
        .collect();
    if !items.is_empty() {
        return Some(items.join("; "));
    }
    let text = element.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The items of the array in an element.
fn items<'a, 'input>(element: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    element
        .children()
        .filter(|array| {
            ["Seq", "Bag", "Alt"]
                .iter()
                .any(|kind| array.has_tag_name((RDF, *kind)))
        })
        .flat_map(|array| array.children())
        .filter(|item| item.has_tag_name((RDF, "li")))
}

/// The fields of a structure stand in the item, or in a description in it.
fn step(item: Node<'_, '_>) -> EditStep {
    let inner = item
        .children()
        .find(|child| child.has_tag_name((RDF, "Description")));
    let field = |local: &str| {
        [Some(item), inner].into_iter().flatten().find_map(|node| {
            let attribute = node.attribute((EVENT, local)).map(str::to_owned);
            attribute.or_else(|| {
                let child = node
                    .children()
                    .find(|child| child.has_tag_name((EVENT, local)));
                child?.text().map(str::to_owned)
            })
        })
    };
    EditStep {
        action: field("action").unwrap_or_default(),
        software: field("softwareAgent"),
        when: field("when"),
    }
}
