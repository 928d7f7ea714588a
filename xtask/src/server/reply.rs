//! What the server answers, apart from sockets.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::time::UNIX_EPOCH;

use percent_encoding::percent_decode_str;
use tiny_http::Method;

use crate::headers::{SECURITY, media_type};

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// A path at the server's own origin, without the query.
    Own(String),
    /// Another origin, as only a browser with this proxy asks for.
    Foreign(String),
}

impl Target {
    /// Reads the request target: a path, or what a browser sends to its proxy.
    pub fn parse(url: &str, method: &Method, own: SocketAddr) -> Self {
        let path = if url.starts_with('/') {
            Some(url)
        } else if *method == Method::Connect {
            None
        } else {
            url.strip_prefix(&format!("http://{own}"))
                .filter(|path| path.starts_with('/'))
        };
        match path {
            Some(path) => Self::Own(path.split(['?', '#']).next().unwrap_or(path).to_owned()),
            None => Self::Foreign(url.to_owned()),
        }
    }

    /// The path or the address.
    pub fn name(&self) -> &str {
        match self {
            Self::Own(name) | Self::Foreign(name) => name,
        }
    }
}

/// A whole response.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The contents; empty for 304.
    pub body: Vec<u8>,
}

impl Reply {
    /// A status with a line of text.
    pub fn status(status: u16) -> Self {
        Self::text(status, &status.to_string())
    }

    /// A status with its reason.
    pub fn text(status: u16, reason: &str) -> Self {
        let body = format!("{reason}\n").into_bytes();
        Self::new(status, "text/plain; charset=utf-8".to_owned(), body)
    }

    /// A file below the root, 304 where the browser has it already, or 404.
    pub fn file(root: &Path, path: &str, known_tag: Option<&str>) -> Self {
        let Some(relative) = relative(path) else {
            return Self::status(404);
        };
        let file = root.join(&relative);
        let Some(tag) = entity_tag(&file) else {
            return Self::status(404);
        };
        let mut reply = if known_tag == Some(tag.as_str()) {
            Self::new(304, media_type(&relative), Vec::new())
        } else {
            match fs::read(&file) {
                Ok(body) => Self::new(200, media_type(&relative), body),
                Err(_) => return Self::status(404),
            }
        };
        reply.headers.push(("ETag", tag));
        reply
    }

    fn new(status: u16, media_type: String, body: Vec<u8>) -> Self {
        let mut headers: Vec<(&str, String)> = SECURITY
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        headers.push(("Content-Type", media_type));
        headers.push(("Cache-Control", "no-cache".to_owned()));
        Self {
            status,
            headers,
            body,
        }
    }
}

/// The file that a path names, or None where it would leave the root.
fn relative(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path.strip_prefix('/')?);
    let decoded = decoded.decode_utf8().ok()?.into_owned();
    if decoded.is_empty() {
        return Some("index.html".to_owned());
    }
    let harmless = |part: &str| !part.is_empty() && part != "." && part != "..";
    (!decoded.contains(['\\', '\0', ':']) && decoded.split('/').all(harmless)).then_some(decoded)
}

/// Changes whenever a file is written, so a rebuilt page is never taken from the cache.
fn entity_tag(file: &Path) -> Option<String> {
    let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!(
        "\"{:x}-{:x}\"",
        metadata.len(),
        modified.as_nanos()
    ))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn own() -> SocketAddr {
        (Ipv4Addr::LOCALHOST, 8080).into()
    }

    fn root() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("index.html"), "page").unwrap();
        fs::create_dir(root.path().join("pkg")).unwrap();
        fs::write(root.path().join("pkg/page_bg.wasm"), "wasm").unwrap();
        root
    }

    fn header<'reply>(reply: &'reply Reply, name: &str) -> Option<&'reply str> {
        let mut headers = reply.headers.iter();
        headers
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }

    #[test]
    fn a_proxied_request_for_the_own_origin_is_served_and_any_other_is_foreign() {
        let parse = |url| Target::parse(url, &Method::Get, own());
        assert_eq!(parse("/a?b"), Target::Own("/a".into()));
        assert_eq!(parse("http://127.0.0.1:8080/a?b"), Target::Own("/a".into()));
        for url in [
            "http://127.0.0.1:8081/",
            "http://127.0.0.1:80801/",
            "http://example.org/",
        ] {
            assert_eq!(parse(url), Target::Foreign(url.into()));
        }
        let tunnel = Target::parse("example.org:443", &Method::Connect, own());
        assert_eq!(tunnel, Target::Foreign("example.org:443".into()));
    }

    #[test]
    fn every_reply_carries_the_security_headers() {
        let root = root();
        let file = Reply::file(root.path(), "/", None);
        let tag = header(&file, "ETag").unwrap();
        let unchanged = Reply::file(root.path(), "/", Some(tag));
        for reply in [&file, &unchanged, &Reply::status(404), &Reply::status(502)] {
            for (name, value) in SECURITY {
                assert_eq!(header(reply, name), Some(value));
            }
            assert_eq!(header(reply, "Cache-Control"), Some("no-cache"));
        }
        assert_eq!(
            (file.status, file.body.as_slice()),
            (200, b"page".as_slice())
        );
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    }

    #[test]
    fn a_rewritten_file_is_sent_again() {
        let root = root();
        let tag = header(&Reply::file(root.path(), "/", None), "ETag")
            .unwrap()
            .to_owned();
        fs::write(root.path().join("index.html"), "newer page").unwrap();
        assert_eq!(Reply::file(root.path(), "/", Some(&tag)).status, 200);
    }

    #[test]
    fn files_have_the_type_of_their_extension() {
        let reply = Reply::file(root().path(), "/pkg/page_bg.wasm", None);
        assert_eq!(header(&reply, "Content-Type"), Some("application/wasm"));
    }

    #[test]
    fn no_path_leaves_the_root() {
        let root = root();
        let inner = root.path().join("pkg");
        for path in [
            "/../index.html",
            "/%2e%2e/index.html",
            "/..%2findex.html",
            "//index.html",
        ] {
            assert_eq!(Reply::file(&inner, path, None).status, 404, "{path}");
        }
        assert_eq!(Reply::file(root.path(), "/pkg", None).status, 404);
        assert_eq!(Reply::file(root.path(), "/%zz", None).status, 404);
    }
}
