//! Paths of this site: what a request may ask to be led to, and nothing else.

/// True for a path of this site: never another host. Browsers read `\` as `/` and drop tabs and line ends from
/// an address, so that "/\t/host" would lead away.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_paths_of_this_site() {
        for (path, expected) in [
            ("/", true),
            ("/network?query=loire#team", true),
            ("/réseau//", true),
            ("", false),
            ("network", false),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("/\t/evil.example", false),
            ("/\r\n/evil.example", false),
            ("/\u{0}/evil.example", false),
            ("/\u{7f}/evil.example", false),
            ("/\u{85}/evil.example", false),
            ("https://evil.example", false),
            ("\t//evil.example", false),
        ] {
            assert_eq!(is_local(path), expected, "{path:?}");
        }
    }
}
