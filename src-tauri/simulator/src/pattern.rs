/// A path with holes: `*` stands for one segment, a `**` at the end for any rest (also none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathPattern(String);

impl PathPattern {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Compared with the path as it came, percent-encoded: an encoded slash does not end a segment.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let (mut wanted, mut given) = (self.0.split('/'), path.split('/'));
        loop {
            match (wanted.next(), given.next()) {
                (Some("**"), _) | (None, None) => return true,
                (Some("*"), Some(segment)) if !segment.is_empty() => {}
                (Some(wanted), Some(given)) if wanted == given => {}
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_segment_and_two_are_the_rest() {
        let one = PathPattern::new("/api/v2/outbound/campaigns/*/schedules");
        assert!(one.matches("/api/v2/outbound/campaigns/a%2Fb/schedules"), "an encoded slash ends nothing");
        assert!(!one.matches("/api/v2/outbound/campaigns/a/schedules/1"), "one segment more");
        assert!(!one.matches("/api/v2/outbound/campaigns//schedules"), "a hole holds something");
        let rest = PathPattern::new("/api/**");
        assert!(rest.matches("/api/v2/x") && rest.matches("/api"), "any rest");
        assert!(!rest.matches("/oauth/token"));
    }
}
