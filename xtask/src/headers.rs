//! The response headers that the page relies on, and the media types of its files.

/// Nothing but the page's own files may be loaded, and only WebAssembly may be compiled.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; \
    script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; \
    img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Sent with every response, by the local server and by any host of the page.
pub const SECURITY: [(&str, &str); 5] = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
];

/// The media type of a file, by its extension.
///
/// With `nosniff` browsers refuse scripts, modules and style sheets of any other type, and
/// `WebAssembly.instantiateStreaming` insists on `application/wasm`. All of the page's texts are
/// UTF-8, which browsers do not assume.
pub fn media_type(path: &str) -> String {
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    if mime.type_() == "text" {
        format!("{mime}; charset=utf-8")
    } else {
        mime.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_browsers_insist_on_are_right() {
        assert_eq!(media_type("index.html"), "text/html; charset=utf-8");
        assert_eq!(media_type("pkg/page.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("pkg/page_bg.wasm"), "application/wasm");
        assert_eq!(media_type("pkg/page_bg.0123abcd.wasm"), "application/wasm");
        assert_eq!(media_type("STYLE.CSS"), "text/css; charset=utf-8");
        assert_eq!(media_type("app.webmanifest"), "application/manifest+json");
        assert_eq!(media_type("manifest.json"), "application/json");
        assert_eq!(media_type("icon.svg"), "image/svg+xml");
        assert_eq!(media_type("sizes.txt"), "text/plain; charset=utf-8");
        assert_eq!(media_type("weights.bpk"), "application/octet-stream");
        assert_eq!(media_type("no-extension"), "application/octet-stream");
    }

    #[test]
    fn the_policy_allows_requests_to_the_own_origin_only() {
        let directives: Vec<&str> = CONTENT_SECURITY_POLICY.split("; ").collect();
        assert!(directives.contains(&"default-src 'none'"));
        assert!(directives.contains(&"connect-src 'self'"));
        assert!(directives.contains(&"script-src 'self' 'wasm-unsafe-eval'"));
        assert!(!CONTENT_SECURITY_POLICY.contains("http"));
        assert!(!CONTENT_SECURITY_POLICY.contains('*'));
    }
}
